"""The parity table: perplexities and divergences of llama.cpp beside those of Janus-1.

    python3 janus-lib/src/test/python/parity.py [--shared DIR] [--smollm2 Q4_1.gguf]
        [--llama DIR] [--repeat REGEX] [--only REGEX]
        [--depths 1,2,... | --copies N | --builds NAME=DIR,...] [--results DIR]

The expected values are those of `reference/llama-cpp-perplexity.csv` and `llama-cpp-kld.csv` in the
folder beside the checkout. Nothing is built. Where llama.cpp's tools are on the PATH, or in --llama,
the rows that --repeat matches (all of them, unless told otherwise) are computed by them again, and
their version is named in the table; the other rows say `recorded`. SmolLM2 rows need the model of
`janus fetch`; llama.cpp's SmolLM2 rows were computed from the same file expanded to F32, which this
script makes with llama-quantize in a temporary folder when it repeats them.

A row is `within` if it keeps its fixed bound: 1e-5 with FP32 keys and values, 1e-4 with F16, 5e-4
with ggml's types, 5e-3 with its rotation; divergences as stated at KLD_TOLERANCE. A coarse type can
amplify rounding beyond its bound, so for a perplexity that misses it the rounding noise is measured:
Janus-1 runs NOISE_DRAWS copies of the model, in each of which the last bit of every element of the
F32 vectors (the norms' weights) is flipped with a chance of one half, seeds as printed. llama.cpp's
value is one more rounding of the same function, if it is the same function, and then lies in the 95 %
prediction interval of ours: |ln PPL - mean| <= t s sqrt(1 + 1/n), with mean and standard deviation s
of the n = NOISE_DRAWS + 1 values of ln PPL and Student's t of n - 1 degrees of freedom. Such a row is
`within noise`, but only while that half-width is at most NOISE_CAP: noisier than that, the row would
say nothing. Every other row is `outside`, and the exit status is 1 if there is one. Where llama.cpp
computed the row again, the differences of each chunk's mean loss, ours less llama.cpp's, are given
with their standard error beside those between the copies and the model as it is.

With --depths another table is computed instead, parity-depth.csv: the row q4_0, q4_0 without
rotation of SmolLM2 cut to its first layers, so many as the option lists. A rule of ours that is not
llama.cpp's would show with one layer already; rounding differs there too, but by little, and grows
with the layers as llama.cpp's own does. So for each depth the chunks' mean losses are compared: those
of Janus-1 with llama.cpp's; each program's with its own on DEPTH_DRAWS copies with flipped last bits;
llama.cpp's with its own where the float whose powers are its rotary angles is one unit in the last
place lower and higher, for its angles are rounded and those of Janus-1 are not; and, as an example of
a wrong rule, those of Janus-1 with unrounded queries with llama.cpp's. The standard error is that of
chunks' means over the runs; chunk_rms_nats is the root mean square over runs and chunks.

With --copies both programs run the row q4_0, q4_0 without rotation of SmolLM2, all of its chunks, on
so many copies with flipped last bits, and the means are compared: one run says little of a row whose
rounding noise is wider than its bound, but if the programs compute the same function, the mean of
their difference is zero. The table, parity-copies.csv, is written after each copy and taken up again
by the next call of the same --results: copies it has already, of the same files and by the same
llama.cpp, are not run again.

With --builds the same row is run by several builds of llama.cpp, each in a folder of its own, and by
Janus-1. The table, parity-builds.csv, says what each computes, in how many chunks the first build
loses the same, and how far chunks' mean losses are from the first build's and from those of Janus-1,
as root mean squares. Flags of a build are those of the CMakeCache.txt above its folder, if there is
one.
"""

