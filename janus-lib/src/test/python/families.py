"""Defaults of Hugging Face's configuration classes for fields missing in a config.json, as a table.

    python3 janus-lib/src/test/python/families.py > \\
        janus-lib/src/main/resources/janus/inference/weights/huggingface-families.txt

A line is a model_type and its words. `field=value` is a default of the configuration class,
`field:spelling` the family's name of a field, `text=TYPE` the family of a wrapper's text part,
`state=KIND` the state of layers without attention. `layers=A,B/N` are the kinds of layers if the
file lists none: A, with B in every N-th; `layers=A,B%N` has B in layers 0, N, 2N and so on; a `!`
after it makes the last layer full. With `layers=?` the file must list them. The script finds the
rules by drawing 1 to 24 layers and comparing with the lists of the class. Needs the package
transformers.
"""

import json
import sys

import transformers
from transformers.models.auto.configuration_auto import CONFIG_MAPPING_NAMES
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

FIELDS = """hidden_size num_hidden_layers num_attention_heads num_key_value_heads head_dim v_head_dim
sliding_window use_sliding_window max_window_layers attention_chunk_size kv_lora_rank qk_rope_head_dim
index_head_dim max_position_embeddings multi_query new_decoder_architecture num_kv_heads
num_kv_shared_layers linear_num_key_heads linear_num_value_heads linear_key_head_dim
linear_value_head_dim linear_conv_kernel_dim linear_head_dim linear_num_heads short_conv_kernel_size
mamba_d_ssm mamba_n_heads mamba_d_head mamba_n_groups mamba_d_state mamba_d_conv mamba_expand
mamba_num_heads mamba_head_dim ssm_state_size conv_kernel n_groups expand state_size num_heads
conv_L_cache attn_layer_period attn_layer_offset swa_head_dim swa_v_head_dim swa_num_key_value_heads
layer_types""".split()

STATES = {
    "bailing_hybrid": "kimi-delta",
    "bamba": "mamba2",
    "falcon_h1": "mamba2",
    "falcon_mamba": "mamba",
    "granitemoehybrid": "mamba2",
    "jamba": "mamba",
    "kimi_linear": "kimi-delta",
    "lfm2": "convolution",
    "lfm2_moe": "convolution",
    "lfm3": "convolution",
    "mamba": "mamba",
    "mamba2": "mamba2",
    "minimax": "lightning",
    "nemotron_h": "mamba2",
    "olmo_hybrid": "delta",
    "qwen3_5_moe_text": "delta",
    "qwen3_5_text": "delta",
    "qwen3_next": "delta",
}
# The field that holds a period, if the class reads it from the file.
PERIODS = {
    "bailing_hybrid": "layer_group_size",
    "cohere2": "sliding_window_pattern",
    "exaone4": "sliding_window_pattern",
    "exaone_moe": "sliding_window_pattern",
    "gemma3_text": "sliding_window_pattern",
    "llama4_text": "no_rope_layer_interval",
    "qwen3_5_moe_text": "full_attention_interval",
    "qwen3_5_text": "full_attention_interval",
    "qwen3_next": "full_attention_interval",
}
# Rules that hold only from a certain number of layers on.
RULES = {"gemma3n_text": "sliding,full/5", "olmo_hybrid": "linear,full/4"}
# Caches of another kind, encoders, and parts of other models.
LEFT_OUT = """apertus1p5_text beam bert bert-generation big_bird blt camembert clvp_encoder cpmant ctrl
data2vec-text deepseek_v4 diffusion_gemma_text doge dory dots3_note dots3_note_text electra
embedding_gemma2_text ernie flint gemma4_assistant gemma4_unified_assistant git glm5_next_text
got_ocr2 hrm_text hy_v4 hy_v4_vl_text inkling2_loop inkling2_loop_text inkling2_text inkling_text
jetmoe kolibri1 lara_mini megatron-bert minimax_m3_vl_text mistral_large4_text modernbert
modernbert-decoder moshi moss_transcribe_diarize muse_glimmer_text muse_spark_text musicgen_decoder
musicgen_melody_decoder neomme openai-gpt qwen4_exp qwen4_exp_text recurrent_gemma reformer rembert
roberta roberta-prelayernorm roc_bert roformer rwkv step3p5 t5_gemma_module t5gemma2_decoder
t5gemma2_text trocr ultrabert unlimited_ocr_text voxtral_realtime_text xlm xlm-roberta
xlm-roberta-xl xlnet xlstm xmod zamba zamba2 zaya""".split()


