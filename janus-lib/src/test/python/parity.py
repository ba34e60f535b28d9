"""The parity table: perplexities and divergences of llama.cpp beside those of Janus-1.

    python3 janus-lib/src/test/python/parity.py [--shared DIR] [--smollm2 Q4_1.gguf]
        [--llama DIR] [--repeat REGEX] [--only REGEX] [--results DIR]

The expected values are those of `reference/llama-cpp-perplexity.csv` and `llama-cpp-kld.csv` in the
folder beside the checkout. Nothing is built. Where llama.cpp's tools are on the PATH, or in --llama,
the rows that --repeat matches (all of them, unless told otherwise) are computed by them again, and
their version is named in the table; the other rows say `recorded`. SmolLM2 rows need the model of
`janus fetch`; llama.cpp's SmolLM2 rows were computed from the same file expanded to F32, which this
script makes with llama-quantize in a temporary folder when it repeats them.

Exit status 1 if a row is outside its tolerance: 1e-5 with FP32 keys and values, 1e-4 with F16, 5e-4
with ggml's types, 5e-3 with its rotation; divergences as stated at KLD_TOLERANCE.
"""

import argparse
import csv
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[4]
# Absolute in nats, or relative: what printing six digits of a 16-bit file leaves.
KLD_TOLERANCE = (2e-5, 2e-2)


def run(command, env=None):
    full = dict(os.environ, **(env or {}))
    done = subprocess.run(command, capture_output=True, text=True, env=full)
    if done.returncode:
        sys.exit(f"parity: {' '.join(map(str, command))} failed: {done.stderr[-500:]}")
    return done.stdout + done.stderr, done.stdout


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
    return run(command, env)[0]


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


def main():
    parse = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parse.add_argument("--shared", type=pathlib.Path, default=ROOT.parent / "shared")
    parse.add_argument(
        "--smollm2", default=ROOT / ".janus/models/SmolLM2-135M-Instruct.Q4_1.gguf"
    )
    parse.add_argument("--llama", help="folder of llama-perplexity and llama-quantize")
    parse.add_argument("--repeat", default="", help="rows llama.cpp computes again")
    parse.add_argument("--only", default="", help="rows to look at")
    parse.add_argument("--results", type=pathlib.Path)
    args = parse.parse_args()
    started = time.time()
    path = (args.llama + os.pathsep if args.llama else "") + os.environ.get("PATH", "")
    program = shutil.which("llama-perplexity", path=path)
    quantize = shutil.which("llama-quantize", path=path)
    version = "recorded"
    if program:
        said = run([program, "--version"])[0]
        version = "llama.cpp " + re.search(r"version: (.*)", said).group(1)
    print(f"llama.cpp: {version if program else 'not on this machine; recorded values are used'}")
    reference = args.shared / "reference"
    tables = [("perplexity", reference / "llama-cpp-perplexity.csv")]
    tables += [("divergence", reference / "llama-cpp-kld.csv")]
    rows, inputs, outside, away = [], {}, 0, 0
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
                pairs = []
                if table == "perplexity":
                    ours, rotated = janus(model, text, row)
                    expected = float(row["perplexity"])
                    if again:
                        expected = number(r"PPL = ([0-9.]+)", llama(program, theirs, text, row))
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
                        ]
                    # A rotation's and a coarse codec's own rounding moves divergences most.
                    limit = max(KLD_TOLERANCE[0], KLD_TOLERANCE[1] * expected[0])
                    pairs.append(("mean_kld_nats", expected[0], got["mean_nats"], limit))
                    pairs.append(("same_top_percent", expected[1], got["same_top_percent"], 1.0))
                circumstances = ours["circumstances"]
                inputs.update({row["model"]: ours["model_sha256"], row["text"]: ours["text_sha256"]})
                for measure, wanted, found, limit in pairs:
                    inside = abs(found - wanted) <= limit
                    outside += not inside
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
                            "inside": inside,
                            "origin": version if again else "recorded, llama.cpp 0.5.0-dev 0c1e570",
                        }
                    )
                    print(f"{'ok ' if inside else 'OUT'} {label}: {measure} {wanted} {found:.6f}")
                sys.stdout.flush()
                if args.results:
                    write(args.results, rows, inputs, circumstances, time.time() - started, args)
    print(f"{len(rows)} values, {outside} outside, {away} rows without their model or text")
    sys.exit(1 if outside or not rows else 0)


def write(folder, rows, inputs, circumstances, seconds, args):
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "parity.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        out.writeheader()
        for row in rows:
            out.writerow({k: str(v).lower() if isinstance(v, bool) else v for k, v in row.items()})
    (folder / "parity.json").write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    circumstances = dict(circumstances, sha256=inputs)
    run_json = {
        "experiment": "2-quantization/parity",
        "reduced_size": bool(args.only),
        "settings": {"repeated_by_llama_cpp": args.repeat or "all"},
        "duration_seconds": seconds,
        "tables": [
            {"file": "parity.csv", "rows": len(rows), "sha256": sha256(folder / "parity.csv")}
        ],
        "circumstances": circumstances,
    }
    (folder / "run.json").write_text(json.dumps(run_json, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