import argparse
import collections
import csv
import hashlib
import io
import json
import math
import os
import pathlib
import random
import re
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[4]
# Absolute in nats, or relative: what printing six digits of a 16-bit file leaves.
KLD_TOLERANCE = (2e-5, 2e-2)
NOISE_DRAWS = 8
NOISE_SEED = 20261126
# Three times the widest fixed bound.
NOISE_CAP = 1.5e-2
# 97.5 % of Student's t with NOISE_DRAWS degrees of freedom.
STUDENT_T = 2.306
DEPTH_DRAWS = 2
LLAMA_TRIES = 3
DEPTH_ROW = {"n_ctx": "512", "chunks": "32", "k_type": "q4_0", "v_type": "q4_0", "rotation": "no"}
COPIES_ROW = dict(DEPTH_ROW, chunks="64")
# Means over the first chunks have six decimals: of the last chunk's own, 64 times their error is left.
SAME_CHUNK_NATS = 1e-4
VERDICT = ("status", "noise_mean", "noise_ppm", "noise_allowed_ppm", "noise_chunk_sd_nats")
VERDICT += ("paired_mean_ppm", "paired_standard_error_ppm", "paired_z", "paired_chunk_sd_nats")


def run(command, env=None):
    full = dict(os.environ, **(env or {}))
    done = subprocess.run(command, capture_output=True, text=True, env=full)
    if done.returncode:
        sys.exit(f"parity: {' '.join(map(str, command))} failed: {done.stderr[-500:]}")
    return done.stdout + done.stderr, done.stdout


def llama_tools(folder):
    """llama-perplexity and llama-quantize, of a folder or the PATH or None, and their version."""
    path = (folder + os.pathsep if folder else "") + os.environ.get("PATH", "")
    program = shutil.which("llama-perplexity", path=path)
    if not program:
        return None, None, "recorded"
    version = re.search(r"version: (.*)", run([program, "--version"])[0]).group(1)
    return program, shutil.which("llama-quantize", path=path), "llama.cpp " + version


def janus(model, text, row, *more, queries="ggml"):
    keys, values = row["k_type"], row["v_type"]
    rotated = "default" in row["rotation"] and keys not in ("f16", "f32")
    command = [ROOT / "janus-lib/janus", "perplexity", "--model", model, "--text", text]
    command += ["--n-ctx", row["n_ctx"], "--chunks", row["chunks"], "--keys", keys]
    command += ["--values", values, "--rotation", "hadamard" if rotated else "none"]
    command += ["--queries", "none" if keys == "f32" else queries, "--json", *more]
    return json.loads(run(command)[1]), rotated


def llama(program, model, text, row, *more):
    env = {} if "default" in row["rotation"] else {"LLAMA_ATTN_ROT_DISABLE": "1"}
    command = [program, "-m", model, "-f", text, "-c", row["n_ctx"], "--chunks", row["chunks"]]
    command += ["-fa", row.get("flash_attention", "on"), "-ctk", row["k_type"]]
    command += ["-ctv", row["v_type"], "-t", "1", *more]
    # Now and then it ends well and its last lines are not printed.
    for _ in range(LLAMA_TRIES):
        said = run(command, env)[0]
        if re.search(r"PPL = [0-9]|Mean +KLD:", said):
            return said
    sys.exit(f"parity: {' '.join(map(str, command))} printed no result, {LLAMA_TRIES} times")


def perturbed(model, seed, to):
    """A copy of a GGUF file, half of the last bits of its F32 vectors (the norms) flipped."""
    data = bytearray(model.read_bytes())
    draw = random.Random(seed)
    start, _, _, tensors = layout(data)
    for tensor in tensors:
        if tensor.kind == 0 and len(tensor.shape) == 1:
            first = start + tensor.offset
            for at in range(first, first + 4 * tensor.shape[0], 4):
                data[at] ^= draw.getrandbits(1)
    to.write_bytes(data)


