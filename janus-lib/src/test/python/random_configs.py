"""Sizes of the caches of random models, by Hugging Face's library and by Janus-1.

    python3 janus-lib/src/test/python/random_configs.py [--first SEED] [--rounds N] [--results DIR]

A round draws a model of every family of FAMILIES: its shape, windows, experts, states, and which
fields its config.json states or leaves to the family's defaults. The library reads that file, builds
the model in bfloat16 and runs five tokens. The shapes and types in its cache, layer by layer, and the
windows of its layers give the elements and bytes of CONTEXTS tokens. `janus size` must report the
same numbers (`equal`) or refuse the file in one line of at most 200 characters (`refused`). If the
library cannot run the model, the row is `not run`. Two kinds are computed in closed form: the library
caches multi-head latent attention expanded, and copies of falcon's shared heads. The exit status is 1
if a row is `wrong`. Needs the packages torch and transformers.
"""

import dataclasses
import json
import os
import random
import subprocess
import sys
import time

import torch
import transformers
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

import parity
import rounds

TABLE = "janus-lib/src/main/resources/janus/inference/weights/huggingface-families.txt"
CONTEXTS = (3, 40)
MOST_WEIGHTS = 30_000_000


def families():
    """The families of the table that the library can build as language models, and a few others."""
    lines = (parity.ROOT / TABLE).read_text(encoding="utf-8").splitlines()
    known = {line.split(" ")[0] for line in lines if not line.startswith("#")}
    others = {"doge", "jetmoe", "zamba2", "zaya", "recurrent_gemma"}
    return sorted(known & set(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES) | others)


def arguments(family):
    """Field names of the configuration class, and its spellings of the common fields."""
    of_family = type(transformers.AutoConfig.for_model(family))
    return {field.name for field in dataclasses.fields(of_family)}, of_family.attribute_map


def draw(family, seed):
    pick = random.Random(f"{family} {seed}")
    names, spelled = arguments(family)
    kv_heads, dim = pick.choice([1, 2, 4]), pick.choice([8, 16, 32])
    heads, layers = kv_heads * pick.choice([1, 2, 4]), pick.choice([2, 3, 4, 6, 9])
    hidden = heads * (pick.choice([8, 16, 24]) if "head_dim" in names else dim)
    mamba_heads, mamba_dim = pick.choice([2, 4]), pick.choice([8, 16])
    inner = mamba_heads * mamba_dim
    if "mamba_n_heads" in names or family == "mamba2":
        hidden = heads * 16
        mamba_heads = pick.choice([2, 4, 8])
        mamba_dim = 2 * hidden // mamba_heads
    if "conv_L_cache" in names and "head_dim" not in names:
        hidden = max(2, heads) * dim
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
        "num_local_experts": 16,
        "num_experts": 16,
        "n_routed_experts": 16,
        "moe_num_experts": 16,
        "num_experts_per_tok": pick.choice([1, 2]),
        "moe_k": 2,
        "n_shared_experts": 1,
        "num_shared_experts": 1,
        "moe_intermediate_size": 16,
        "shared_expert_intermediate_size": pick.choice([16, 32, 48]),
        "shared_intermediate_size": 16,
        "kv_lora_rank": pick.choice([16, 32]),
        "q_lora_rank": pick.choice([None, 24]) if "index_head_dim" not in names else 24,
        "qk_rope_head_dim": pick.choice([4, 8]),
        "qk_nope_head_dim": 16,
        "v_head_dim": 16,
        "index_head_dim": pick.choice([16, 32]),
        "index_n_heads": 2,
        "index_topk": 4,
        "word_embed_proj_dim": pick.choice([hidden, 16]),
        "linear_num_key_heads": 2,
        "linear_num_value_heads": pick.choice([2, 4]),
        "linear_key_head_dim": pick.choice([8, 16]),
        "linear_value_head_dim": pick.choice([8, 16]),
        "linear_num_heads": 2,
        "linear_head_dim": pick.choice([8, 16]),
        "linear_conv_kernel_dim": pick.choice([3, 4]),
        "layer_group_size": pick.choice([2, 3]),
        "mamba_n_heads": mamba_heads,
        "mamba_d_head": mamba_dim,
        "mamba_d_ssm": 2 * hidden,
        "mamba_n_groups": pick.choice([1, 2]),
        "mamba_d_state": pick.choice([8, 16]),
        "mamba_d_conv": pick.choice([3, 4]),
        "mamba_num_heads": mamba_heads,
        "mamba_head_dim": mamba_dim,
        "n_groups": pick.choice([1, 2]),
        "ssm_state_size": pick.choice([8, 16]),
        "state_size": pick.choice([8, 16]),
        "num_heads": mamba_heads if family == "mamba2" else heads,
        "conv_kernel": pick.choice([3, 4]),
        "conv_L_cache": pick.choice([3, 4]),
        "attn_layer_period": 2,
        "attn_layer_offset": pick.choice([0, 1]),
        "num_kv_shared_layers": pick.choice([0, 0, 1]),
        "vocab_size_per_layer_input": 99,
        "hidden_size_per_layer_input": 8,
        "altup_num_inputs": 2,
        "use_mamba_kernels": False,
        "time_step_rank": 4,
        "mamba_dt_rank": 4,
    }
    for field in ("intermediate_size", "ffn_dim", "n_inner", "ffn_hidden_size"):
        drawn[field] = 64
    kept = 0.9 if pick.random() < 0.7 else 0.5
    often = {
        "num_key_value_heads": heads if "kv_lora_rank" in names else kv_heads,
        "num_kv_heads": kv_heads,
        "head_dim": None if "kv_lora_rank" in names else dim,
        "sliding_window": pick.choice([4, 8, 12]),
        "use_sliding_window": pick.random() < 0.6,
        "new_decoder_architecture": pick.random() < 0.5,
        "multi_query": pick.random() < 0.5,
        "tie_word_embeddings": pick.random() < 0.5,
        "decoder_sparse_step": pick.choice([1, 2]),
        "mlp_only_layers": pick.choice([[], [0], [1]]),
        "first_k_dense_replace": pick.choice([0, 1]),
        "attention_k_eq_v": pick.random() < 0.5,
        "full_attn_idxs": [1],
        "attn_layer_indices": [1],
    }
    drawn.update({field: value for field, value in often.items() if pick.random() < kept})
    usual = getattr(type(transformers.AutoConfig.for_model(family)), "num_key_value_heads", None)
    if isinstance(usual, int) and heads % usual:
        drawn.setdefault("num_key_value_heads", often["num_key_value_heads"])
    drawn = {spelled.get(field, field): value for field, value in drawn.items()}
    drawn = {field: value for field, value in drawn.items() if field in names and value is not None}
    drawn.update(own_fields(family, pick, layers, kept))
    if family == "mamba2":
        drawn["head_dim"] = mamba_dim
    if family == "falcon_h1":
        drawn["mamba_d_ssm"] = mamba_heads * mamba_dim
    return drawn, pick


