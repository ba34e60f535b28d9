"""Kills `janus perplexity --resume` at random moments until it ends by itself.

    python3 janus-lib/src/test/python/resume.py MODEL TEXT [--kills N] [--seed N] [--results DIR]

The run is repeated without a checkpoint, with another number of threads, and on the JDK of --java if
given. The JSON of every run, without its circumstances, must be identical to the byte. A checkpoint
must never lose or repeat a chunk: the chunks before a restart must remain after it, byte for byte.
Otherwise the exit status is 1.
"""

import argparse
import csv
import hashlib
import json
import os
import pathlib
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[4]


def command(args, threads, *more):
    return [
        str(ROOT / "janus-lib/janus"), "perplexity", "--model", args.model, "--text", args.text,
        "--chunks", str(args.chunks), "--keys", "f16,int4-token,turbo3", "--values",
        "f16,int4-token,turbo3", "--kl", "--threads", str(threads), "--json", *more,
    ]  # fmt: skip


def digest(text):
    result = json.loads(text)
    circumstances = result.pop("circumstances")
    return hashlib.sha256(json.dumps(result).encode()).hexdigest(), circumstances


def records(data):
    """The complete records of a checkpoint: a header, then length, bytes and checksum of each chunk."""
    at = len(b"JANUS-CHUNKS-1\n")
    if len(data) < at + 4:
        return []
    at += 4 + struct.unpack_from(">i", data, at)[0]
    found = []
    while at + 4 <= len(data):
        (length,) = struct.unpack_from(">i", data, at)
        if at + 8 + length > len(data):
            break
        found.append(data[at + 4 : at + 4 + length])
        at += 8 + length
    return found


def whole(args, threads, home=None):
    env = dict(os.environ, **({"JAVA_HOME": home} if home else {}))
    done = subprocess.run(command(args, threads), capture_output=True, text=True, env=env)
    if done.returncode:
        sys.exit("resume: " + done.stderr)
    return digest(done.stdout)


def main():
    parse = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parse.add_argument("model")
    parse.add_argument("text")
    parse.add_argument("--chunks", type=int, default=64)
    parse.add_argument("--kills", type=int, default=8)
    parse.add_argument("--seed", type=int, default=20260101)
    parse.add_argument("--java", help="home of another JDK")
    parse.add_argument("--results", type=pathlib.Path)
    args = parse.parse_args()
    chance = random.Random(args.seed)
    started = time.time()
    runs = []
    start = time.time()
    expected, circumstances = whole(args, 1)
    runs.append(("uninterrupted, 1 thread", 0, "", expected, circumstances["jdk"]))
    seconds = time.time() - start
    kept, kills, failures = [], 0, 0
    with tempfile.TemporaryDirectory() as scratch:
        checkpoint = pathlib.Path(scratch) / "chunks"
        sizes = []
        while True:
            with open(pathlib.Path(scratch) / "out", "w+", encoding="utf-8") as out:
                process = subprocess.Popen(
                    command(args, 2, "--resume", str(checkpoint)),
                    stdout=out, stderr=subprocess.DEVNULL, start_new_session=True,
                )  # fmt: skip
                try:
                    limit = None
                    if kills < args.kills:
                        limit = seconds * chance.uniform(0.15, 0.45)
                    process.wait(limit)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
                    kills += 1
                out.seek(0)
                text = out.read()
            now = checkpoint.read_bytes() if checkpoint.exists() else b""
            now = records(now)
            failures += now[: len(kept)] != kept
            kept = now
            sizes.append(len(now))
            if process.returncode == 0:
                break
        got, circumstances = digest(text)
        indices = [struct.unpack_from(">i", record)[0] for record in kept]
        failures += sorted(indices) != list(range(args.chunks))
        note = "chunks kept after each start: " + " ".join(map(str, sizes))
        runs.append(("killed and resumed, 2 threads", kills, note, got, circumstances["jdk"]))
    runs.append(("uninterrupted, 2 threads", 0, "", *pair(whole(args, 2))))
    if args.java:
        runs.append(("uninterrupted, 2 threads", 0, "", *pair(whole(args, 2, args.java))))
    failures += any(run[3] != expected for run in runs)
    names = ("run", "kills", "note", "result_sha256", "jdk")
    rows = [dict(zip(names, run)) for run in runs]
    for row in rows:
        print(row)
    print("same to the byte" if not failures else f"{failures} failures")
    if args.results:
        args.results.mkdir(parents=True, exist_ok=True)
        with (args.results / "resume.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, names, lineterminator="\n")
            out.writeheader()
            out.writerows(rows)
        table = (args.results / "resume.csv").read_bytes()
        (args.results / "resume.json").write_text(json.dumps(rows, indent=2) + "\n")
        run = {
            "experiment": "2-quantization/resume",
            "reduced_size": False,
            "settings": {"chunks": args.chunks, "kills": args.kills, "seed": args.seed},
            "duration_seconds": time.time() - started,
            "tables": [
                {
                    "file": "resume.csv",
                    "rows": len(rows),
                    "sha256": hashlib.sha256(table).hexdigest(),
                }
            ],
            "circumstances": circumstances,
        }
        (args.results / "run.json").write_text(json.dumps(run, indent=2) + "\n")
    sys.exit(1 if failures else 0)


def pair(result):
    return result[0], result[1]["jdk"]


if __name__ == "__main__":
    main()
