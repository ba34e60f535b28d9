"""The parity table: perplexities and divergences of llama.cpp and of Janus-1.

    python3 janus-lib/src/test/python/parity.py [--shared DIR] [--smollm2 Q4_1.gguf]
        [--llama DIR] [--repeat REGEX] [--only REGEX] [--builds NAME=DIR,...] [--results DIR]

The expected values are those of `reference/llama-cpp-perplexity.csv` and `llama-cpp-kld.csv` in the
folder beside the checkout. Nothing is built. If llama.cpp's tools are on the PATH or in --llama, they
compute the rows that --repeat matches (by default all) again, and the table names their version; the
other rows are `recorded`. SmolLM2 rows need the model of `janus fetch`. llama.cpp computes them from
the same file expanded to F32, which this script creates with llama-quantize in a temporary folder.

A row is `within` if it keeps its bound: 1e-5 with FP32 keys and values, 1e-4 with F16, 5e-4 with
ggml's types, 5e-3 with its rotation; for divergences see KLD_TOLERANCE. The exit status is 1 if a row
does not. Janus-1 adds in the order of llama.cpp built for AVX-512. A build with another order can miss
the bound for coarse keys, which amplify rounding.

With --builds, one row (SmolLM2, q4_0 keys and values without rotation) is run by several builds of
llama.cpp, each in its own folder, and by Janus-1. The table parity-builds.csv holds the perplexity of
each, the number of chunks whose mean losses differ from those of the first build and of Janus-1, and
the differences as root mean squares. The flags of a build come from the CMakeCache.txt above its
folder, if there is one.
"""

import argparse
import csv
import hashlib
import io
import json
import math
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[4]
# Absolute in nats, or relative: the rounding of six printed digits of a 16-bit file.
KLD_TOLERANCE = (2e-5, 2e-2)
LLAMA_TRIES = 3
BUILDS_ROW = {"n_ctx": "512", "chunks": "64", "k_type": "q4_0", "v_type": "q4_0", "rotation": "no"}
# Means over the first chunks have six decimals; the last chunk's own loss has 64 times their error.
SAME_CHUNK_NATS = 1e-4


def run(command, env=None):
    full = dict(os.environ, **(env or {}))
    done = subprocess.run(command, capture_output=True, text=True, env=full)
    if done.returncode:
        sys.exit(f"parity: {' '.join(map(str, command))} failed: {done.stderr[-500:]}")
    return done.stdout + done.stderr, done.stdout


def llama_tools(folder):
    """llama-perplexity and llama-quantize from a folder or the PATH, or None, and their version."""
    path = (folder + os.pathsep if folder else "") + os.environ.get("PATH", "")
    program = shutil.which("llama-perplexity", path=path)
    if not program:
        return None, None, "recorded"
    version = re.search(r"version: (.*)", run([program, "--version"])[0]).group(1)
    return program, shutil.which("llama-quantize", path=path), "llama.cpp " + version


def janus(model, text, row, *more):
    keys, values = row["k_type"], row["v_type"]
    rotated = "default" in row["rotation"] and keys not in ("f16", "f32")
    command = [ROOT / "janus-lib/janus", "perplexity", "--model", model, "--text", text]
    command += ["--n-ctx", row["n_ctx"], "--chunks", row["chunks"], "--keys", keys]
    command += ["--values", values, "--rotation", "hadamard" if rotated else "none"]
    command += ["--queries", "none" if keys == "f32" else "ggml", "--json", *more]
    return json.loads(run(command)[1]), rotated


def llama(program, model, text, row, *more):
    env = {} if "default" in row["rotation"] else {"LLAMA_ATTN_ROT_DISABLE": "1"}
    command = [program, "-m", model, "-f", text, "-c", row["n_ctx"], "--chunks", row["chunks"]]
    command += ["-fa", row.get("flash_attention", "on"), "-ctk", row["k_type"]]
    command += ["-ctv", row["v_type"], "-t", "1", *more]
    # Sometimes it succeeds without printing its last lines.
    for _ in range(LLAMA_TRIES):
        said = run(command, env)[0]
        if re.search(r"PPL = [0-9]|Mean +KLD:", said):
            return said
    sys.exit(f"parity: {' '.join(map(str, command))} printed no result, {LLAMA_TRIES} times")


def chunk_losses(means):
    """Each chunk's mean loss, from the mean losses over the first, the first two, ... chunks."""
    before = [0] + means
    return [(i + 1) * mean - i * before[i] for i, mean in enumerate(means)]


def our_chunks(ours):
    return chunk_losses([math.log(p) for p in ours["running_perplexity"]])


def their_chunks(said):
    lines = re.findall(r"^ *\d+ +([0-9.]+) +([0-9.]+) +[0-9.]+ *$", said, re.MULTILINE)
    # The perplexity has four decimals, its logarithm six.
    pairs = [(float(perplexity), float(mean)) for perplexity, mean in lines]
    return chunk_losses([math.log(p) if p > 100 else mean for p, mean in pairs])