def own_fields(family, pick, layers, kept):
    """Fields that a class accepts but does not declare, and fields that a family requires."""
    if family == "gpt_neo":
        return {"num_layers": 2, "attention_types": [[["global", "local"], 1]]}
    if family == "nemotron_h":
        letters = [pick.choice("M*-") for _ in range(layers)] + ["M", "*"]
        return {"hybrid_override_pattern": "".join(letters)}
    if family == "gemma3n_text":
        return {"activation_sparsity_pattern": [0.0] * layers}
    if family in ("lfm2_moe", "lfm3"):
        return {"layer_types": ["conv"] + ["full_attention"] * (layers - 1)}
    if family == "granitemoehybrid":
        return {"layer_types": [pick.choice(["mamba", "attention"]) for _ in range(layers)]}
    if pick.random() > kept:
        return {}
    if family.startswith("gemma4"):
        return {"global_head_dim": pick.choice([16, 64]), "num_global_key_value_heads": 1}
    if family in ("qwen3_next", "qwen3_5_text", "qwen3_5_moe_text"):
        return {"full_attention_interval": pick.choice([2, 3])}
    if family in ("cohere2", "gemma3_text", "exaone4", "exaone_moe"):
        return {"sliding_window_pattern": pick.choice([2, 3])}
    if family == "glm_moe_dsa":
        return {"index_topk_freq": 2, "index_skip_topk_offset": 1}
    if family == "kimi_linear":
        linear = {"num_heads": 2, "head_dim": pick.choice([8, 16]), "short_conv_kernel_size": 4}
        full = sorted(pick.sample(range(1, layers + 1), 1))
        linear["full_attn_layers"] = full
        linear["kda_layers"] = [i for i in range(1, layers + 1) if i not in full]
        return {"linear_attn_config": linear}
    if family == "dbrx":
        return {"attn_config": {"kv_n_heads": 1}}
    return {}


def written(family, drawn, pick, file):
    """Writes the file with the common fields, or as the library does with some of them missing."""
    said = {**drawn, "model_type": family}
    if pick.random() < 0.5:
        usual = transformers.AutoConfig.for_model(family).to_dict()
        made = transformers.AutoConfig.for_model(family, **drawn)
        whole = json.loads(json.dumps({**made.to_diff_dict(), "model_type": family}, default=str))
        said = {
            field: value
            for field, value in whole.items()
            if field == "model_type" or value != usual.get(field) or pick.random() < 0.5
        }
    file.write_text(json.dumps(said, indent=2), encoding="utf-8")
    return said


def states(layer):
    """Elements and bytes of a layer's states."""
    held = []
    for name in ("conv_states", "recurrent_states"):
        held += [tensor for tensor in (getattr(layer, name, None) or {}).values()]
    held = [tensor for tensor in held if tensor is not None]
    return sum(t.numel() for t in held), sum(t.numel() * t.element_size() for t in held)


