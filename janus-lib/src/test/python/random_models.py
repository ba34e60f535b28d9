"""Perplexities of random models, computed by llama.cpp and by Janus-1.

    python3 janus-lib/src/test/python/random_models.py [--shared DIR] [--smollm2 Q4_1.gguf]
        [--llama DIR] [--first SEED] [--models N] [--caches] [--results DIR]

Each seed draws a model of one of the four families: its shape, rotary position, sliding windows,
biases, weights, type of weights, vocabulary (stories260K's, or SmolLM2's with one of four
pre-tokenizers), and a piece of the text. The Python package gguf writes the file, and llama-quantize
quantizes it. llama.cpp computes from the file expanded to F32 again, because it rounds activations
for quantized weights. Caches are FP32, without flash attention. A perplexity is `within` if it
differs by at most 1e-5, or 1e-4 with gemma3, whose GELU is looked up with activations rounded to
binary16: a change of the last bit can move them by 5e-4. The exit status is 1 if a perplexity is
`outside`. Needs llama-perplexity, llama-quantize, and the packages numpy and gguf.

With --caches, types of keys and values and a rotation are drawn too, and a model is left out if its
heads do not consist of whole blocks of 32 channels. Janus-1 then adds in llama.cpp's order, and the
bound is 1e-5 for every family, for a default build of llama.cpp on AVX-512.
"""

import json
import math
import os
import pathlib
import random
import re
import subprocess
import sys
import time

import gguf
import numpy

import parity
import rounds