def cut(model, layers, to):
    """A copy of a GGUF file that has its first layers only."""
    data = model.read_bytes()
    start, alignment, values, tensors = layout(data)
    header, infos, body, kept = bytearray(data[: tensors[0].at]), b"", bytearray(), 0
    count = next(at for key, at in values.items() if key.endswith(b".block_count"))
    struct.pack_into("<I", header, count, layers)
    ends = [start + tensor.offset for tensor in tensors[1:]] + [len(data)]
    for tensor, end in zip(tensors, ends):
        block = re.match(rb"blk\.(\d+)\.", tensor.name)
        if not block or int(block[1]) < layers:
            # All of it but the offset.
            infos += data[tensor.at : tensor.end - 8] + struct.pack("<Q", len(body))
            body += data[start + tensor.offset : end]
            body += bytes(-len(body) % alignment)
            kept += 1
    struct.pack_into("<Q", header, 8, kept)
    padding = bytes(-(len(header) + len(infos)) % alignment)
    to.write_bytes(header + infos + padding + body)


Tensor = collections.namedtuple("Tensor", "at end name shape kind offset")


def layout(data):
    """Where a GGUF file's tensor data begin, its alignment, where its values lie, its tensors."""
    at = 8

    def take(kind):
        nonlocal at
        values = struct.unpack_from("<" + kind, data, at)
        at += struct.calcsize("<" + kind)
        return values[0]

    def text():
        nonlocal at
        length = take("Q")
        at += length
        return bytes(data[at - length : at])

    def value(kind):
        if kind == 8:
            return text()
        if kind == 9:
            element, count = take("I"), take("Q")
            return [value(element) for _ in range(count)]
        return take("BbHhIif?  Qqd"[kind])

    count, entries = take("Q"), take("Q")
    alignment, values, tensors = 32, {}, []
    for _ in range(entries):
        key, kind = text(), take("I")
        values[key] = at
        entry = value(kind)
        alignment = entry if key == b"general.alignment" else alignment
    for _ in range(count):
        first, name = at, text()
        shape = [take("Q") for _ in range(take("I"))]
        kind, offset = take("I"), take("Q")
        tensors.append(Tensor(first, at, name, shape, kind, offset))
    return at + -at % alignment, alignment, values, tensors


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


def parts_per_million(differences):
    """Mean, its standard error and z of paired differences in nats, as words."""
    mean = statistics.mean(differences) * 1e6
    error = statistics.stdev(differences) / math.sqrt(len(differences)) * 1e6
    return f"{mean:+.0f} ppm, standard error {error:.0f}, z {mean / error:+.2f}"


def noise(model, text, row, expected, ours, said, scratch):
    """What rounding alone does to a row: its columns of the table, the verdict first."""
    logs, spreads = [math.log(ours["perplexity"])], []
    for seed in range(NOISE_SEED, NOISE_SEED + NOISE_DRAWS):
        copy = scratch / "perturbed.gguf"
        perturbed(model, seed, copy)
        drawn = janus(copy, text, row)[0]
        copy.unlink()
        logs.append(math.log(drawn["perplexity"]))
        spreads.append([a - b for a, b in zip(our_chunks(drawn), our_chunks(ours))])
        print(f"    seed {seed}: {drawn['perplexity']:.6f}, {parts_per_million(spreads[-1])}")
    mean, spread = statistics.mean(logs), statistics.stdev(logs)
    half = STUDENT_T * spread * math.sqrt(1 + 1 / len(logs))
    inside = abs(math.log(expected) - mean) <= half <= NOISE_CAP
    print(f"    rounding: mean {math.exp(mean):.6f}, {spread * 1e6:.0f} ppm, allows {half * 1e6:.0f}")
    found = {
        "status": "within noise" if inside else "outside",
        "noise_mean": math.exp(mean),
        "noise_ppm": spread * 1e6,
        "noise_allowed_ppm": half * 1e6,
        "noise_chunk_sd_nats": math.sqrt(statistics.mean(d * d for e in spreads for d in e)),
    }
    if said:
        paired = [a - b for a, b in zip(our_chunks(ours), their_chunks(said), strict=True)]
        print(f"    ours less llama.cpp's, by chunk: {parts_per_million(paired)}")
        error = statistics.stdev(paired) / math.sqrt(len(paired))
        found["paired_mean_ppm"] = statistics.mean(paired) * 1e6
        found["paired_standard_error_ppm"] = error * 1e6
        found["paired_z"] = statistics.mean(paired) / error
        found["paired_chunk_sd_nats"] = statistics.stdev(paired)
    return found