def a_token(config, layer):
    """Elements per token in a layer."""
    if getattr(layer, "keys", None) is None or not layer.keys.numel():
        return 0
    found = sum(t.numel() // t.shape[-2] for t in (layer.keys, layer.values))
    if getattr(config, "kv_lora_rank", None):
        found = config.kv_lora_rank + config.qk_rope_head_dim
    if config.model_type == "falcon" and config.new_decoder_architecture:
        found = found * config.num_kv_heads // config.num_attention_heads
    index = getattr(layer, "indexer_keys", None)
    return found + (index.shape[-1] if index is not None else 0)


def expected(folder):
    """Elements and bytes of the cache for each context of CONTEXTS."""
    config = transformers.AutoConfig.from_pretrained(folder)
    with torch.device("meta"):
        made = transformers.AutoModelForCausalLM.from_config(config)
    if sum(weights.numel() for weights in made.parameters()) > MOST_WEIGHTS:
        raise ValueError(f"more than {MOST_WEIGHTS} weights")
    made = transformers.AutoModelForCausalLM.from_config(config, attn_implementation="eager")
    with torch.no_grad():
        out = made.to(torch.bfloat16).eval()(input_ids=torch.arange(3, 8)[None], use_cache=True)
    cache = out.past_key_values
    cache = getattr(cache, "self_attention_cache", cache)
    sizes = {context: [0, 0] for context in CONTEXTS}
    for linear in getattr(cache, "linear_cache", []):
        if len(linear):
            for context in CONTEXTS:
                sizes[context][0] += linear.numel()
                sizes[context][1] += linear.numel() * 4  # kept in 32 bits here
    for layer in cache.layers:
        token, state = a_token(config, layer), states(layer)
        window = getattr(layer, "sliding_window", None) if token else None
        for context in CONTEXTS:
            kept = min(context, window or context)
            sizes[context][0] += token * kept + state[0]
            sizes[context][1] += 2 * token * kept + state[1]
    return sizes


def size(janus, file, context):
    """Janus-1's result, or its refusal."""
    command = [janus, "size", "--model", file]
    command += ["--context", str(context), "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 2:
        return None, done.stderr.strip().replace(str(file.parent) + os.sep, "")
    if done.returncode:
        sys.exit(f"random_configs: {' '.join(map(str, command))} failed: {done.stderr[-500:]}")
    return json.loads(done.stdout), ""


def compared(janus, family, seed, folder):
    """A row of the table, and Janus-1's circumstances or None."""
    drawn, pick = draw(family, seed)
    row = {"family": family, "seed": seed, "config": ""}
    for context in CONTEXTS:
        for who in ("peer", "janus"):
            row[f"{who}_elements_{context}"] = row[f"{who}_bytes_{context}"] = None
    row.update(status="not run", said="")
    try:
        row["config"] = json.dumps(written(family, drawn, pick, folder / "config.json"))
        for context, sizes in expected(folder).items():
            row[f"peer_elements_{context}"], row[f"peer_bytes_{context}"] = sizes
    except Exception as e:  # any model that the library cannot run
        row["said"] = (str(e) or type(e).__name__).split("\n", 1)[0][:200]
        return row, None
    circumstances = None
    for context in CONTEXTS:
        found, row["said"] = size(janus, folder / "config.json", context)
        if not found:
            row["status"] = "refused" if len(row["said"]) <= 200 else "wrong"
            return row, None
        row[f"janus_elements_{context}"] = found["elements"]
        row[f"janus_bytes_{context}"] = found["total_bytes"]
        circumstances = found["circumstances"]
    kinds = [f"{kind}_{context}" for kind in ("elements", "bytes") for context in CONTEXTS]
    same = all(row[f"peer_{kind}"] == row[f"janus_{kind}"] for kind in kinds)
    row["status"] = "equal" if same else "wrong"
    return row, circumstances


def main():
    parse = rounds.parser(__doc__, "round", 5)
    parse.add_argument("--families", nargs="*")
    parse.add_argument("--janus", default=parity.ROOT / "janus-lib/janus")
    args = parse.parse_args()
    transformers.logging.set_verbosity_error()
    torch.manual_seed(args.first)
    started = time.time()
    rows, circumstances = [], None
    for seed, parent in rounds.seeds(args):
        for family in args.families or families():
            folder = parent / family
            folder.mkdir()
            row, made = compared(args.janus, family, seed, folder)
            circumstances = circumstances or made
            rows.append(row)
            print(f"{row['status']:7} {family} {row['said'][:100] or row['config']}", flush=True)
    kinds = ("equal", "wrong", "refused", "not run")
    count = {kind: sum(row["status"] == kind for row in rows) for kind in kinds}
    print(f"{len(rows)} models: " + ", ".join(f"{n} {kind}" for kind, n in count.items()))
    if args.results and circumstances:
        circumstances["sha256"] = parity.scripts("random_configs.py", "rounds.py")
        settings = {"first_seed": args.first, "rounds": args.count}
        settings.update({each.__name__: each.__version__ for each in (torch, transformers)})
        made, seconds = circumstances, time.time() - started
        parity.write(
            args.results, "random-configs", rows, False, settings, made, seconds, "1-problem-sizing"
        )
    sys.exit(1 if count["wrong"] else 0)


if __name__ == "__main__":
    main()