def cmake(folder, name):
    """A CMake variable of the build in a folder, or None."""
    cache = pathlib.Path(folder).resolve().parent / "CMakeCache.txt"
    if not cache.exists():
        return None
    found = re.search(rf"^{name}:\w+=(.*)$", cache.read_text(encoding="utf-8"), re.MULTILINE)
    return found and found.group(1)


def builds(args, started):
    model = pathlib.Path(args.smollm2)
    text = args.shared / "data" / "wikitext-103.valid.tokens"
    ours = janus(model, text, BUILDS_ROW)[0]
    mine = our_chunks(ours)
    print(f"Janus-1: {ours['perplexity']:.4f}")
    rows, first = [], None
    for build in args.builds.split(","):
        name, folder = build.split("=", 1)
        program, quantize, version = llama_tools(folder)
        if not program or not quantize:
            sys.exit(f"parity: no llama-perplexity and llama-quantize in {folder}")
        with tempfile.TemporaryDirectory() as scratch:
            expanded = pathlib.Path(scratch) / "f32.gguf"
            run([quantize, "--allow-requantize", model, expanded, "F32"])
            said = llama(program, expanded, text, BUILDS_ROW, "--ppl-output-type", "1")
        theirs = their_chunks(said)
        first = first or theirs
        rows.append(
            {
                "build": name,
                "llama_cpp": version,
                "ggml_native": cmake(folder, "GGML_NATIVE"),
                "compiler_flags": cmake(folder, "CMAKE_CXX_FLAGS"),
                "perplexity_llama_cpp": math.exp(statistics.mean(theirs)),
                "perplexity_janus": ours["perplexity"],
                "difference_ppm": (statistics.mean(mine) - statistics.mean(theirs)) * 1e6,
                "chunks": len(theirs),
                "chunks_same_as_first": same(theirs, first),
                "chunks_same_as_janus": same(theirs, mine),
                "chunk_rms_nats_from_first": rms(theirs, first),
                "chunk_rms_nats_from_janus": rms(theirs, mine),
            }
        )
        print(f"{name}: {rows[-1]['perplexity_llama_cpp']:.4f}, ", end="")
        print(f"{rows[-1]['chunks_same_as_janus']} chunks as Janus-1")
        sys.stdout.flush()
    if args.results:
        inputs = {model.name: sha256(model), text.name: sha256(text)}
        circumstances = dict(ours["circumstances"], sha256=inputs)
        elapsed = time.time() - started
        write(args.results, "parity-builds", rows, False, BUILDS_ROW, circumstances, elapsed)


def same(ones, others):
    return sum(abs(a - b) < SAME_CHUNK_NATS for a, b in zip(ones, others, strict=True))


def rms(ones, others):
    return math.sqrt(statistics.mean((a - b) ** 2 for a, b in zip(ones, others, strict=True)))


def number(pattern, output):
    found = re.search(pattern, output)
    if not found:
        sys.exit("parity: llama.cpp printed no " + pattern)
    return float(found.group(1))


def tolerance(row, rotated):
    if row["k_type"] == "f32":
        return 1e-5
    return 1e-4 if row["k_type"] == "f16" else 5e-3 if rotated else 5e-4


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def scripts(*names):
    """Checksums of scripts in this folder that determine the drawn cases and the comparison."""
    return {name: sha256(pathlib.Path(__file__).with_name(name)) for name in names}


