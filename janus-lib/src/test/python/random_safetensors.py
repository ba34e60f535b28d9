"""Perplexities of random models in Hugging Face's form, computed by its library and by Janus-1.

    python3 janus-lib/src/test/python/random_safetensors.py [--text FILE] [--first SEED]
        [--models N] [--results DIR]

Each seed draws a model of type llama, mistral, qwen2 or qwen3: its shape, rotary scaling, sliding
window, biases, number format, and a piece of the text. The library writes the folder, in one or
several files, and computes in FP32, chunk by chunk; the tokenizer is trained on the text. Both score
the second half of each chunk, as llama.cpp's recipe does. A perplexity is `within` if it differs by
at most 1e-5; a model that Janus-1 does not support is `refused`, with its message. The exit status is
1 if a perplexity is `outside`. Needs the packages torch, transformers and tokenizers.
"""

import copy
import json
import math
import os
import pathlib
import random
import subprocess
import sys
import time

import tokenizers
import torch
import transformers

import parity
import rounds

TYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}
VOCABULARY = 600


def trained(text):
    made = tokenizers.Tokenizer(tokenizers.models.BPE())
    made.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = tokenizers.decoders.ByteLevel()
    alphabet = tokenizers.pre_tokenizers.ByteLevel.alphabet()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=VOCABULARY, initial_alphabet=alphabet, special_tokens=["<|endoftext|>"]
    )
    made.train_from_iterator([text[:300000]], trainer)
    return made


def draw(seed):
    """The settings of a run, and the configuration of the model."""
    pick = random.Random(seed)
    kind = pick.choice(["llama", "mistral", "qwen2", "qwen3"])
    head_dim = pick.choice([16, 32, 48, 64])
    kv_heads = pick.choice([1, 2])
    heads = kv_heads * pick.choice([1, 2, 3])
    hidden = heads * head_dim
    if kind != "qwen2" and pick.random() < 0.4:
        hidden = heads * pick.choice([32, 48])
    config = {
        "hidden_size": hidden,
        "intermediate_size": pick.choice([64, 96, 160]),
        "num_hidden_layers": pick.choice([2, 3, 4]),
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "max_position_embeddings": pick.choice([128, 512]),
        "rms_norm_eps": pick.choice([1e-5, 1e-6]),
        "rope_theta": pick.choice([10000.0, 500000.0]),
        "tie_word_embeddings": pick.random() < 0.5,
    }
    if kind != "qwen2":
        config["head_dim"] = head_dim
    scaling = pick.choice([None, None, "linear", "llama3"])
    if scaling:
        config["rope_scaling"] = {"rope_type": scaling, "factor": pick.choice([2.0, 4.0, 8.0])}
    if scaling == "llama3":
        window = pick.choice([32, 64])
        config["rope_scaling"]["original_max_position_embeddings"] = window
        config["rope_scaling"].update(low_freq_factor=1.0, high_freq_factor=4.0)
    if kind in ("llama", "qwen3"):
        config["attention_bias"] = pick.random() < 0.4
    if kind == "llama":
        config["mlp_bias"] = pick.random() < 0.4
    if kind == "mistral":
        config["sliding_window"] = pick.choice([None, 16, 40])
    if kind.startswith("qwen") and pick.random() < 0.4:
        config["use_sliding_window"] = True
        config["sliding_window"] = pick.choice([16, 32])
        config["max_window_layers"] = pick.choice([0, 0, 1])
    drawn = {"seed": seed, "kind": kind, "numbers": pick.choice(["f32", *TYPES])}
    drawn.update(n_ctx=pick.choice([32, 64, 100]), chunks=pick.choice([1, 2, 3]))
    return drawn, config, pick.choice(["5GB", "200KB"])


