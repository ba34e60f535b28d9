"""Sizes of the KV caches of random models, by Hugging Face's library and by Janus-1.

    python3 janus-lib/src/test/python/random_configs.py [--first SEED] [--rounds N] [--results DIR]

A round draws a model of every family in FAMILIES: its shape, windows, experts, what its
config.json says and what it leaves to the family's defaults. The library reads that file, builds
the model and runs five tokens; from the shapes of what its cache then holds, layer by layer, and
from the windows of its layers follow the elements of CONTEXTS tokens. `janus size` must say the
same number, `equal`, or refuse the file in one line, `refused`; where the library itself cannot
run what was drawn the row is `not run`. Two families are told apart in a closed form: the library
caches the latent vector of deepseek expanded, and the shared heads of falcon copied. The exit
status is 1 if a row is `wrong`. Needs the packages torch and transformers.
"""

import argparse
import inspect
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import torch
import transformers

import parity

FAMILIES = """apertus arcee bitnet bloom codegen cohere cohere2 deepseek_v2 deepseek_v3 diffllama
ernie4_5 exaone4 falcon flex_olmo gemma gemma2 gemma3_text glm glm4 glm4_moe gpt2 gpt_bigcode
gpt_neo gpt_neox gpt_oss gptj granite granitemoe helium hunyuan_v1_dense llama ministral mistral mixtral
mpt nemotron olmo olmo2 olmo3 olmoe opt persimmon phi phi3 phimoe qwen2 qwen2_moe qwen3 qwen3_moe
seed_oss smollm3 stablelm starcoder2 vaultgemma""".split()
# Families whose cache is of another kind.
FAMILIES += ["doge", "jetmoe", "llama4_text", "minimax"]
CONTEXTS = (3, 40)


def arguments(family):
    """The names its configuration class takes, and how it spells the usual ones."""
    names, of_family = set(), type(transformers.AutoConfig.for_model(family))
    for each in of_family.__mro__[: of_family.__mro__.index(transformers.PretrainedConfig)]:
        names |= set(inspect.signature(each.__init__).parameters)
    return names, of_family.attribute_map


def draw(family, seed):
    pick = random.Random(f"{family} {seed}")
    names, spelled = arguments(family)
    kv_heads, dim = pick.choice([1, 2, 4]), pick.choice([8, 16, 32])
    heads, layers = kv_heads * pick.choice([1, 2, 4]), pick.choice([2, 3, 4, 6])
    hidden = heads * (pick.choice([8, 16, 24]) if "head_dim" in names else dim)
    drawn = {
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "max_position_embeddings": 256,
        "vocab_size": pick.choice([99, 128]),
        "pad_token_id": 1,
        "bos_token_id": 1,
        "eos_token_id": 1,
        "rotary_dim": 4,
        "n_group": 1,
        "topk_group": 1,
        "max_window_layers": pick.choice([0, 1, layers]),
        "attention_chunk_size": 8,
        "num_local_experts": 4,
        "num_experts": 4,
        "n_routed_experts": 4,
        "num_experts_per_tok": pick.choice([1, 2]),
        "moe_intermediate_size": 16,
        "shared_expert_intermediate_size": pick.choice([16, 32, 48]),
        "kv_lora_rank": pick.choice([16, 32]),
        "q_lora_rank": pick.choice([None, 24]),
        "qk_rope_head_dim": pick.choice([4, 8]),
        "qk_nope_head_dim": 16,
        "v_head_dim": 16,
        "word_embed_proj_dim": pick.choice([hidden, 16]),
    }
    for field in ("intermediate_size", "ffn_dim", "n_inner", "ffn_hidden_size"):
        drawn[field] = 64
    kept = 0.9 if pick.random() < 0.7 else 0.5
    often = {
        "num_key_value_heads": heads if "kv_lora_rank" in names else kv_heads,
        "num_kv_heads": kv_heads,
        "head_dim": None if "kv_lora_rank" in names else dim,
        "sliding_window": pick.choice([4, 8, 12]),
        "sliding_window_pattern": pick.choice([2, 3]),
        "use_sliding_window": pick.random() < 0.6,
        "new_decoder_architecture": pick.random() < 0.5,
        "multi_query": pick.random() < 0.5,
        "tie_word_embeddings": pick.random() < 0.5,
        "decoder_sparse_step": pick.choice([1, 2]),
        "mlp_only_layers": pick.choice([[], [0], [1]]),
        "first_k_dense_replace": pick.choice([0, 1]),
    }
    drawn.update({field: value for field, value in often.items() if pick.random() < kept})
    drawn = {spelled.get(field, field): value for field, value in drawn.items()}
    drawn = {field: value for field, value in drawn.items() if field in names and value is not None}
    if family == "gpt_neo":
        drawn.update(num_layers=2, attention_types=[[["global", "local"], 1]])
    return drawn, pick


