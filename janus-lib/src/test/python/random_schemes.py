"""Every figure of `janus perplexity` on random models under random schemes, computed twice.

    python3 janus-lib/src/test/python/random_schemes.py [--shared DIR] [--smollm2 Q4_1.gguf]
        [--first SEED] [--models N] [--results DIR]

llama.cpp supports only ggml's cache types. The reference for the other codecs and rules is
scheme_oracle.py, a NumPy decoder written from docs/kv-codecs.md and the papers. Each seed draws a
model as random_models.py does, with one or two layers and often a head size that fits more codecs; a
piece of the text, n_ctx, recipe, chunks and baseline; and one to three schemes of codecs, rotation,
queries and rule, including unusual ones. Both programs compute perplexity, standard error,
divergences, differences from the baseline, perplexity by position, bits per element, and the errors
of every layer.

A figure agrees if counts are equal and other numbers differ by at most 2e-5 relative plus a small
amount (`floor`). Janus-1 computes in FP32, the reference in FP64, so a number sometimes rounds to
another code. If a figure differs by more, the reference computes eight times with weights changed at
random by a millionth; the figure agrees `within noise` if it differs by at most six times the largest
change. A row is one scheme: `within`, `within noise`, or `outside`. The exit status is 1 if a row is
`outside`. Needs the packages numpy and gguf.
"""

import copy
import json
import math
import random
import sys
import time

import numpy as np

import parity
import random_models
import rounds
import scheme_oracle
from scheme_oracle import Codec, Scheme

SHAKEN = 1e-6
DRAWS = 8
NOISE_FACTOR = 6


def draw_codec(pick, head_dim, rule, side):
    while True:
        kind = pick.choice(["int"] * 4 + ["plain", "small", "ggml", "turbo", "planar"])
        name = kind + pick.choice("234")
        if kind == "plain":
            name = pick.choice(["f32", "f16", "bf16"])
        elif kind == "small":
            name = pick.choice(["fp8-e4m3", "fp8-e5m2", "mxfp4"])
        elif kind == "ggml":
            name = pick.choice(list(scheme_oracle.GGML))
        elif kind != "int":
            name += pick.choice(["", f"-seed{pick.choice([0, 2, 12345, 2**40 + 3])}"])
        else:
            name = f"int{pick.choice('86432')}" + pick.choice(["", "-asym"])
            size = f"-g{pick.choice([16, 32, 64, 128])}"
            channel = pick.random() < 0.5 and not rule.startswith("h2o")
            name += "-channel" + size if channel else "-token" + pick.choice(["", size])
            name += pick.choice(["", "", f"-clip{pick.choice([0.95, 0.9, 0.5, 0.999999])}"])
        codec = Codec(name)
        if head_dim % codec.channels:
            continue
        if rule.startswith("kivi") and side == "keys":
            if scheme_oracle.arguments(rule)[0] % codec.block:
                continue
        return name + ("-prerope" if side == "keys" and pick.random() < 0.25 else "")