def main():
    parse = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parse.add_argument("--shared", type=pathlib.Path, default=ROOT.parent / "shared")
    parse.add_argument(
        "--smollm2", default=ROOT / ".janus/models/SmolLM2-135M-Instruct.Q4_1.gguf"
    )
    parse.add_argument("--llama", help="folder of llama-perplexity and llama-quantize")
    parse.add_argument("--repeat", default="", help="rows llama.cpp computes again")
    parse.add_argument("--only", default="", help="rows to look at")
    parse.add_argument("--builds", help="compare what these builds, NAME=DIR, say instead")
    parse.add_argument("--results", type=pathlib.Path)
    args = parse.parse_args()
    started = time.time()
    if args.builds:
        return builds(args, started)
    program, quantize, version = llama_tools(args.llama)
    print(f"llama.cpp: {version if program else 'not on this machine; recorded values are used'}")
    reference = args.shared / "reference"
    tables = [("perplexity", reference / "llama-cpp-perplexity.csv")]
    tables += [("divergence", reference / "llama-cpp-kld.csv")]
    rows, inputs, away = [], {}, 0
    circumstances = None
    with tempfile.TemporaryDirectory() as scratch:
        expanded = pathlib.Path(scratch) / "smollm2-f32.gguf"
        for table, file in tables:
            for row in csv.DictReader(file.open(encoding="utf-8")):
                label = f"{row['model']} {row['n_ctx']} {row['chunks']} {row['k_type']} "
                label += f"{row['v_type']} {row['rotation']} {table}"
                if not re.search(args.only, label):
                    continue
                if row["model"].endswith("Q4_1.gguf"):
                    # llama.cpp rounds activations there; Janus-1 computes in FP32.
                    continue
                smol = row["model"].startswith("SmolLM2")
                model = pathlib.Path(args.smollm2 if smol else args.shared / "models" / row["model"])
                text = args.shared / "data" / row["text"]
                if not model.exists() or not text.exists():
                    away += 1
                    continue
                again = bool(program) and bool(re.search(args.repeat, label))
                theirs = model
                if again and smol:
                    if not expanded.exists():
                        run([quantize, "--allow-requantize", model, expanded, "F32"])
                    theirs = expanded
                pairs, said = [], None
                if table == "perplexity":
                    ours, rotated = janus(model, text, row)
                    expected = float(row["perplexity"])
                    if again:
                        said = llama(program, theirs, text, row, "--ppl-output-type", "1")
                        expected = number(r"PPL = ([0-9.]+)", said)
                    limit = tolerance(row, rotated) * expected
                    pairs.append(("perplexity", expected, ours["perplexity"], limit))
                else:
                    ours, rotated = janus(model, text, row, "--llama-compat")
                    got = ours["divergence"]
                    expected = [float(row["mean_kld"]), float(row["same_top_percent"])]
                    if again:
                        base = pathlib.Path(scratch) / "base.kld"
                        plain = dict(row, k_type="f32", v_type="f32", flash_attention="off")
                        name = ("--kl-divergence-base", base)
                        llama(program, theirs, text, plain, *name)
                        said = llama(program, theirs, text, row, *name, "--kl-divergence")
                        expected = [
                            number(r"Mean +KLD: +([0-9.]+)", said),
                            number(r"Same top p: +([0-9.]+)", said),
                            number(r"Mean +KLD: +[0-9.]+ ± +([0-9.]+)", said),
                        ]
                    # Divergences depend most on the rounding of a rotation and of a coarse codec.
                    limit = max(KLD_TOLERANCE[0], KLD_TOLERANCE[1] * expected[0])
                    pairs.append(("mean_kld_nats", expected[0], got["mean_nats"], limit))
                    pairs.append(("same_top_percent", expected[1], got["same_top_percent"], 1.0))
                    if again:
                        # The recorded table has no standard errors.
                        limit = max(KLD_TOLERANCE[0], KLD_TOLERANCE[1] * expected[2])
                        error = got["mean_error_nats"]
                        pairs.append(("mean_kld_error_nats", expected[2], error, limit))
                # The circumstances of the first row: later, the written tables make the checkout dirty.
                circumstances = circumstances or ours["circumstances"]
                inputs.update({row["model"]: ours["model_sha256"], row["text"]: ours["text_sha256"]})
                for measure, wanted, found, limit in pairs:
                    status = "within" if abs(found - wanted) <= limit else "outside"
                    print(f"{status:7} {label}: {measure} {wanted} {found:.6f}")
                    rows.append(
                        {
                            "model": row["model"],
                            "text": row["text"],
                            "n_ctx": int(row["n_ctx"]),
                            "chunks": int(row["chunks"]),
                            "keys": row["k_type"],
                            "values": row["v_type"],
                            "rotation": "hadamard" if rotated else "none",
                            "measure": measure,
                            "llama_cpp": wanted,
                            "janus": found,
                            "difference_ppm": (found / wanted - 1) * 1e6 if wanted else None,
                            "allowed": limit,
                            "origin": version if again else "recorded, llama.cpp 0.5.0-dev 0c1e570",
                            "status": status,
                        }
                    )
                sys.stdout.flush()
                if args.results:
                    settings = {"repeated_by_llama_cpp": args.repeat or "all"}
                    made = dict(circumstances, sha256=inputs)
                    seconds = time.time() - started
                    write(args.results, "parity", rows, bool(args.only), settings, made, seconds)
    outside = sum(row["status"] == "outside" for row in rows)
    print(f"{len(rows)} values: {len(rows) - outside} within their bounds, {outside} outside;", end=" ")
    print(f"{away} rows without their model or text")
    sys.exit(1 if outside or not rows else 0)


def write(
    folder, name, rows, reduced, settings, circumstances, seconds, step="2-quantization"
):
    """Writes the table as CSV and JSON, then its circumstances, each file atomically."""
    folder.mkdir(parents=True, exist_ok=True)
    cells = io.StringIO(newline="")
    out = csv.DictWriter(cells, rows[0].keys(), lineterminator="\n")
    out.writeheader()
    out.writerows(rows)
    table = cells.getvalue().encode()
    run_json = {
        "experiment": f"{step}/{name}",
        "reduced_size": reduced,
        "settings": settings,
        "duration_seconds": seconds,
        "tables": [
            {
                "file": f"{name}.csv",
                "rows": len(rows),
                "sha256": hashlib.sha256(table).hexdigest(),
            }
        ],
        "circumstances": circumstances,
    }
    files = {f"{name}.csv": table}
    for file, content in {f"{name}.json": rows, "run.json": run_json}.items():
        files[file] = (json.dumps(content, indent=2) + "\n").encode()
    for file, content in files.items():
        part = folder / f"{file}.part"
        part.write_bytes(content)
        part.replace(folder / file)


if __name__ == "__main__":
    main()
