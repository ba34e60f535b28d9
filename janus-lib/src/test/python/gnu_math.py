"""Results of the GNU C library for single floats, as bits. Run: python3 gnu_math.py > gnu-math.csv

Arguments are drawn from a seed: for expf from -110 to 95; for sinf and cosf from 1e-6 to 1e4, equally
many in each octave and of both signs.
"""

import ctypes
import platform
import random
import struct

LIBRARY = ctypes.CDLL("libm.so.6")
DRAWS = 200


def bits(x):
    return f"{struct.unpack('<I', struct.pack('<f', x))[0]:08x}"


def drawn(name, pick):
    if name == "expf":
        return pick.uniform(-110, 95)
    return pick.choice([-1, 1]) * 10 ** pick.uniform(-6, 4)


def main():
    pick = random.Random(20261127)
    print(f"# {' '.join(platform.libc_ver())}")
    print("function,argument,value")
    for name in ("expf", "sinf", "cosf"):
        function = getattr(LIBRARY, name)
        function.restype, function.argtypes = ctypes.c_float, [ctypes.c_float]
        for _ in range(DRAWS):
            x = struct.unpack("<f", struct.pack("<f", drawn(name, pick)))[0]
            print(f"{name},{bits(x)},{bits(function(x))}")


if __name__ == "__main__":
    main()
