"""The executor's parts that need no kernel."""

import os
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import nbformat

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import execute  # noqa: E402
import kernel  # noqa: E402

# What Tablesaw 0.44.4 prints of a table with one row.
TABLE = "  facts   \n name  |  n  |\n--------------\n    a  |  1  |"


def notebook(data):
    output = nbformat.v4.new_output("execute_result", data=data)
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[output])])


class ExecuteTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_a_table_figure_or_finding_as_text_alone_is_found(self):
        for text in (TABLE, "Figure: Nobody wins", "Finding: Nobody wins **twice**."):
            self.assertIsNotNone(execute.text_alone(notebook({"text/plain": text})), text)
            self.assertIsNone(execute.text_alone(notebook({"text/plain": text, "text/html": "<p>"})), text)

    def test_a_text_that_is_meant_as_text_is_no_table(self):
        for text in ("512 MiB of numbers", "[0.11, -0.52]\n[0.0, 1.7]", "a | b", "title\n-----\ntext"):
            self.assertIsNone(execute.text_alone(notebook({"text/plain": text})), text)

    def test_permissions_follow_the_umask(self):
        for umask in (0o022, 0o077, 0o002):
            before = os.umask(umask)
            try:
                execute.write_whole(self.folder / "file", "text")
            finally:
                os.umask(before)
            self.assertEqual(0o666 & ~umask, stat.S_IMODE((self.folder / "file").stat().st_mode))

    def test_parts_of_the_dead_are_removed_and_those_of_the_living_stay(self):
        ended = subprocess.Popen(["true"])
        ended.wait()
        names = [f".n.ipynb.{ended.pid}.part", f".n.ipynb.{os.getpid()}.part", ".n.part", "n.ipynb"]
        for name in names:
            (self.folder / name).touch()
        execute.remove_parts(self.folder)
        self.assertEqual(sorted(names[1:]), sorted(path.name for path in self.folder.iterdir()))

    def test_the_last_words_of_a_kernel_are_its_own(self):
        with open(self.folder / "log", "wb") as log:
            log.write(b"of the one before\n")
            log.flush()
            start = os.path.getsize(log.name)
            self.assertEqual("it printed nothing", execute.last_words(log, start))
            log.write(b"one\ntwo\n\nthree\nfour\n")
            log.flush()
            self.assertEqual("it printed: two / three / four", execute.last_words(log, start))


class LeashTest(unittest.TestCase):
    # Both children are sleeps in groups of their own; the owner says of one that it has ended, and is gone.
    def test_what_outlives_its_owner_is_ended_and_nothing_else(self):
        held, released = (subprocess.Popen(["sleep", "60"], start_new_session=True) for _ in range(2))
        leash = execute.Leash()
        try:
            for sign, child in (("+", held), ("+", released), ("-", released)):
                leash.tell(sign, child.pid)
            leash.process.stdin.close()
            self.assertEqual(-15, held.wait(10))
            leash.process.wait(10)
            self.assertIsNone(released.poll())
        finally:
            for child in (held, released):
                child.kill()
                child.wait()


class KernelTest(unittest.TestCase):
    FOUND = {
        "java": (Path("/a/java"), {"language": "java"}),
        "rjk": (Path("/a/rjk"), {"language": "java"}),
        "python3": (Path("/a/python3"), {"language": "python"}),
    }

    def test_a_kernel_is_chosen_by_name(self):
        self.assertEqual(Path("/a/rjk"), kernel.choose("rjk", self.FOUND)[0])
        for name in ("python3", "none"):
            with self.assertRaisesRegex(ValueError, f"'{name}'.*the Java kernels here are java, rjk"):
                kernel.choose(name, self.FOUND)

    def test_of_two_kernels_with_one_name_the_first_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            for place in ("user", "environment"):
                spec = Path(folder, place, "kernels", "java", "kernel.json")
                spec.parent.mkdir(parents=True)
                spec.write_text(f'{{"language": "java", "display_name": "{place}"}}')
            found = kernel.installed([Path(folder, "user"), Path(folder, "environment")])
            self.assertEqual("user", found["java"][1]["display_name"])

    # A person who names a kernel means the one that was installed for it, though the environment's has that name, too.
    def test_a_named_kernel_is_looked_for_outside_the_environment_first(self):
        environment = kernel.paths.ENV_JUPYTER_PATH
        self.assertEqual(environment, kernel.folders(""))
        self.assertEqual(environment, kernel.folders("java")[-len(environment) :])
        self.assertIn(kernel.paths.jupyter_data_dir(), kernel.folders("java"))


if __name__ == "__main__":
    unittest.main()
