"""Kills commands at chosen system calls, then runs them again.

A command runs once in peace, under strace, which counts its system calls. Then it is killed (SIGKILL) at the first, a
middle and a late rename and fsync, and in the middle of its writes. After every kill each file of the results is absent
or whole; after the next run all bytes are those of the run in peace and no part of a file is left. Circumstances
(run.json) hold times and are only read. `notebooks/run --quick` must have been run before.
"""

import collections
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
JANUS = ROOT / "janus-lib" / "janus"
MODEL = ROOT / ".janus" / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf"
TEXT = ROOT / ".janus" / "texts" / "botchan.txt"
CALLS = ("rename", "fsync", "write")

RUN = [JANUS, "run", "1-problem-sizing", "--results", "results"]
PERPLEXITY = [JANUS, "perplexity", "--model", MODEL, "--text", TEXT, "--n-ctx", "64", "--chunks", "6"]
PERPLEXITY += ["--keys", "int8-token", "--values", "int8-token", "--resume", "state.json", "--json"]


def strace(options, command, folder):
    """Exit status and standard output of a command under strace, which writes to folder/calls."""
    traced = ["strace", "-f", "-qq", "-o", folder / "calls", *options, *command]
    done = subprocess.run(traced, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
    return done.returncode, done.stdout


def counts(file):
    """How often the busiest thread made each call: strace counts by thread, too."""
    found = collections.Counter(re.findall(r"^(\d+) +(\w+)\(", file.read_text(errors="replace"), re.MULTILINE))
    return {call: max((n for (_, c), n in found.items() if c == call), default=0) for call in CALLS}


def points(count):
    """Calls to be killed at: each a name and a number."""
    for call in ("rename", "fsync"):
        n = count[call]
        yield from sorted({(call, 1), (call, (n + 1) // 2), (call, max(1, n - 1))} if n else ())
    yield from (("write", n) for n in sorted({count["write"] // 3, count["write"] * 2 // 3}) if n)


def files(folder):
    """Bytes of every result by name."""
    found = (path for path in (folder / "results").rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def parts(names):
    return [name for name in names if Path(name).name.startswith(".")]


def same(name, one, other):
    if Path(name).name == "run.json":
        return bool(json.loads(one)) == bool(json.loads(other))
    return one == other


def printed(text):
    """What a command printed, without its circumstances."""
    try:
        answer = json.loads(text)
    except ValueError:
        return ""
    answer.pop("circumstances", None)
    return answer


def wrong_after_kill(found, whole):
    for name, content in found.items():
        if not parts([name]) and not (name in whole and same(name, content, whole[name])):
            return f"{name} is not whole"
    return ""


def wrong_after_rerun(status, found, whole):
    if status != 0:
        return f"the next run ended with {status}"
    if parts(found):
        return f"the next run left {parts(found)[0]}"
    if found.keys() != whole.keys():
        return f"other files: {sorted(found.keys() ^ whole.keys())[:3]}"
    different = [name for name in whole if not same(name, found[name], whole[name])]
    return f"{different[0]} differs" if different else ""


def kill(command, call, number, whole, answer):
    """What is wrong with a command that is killed and run again, or an empty text; None if it ended before the call."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        options = ["-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}"]
        status, _ = strace(options, command, folder)
        if status == 0:
            return None
        wrong = wrong_after_kill(files(folder), whole)
        if wrong:
            return wrong
        again = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
        wrong = wrong_after_rerun(again.returncode, files(folder), whole)
        return wrong or ("" if printed(again.stdout) == answer else "the next run prints something else")


def check(name, command):
    """How many kills a command passed, and how many it failed."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        status, output = strace(["-e", "trace=" + ",".join(CALLS)], command, folder)
        if status != 0:
            print(f"kills: {name}: ended with {status} in peace")
            return 0, 1
        whole, answer, count = files(folder), printed(output), counts(folder / "calls")
    passed = failed = 0
    for call, number in points(count):
        wrong = kill(command, call, number, whole, answer)
        passed, failed = passed + (wrong == ""), failed + bool(wrong)
        if wrong:
            print(f"kills: {name}: killed at {call} {number} of {count[call]}: {wrong}")
    print(f"kills: {name}: {passed} kills passed, {failed} failed", flush=True)
    return passed, failed


def main():
    tallies = [check("run", RUN), check("perplexity", PERPLEXITY)]
    passed, failed = (sum(column) for column in zip(*tallies))
    print(f"kills: {passed} passed, {failed} failed")
    return 1 if failed or passed < 10 else 0


if __name__ == "__main__":
    sys.exit(main())
