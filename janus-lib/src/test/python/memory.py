"""Peak memory of `janus perplexity`, as counted by the system.

    python3 janus-lib/src/test/python/memory.py --smollm2 Q4_1.gguf --f32 F32.gguf --text TEXT
        [--java HOME] [--parts models,contexts,seven] [--seven FILE] [--results DIR]

Linux only. The peak is the kernel's high-water mark of the process: anonymous memory plus pages of
mapped files. Each of these two parts is the largest sample, taken every 20 ms.

* models: a model file with quantized weights and one with FP32 weights, n_ctx 512, 8 chunks, 2
  threads, with one codec and with two and --kl, on the default JDK and on the one of --java;
* contexts: one chunk of 2048, 4096 and 8192 tokens, and the distance of the middle one from the line
  through the other two;
* seven: a model of Llama-2-7B's shape with random Q4_0 weights, 3.79 GB, in a heap of 1 GiB, and
  refused in one of 200 MiB. It is written to --seven, or to a temporary folder (needs NumPy).

Parts and JDKs may run one after the other: rows in --results stay unless they are run again.
"""

import argparse
import csv
import hashlib
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[4]
MIB = 1 << 20
SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}


def fp32_bytes(model):
    """Bytes of a GGUF file's matrices (tensors of two dimensions) as FP32."""
    with model.open("rb") as file:

        def number(form):
            return struct.unpack("<" + form, file.read(struct.calcsize(form)))[0]

        def skip(kind):
            if kind == 8:
                file.seek(number("Q"), 1)
            elif kind == 9:
                inner, count = number("I"), number("Q")
                if inner in SIZES:
                    file.seek(SIZES[inner] * count, 1)
                else:
                    for _ in range(count):
                        skip(inner)
            else:
                file.seek(SIZES[kind], 1)

        file.seek(8)
        tensors, keys = number("Q"), number("Q")
        for _ in range(keys):
            file.seek(number("Q"), 1)
            skip(number("I"))
        total = 0
        for _ in range(tensors):
            file.seek(number("Q"), 1)
            shape = [number("Q") for _ in range(number("I"))]
            file.seek(12, 1)
            total += 4 * shape[0] * shape[1] if len(shape) == 2 else 0
        return total