def short(kind):
    return kind.replace("_attention", "")


def listed(family, layers):
    made = transformers.AutoConfig.for_model(family, num_hidden_layers=layers)
    text = made.get_text_config(decoder=True)
    kinds = transformers.cache_utils.get_layer_types_and_kwargs(text)[0]
    return [short(kind) for kind in kinds]


def rule(family):
    """The shortest rule that reproduces the class's list for every number of layers, or `?`."""
    if family in RULES:
        return RULES[family]
    seen = {}
    for layers in range(1, 25):
        try:
            seen[layers] = listed(family, layers)
        except Exception:  # a class may ask for more layers, or a fixed number
            pass
    seen = {layers: kinds for layers, kinds in seen.items() if len(kinds) == layers}
    kinds = sorted({kind for each in seen.values() for kind in each})
    if not seen or len(kinds) == 1:
        return kinds[0] if seen else "?"
    for last in (False, True):
        for period in range(2, 13):
            for mark in "/%":
                for a in kinds:
                    for b in kinds:
                        if a != b and all(
                            kinds == drawn(a, b, period, mark, last, layers)
                            for layers, kinds in seen.items()
                        ):
                            return f"{a},{b}{mark}{period}" + ("!" if last else "")
    return "?"


def drawn(a, b, period, mark, last, layers):
    kinds = [b if (i + (mark == "/")) % period == 0 else a for i in range(layers)]
    return kinds[:-1] + ["full"] if last else kinds


def words(family, of_family):
    spelled = of_family.attribute_map
    for field in FIELDS:
        name = spelled.get(field, field)
        if name != field:
            yield f"{field}:{name}"
    for field in FIELDS:
        value = getattr(of_family, spelled.get(field, field), None)
        if isinstance(value, (bool, int)):
            yield f"{field}={int(value)}"
        elif isinstance(value, property):
            sys.stderr.write(f"{family} {field} is computed\n")
    found = rule(family)
    at = "@" + PERIODS[family] if family in PERIODS else ""
    if found != "full":
        yield f"layers={found}{at}"
    if family in STATES:
        yield f"state={STATES[family]}"


def text_family(family):
    """The family of a wrapper's text part, or None."""
    try:
        made = transformers.AutoConfig.for_model(family)
        text = made.get_text_config(decoder=True)
    except Exception:
        return None
    return text.model_type if text is not made else None


def is_encoder(family):
    return family.endswith("_text_model") and family != "emu3_text_model"


def main():
    print(f"# Defaults of the configuration classes of transformers {transformers.__version__}.")
    print("# Written by janus-lib/src/test/python/families.py, which says what the words mean.")
    transformers.logging.set_verbosity_error()
    texts = {family: text_family(family) for family in sorted(CONFIG_MAPPING_NAMES)}
    families = set(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES) | {text for text in texts.values() if text}
    families = {
        family
        for family in families
        if family not in LEFT_OUT and not texts.get(family) and not is_encoder(family)
    }
    known = {}
    for family in sorted(families):
        try:
            made = transformers.AutoConfig.for_model(family)
            if not getattr(made, "is_encoder_decoder", False):
                known[family] = " ".join([family, *words(family, type(made))])
        except Exception as e:
            sys.stderr.write(f"{family}: {e}\n")
    for family, text in texts.items():
        if text in known and family not in known:
            known[family] = f"{family} text={text}"
    print("\n".join(known[family] for family in sorted(known)))


if __name__ == "__main__":
    main()