def rotary_bases(model):
    """Frequency bases whose float step from angle to angle is one unit lower and higher."""
    data = model.read_bytes()
    values = layout(data)[2]
    base = struct.unpack_from("<f", data, values[b"llama.rope.freq_base"])[0]
    channels = struct.unpack_from("<I", data, values[b"llama.rope.dimension_count"])[0]
    step = struct.unpack("<f", struct.pack("<f", base ** (-2 / channels)))[0]
    unit = 2.0 ** (math.frexp(step)[1] - 24)
    return [(step + change) ** (-channels / 2) for change in (-unit, unit)]


def depth(model, text, layers, program, quantize, scratch):
    """The rows of one depth, and the circumstances of Janus-1's run of it."""
    plain = dict(DEPTH_ROW, k_type="f32", v_type="f32", flash_attention="off")
    copies = [scratch / f"cut{i}.gguf" for i in range(DEPTH_DRAWS + 1)]
    cut(model, layers, copies[0])
    for i, copy in enumerate(copies[1:]):
        perturbed(copies[0], NOISE_SEED + i, copy)
    ours = [janus(copy, text, DEPTH_ROW)[0] for copy in copies]
    theirs = []
    expanded = scratch / "expanded.gguf"

    def repeat(row, *more):
        more = ("--ppl-output-type", "1", "-t", "2", *more)
        return their_chunks(llama(program, expanded, text, row, *more))

    for copy in reversed(copies):
        run([quantize, "--allow-requantize", copy, expanded, "F32"])
        theirs.insert(0, repeat(DEPTH_ROW))
    # What is expanded now is the model as it is.
    turned = [repeat(DEPTH_ROW, "--rope-freq-base", repr(b)) for b in rotary_bases(model)]
    full = repeat(plain)
    mine = [our_chunks(one) for one in ours]
    our_full = our_chunks(janus(copies[0], text, plain)[0])
    wrong = our_chunks(janus(copies[0], text, DEPTH_ROW, queries="none")[0])
    found = [
        compared("janus, f32", [our_full], "llama.cpp, f32", [full]),
        compared("llama.cpp", theirs[:1], "llama.cpp, f32", [full]),
        compared("janus", mine, "llama.cpp", theirs),
        compared("llama.cpp, last bits flipped", theirs[1:], "llama.cpp", theirs[:1]),
        compared("llama.cpp, rotary step off by a unit", turned, "llama.cpp", theirs[:1]),
        compared("janus, last bits flipped", mine[1:], "janus", mine[:1]),
        compared("janus, unrounded queries", [wrong], "llama.cpp", theirs[:1]),
    ]
    return [{"layers": layers, **row} for row in found], ours[0]


def compared(first, ones, second, others):
    """Chunks' losses of runs, each with its own counterpart, or all with the same."""
    pairs = list(zip(ones, others * len(ones) if len(others) == 1 else others, strict=True))
    paired = [[a - b for a, b in zip(one, other, strict=True)] for one, other in pairs]
    chunks = [statistics.mean(of_chunk) for of_chunk in zip(*paired)]
    mean, error = statistics.mean(chunks), statistics.stdev(chunks) / math.sqrt(len(chunks))
    return {
        "first": first,
        "second": second,
        "runs": len(pairs),
        "perplexity_first": math.exp(statistics.mean(pairs[0][0])),
        "perplexity_second": math.exp(statistics.mean(pairs[0][1])),
        "mean_ppm": mean * 1e6,
        "standard_error_ppm": error * 1e6,
        "z": mean / error if error else None,
        "chunk_rms_nats": math.sqrt(statistics.mean(d * d for run in paired for d in run)),
    }


