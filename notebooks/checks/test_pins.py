"""The check of the pins, on registries of a few files."""

import unittest

import pins

HASH = "0" * 64


def wheel(name, requires=None, sha256=HASH):
    return {"filename": name, "hashes": {"sha256": sha256}, "requires-python": requires}


def found(text, files, releases=pins.RELEASES, platforms=pins.PLATFORMS[:1]):
    read = pins.read_pins(text)
    return pins.problems(read, {pin.name: files for pin in read}, releases, platforms)


class PinsTest(unittest.TestCase):
    # What happened: the marker says 3.11 and the wheel 3.11.5; only 3.11.0 to 3.11.4 lie between.
    def test_a_pin_that_needs_a_later_patch_release_is_named(self):
        text = f'soupsieve==4.1.2 ; python_version >= "3.11" --hash=sha256:{HASH}\n'
        files = [wheel("soupsieve-4.1.2-py3-none-any.whl", ">=3.11.5")]
        self.assertEqual(
            [
                "soupsieve 4.1.2 cannot be installed with CPython 3.11.0 on x86-64 Linux: it needs Python >=3.11.5",
            ],
            found(text, files),
        )

    # The interpreter that runs this test is one release; each of the five is asked about once.
    def test_markers_are_evaluated_for_the_release_asked_about(self):
        (pin,) = pins.read_pins(f"a==1 ; python_full_version < '3.11.5' --hash=sha256:{HASH}\n")
        self.assertEqual(
            ["3.10.0", "3.11.0"], [r for r in pins.RELEASES if pin.applies(r, pins.PLATFORMS[0])]
        )

    def test_two_pins_that_both_hold_are_named(self):
        text = f"a==1 ; python_full_version < '3.11' --hash=sha256:{HASH}\na==2 --hash=sha256:{HASH}\n"
        files = [wheel("a-1-py3-none-any.whl"), wheel("a-2-py3-none-any.whl")]
        self.assertEqual(["a is pinned to 1 and to 2 for CPython 3.10.0 on x86-64 Linux"], found(text, files))

    def test_a_wheel_of_another_interpreter_or_c_library_serves_nobody(self):
        text = f"a==1 --hash=sha256:{HASH}\n"
        reason = "a 1 cannot be installed with CPython 3.12.0 on x86-64 Linux: no wheel of it is made for this Python and platform"
        for name in ("a-1-cp311-cp311-manylinux_2_17_x86_64.whl", "a-1-cp312-cp312-manylinux_2_39_x86_64.whl"):
            self.assertEqual([reason], found(text, [wheel(name)], releases=("3.12.0",)), name)
        for name in ("a-1-cp310-abi3-manylinux2014_x86_64.whl", "a-1-cp312-cp312-manylinux_2_28_x86_64.whl"):
            self.assertEqual([], found(text, [wheel(name)], releases=("3.12.0",)), name)

    def test_a_release_without_a_wheel_and_a_foreign_checksum_are_named(self):
        text = f"a==1 --hash=sha256:{HASH}\n"
        self.assertIn("no wheel of this version", found(text, [wheel("a-2-py3-none-any.whl")])[0])
        self.assertIn("checksum", found(text, [wheel("a-1-py3-none-any.whl", sha256="1" * 64)])[0])

    def test_a_line_without_a_hash_or_an_exact_version_is_refused(self):
        for line in ("a==1", f"a>=1 --hash=sha256:{HASH}", f"a==1,<2 --hash=sha256:{HASH}"):
            with self.assertRaises(ValueError, msg=line):
                pins.read_pins(line + "\n")

    def test_a_direct_requirement_without_its_pin_is_named(self):
        read = pins.read_pins(f"a==1 --hash=sha256:{HASH}\n")
        self.assertEqual([], list(pins.unpinned("# a comment\na==1\n", read)))
        self.assertEqual(["b==2 of requirements.in has no pin in requirements.txt"], list(pins.unpinned("b==2\n", read)))


if __name__ == "__main__":
    unittest.main()
