"""What NumPy and ml_dtypes make of codecs: src/test/resources/janus/kvcache/codec-oracle.csv.

    pip install numpy==2.4.6 ml_dtypes==0.6.0
    python3 codec_oracle.py > ../resources/janus/kvcache/codec-oracle.csv

A negative zero counts as zero. Two heads of 64 tokens by 64 channels are coded; all numbers are binary32. A line names a codec, the
sha256 of the result's bytes (little endian; head, token, channel) and its first numbers. Lines without
a checksum are compared within 1e-5 of the largest number: their random numbers go through a logarithm.
"""
import hashlib

import ml_dtypes
import numpy as np

F = np.float32
HEADS, TOKENS, D = 2, 64, 64


def inputs():
    """Cubes of a linear congruential generator, scaled by channel; channel 5 is an outlier."""
    state, out = 12345, []
    for i in range(HEADS * TOKENS * D):
        state = (1103515245 * state + 12345) % 2**31
        u = F((state >> 7) * 2.0**-23 - 1)
        channel = i % D
        out.append(u * u * u * F(2.0 ** (channel % 5 - 2)) * F(16 if channel == 5 else 1))
    return np.array(out, F).reshape(HEADS, TOKENS, D)


def small(x, dtype):
    most = F(ml_dtypes.finfo(dtype).max)
    return np.clip(x, -most, most).astype(dtype).astype(F)


def half(x):
    return np.asarray(x, F).astype(np.float16).astype(F)


def mx(dtype):
    def code(x):
        blocks = x.reshape(-1, 32)
        amax = np.abs(blocks).max(1, keepdims=True)
        emax = np.floor(np.log2(float(ml_dtypes.finfo(dtype).max)))
        scale = (2.0 ** (np.floor(np.log2(amax)) - emax)).astype(F)
        return (small(blocks / scale, dtype) * scale).reshape(x.shape)

    return code


def fp8(dtype, axes):
    def code(x):
        scale = np.abs(x).max(axes, keepdims=True) / F(ml_dtypes.finfo(dtype).max)
        return small(x / scale, dtype) * scale

    return code


def nvfp4(x):
    tensor = np.abs(x).max() / F(6 * 448)
    blocks = x.reshape(-1, 16)
    amax = np.abs(blocks).max(1, keepdims=True)
    scale = small(amax / F(6) / tensor, ml_dtypes.float8_e4m3fn) * tensor
    safe = np.where(scale == 0, F(1), scale)
    coded = np.where(scale == 0, F(0), small(blocks / safe, ml_dtypes.float4_e2m1fn) * safe)
    return coded.astype(F).reshape(x.shape)


def lloyd(sample, count):
    s = np.sort(sample)
    levels = [float(s[int((i + 0.5) / count * len(s))]) for i in range(count)]
    for _ in range(50):
        edges = [(a + b) / 2 for a, b in zip(levels, levels[1:])]
        group = np.searchsorted(np.array(edges), s.astype(np.float64), side="left")
        moved = [s[group == i].astype(np.float64) for i in range(count)]
        new = [sum(m.tolist()) / len(m) if len(m) else levels[i] for i, m in enumerate(moved)]
        if new == levels:
            break
        levels = new
    return half(levels)