def depths(args, program, quantize, version, started):
    if not program or not quantize:
        sys.exit("parity: --depths needs llama-perplexity and llama-quantize")
    model = pathlib.Path(args.smollm2)
    text = args.shared / "data" / "wikitext-103.valid.tokens"
    rows, circumstances = [], None
    for layers in map(int, args.depths.split(",")):
        with tempfile.TemporaryDirectory() as scratch:
            found, ours = depth(model, text, layers, program, quantize, pathlib.Path(scratch))
        circumstances = circumstances or ours["circumstances"]
        for row in found:
            label = f"{layers} layers: {row['first']} less {row['second']}"
            error, rms = row["standard_error_ppm"], row["chunk_rms_nats"] * 1e6
            print(f"{label}: {row['mean_ppm']:+.1f} ppm, standard error {error:.1f}, rms {rms:.1f}")
            sys.stdout.flush()
        rows += found
        if args.results:
            inputs = {model.name: sha256(model), text.name: ours["text_sha256"]}
            settings = {"depths": list(dict.fromkeys(row["layers"] for row in rows))}
            settings.update(noise_draws=DEPTH_DRAWS, noise_seed=NOISE_SEED)
            settings.update(DEPTH_ROW, llama_cpp=version)
            made = dict(circumstances, sha256=inputs)
            seconds = time.time() - started
            write(args.results, "parity-depth", rows, False, settings, made, seconds)


def copies(args, program, quantize, version, started):
    if not program or not quantize or not args.results:
        sys.exit("parity: --copies needs llama-perplexity, llama-quantize and --results")
    model = pathlib.Path(args.smollm2)
    text = args.shared / "data" / "wikitext-103.valid.tokens"
    inputs = {model.name: sha256(model), text.name: sha256(text)}
    settings = dict(COPIES_ROW, noise_seed=NOISE_SEED, llama_cpp=version)
    rows, seconds, circumstances = [], 0, None
    if (args.results / "run.json").exists():
        before = json.loads((args.results / "run.json").read_text(encoding="utf-8"))
        circumstances = before["circumstances"]
        if before["settings"] != settings or circumstances["sha256"] != inputs:
            sys.exit(f"parity: {args.results} holds copies of other files or another llama.cpp")
        rows = json.loads((args.results / "parity-copies.json").read_text(encoding="utf-8"))
        seconds = before["duration_seconds"]
    for seed in range(NOISE_SEED + len(rows), NOISE_SEED + args.copies):
        with tempfile.TemporaryDirectory() as scratch:
            copy, expanded = pathlib.Path(scratch) / "copy.gguf", pathlib.Path(scratch) / "f32.gguf"
            perturbed(model, seed, copy)
            ours = janus(copy, text, COPIES_ROW)[0]
            run([quantize, "--allow-requantize", copy, expanded, "F32"])
            said = llama(program, expanded, text, COPIES_ROW, "--ppl-output-type", "1", "-t", "2")
        circumstances = circumstances or dict(ours["circumstances"], sha256=inputs)
        # As the chunks are compared elsewhere: the logarithm has six decimals, the perplexity four.
        mine, theirs = (statistics.mean(chunks) for chunks in (our_chunks(ours), their_chunks(said)))
        rows.append(
            {
                "seed": seed,
                "perplexity_janus": ours["perplexity"],
                "perplexity_llama_cpp": math.exp(theirs),
                "difference_ppm": (mine - theirs) * 1e6,
            }
        )
        elapsed = seconds + time.time() - started
        write(args.results, "parity-copies", rows, False, settings, circumstances, elapsed)
        differences = [row["difference_ppm"] / 1e6 for row in rows]
        label = f"{len(rows)}: {rows[-1]['difference_ppm']:+.0f} ppm"
        print(label + (f"; mean {parts_per_million(differences)}" if len(rows) > 1 else ""))
        sys.stdout.flush()


def cmake(folder, name):
    """A variable of the build that made a folder of programs, or None."""
    cache = pathlib.Path(folder).resolve().parent / "CMakeCache.txt"
    if not cache.exists():
        return None
    found = re.search(rf"^{name}:\w+=(.*)$", cache.read_text(encoding="utf-8"), re.MULTILINE)
    return found and found.group(1)


