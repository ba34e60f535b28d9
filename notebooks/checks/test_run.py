"""The script run in this checkout, which has been run before: its messages, and what it leaves."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*options, root=ROOT, **variables):
    """Exit status and printed lines of notebooks/run."""
    environment = {**os.environ, **variables}
    done = subprocess.run(
        [root / "notebooks" / "run", *options],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
    )
    return done.returncode, done.stdout.splitlines()


def below(root):
    """Processes that work in a folder or below it, by number."""
    found = set()
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdecimal() and Path(os.readlink(process / "cwd")).is_relative_to(root):
                found.add(int(process.name))
        except OSError:
            continue
    return found


def command(process):
    """The command line of a process, or nothing."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def wait_for(condition, seconds):
    """What the condition says once it says something, or its last word."""
    end = time.monotonic() + seconds
    while not (said := condition()) and time.monotonic() < end:
        time.sleep(0.2)
    return said


class RunTest(unittest.TestCase):
    # The example: a run that passes, and one whose kernel cannot start.
    def test_nothing_of_an_earlier_run_speaks_for_a_kernel_that_does_not_start(self):
        status, lines = run("--quick", "--only", "0")
        self.assertEqual((0, "1 passed, 0 failed"), (status, lines[-1]), "\n".join(lines))
        status, lines = run("--quick", "--only", "0", JANUS_NOTEBOOK_JVM_OPTS="-Xfoo")
        self.assertEqual((1, "0 passed, 1 failed"), (status, lines[-1]), "\n".join(lines))
        (named,) = [line for line in lines if "did not start" in line]
        self.assertIn("the kernel Java (jjava) did not start", named)
        self.assertIn("-Xfoo", named)
        self.assertNotIn("Traceback", "\n".join(lines))

    def test_an_executor_that_is_killed_leaves_no_tally(self):
        status, lines = run("--quick", "--only", "0", PYTHONHOME="/nowhere")
        self.assertNotEqual(0, status)
        self.assertFalse([line for line in lines if "passed" in line], "\n".join(lines))

    def test_a_kernel_that_is_not_installed_or_not_java_is_named(self):
        status, lines = run("--quick", "--only", "0", "--kernel", "nowhere")
        self.assertEqual(2, status)
        self.assertIn("no kernel 'nowhere' is installed; the Java kernels here are java", lines[-1])
        status, lines = run("--quick", "--only", "0", JANUS_KERNEL="python3")
        self.assertEqual(2, status)
        self.assertIn("the kernel 'python3' is for python", lines[-1])

    def test_a_killed_run_leaves_no_process(self):
        before = below(ROOT)
        started = subprocess.Popen(
            [ROOT / "notebooks" / "run", "--quick", "--only", "0"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        kernels = wait_for(lambda: [p for p in below(ROOT) - before if "jjava.jar" in command(p)], 300)
        started.send_signal(signal.SIGKILL)
        started.wait()
        self.assertTrue(kernels, "no kernel was started")
        wait_for(lambda: not below(ROOT) - before, 30)
        self.assertEqual([], [command(process) for process in below(ROOT) - before])


class CopyTest(unittest.TestCase):
    """In copies of the script alone, since a new environment is made or none is needed."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def copy(self, name):
        root = self.folder / name
        (root / "notebooks").mkdir(parents=True)
        for file in ("run", "leash", "kernel.py", "execute.py", "requirements.txt"):
            shutil.copy(ROOT / "notebooks" / file, root / "notebooks")
        return root

    def test_a_path_that_cannot_work_is_refused_at_once_in_one_line(self):
        for name in ("a:b", "a\nb", "a!", "a\"b", "a\\b", "caf\udce9"):
            start = time.monotonic()
            status, lines = run(root=self.copy(name))
            self.assertLess(time.monotonic() - start, 1.0, name)
            self.assertEqual((2, 1), (status, len(lines)), lines)
            self.assertIn("notebooks/run: ", lines[0])

    # The index offers another version of the first package, so that it answers and has nothing that fits.
    def test_a_pin_without_a_file_is_told_as_that(self):
        root = self.copy("pins")
        index = self.folder / "index" / "anyio"
        index.mkdir(parents=True)
        (index / "index.html").write_text('<a href="anyio-1.0-py3-none-any.whl">anyio-1.0-py3-none-any.whl</a>')
        pin = (ROOT / "notebooks/requirements.txt").read_text().split("anyio==")[1].split()[0]
        # A build that goes on is ended with the rest.
        maven = self.folder / "bin" / "mvn"
        maven.parent.mkdir()
        maven.write_text('#!/bin/sh\n[ "$1" = -v ] && echo "Apache Maven 3.8.7" || exec sleep 600\n')
        maven.chmod(0o755)
        status, lines = run(
            root=root,
            PATH=f"{maven.parent}{os.pathsep}{os.environ['PATH']}",
            PIP_INDEX_URL=index.parent.as_uri(),
            PIP_CONFIG_FILE=os.devnull,
        )
        self.assertEqual(2, status, lines)
        (told,) = [line for line in lines if "anyio" in line]
        self.assertIn(f"no file of anyio {pin} that the registry offers fits Python 3.", told)
        self.assertNotIn("network", told)


if __name__ == "__main__":
    sys.exit(unittest.main())