def nuq(bits, channel, outliers):
    def code(x):
        kept = np.zeros(x.shape, bool)
        if channel:
            low = np.quantile(x.astype(np.float64), 0.005, 1) if outliers else x.min(1)
            high = np.quantile(x.astype(np.float64), 0.995, 1) if outliers else x.max(1)
            middle = ((high.astype(np.float64) + low) / 2).astype(F)[:, None, :]
            width = ((high.astype(np.float64) - low) / 2).astype(F)[:, None, :]
            distance = np.abs((x - middle) / width)
        else:
            median = np.sort(x, 2)[:, :, (D - 1) // 2]
            distance = np.abs(x - median[:, :, None])
        if outliers and channel:
            kept = distance > 1
        elif outliers:
            farthest = distance.argmax(2)
            np.put_along_axis(kept, farthest[:, :, None], True, 2)
        if not channel:
            low = np.where(kept, np.inf, x).astype(F).min(2, keepdims=True)
            high = np.where(kept, -np.inf, x).astype(F).max(2, keepdims=True)
            middle, width = half((high + low) / F(2)), half((high - low) / F(2))
        normal = (x - middle) / width
        levels = lloyd(normal[~kept & (np.abs(normal) <= 1)], 2**bits)
        nearest = np.abs(normal[..., None] - levels).argmin(-1)
        return np.where(kept, half(x), levels[nearest] * width + middle)

    return code


def symmetric(x, axis):
    scale = half(np.abs(x).max(axis, keepdims=True) / F(7))
    return np.clip(np.rint(x / scale), -7, 7).astype(F) * scale


def top_of_channels(x):
    """int4-channel-g32-top2: 32 tokens of a channel share a scale."""
    coded = symmetric(x.reshape(HEADS, -1, 32, D), 2).reshape(x.shape)
    return keep(x, coded, 2)


def top_of_tokens(x):
    """int4-token-top3: the kept channels count for no scale."""
    rest = x.copy()
    for head in range(HEADS):
        rest[head][:, largest(x[head], 3)] = 0
    return keep(x, symmetric(rest, 2), 3)


def largest(head, count):
    return np.argsort(-np.abs(head).max(0), kind="stable")[:count]


def keep(x, coded, count):
    for head in range(HEADS):
        channels = largest(x[head], count)
        coded[head][:, channels] = half(x[head][:, channels])
    return coded


class JavaRandom:
    """java.util.Random: a linear congruential generator of 48 bits."""

    def __init__(self, seed):
        self.seed, self.spare = (seed ^ 0x5DEECE66D) % 2**48, None

    def next(self, bits):
        self.seed = (self.seed * 0x5DEECE66D + 0xB) % 2**48
        value = self.seed >> (48 - bits)
        return value - 2**bits if bits == 32 and value >= 2**31 else value

    def boolean(self):
        return self.next(1) != 0

    def double(self):
        return ((self.next(26) << 27) + self.next(27)) * 2.0**-53

    def gaussian(self):
        if self.spare is not None:
            value, self.spare = self.spare, None
            return value
        while True:
            a, b = 2 * self.double() - 1, 2 * self.double() - 1
            s = a * a + b * b
            if 0 < s < 1:
                factor = np.sqrt(-2 * np.log(s) / s)
                self.spare = b * factor
                return a * factor


LLOYD_MAX = {1: [0.7978845608], 2: [0.4527800398, 1.5104176087],
             3: [0.2450941789, 0.7560052813, 1.3439092785, 2.1519457045]}


def turbo_qjl(bits):
    """TurboQuant, algorithm 2: levels of one bit less, then signs of a projection of the rest."""

    def code(x):
        random = JavaRandom(1)
        signs = np.array([1 if random.boolean() else -1 for _ in range(D)])
        hadamard = np.array([[1]])
        while len(hadamard) < D:
            hadamard = np.block([[hadamard, hadamard], [hadamard, -hadamard]])
        rotation = hadamard * signs / np.sqrt(D)
        random = JavaRandom(-2)
        s = np.array([random.gaussian() for _ in range(D * D)]).astype(F).reshape(D, D)
        upper = half(LLOYD_MAX[bits - 1])
        levels = np.concatenate([-upper[::-1], upper]).astype(np.float64)
        norm = np.linalg.norm(x.astype(np.float64), axis=2, keepdims=True)
        y = x @ rotation.T / norm * np.sqrt(D)
        nearest = levels[np.abs(y[..., None] - levels).argmin(-1)]
        coded = nearest @ rotation * half(norm) / np.sqrt(D)
        rest = x - coded
        size = half(np.linalg.norm(rest, axis=2, keepdims=True))
        sign = np.where(rest @ s.T < 0, -1, 1)
        return (coded + np.sqrt(np.pi / 2) / D * size * (sign @ s)).astype(F)

    return code


M = ml_dtypes
CODECS = {
    "fp8-e4m3-head": fp8(M.float8_e4m3fn, (1, 2)),
    "fp8-e4m3-tensor": fp8(M.float8_e4m3fn, (0, 1, 2)),
    "fp8-e5m2-head": fp8(M.float8_e5m2, (1, 2)),
    "fp8-e5m2-tensor": fp8(M.float8_e5m2, (0, 1, 2)),
    "mxfp4": mx(M.float4_e2m1fn),
    "mxfp6-e2m3": mx(M.float6_e2m3fn),
    "mxfp6-e3m2": mx(M.float6_e3m2fn),
    "mxfp8-e4m3": mx(M.float8_e4m3fn),
    "mxfp8-e5m2": mx(M.float8_e5m2),
    "nvfp4": nvfp4,
    **{
        f"nuq{b}-{g}{o}": nuq(b, g == "channel", o != "")
        for b in (4, 3, 2)
        for g in ("channel", "token")
        for o in ("", "-1%")
    },
    "int4-channel-g32-top2": top_of_channels,
    "int4-token-top3": top_of_tokens,
    **{f"turbo{b}-qjl": turbo_qjl(b) for b in (4, 3, 2)},
}

if __name__ == "__main__":
    print("codec,sha256,first")
    for name, codec in CODECS.items():
        x = inputs()
        coded = codec(x).astype("<f4") + F(0)
        digest = "" if name.startswith("turbo") else hashlib.sha256(coded.tobytes()).hexdigest()
        print(name, digest, " ".join(repr(float(v)) for v in coded.ravel()[:16]), sep=",")