def draw_scheme(pick, head_dim, n):
    def tokens(least=0):
        return pick.choice([least, 1, 2, 4, 7, 16, 32, 33, n // 2, n - 1, n, n + 1, 3 * n])

    rule = pick.choice(["all", "window", "kivi", "evict", "h2o", "prefill-full"])
    if rule == "kivi":
        rule += f"({pick.choice([1, 8, 16, 32, 48, 64, 96, 128, 3 * n])})"
    elif rule in ("window", "evict", "h2o"):
        rule += f"({tokens()},{tokens(0 if rule == 'window' else 1)})"
    keys = draw_codec(pick, head_dim, rule, "keys")
    values = draw_codec(pick, head_dim, rule, "values")
    fits = not keys.endswith("-prerope")
    rotated = fits and head_dim % 64 == 0 and pick.random() < 0.3
    rounded = fits and head_dim % 32 == 0 and pick.random() < 0.2
    rotation, queries = "hadamard" if rotated else "none", "ggml" if rounded else "none"
    return Scheme(keys, values, rotation, queries, rule)


def draw(seed, vocabularies):
    """A model, its metadata and tokens, and the settings of a run."""
    pick = random.Random(1000 + seed)
    model, more, tokens = random_models.draw(seed, vocabularies)
    model["weights"] = "F32"
    model["layers"] = pick.choice([1, 1, 2])
    if model["family"] == "gemma3":
        model["layers"] = 2
        more["attention.sliding_window_pattern"] = pick.choice([0, 2])
    if pick.random() < 0.7:
        head_dim = model["head_dim"] = pick.choice([32, 64, 64, 128])
        more["attention.key_length"] = more["attention.value_length"] = head_dim
        if "rope.dimension_count" in more:
            more["rope.dimension_count"] = head_dim
    if model["family"] == "qwen2":
        model["hidden"] = model["heads"] * model["head_dim"]
    n = model["n_ctx"] = pick.choice([16, 17, 32, 50, 64, 96, 128, 200, 256, 300])
    model["chunks"] = pick.choice([1, 2, 3])
    sliding = f"sliding({pick.choice([1, n // 3, n // 2, n - 1, n])})"
    model["recipe"] = pick.choice(["llama.cpp", "llama.cpp", "gptq", sliding])
    other = draw_codec(pick, model["head_dim"], "h2o", "values")
    model["baseline"] = pick.choice(["f32", other])
    schemes = [draw_scheme(pick, model["head_dim"], n) for _ in range(pick.choice([1, 1, 2, 3]))]
    errors, width = pick.choice([0, 1, model["chunks"]]), pick.choice([5, 16, n])
    return model, more, tokens, schemes, errors, width


def windows(model, ids, bos):
    """Inputs, targets, first scored position and weight of each window."""
    n, recipe = model["n_ctx"], model["recipe"]
    if not recipe.startswith("sliding"):
        for start in range(0, len(ids) - n + 1, n):
            piece = ids[start : start + n]
            if recipe == "llama.cpp":
                first = piece[:1] if bos is None else [bos]
                yield first + piece[1:], piece[1:], n // 2, 1
            else:
                yield piece, piece[1:], 0, 1
        return
    reached = 0
    for start in range(0, len(ids), scheme_oracle.arguments(recipe)[0]):
        piece = ids[start : start + n]
        fresh = start + len(piece) - reached
        if fresh < 1 or len(piece) < 2:
            return
        yield piece, piece[1:], max(0, len(piece) - 1 - fresh), fresh - 1
        reached += fresh


def runs(decoder, model, schemes, ids, bos, error_windows):
    """The results of every window and the layer errors per scheme; the first is the baseline."""
    found = [[] for _ in schemes]
    errors = [scheme_oracle.LayerErrors() for _ in schemes]
    for number, (inputs, targets, first, weight) in enumerate(windows(model, ids, bos)):
        if number == model["chunks"]:
            break
        wanted = np.arange(len(inputs) - 1 - first), np.array(targets[first:])
        for scheme, rows, error in zip(schemes, found, errors):
            error = error if number < error_windows else None
            log_p = decoder.log_probabilities(np.array(inputs), scheme, first, error)[first:-1]
            base = log_p if scheme is schemes[0] else base
            change = 100 * (np.exp(log_p[wanted]) - np.exp(base[wanted]))
            rows.append(
                {
                    "loss": -log_p[wanted],
                    "divergence": (np.exp(base) * (base - log_p)).sum(-1),
                    "same": 100.0 * (log_p.argmax(-1) == base.argmax(-1)),
                    "change": change,
                    "position": first + wanted[0],
                    "weight": np.full(len(change), weight / len(change)),
                }
            )
    joined = [{name: np.concatenate([r[name] for r in rows]) for name in rows[0]} for rows in found]
    return joined, errors


def error_of_mean(x):
    return math.sqrt(max(0, (x * x).mean() - x.mean() ** 2) / max(1, len(x) - 1))


def mean_loss(run):
    return (run["weight"] * run["loss"]).sum() / run["weight"].sum()


def figures(run, base, errors, scheme, decoder, n, width):
    """The figures by their names in `janus perplexity --json`, nested names joined by dots."""
    loss, mean = run["loss"], mean_loss(run)
    perplexity, base_perplexity = math.exp(mean), math.exp(mean_loss(base))
    out = {
        "perplexity": perplexity,
        "standard_error": perplexity * error_of_mean(loss),
        "mean_loss_nats": mean,
        "tokens": len(loss),
        "cache_bits_per_element": scheme_oracle.bits(scheme, decoder, n),
    }
    nats, change = run["divergence"], run["change"]
    out["divergence.mean_nats"] = nats.mean()
    out["divergence.mean_error_nats"] = error_of_mean(nats)
    out["divergence.max_nats"] = nats.max()
    quantiles = {f"quantile_{q}_percent".replace(".", "_"): q for q in (90, 95, 99, 99.9)}
    for name, q in {"median": 50, **quantiles}.items():
        out[f"divergence.{name}_nats"] = np.percentile(nats, q)
    out["divergence.same_top_percent"] = run["same"].mean()
    out["divergence.same_top_percent_error"] = error_of_mean(run["same"])
    out["divergence.rms_probability_change_percent"] = math.sqrt((change**2).mean())
    out["divergence.mean_probability_change_percent"] = change.mean()
    out["divergence.positions"] = len(nats)
    out["against_baseline.log_ratio"] = mean - mean_loss(base)
    out["against_baseline.log_ratio_error"] = error_of_mean(loss - base["loss"])
    out["against_baseline.difference"] = perplexity - base_perplexity
    out["against_baseline.difference_error"] = error_of_mean(
        perplexity * loss - base_perplexity * base["loss"]
    )
    bins = run["position"] // width
    for number, at in enumerate(sorted(set(bins))):
        name, inside = f"by_position.{number}.", loss[bins == at]
        out[name + "from"], out[name + "to"] = at * width, (at + 1) * width
        out[name + "perplexity"] = math.exp(inside.mean())
        out[name + "standard_error"] = math.exp(inside.mean()) * error_of_mean(inside)
        out[name + "positions"] = len(inside)
    for (layer, part), (count, error, power) in errors.sums.items():
        name = f"layer_errors.{layer}.{part}."
        out[name + "elements"] = count
        out[name + "mean_squared_error"] = error / count
        out[name + "mean_square"] = power / count
    return out


def flat(value, path=""):
    """The numbers of a JSON value, by names joined by dots."""
    if isinstance(value, (dict, list)):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        return {k: v for key, inner in pairs for k, v in flat(inner, f"{path}{key}.").items()}
    return {path[:-1]: value}


def floor(name, perplexity):
    """The error of FP32 in a figure that is small compared with its inputs."""
    if name.startswith("by_position"):
        return 0 if name.endswith(("from", "to", "positions")) else 1e-5 * perplexity
    if name.endswith("_nats") or "log_ratio" in name:
        return 2e-6
    if "probability_change" in name:
        return 1e-3
    return 1e-5 * perplexity if "difference" in name or name == "standard_error" else 0


def shaken(decoder, seed):
    numbers, other = np.random.default_rng(seed), copy.copy(decoder)
    other.w = {
        name: w * (1 + SHAKEN * numbers.standard_normal(w.shape)) for name, w in decoder.w.items()
    }
    return other


def compared(drawn, text, folder):
    """Rows of the table, and Janus-1's circumstances."""
    model, more, tokens, schemes, error_windows, width = drawn
    file, words, n = folder / "model.gguf", folder / "words.txt", model["n_ctx"]
    random_models.write(model, more, tokens, file)
    length = 9 * n * (model["chunks"] + 3)
    begin = random.Random(-model["seed"]).randrange(len(text) - length)
    words.write_text(text[begin : begin + length], encoding="utf-8", newline="")
    janus, inputs = parity.ROOT / "janus-lib/janus", ["--model", file, "--text", words, "--json"]
    command = [janus, "perplexity", *inputs, "--n-ctx", n, "--by-position", width]
    command += ["--layer-errors", error_windows]
    for option in ("chunks", "recipe", "baseline"):
        command += ["--" + option, model[option]]
    for field in Scheme._fields:
        command += ["--" + field, ",".join(getattr(scheme, field) for scheme in schemes)]
    ours = json.loads(parity.run(list(map(str, command)))[1])
    ids = json.loads(parity.run([janus, "tokenize", *inputs])[1])["ids"]
    adds_bos = tokens.get(
        "tokenizer.ggml.add_bos_token", tokens["tokenizer.ggml.model"] == "llama"
    )
    bos = tokens["tokenizer.ggml.bos_token_id"] if adds_bos else None
    every = [Scheme(model["baseline"], model["baseline"])] + schemes
    decoder = scheme_oracle.Decoder(file)

    def computed(decoder):
        found, errors = runs(decoder, model, every, ids, bos, error_windows)
        return [
            figures(run, found[0], error, scheme, decoder, n, width)
            for run, error, scheme in zip(found[1:], errors[1:], schemes)
        ]

    expected, noise, rows = computed(decoder), [], []
    for number, (scheme, theirs) in enumerate(zip(schemes, expected)):
        mine = flat(ours["results"][number])
        off = {
            name: abs(mine[name] - value)
            for name, value in theirs.items()
            if not abs(mine[name] - value)
            <= 2e-5 * abs(value) + floor(name, theirs["perplexity"])
        }
        if off and not noise:
            noise = [computed(shaken(decoder, seed)) for seed in range(DRAWS)]
        moved = {
            name: max(abs(draw[number][name] - theirs[name]) for draw in noise) for name in off
        }
        outside = [name for name in off if not off[name] <= NOISE_FACTOR * moved[name]]
        bins = sum(name.startswith("by_position") and name.endswith("from") for name in theirs)
        if len(ours["results"][number]["by_position"]) != bins:
            outside.append("by_position")
        row = {**model, **scheme._asdict(), "layer_error_windows": error_windows}
        row["metadata"] = " ".join(f"{key}={value}" for key, value in more.items())
        row["numpy"], row["janus"] = theirs["perplexity"], mine["perplexity"]
        row["difference_nats"] = mine["mean_loss_nats"] - theirs["mean_loss_nats"]
        row["figures"], row["figures_in_noise"] = len(theirs), len(off) - len(outside)
        row["figures_outside"] = " ".join(outside)
        row["status"] = "outside" if outside else "within noise" if off else "within"
        rows.append(row)
    return rows, ours["circumstances"]


def main():
    parse = rounds.parser(__doc__, "model", 60)
    random_models.add_inputs(parse)
    args = parse.parse_args()
    started = time.time()
    vocabularies, text, files = random_models.inputs(args)
    table, circumstances = [], None
    for seed, folder in rounds.seeds(args):
        rows, made = compared(draw(seed, vocabularies), text, folder)
        circumstances = circumstances or made
        table += rows
        for row in rows:
            scheme = " ".join(row[field] for field in Scheme._fields)
            print(f"{seed} {row['status']}: {row['difference_nats']:+.1e} nats, {scheme}", end="; ")
            print(f"{row['figures_in_noise']} in noise, outside: {row['figures_outside'] or 'none'}")
        sys.stdout.flush()
    counts = {
        status: sum(row["status"] == status for row in table)
        for status in ("within", "within noise", "outside")
    }
    print(f"{len(table)} schemes: {counts}")
    if args.results:
        circumstances["sha256"] = {file.name: parity.sha256(file) for file in files}
        settings = {"first_seed": args.first, "models": args.count}
        seconds = time.time() - started
        parity.write(args.results, "random-schemes", table, False, settings, circumstances, seconds)
    sys.exit(1 if counts["outside"] else 0)


if __name__ == "__main__":
    main()
