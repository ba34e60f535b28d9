"""Tokens/s of `janus bench perplexity` and of llama.cpp, alternating on the same machine.

    python3 janus-bench/src/test/python/speed.py --smollm2 Q4_1.gguf --text TEXT --llama DIR
        [--types F16,BF16,Q8_0,Q4_0] [--rounds N] [--build WORDS] [--results DIR]

llama.cpp runs llama-perplexity with flash attention, 2 threads, batches of 2048 and n_ctx 512. Its
time is that between the lines "calculating perplexity" and "Final estimate" of its log; it includes
scoring but not loading, as for Janus-1. llama-quantize creates the model files of each type in a
temporary folder. Every round runs every program once. The table holds the best round of each, because
other work on the machine only slows a program down, and the load average. Three rows are Janus-1
without the launcher: with the launcher's options but without the Vector API, and as a bare `java -cp`
with and without it.
"""

import argparse
import csv
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[4]
CHUNKS = 8
CONTEXT = 512
OPTIONS = re.findall(r"-XX:[+\w=]+", (ROOT / "janus-lib/janus").read_text())
VARIANTS = {
    "janus, launcher's options, no Vector API": OPTIONS,
    "janus, java --add-modules jdk.incubator.vector": ["--add-modules=jdk.incubator.vector"],
    "janus, java, no Vector API": [],
}
STAMP = r"\d+\.\d\d\.\d{3}\.\d{3}"


def run(command, **options):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"speed: {command[0]} failed: {done.stderr[-500:]}")
    return done


def seconds(stamp):
    parts = [int(part) for part in stamp.split(".")]
    return parts[0] * 60 + parts[1] + parts[2] / 1e3 + parts[3] / 1e6


def llama(folder, model, text):
    command = [folder / "llama-perplexity", "-m", model, "-f", text, "-c", CONTEXT, "-b", "2048"]
    done = run(command + ["--chunks", CHUNKS, "-t", "2", "-fa", "on"])
    log = done.stderr + done.stdout
    # Its two streams are merged without synchronisation: the time stamp of a line is the one before its text.
    start = re.search(rf"({STAMP}) I perplexity: calculating perplexity", log).group(1)
    end = re.search(rf"({STAMP}) I Final estimate", log).group(1)
    return CHUNKS * CONTEXT / (seconds(end) - seconds(start))


def janus(java, arguments):
    command = [*java, "bench", "perplexity", "--n-ctx", CONTEXT, "--threads", "2", *arguments]
    return json.loads(run([*command, "--json"]).stdout)


def main():
    parse = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parse.add_argument("--smollm2", required=True, type=pathlib.Path)
    parse.add_argument("--text", required=True, type=pathlib.Path)
    parse.add_argument("--llama", required=True, type=pathlib.Path)
    parse.add_argument("--types", default="F16,BF16,Q8_0,Q4_0")
    parse.add_argument("--rounds", type=int, default=2)
    parse.add_argument("--passes", default="3")
    parse.add_argument("--build", default="unknown", help="how llama.cpp was built")
    parse.add_argument("--results", type=pathlib.Path)
    args = parse.parse_args()
    version = run([args.llama / "llama-perplexity", "--version"])
    version = re.search(r"version: (.*)", version.stderr + version.stdout).group(1)
    started = time.time()
    types = args.types.split(",")
    best, load = {}, {}
    with tempfile.TemporaryDirectory() as scratch:
        files = {}
        expanded = pathlib.Path(scratch) / "F32.gguf"
        quantize = args.llama / "llama-quantize"
        run([quantize, "--allow-requantize", args.smollm2, expanded, "F32"])
        for kind in types:
            files[kind] = pathlib.Path(scratch) / f"{kind}.gguf"
            run([quantize, expanded, files[kind], kind])
        for _ in range(args.rounds):
            for kind in types:
                rate = llama(args.llama, files[kind], args.text)
                if rate > best.get(kind, 0):
                    best[kind], load[kind] = rate, os.getloadavg()[0]
                print(f"llama.cpp {kind}: {rate:.1f} tokens/s, load {os.getloadavg()[0]:.2f}")
            arguments = ["--model", args.smollm2, "--passes", args.passes, "--warm-up", "2"]
            codec = ["--keys", "int4-token", "--values", "int4-token"]
            report = janus([ROOT / "janus-lib/janus"], arguments + codec)
            rate = report["schemes"][0]["best_tokens_per_second"]
            if rate > best.get("janus", 0):
                best["janus"], load["janus"], kept = rate, os.getloadavg()[0], report
            print(f"janus F32: {rate:.1f} tokens/s, load {os.getloadavg()[0]:.2f}")
            jars = [ROOT / "janus-lib/target/janus.jar", ROOT / "janus-bench/target/janus-bench.jar"]
            for name, options in VARIANTS.items():
                command = ["java", *options, f"-Djanus.root={ROOT}", "-cp", ":".join(map(str, jars)), "janus.command.Main"]
                rate = janus(command, arguments)["schemes"][0]["best_tokens_per_second"]
                if rate > best.get(name, 0):
                    best[name], load[name] = rate, os.getloadavg()[0]
                print(f"{name}: {rate:.1f} tokens/s")
    peak, gflop = kept["peak_gflop_per_second"], kept["gflop_per_pass"]
    share = 100 * gflop * best["janus"] / CONTEXT / peak
    rows = []
    for kind in types:
        ratio = best["janus"] / best[kind]
        rows.append((f"llama.cpp {version}", kind, best[kind], ratio, None, None, None, load[kind]))
    for i, scheme in enumerate(kept["schemes"]):
        name = "janus, f32 cache" if i == 0 else "janus, int4-token cache"
        rate = scheme["best_tokens_per_second"]
        extra = scheme["extra_time_percent"]
        part = 100 * gflop * rate / CONTEXT / peak
        rows.append((name, "F32", rate, best["janus"] / rate, extra, peak, part, load["janus"]))
    for name in VARIANTS:
        ratio = best["janus"] / best[name]
        rows.append((name, "F32", best[name], ratio, None, None, None, load[name]))
    names = ("program", "weights", "best_tokens_per_second", "janus_f32_is_times_as_fast")
    names += ("extra_time_percent", "peak_gflop_per_second", "peak_percent", "load_average")
    rows = [dict(zip(names, row)) for row in rows]
    for row in rows:
        print(row)
    print(f"share of the FMA peak: {share:.1f} %, second codec {kept['second_codec_percent']:.1f} %")
    if args.results:
        args.results.mkdir(parents=True, exist_ok=True)
        with (args.results / "speed.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, names, lineterminator="\n")
            out.writeheader()
            out.writerows(rows)
        table = (args.results / "speed.csv").read_bytes()
        (args.results / "speed.json").write_text(json.dumps(rows, indent=2) + "\n")
        cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
        result = {
            "experiment": "2-quantization/speed",
            "reduced_size": False,
            "settings": {
                "threads": 2,
                "n_ctx": CONTEXT,
                "rounds": args.rounds,
                "llama_cpp": version,
                "llama_cpp_flags": "-b 2048 -t 2 -fa on",
                "llama_cpp_build": args.build,
                "kernels": kept["kernels"],
                "second_codec_percent": kept["second_codec_percent"],
                "processor": cpu.group(1) if cpu else "unknown",
                "processors": os.cpu_count(),
            },
            "duration_seconds": time.time() - started,
            "tables": [
                {
                    "file": "speed.csv",
                    "rows": len(rows),
                    "sha256": hashlib.sha256(table).hexdigest(),
                }
            ],
            "circumstances": kept["circumstances"],
        }
        (args.results / "run.json").write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