def measure(arguments, home=None, options=""):
    """Runs the launcher; its peaks, seconds of processor time, status and both outputs."""
    env = dict(os.environ, JANUS_JVM_OPTS=options, **({"JAVA_HOME": home} if home else {}))
    command = [str(ROOT / "janus-lib/janus"), "perplexity", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
    texts = [b"", b""]

    def drain(i, stream):
        texts[i] = stream.read()

    readers = [
        threading.Thread(target=drain, args=pair)
        for pair in enumerate((process.stdout, process.stderr))
    ]
    for reader in readers:
        reader.start()
    parts = {"RssAnon": 0, "RssFile": 0}
    pid = 0
    while not pid:
        try:
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            for name, kib in re.findall(r"(RssAnon|RssFile):\s*(\d+) kB", status):
                parts[name] = max(parts[name], int(kib))
        except OSError:
            pass
        time.sleep(0.02)
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
    process.returncode = os.waitstatus_to_exitcode(status)
    for reader in readers:
        reader.join()
    return {
        "peak_mib": usage.ru_maxrss / 1024,
        "peak_anonymous_mib": parts["RssAnon"] / 1024,
        "peak_file_mib": parts["RssFile"] / 1024,
        "processor_seconds": usage.ru_utime + usage.ru_stime,
        "status": process.returncode,
        "out": texts[0].decode(),
        "err": texts[1].decode(),
    }


class Table:
    NAMES = (
        "part", "model", "n_ctx", "chunks", "codecs", "kl", "jdk", "heap", "fp32_weights_mib",
        "peak_mib", "peak_anonymous_mib", "peak_file_mib", "over_weights_mib",
        "processor_seconds", "note",
    )  # fmt: skip

    def __init__(self):
        self.rows = []
        self.circumstances = None
        self.inputs = {}

    def add(self, part, model, context, chunks, codecs, kl, text, home=None, heap="", status=0):
        arguments = ["--model", model, "--text", text, "--n-ctx", context, "--chunks", chunks]
        arguments += ["--threads", "2", "--keys", codecs, "--values", codecs, "--json"]
        found = measure(arguments + (["--kl"] if kl else []), home, heap)
        if found["status"] != status:
            sys.exit(f"memory: status {found['status']}, expected {status}: {found['err'][-500:]}")
        note = [line for line in found["err"].splitlines() if line.startswith("janus: ")]
        jdk = ""
        if status == 0:
            circumstances = json.loads(found["out"])["circumstances"]
            jdk = circumstances["jdk"]
            self.circumstances = self.circumstances or circumstances
            self.inputs[model.name] = circumstances["sha256"]["model"]
            self.inputs[text.name] = circumstances["sha256"]["text"]
        weights = fp32_bytes(model) / MIB
        whole = part != "seven"
        row = {
            "part": part,
            "model": model.name,
            "n_ctx": context,
            "chunks": chunks,
            "codecs": codecs.replace(",", " "),
            "kl": kl,
            "jdk": jdk,
            "heap": heap,
            "fp32_weights_mib": round(weights, 1),
            "peak_mib": round(found["peak_mib"], 1),
            "peak_anonymous_mib": round(found["peak_anonymous_mib"], 1),
            "peak_file_mib": round(found["peak_file_mib"], 1),
            "over_weights_mib": round(found["peak_mib"] - weights, 1) if whole else None,
            "processor_seconds": round(found["processor_seconds"], 1),
            "note": " ".join(note).replace(str(model.parent) + os.sep, ""),
        }
        self.rows.append(row)
        print(row, flush=True)
        return row


def write_seven(path):
    """Llama-2-7B's shape in GGUF: random Q4_0 matrices, norms of one, a vocabulary of its own."""
    import numpy

    random = numpy.random.default_rng(20260101)
    hidden, ffn, layers, vocabulary = 4096, 11008, 32, 32000

    def text(value):
        data = value.encode()
        return struct.pack("<Q", len(data)) + data

    def array(kind, values, form):
        body = b"".join(map(text, values)) if kind == 8 else struct.pack(form, *values)
        return struct.pack("<IIQ", 9, kind, len(values)) + body

    keys = {
        "general.architecture": struct.pack("<I", 8) + text("llama"),
        "general.name": struct.pack("<I", 8) + text("random weights, Llama-2-7B's shape"),
        "llama.attention.layer_norm_rms_epsilon": struct.pack("<If", 6, 1e-5),
        "llama.rope.freq_base": struct.pack("<If", 6, 10000),
    }
    counts = {"context_length": 4096, "embedding_length": hidden, "block_count": layers}
    counts.update({"feed_forward_length": ffn, "attention.head_count": 32})
    counts.update({"attention.head_count_kv": 32, "rope.dimension_count": 128})
    for name, value in counts.items():
        keys["llama." + name] = struct.pack("<II", 4, value)
    tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{i:02X}>" for i in range(256)] + ["\u2581"]
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    words = letters + [a + b for a in ["\u2581", *letters] for b in letters]
    longer = [a + b for a in words[26:] for b in words[26:]]
    tokens += words + longer[: vocabulary - len(tokens) - len(words)]
    count = len(tokens)
    kinds = [2, 3, 3] + [6] * 256 + [1] * (count - 259)
    keys["tokenizer.ggml.model"] = struct.pack("<I", 8) + text("llama")
    keys["tokenizer.ggml.tokens"] = array(8, tokens, None)
    scores = [0.0] * 259 + [float(-i) for i in range(count - 259)]
    keys["tokenizer.ggml.scores"] = array(6, scores, f"<{count}f")
    keys["tokenizer.ggml.token_type"] = array(5, kinds, f"<{count}i")
    for name, value in {"bos": 1, "eos": 2, "unknown": 0}.items():
        keys[f"tokenizer.ggml.{name}_token_id"] = struct.pack("<II", 4, value)
    tensors = [("token_embd.weight", (hidden, vocabulary)), ("output.weight", (hidden, vocabulary))]
    tensors.append(("output_norm.weight", (hidden,)))
    for i in range(layers):
        block = f"blk.{i}."
        tensors += [(block + name, (hidden,)) for name in ("attn_norm.weight", "ffn_norm.weight")]
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            tensors.append((f"{block}{name}.weight", (hidden, hidden)))
        tensors += [(f"{block}ffn_{name}.weight", (hidden, ffn)) for name in ("gate", "up")]
        tensors.append((f"{block}ffn_down.weight", (ffn, hidden)))
    header = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(keys))
    header += b"".join(text(name) + value for name, value in keys.items())
    offset = 0
    sizes = []
    for name, shape in tensors:
        kind = 2 if len(shape) == 2 else 0
        header += text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset)
        sizes.append(shape[0] * shape[1] // 32 if kind else shape[0])
        offset += sizes[-1] * (18 if kind else 4)
    with path.open("wb") as file:
        file.write(header + bytes(-len(header) % 32))
        for (_, shape), size in zip(tensors, sizes):
            if len(shape) == 1:
                file.write(struct.pack("<f", 1) * size)
                continue
            for first in range(0, size, MIB):
                blocks = random.integers(0, 256, (min(MIB, size - first), 18), numpy.uint8)
                scales = random.uniform(-0.004, 0.004, len(blocks)).astype("<f2")
                blocks[:, :2] = scales.view(numpy.uint8).reshape(-1, 2)
                file.write(blocks.tobytes())


def line_deviation(points):
    """Distance of the middle of three points from the line through the others, and its slope."""
    (x0, y0), (x1, y1), (x2, y2) = points
    slope = (y2 - y0) / (x2 - x0)
    return y1 - (y0 + slope * (x1 - x0)), slope


def main():
    parse = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parse.add_argument("--smollm2", required=True, type=pathlib.Path)
    parse.add_argument("--f32", required=True, type=pathlib.Path, help="the same expanded to F32")
    parse.add_argument("--text", required=True, type=pathlib.Path)
    parse.add_argument("--java", help="home of another JDK")
    parse.add_argument("--parts", default="models,contexts,seven")
    parse.add_argument("--seven", type=pathlib.Path, help="the 7B file; written if missing")
    parse.add_argument("--results", type=pathlib.Path)
    args = parse.parse_args()
    started = time.time()
    table = Table()
    settings = {"threads": 2, "processors": os.cpu_count()}
    pages = pathlib.Path("/sys/kernel/mm/transparent_hugepage/enabled")
    if pages.exists():
        settings["transparent_huge_pages"] = re.search(r"\[(.*)\]", pages.read_text()).group(1)
    parts = args.parts.split(",")
    if "models" in parts:
        for home in [None] + ([args.java] if args.java else []):
            for model in (args.smollm2, args.f32):
                for codecs, kl in (("int4-token", False), ("f16,int4-token", True)):
                    table.add("models", model, 512, 8, codecs, kl, args.text, home)
    if "contexts" in parts:
        points = []
        for context in (2048, 4096, 8192):
            row = table.add("contexts", args.smollm2, context, 1, "int4-token", False, args.text)
            points.append((context, row["peak_mib"]))
        deviation, slope = line_deviation(points)
        settings["contexts_mib_per_1024_tokens"] = round(1024 * slope, 2)
        settings["contexts_middle_off_the_line_mib"] = round(deviation, 2)
        print({name: value for name, value in settings.items() if name.startswith("contexts")})
    if "seven" in parts:
        with tempfile.TemporaryDirectory() as scratch:
            seven = args.seven or pathlib.Path(scratch) / "llama-2-7b-shape.Q4_0.gguf"
            if not seven.exists():
                write_seven(seven)
            table.add("seven", seven, 64, 1, "int4-token", False, args.text, None, "-Xmx1g")
            more = (None, "-Xmx200m", 2)
            table.add("seven", seven, 64, 1, "int4-token", False, args.text, *more)
    if args.results:
        write(args.results, table, settings, time.time() - started)


def kept_rows(folder, rows):
    """Rows of earlier runs that are kept, in the order of the parts."""

    def key(row):
        names = ("part", "model", "n_ctx", "codecs", "jdk", "heap")
        return tuple(str(row[name]) for name in names)

    path = folder / "memory.json"
    old = json.loads(path.read_text()) if path.exists() else []
    again = {key(row) for row in rows}
    rows = [row for row in old if key(row) not in again] + rows
    return sorted(rows, key=lambda row: ("models", "contexts", "seven").index(row["part"]))


def write(folder, table, settings, seconds):
    folder.mkdir(parents=True, exist_ok=True)
    table.rows = kept_rows(folder, table.rows)
    if (folder / "run.json").exists():
        old = json.loads((folder / "run.json").read_text())
        settings = {**old["settings"], **settings}
        seconds += old["duration_seconds"]
        table.inputs = {**old["circumstances"]["sha256"], **table.inputs}
    with (folder / "memory.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, Table.NAMES, lineterminator="\n")
        out.writeheader()
        out.writerows(table.rows)
    (folder / "memory.json").write_text(json.dumps(table.rows, indent=2) + "\n")
    result = {
        "experiment": "2-quantization/memory",
        "reduced_size": False,
        "settings": settings,
        "duration_seconds": seconds,
        "tables": [
            {
                "file": "memory.csv",
                "rows": len(table.rows),
                "sha256": hashlib.sha256((folder / "memory.csv").read_bytes()).hexdigest(),
            }
        ],
        "circumstances": {**table.circumstances, "sha256": table.inputs},
    }
    (folder / "run.json").write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