FAMILIES = ["llama", "llama", "qwen2", "qwen3", "gemma3"]
TYPES = ["F32", "F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "IQ4_NL"]
TYPES += ["Q2_K", "Q3_K_M", "Q4_K_M", "Q5_K_M", "Q6_K"]
CACHE_TYPES = ["q8_0", "q4_0", "q4_1", "q5_0", "q5_1", "iq4_nl"]
# llama.cpp of this commit is sometimes ended by a signal before its first chunk.
TRIES = 20


def vocabulary(model):
    fields = gguf.GGUFReader(model).fields.values()
    return {f.name: f.contents() for f in fields if f.name.startswith("tokenizer.")}


def draw(seed, vocabularies):
    """The model of a seed, and its further metadata."""
    pick = random.Random(seed)
    family = pick.choice(FAMILIES)
    gemma = family == "gemma3"
    head_dim = pick.choice([16, 32, 48, 64, 80, 96, 128] + [256] * gemma)
    kv_heads, group = pick.choice([1, 2, 3]), pick.choice([1, 2, 3])
    heads = kv_heads * group
    hidden = heads * head_dim
    if family != "qwen2" and (hidden % 32 or pick.random() < 0.5):
        hidden = pick.choice([64, 96, 128, 160])
    spelled = gemma or pick.random() < 0.7
    model = {
        "seed": seed,
        "family": family,
        "layers": pick.choice([2, 6, 7] if gemma else [1, 2, 3]),
        "hidden": hidden,
        "heads": heads,
        "kv_heads": kv_heads,
        "head_dim": head_dim,
        "ffn": pick.choice([64, 96, 128, 224]),
        "weights": pick.choice(TYPES),
        "tied": gemma or pick.random() < 0.5,
        "biases": family == "qwen2" or family == "llama" and pick.random() < 0.2,
        "rope_factors": family == "llama" and pick.random() < 0.3,
        "vocabulary": "spm" if spelled else pick.choice(["smollm", "llama-bpe", "gpt-2", "qwen2"]),
        "n_ctx": pick.choice([32, 64, 65, 100, 128, 256]),
        "chunks": pick.choice([1, 2, 5]),
    }
    more = {"attention.layer_norm_rms_epsilon": pick.choice([1e-5, 1e-6, 1e-3])}
    if hidden // heads != head_dim or hidden % heads or pick.random() < 0.5:
        more["attention.key_length"] = more["attention.value_length"] = head_dim
    if pick.random() < 0.5:
        more["rope.dimension_count"] = head_dim
    if pick.random() < 0.8:
        more["rope.freq_base"] = pick.choice([10000.0, 500000.0, 1000000.0, 1234.5])
    if pick.random() < 0.3:
        more["rope.scaling.type"] = "linear"
        more["rope.scaling.factor"] = pick.choice([2.0, 4.0, 8.0])
    if gemma and pick.random() < 0.8:
        more["attention.sliding_window"] = pick.choice([8, 16, 17, 64])
        if pick.random() < 0.5:
            listed = [pick.random() < 0.5 for _ in range(model["layers"])]
            # llama.cpp fails for a window that no layer uses.
            listed[0] |= not any(listed)
            more["attention.sliding_window_pattern"] = pick.choice([0, 2, 3, listed])
        if pick.random() < 0.5:
            more["rope.freq_base_swa"] = 5000.0
    tokens = dict(vocabularies["spm" if spelled else "bpe"])
    if not spelled:
        tokens["tokenizer.ggml.pre"] = model["vocabulary"]
    return model, more, tokens


def draw_caches(model):
    """Adds the cache types of --caches."""
    pick = random.Random(f"caches of {model['seed']}")
    model["keys"] = pick.choice(CACHE_TYPES + ["f16"])
    model["values"] = pick.choice(CACHE_TYPES + ["f16", "bf16"])
    model["rotated"] = model["head_dim"] % 64 == 0 and pick.random() < 0.5


def write(model, more, tokens, file):
    family, hidden, head_dim = model["family"], model["hidden"], model["head_dim"]
    out = gguf.GGUFWriter(file, family)
    out.add_context_length(2048)
    out.add_embedding_length(hidden)
    out.add_block_count(model["layers"])
    out.add_feed_forward_length(model["ffn"])
    out.add_head_count(model["heads"])
    out.add_head_count_kv(model["kv_heads"])
    add = {bool: out.add_bool, int: out.add_uint32, float: out.add_float32}
    add.update({str: out.add_string, list: out.add_array})
    for key, value in {**{f"{family}.{key}": more[key] for key in more}, **tokens}.items():
        add[type(value)](key, value)
    numbers = numpy.random.default_rng(model["seed"])

    def tensor(name, *shape, mean=0.0, deviation=None):
        deviation = deviation or shape[-1] ** -0.5
        values = mean + deviation * numbers.standard_normal(shape)
        out.add_tensor(name, values.astype(numpy.float32))

    def norm(name, length):
        tensor(name, length, mean=1.0, deviation=0.2)

    vocabulary_size = len(tokens["tokenizer.ggml.tokens"])
    tensor("token_embd.weight", vocabulary_size, hidden, deviation=2 * hidden**-0.5)
    norm("output_norm.weight", hidden)
    if not model["tied"]:
        tensor("output.weight", vocabulary_size, hidden, deviation=2 * hidden**-0.5)
    if model["rope_factors"]:
        tensor("rope_freqs.weight", head_dim // 2, mean=3.0, deviation=0.5)
    widths = {name: head_dim * model[of] for name, of in (("q", "heads"), ("k", "kv_heads"))}
    widths["v"] = widths["k"]
    for layer in range(model["layers"]):
        block = f"blk.{layer}."
        for name, width in widths.items():
            tensor(f"{block}attn_{name}.weight", width, hidden)
            if model["biases"]:
                tensor(f"{block}attn_{name}.bias", width, deviation=0.3)
        ends = {"attn_output": (hidden, widths["q"]), "ffn_down": (hidden, model["ffn"])}
        ends["ffn_gate"] = ends["ffn_up"] = (model["ffn"], hidden)
        for name, shape in ends.items():
            tensor(f"{block}{name}.weight", *shape)
            if model["biases"] and family == "llama":
                tensor(f"{block}{name}.bias", shape[0], deviation=0.3)
        norms = ["attn_norm", "ffn_norm"]
        norms += ["post_attention_norm", "post_ffw_norm"] if family == "gemma3" else []
        for name in norms:
            norm(f"{block}{name}.weight", hidden)
        if family in ("qwen3", "gemma3"):
            norm(block + "attn_q_norm.weight", head_dim)
            norm(block + "attn_k_norm.weight", head_dim)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def expected(program, model, file, text):
    command = [program, "-m", file, "-f", text, "-c", str(model["n_ctx"]), "-t", "1"]
    command += ["--chunks", str(model["chunks"]), "-fa", "on" if "keys" in model else "off"]
    command += ["-ctk", model.get("keys", "f32"), "-ctv", model.get("values", "f32")]
    environment = dict(os.environ, LLAMA_ATTN_ROT_DISABLE=str(int(not model.get("rotated"))))
    for _ in range(TRIES):
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        found = re.search(r"PPL = ([0-9.]+)", done.stdout + done.stderr)
        if found:
            return float(found.group(1))
    sys.exit(f"random_models: {' '.join(map(str, command))} failed: {done.stderr[-500:]}")


def compared(model, more, tokens, text, program, quantize, folder):
    """A row of the table, and Janus-1's circumstances."""
    plain, coded, again = (folder / name for name in ("plain.gguf", "coded.gguf", "again.gguf"))
    write(model, more, tokens, plain)
    coded_or_plain, theirs = plain, plain
    if model["weights"] != "F32":
        parity.run([quantize, plain, coded, model["weights"]])
        parity.run([quantize, "--allow-requantize", coded, again, "F32"])
        coded_or_plain, theirs = coded, again
    words = folder / "words.txt"
    length = 12 * model["n_ctx"] * (model["chunks"] + 3)
    begin = random.Random(-model["seed"]).randrange(len(text) - length)
    words.write_text(text[begin : begin + length], encoding="utf-8", newline="")
    peer = expected(program, model, theirs, words)
    gemma = model["family"] == "gemma3"
    command = [parity.ROOT / "janus-lib/janus", "perplexity", "--model", coded_or_plain, "--text"]
    command += [words, "--n-ctx", str(model["n_ctx"]), "--chunks", str(model["chunks"]), "--json"]
    command += ["--queries", "ggml" if gemma or "keys" in model else "none"]
    if "keys" in model:
        command += ["--keys", model["keys"], "--values", model["values"]]
        command += ["--rotation", "hadamard" if model["rotated"] else "none"]
    ours = json.loads(parity.run(command)[1])
    # llama.cpp prints four decimals.
    limit = (1e-4 if gemma and "keys" not in model else 1e-5) + 5e-5 / peer
    difference = math.log(ours["perplexity"] / peer)
    found = {**model, "metadata": " ".join(f"{key}={value}" for key, value in more.items())}
    found["llama_cpp"], found["janus"] = peer, ours["perplexity"]
    found["difference_ppm"] = difference * 1e6
    found["status"] = "within" if abs(difference) <= limit else "outside"
    return found, ours["circumstances"]


def add_inputs(parse):
    """Options for the folder with stories260K and the text, and for the file of SmolLM2."""
    parse.add_argument("--shared", type=pathlib.Path, default=parity.ROOT.parent / "shared")
    parse.add_argument(
        "--smollm2", default=parity.ROOT / ".janus/models/SmolLM2-135M-Instruct.Q4_1.gguf"
    )


def inputs(args):
    """Vocabularies by kind, the text, and the files of both."""
    stories = args.shared / "models/stories260K-f32.gguf"
    words = args.shared / "data/wikitext-103.valid.tokens"
    vocabularies = {"spm": vocabulary(stories), "bpe": vocabulary(args.smollm2)}
    files = (stories, pathlib.Path(args.smollm2), words)
    return vocabularies, words.read_text(encoding="utf-8"), files


def main():
    parse = rounds.parser(__doc__, "model", 100)
    add_inputs(parse)
    parse.add_argument("--llama", help="folder of llama-perplexity and llama-quantize")
    parse.add_argument("--caches", action="store_true", help="draw types of keys and values too")
    args = parse.parse_args()
    started = time.time()
    program, quantize, version = parity.llama_tools(args.llama)
    if not program or not quantize:
        sys.exit("random_models: llama-perplexity and llama-quantize are not on this machine")
    print(version)
    vocabularies, text, files = inputs(args)
    rows, circumstances = [], None
    for seed, folder in rounds.seeds(args):
        drawn = draw(seed, vocabularies)
        if args.caches:
            if drawn[0]["head_dim"] % 32:
                continue
            draw_caches(drawn[0])
        row, made = compared(*drawn, text, program, quantize, folder)
        circumstances = circumstances or made
        rows.append(row)
        print(f"{row['status']:7} {row['difference_ppm']:+.2f} ppm {json.dumps(drawn[0])}")
        sys.stdout.flush()
    count = sum(row["status"] == "outside" for row in rows)
    print(f"{len(rows)} models: {len(rows) - count} within their bounds, {count} outside")
    if args.results and rows:
        circumstances["sha256"] = {file.name: parity.sha256(file) for file in files}
        settings = {"first_seed": args.first, "models": args.count, "llama_cpp": version}
        seconds = time.time() - started
        name = "random-caches" if args.caches else "random-models"
        parity.write(args.results, name, rows, False, settings, circumstances, seconds)
    sys.exit(1 if count or not rows else 0)


if __name__ == "__main__":
    main()