def written(family, drawn, pick, file):
    """The file as the library writes it, without some of what is the family's default."""
    usual = transformers.AutoConfig.for_model(family).to_dict()
    made = transformers.AutoConfig.for_model(family, **drawn)
    said = json.loads(json.dumps({**made.to_diff_dict(), "model_type": family}, default=str))
    kept = {
        field: value
        for field, value in said.items()
        if field == "model_type" or value != usual.get(field) or pick.random() < 0.5
    }
    file.write_text(json.dumps(kept, indent=2), encoding="utf-8")
    return kept


def expected(folder):
    """Elements of the cache for each of CONTEXTS."""
    config = transformers.AutoConfig.from_pretrained(folder)
    made = transformers.AutoModelForCausalLM.from_config(config, attn_implementation="eager")
    with torch.no_grad():
        cache = made.eval()(input_ids=torch.arange(3, 8)[None], use_cache=True).past_key_values
    cache = getattr(cache, "self_attention_cache", cache)
    sizes = dict.fromkeys(CONTEXTS, 0)
    for layer in cache.layers:
        held = [layer.keys, layer.values]
        a_token = sum(tensor.numel() // tensor.shape[-2] for tensor in held)
        if config.model_type.startswith("deepseek"):
            a_token = config.kv_lora_rank + config.qk_rope_head_dim
        if config.model_type == "falcon" and config.new_decoder_architecture:
            a_token = a_token * config.num_kv_heads // config.num_attention_heads
        window = layer.sliding_window if layer.is_sliding else None
        for context in CONTEXTS:
            sizes[context] += a_token * min(context, window or context)
    return sizes


def size(file, context):
    """What Janus-1 says, or its line of refusal."""
    command = [parity.ROOT / "janus-lib/janus", "size", "--model", file]
    command += ["--context", str(context), "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 2:
        return None, done.stderr.strip().replace(str(file.parent) + os.sep, "")
    if done.returncode:
        sys.exit(f"random_configs: {' '.join(map(str, command))} failed: {done.stderr[-500:]}")
    return json.loads(done.stdout), ""


def compared(family, seed, folder):
    """A row of the table, and Janus-1's circumstances or None."""
    drawn, pick = draw(family, seed)
    row = {"family": family, "seed": seed, "config": ""}
    for context in CONTEXTS:
        row[f"peer_elements_{context}"] = row[f"janus_elements_{context}"] = None
    row.update(status="not run", said="")
    try:
        row["config"] = json.dumps(written(family, drawn, pick, folder / "config.json"))
        for context, elements in expected(folder).items():
            row[f"peer_elements_{context}"] = elements
    except (AttributeError, IndexError, RuntimeError, TypeError, ValueError) as e:
        row["said"] = str(e).split("\n", 1)[0]
        return row, None
    circumstances = None
    for context in CONTEXTS:
        found, row["said"] = size(folder / "config.json", context)
        if not found:
            row["status"] = "refused"
            return row, None
        row[f"janus_elements_{context}"] = found["elements"]
        circumstances = found["circumstances"]
    same = all(row[f"peer_elements_{n}"] == row[f"janus_elements_{n}"] for n in CONTEXTS)
    row["status"] = "equal" if same else "wrong"
    return row, circumstances


def main():
    parse = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parse.add_argument("--first", type=int, default=1, help="seed of the first round")
    parse.add_argument("--rounds", type=int, default=5)
    parse.add_argument("--results", type=pathlib.Path)
    args = parse.parse_args()
    transformers.logging.set_verbosity_error()
    torch.manual_seed(args.first)
    started = time.time()
    rows, circumstances = [], None
    for seed in range(args.first, args.first + args.rounds):
        for family in FAMILIES:
            with tempfile.TemporaryDirectory() as folder:
                row, made = compared(family, seed, pathlib.Path(folder))
            circumstances = circumstances or made
            rows.append(row)
            print(f"{row['status']:7} {family} {row['said'][:100] or row['config']}", flush=True)
    kinds = ("equal", "wrong", "refused", "not run")
    count = {kind: sum(row["status"] == kind for row in rows) for kind in kinds}
    print(f"{len(rows)} models: " + ", ".join(f"{n} {kind}" for kind, n in count.items()))
    if args.results and circumstances:
        circumstances["sha256"] = parity.scripts("random_configs.py")
        settings = {"first_seed": args.first, "rounds": args.rounds}
        settings.update({each.__name__: each.__version__ for each in (torch, transformers)})
        made, seconds = circumstances, time.time() - started
        parity.write(
            args.results, "random-configs", rows, False, settings, made, seconds, "1-problem-sizing"
        )
    sys.exit(1 if count["wrong"] else 0)


if __name__ == "__main__":
    main()