def builds(args, started):
    model = pathlib.Path(args.smollm2)
    text = args.shared / "data" / "wikitext-103.valid.tokens"
    ours = janus(model, text, COPIES_ROW)[0]
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
            said = llama(program, expanded, text, COPIES_ROW, "--ppl-output-type", "1")
        theirs = their_chunks(said)
        first = first or theirs
        same = sum(abs(a - b) < SAME_CHUNK_NATS for a, b in zip(theirs, first, strict=True))
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
                "chunks_same_as_first": same,
                "chunk_rms_nats_from_first": rms(theirs, first),
                "chunk_rms_nats_from_janus": rms(theirs, mine),
            }
        )
        print(f"{name}: {rows[-1]['perplexity_llama_cpp']:.4f}, {same} chunks as the first build")
        sys.stdout.flush()
    if args.results:
        inputs = {model.name: sha256(model), text.name: sha256(text)}
        circumstances = dict(ours["circumstances"], sha256=inputs)
        elapsed = time.time() - started
        write(args.results, "parity-builds", rows, False, COPIES_ROW, circumstances, elapsed)


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
    """Checksums of scripts beside this one, where what was drawn and compared rests on them alone."""
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
    parse.add_argument("--depths", help="compare SmolLM2 cut to so many layers instead")
    parse.add_argument("--copies", type=int, help="compare means over so many copies instead")
    parse.add_argument("--builds", help="compare what these builds, NAME=DIR, say instead")
    parse.add_argument("--results", type=pathlib.Path)
    args = parse.parse_args()
    started = time.time()
    if args.builds:
        return builds(args, started)
    program, quantize, version = llama_tools(args.llama)
    print(f"llama.cpp: {version if program else 'not on this machine; recorded values are used'}")
    if args.depths:
        return depths(args, program, quantize, version, started)
    if args.copies:
        return copies(args, program, quantize, version, started)
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
                    # A rotation's and a coarse codec's own rounding moves divergences most.
                    limit = max(KLD_TOLERANCE[0], KLD_TOLERANCE[1] * expected[0])
                    pairs.append(("mean_kld_nats", expected[0], got["mean_nats"], limit))
                    pairs.append(("same_top_percent", expected[1], got["same_top_percent"], 1.0))
                    if again:
                        # The recorded table has no standard errors.
                        limit = max(KLD_TOLERANCE[0], KLD_TOLERANCE[1] * expected[2])
                        error = got["mean_error_nats"]
                        pairs.append(("mean_kld_error_nats", expected[2], error, limit))
                # The first ones: later the tables written so far make the checkout dirty.
                circumstances = circumstances or ours["circumstances"]
                inputs.update({row["model"]: ours["model_sha256"], row["text"]: ours["text_sha256"]})
                for measure, wanted, found, limit in pairs:
                    verdict = {"status": "within" if abs(found - wanted) <= limit else "outside"}
                    print(f"{verdict['status']:7} {label}: {measure} {wanted} {found:.6f}")
                    if verdict["status"] == "outside" and measure == "perplexity":
                        folder = pathlib.Path(scratch)
                        verdict = noise(model, text, row, wanted, ours, said, folder)
                        print(f"    so {verdict['status']}")
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
                            **{name: verdict.get(name) for name in VERDICT},
                        }
                    )
                sys.stdout.flush()
                if args.results:
                    settings = {"repeated_by_llama_cpp": args.repeat or "all"}
                    settings.update(noise_draws=NOISE_DRAWS, noise_seed=NOISE_SEED)
                    made = dict(circumstances, sha256=inputs)
                    seconds = time.time() - started
                    write(args.results, "parity", rows, bool(args.only), settings, made, seconds)
    count = collections.Counter(row["status"] for row in rows)
    print(
        f"{len(rows)} values: {count['within']} within their bounds, {count['within noise']} within"
        f" noise, {count['outside']} outside; {away} rows without their model or text"
    )
    sys.exit(1 if count["outside"] or not rows else 0)


def write(
    folder, name, rows, reduced, settings, circumstances, seconds, step="2-quantization"
):
    """The table as CSV and JSON, and its circumstances; each file appears whole, these the last."""
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