def written(drawn, config, part, folder):
    """The model with its numbers rounded as in the file."""
    generator = torch.Generator().manual_seed(drawn["seed"])
    more = dict(vocab_size=VOCABULARY, bos_token_id=0, eos_token_id=0)
    of_kind = transformers.AutoConfig.for_model(drawn["kind"], **config, **more)
    model = transformers.AutoModelForCausalLM.from_config(of_kind, attn_implementation="eager")
    kept = TYPES[drawn["numbers"]]
    with torch.no_grad():
        for name, tensor in model.named_parameters():
            normal = torch.randn(tensor.shape, generator=generator)
            if tensor.dim() == 1:
                values = 0.2 * normal + (0 if name.endswith("bias") else 1)
            else:
                wide = 2 if "embed" in name or "lm_head" in name else 1
                values = wide * normal * tensor.shape[-1] ** -0.5
            tensor.copy_(values.to(kept))
    # A copy, because values that are no weights would be rounded too.
    copy.deepcopy(model).to(kept).save_pretrained(folder, max_shard_size=part)
    return model.eval()


def expected(model, drawn, ids):
    n, losses = drawn["n_ctx"], []
    for chunk in range(drawn["chunks"]):
        window = torch.tensor([ids[chunk * n : (chunk + 1) * n]])
        with torch.no_grad():
            logs = torch.log_softmax(model(window).logits.double(), -1)[0]
        losses += [-logs[i, window[0, i + 1]].item() for i in range(n // 2, n - 1)]
    return math.exp(sum(losses) / len(losses))


def compared(drawn, config, part, text, tokenizer, folder):
    """A row of the table, and Janus-1's circumstances or None."""
    model = written(drawn, config, part, folder / "model")
    tokenizer.save(str(folder / "model/tokenizer.json"))
    words = folder / "words.txt"
    length = 6 * drawn["n_ctx"] * (drawn["chunks"] + 2)
    begin = random.Random(-drawn["seed"]).randrange(len(text) - length)
    words.write_text(text[begin : begin + length], encoding="utf-8", newline="")
    peer = expected(model, drawn, tokenizer.encode(text[begin : begin + length]).ids)
    command = [parity.ROOT / "janus-lib/janus", "perplexity", "--model", folder / "model"]
    command += ["--text", words, "--n-ctx", str(drawn["n_ctx"])]
    command += ["--chunks", str(drawn["chunks"]), "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    row = {**drawn, "config": json.dumps(config), "peer": peer, "janus": None}
    row.update(difference_ppm=None, status="refused", said="")
    if done.returncode == 2:
        row["said"] = done.stderr.strip().replace(str(folder) + os.sep, "")
        return row, None
    if done.returncode:
        sys.exit(f"random_safetensors: {' '.join(map(str, command))} failed: {done.stderr[-500:]}")
    ours = json.loads(done.stdout)
    difference = math.log(ours["perplexity"] / peer)
    row.update(janus=ours["perplexity"], difference_ppm=difference * 1e6)
    row["status"] = "within" if abs(difference) <= 1e-5 else "outside"
    return row, ours["circumstances"]


def main():
    parse = rounds.parser(__doc__, "model", 100)
    shared = parity.ROOT.parent / "shared/data/wikitext-103.valid.tokens"
    parse.add_argument("--text", type=pathlib.Path, default=shared)
    args = parse.parse_args()
    started = time.time()
    text = args.text.read_text(encoding="utf-8")
    tokenizer = trained(text)
    rows, circumstances = [], None
    for seed, folder in rounds.seeds(args):
        row, made = compared(*draw(seed), text, tokenizer, folder)
        circumstances = circumstances or made
        rows.append(row)
        apart = "" if row["janus"] is None else f"{row['difference_ppm']:+.2f} ppm"
        print(f"{row['status']:7} {apart or row['said']} {row['kind']} {row['config']}")
        sys.stdout.flush()
    count = {s: sum(r["status"] == s for r in rows) for s in ("within", "outside", "refused")}
    print(f"{len(rows)} models: " + ", ".join(f"{n} {status}" for status, n in count.items()))
    if args.results and circumstances:
        circumstances["sha256"] = {args.text.name: parity.sha256(args.text)}
        settings = {"first_seed": args.first, "models": args.count}
        for package in (torch, transformers, tokenizers):
            settings[package.__name__] = package.__version__
        made, seconds = circumstances, time.time() - started
        parity.write(args.results, "random-safetensors", rows, False, settings, made, seconds)
    sys.exit(1 if count["outside"] else 0)


if __name__ == "__main__":
    main()
