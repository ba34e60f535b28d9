"""A decoder with a compressed KV cache in NumPy, without Janus-1's code.

Codecs, rules and measures are written from docs/kv-codecs.md and the papers it names. The decoder
computes in FP64; a codec rounds the values it stores from FP32. random_schemes.py compares the two.
"""

import math
import re
import typing

import gguf
import numpy as np

F32 = np.float32


def half(x):
    return np.asarray(x, F32).astype(np.float16).astype(F32)


def saturated_half(x):
    return half(np.clip(x, -65504, 65504))


def small_float(x, fraction_bits, smallest_exponent, largest):
    """Nearest value of a float format, ties to even."""
    exponent = np.frexp(x)[1] - 1
    step = np.ldexp(1.0, np.maximum(exponent, smallest_exponent) - fraction_bits)
    return np.clip(np.rint(x / step) * step, -largest, largest)


def integers(x, bits, symmetric, clip):
    """Integer codes of groups along the last axis."""
    x, clip = x.astype(F32), F32(clip)
    if symmetric:
        top = 2 ** (bits - 1) - 1
        low, least = F32(0), -top
        scale = saturated_half(clip * np.abs(x).max(-1, keepdims=True) / F32(top))
    else:
        top, least = 2**bits - 1, 0
        low, extent = x.min(-1, keepdims=True), np.ptp(x, -1, keepdims=True)
        scale = saturated_half(clip * extent / F32(top))
        low = saturated_half(low + (1 - clip) * extent / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        codes = np.where(scale > 0, np.clip(np.rint((x - low) / scale), least, top), 0)
    return scale * codes + low


def mxfp4(x):
    with np.errstate(divide="ignore"):
        exponent = np.floor(np.log2(np.abs(x).max(-1, keepdims=True)))
    scale = np.exp2(np.clip(exponent - 2, -127, 127))
    return small_float(x / scale, 1, 0, 6) * scale


def inverse(x):
    with np.errstate(divide="ignore"):
        return np.where(x == 0, F32(0), F32(1) / x)


def q8_0(x):
    scale = np.abs(x).max(-1, keepdims=True) / F32(127)
    return half(scale) * np.rint(x * inverse(scale))


def ggml_symmetric(x, bits):
    middle = 2 ** (bits - 1)
    widest = np.take_along_axis(x, np.abs(x).argmax(-1)[..., None], -1)
    scale = widest / F32(-middle)
    codes = np.minimum(2 * middle - 1, np.trunc(x * inverse(scale) + F32(middle + 0.5)))
    return half(scale) * (codes - middle)


def ggml_asymmetric(x, bits):
    low, top = x.min(-1, keepdims=True), F32(2**bits - 1)
    scale = (x.max(-1, keepdims=True) - low) / top
    codes = np.trunc((x - low) * inverse(scale) + F32(0.5))
    return half(scale) * np.minimum(top, codes) + half(low)


def hadamard(size):
    matrix = np.ones((1, 1))
    while len(matrix) < size:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return matrix / math.sqrt(size)


def along_blocks(x, matrix):
    return (x.reshape(*x.shape[:-1], -1, len(matrix)) @ matrix.T).reshape(x.shape)


class JavaRandom:
    """The generator of java.util.Random, from its documentation."""

    def __init__(self, seed):
        self.state = (seed ^ 0x5DEECE66D) & (1 << 48) - 1

    def bits(self, count):
        self.state = (self.state * 0x5DEECE66D + 0xB) & (1 << 48) - 1
        return self.state >> 48 - count

    def boolean(self):
        return self.bits(1) == 1

    def double(self):
        return ((self.bits(26) << 27) + self.bits(27)) * 2.0**-53


def lloyd_max(bits):
    """Levels of least squared error for the standard normal distribution."""
    density = np.vectorize(lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi))
    below = np.vectorize(lambda x: math.erfc(-x / math.sqrt(2)) / 2)
    levels = np.linspace(-2, 2, 2**bits)
    for _ in range(5000):
        edges = np.concatenate([[-40], (levels[1:] + levels[:-1]) / 2, [40]])
        levels = -np.diff(density(edges)) / np.diff(below(edges))
    return half(levels).astype(float)


LEVELS = {bits: lloyd_max(bits) for bits in (2, 3, 4)}


def random_rotation(kind, seed, head_dim):
    draw = JavaRandom(seed)
    matrix = np.zeros((head_dim, head_dim))
    if kind == "turbo":
        size = head_dim & -head_dim
        signs = np.array([1 if draw.boolean() else -1 for _ in range(head_dim)])
        for at in range(0, head_dim, size):
            matrix[at : at + size, at : at + size] = hadamard(size)
        return matrix * signs
    for at in range(0, head_dim, 2):
        angle = 2 * math.pi * draw.double()
        c, s = math.cos(angle), math.sin(angle)
        matrix[at : at + 2, at : at + 2] = [[c, -s], [s, c]]
    return matrix


def codebook(x, kind, bits, seed):
    rotation = random_rotation(kind, seed, x.shape[-1])
    norm = np.sqrt((x.astype(float) ** 2).sum(-1, keepdims=True))
    y = math.sqrt(x.shape[-1]) * x / np.where(norm == 0, 1, norm) @ rotation.T
    levels = LEVELS[bits]
    chosen = levels[np.abs(y[..., None] - levels).argmin(-1)]
    return half(norm) / math.sqrt(x.shape[-1]) * chosen @ rotation


INTEGER = r"int(\d)(-asym)?-(token|channel)(?:-g(\d+))?(?:-clip([0-9.]+))?"
GGML = {"q8_0": 8.5, "q5_0": 5.5, "q5_1": 6, "q4_0": 4.5, "q4_1": 5}


class Codec:
    """The codec with a spelling; it codes `block` tokens together."""

    def __init__(self, spelling):
        self.spelling = spelling
        self.pre_rope = spelling.endswith("-prerope")
        self.inner = spelling.removesuffix("-prerope")
        self.integer = re.fullmatch(INTEGER, self.inner)
        self.codebook = re.fullmatch(r"(turbo|planar)(\d)(?:-seed(\d+))?", self.inner)
        self.quantized = self.inner not in ("f32", "f16", "bf16")
        by_channel = self.integer and self.integer[3] == "channel"
        self.block = int(self.integer[4]) if by_channel else 1
        # The head dimension must be a multiple of this.
        self.channels = 32 if self.inner == "mxfp4" or self.inner in GGML else 1
        if self.integer and not by_channel:
            self.channels = int(self.integer[4] or 1)

    def full(self, x):
        return x if self.inner == "f32" else half(x).astype(float)

    def bits(self, head_dim):
        if self.integer:
            group = int(self.integer[4] or head_dim)
            return int(self.integer[1]) + (32 if self.integer[2] else 16) / group
        if self.codebook:
            return int(self.codebook[2]) + 16 / head_dim
        plain = {"f32": 32, "f16": 16, "bf16": 16, "fp8-e4m3": 8, "fp8-e5m2": 8, "mxfp4": 4.25}
        return {**plain, **GGML}[self.inner]

    def stored(self, x):
        """x (tokens, channels) after coding; `block` divides the tokens."""
        if self.inner == "f32":
            return x
        x, name = x.astype(F32), self.inner
        blocks = x.reshape(len(x), -1, 32) if x.shape[1] % 32 == 0 else None
        if name == "f16":
            y = half(x)
        elif name == "bf16":
            y = small_float(x, 7, -126, np.finfo(F32).max)
        elif name == "fp8-e4m3":
            y = small_float(x, 3, -6, 448)
        elif name == "fp8-e5m2":
            y = small_float(x, 2, -14, 57344)
        elif name == "mxfp4":
            y = mxfp4(blocks)
        elif name == "q8_0":
            y = q8_0(blocks)
        elif name in ("q4_0", "q5_0"):
            y = ggml_symmetric(blocks, int(name[1]))
        elif name in ("q4_1", "q5_1"):
            y = ggml_asymmetric(blocks, int(name[1]))
        elif self.codebook:
            y = codebook(x, self.codebook[1], int(self.codebook[2]), int(self.codebook[3] or 1))
        else:
            bits, asymmetric, grouping, size, clip = self.integer.groups()
            how = int(bits), not asymmetric, float(clip or 1)
            if grouping == "channel":
                groups = x.reshape(-1, self.block, x.shape[1]).swapaxes(1, 2)
                y = integers(groups, *how).swapaxes(1, 2)
            else:
                y = integers(x.reshape(len(x), -1, int(size or x.shape[1])), *how)
        return np.asarray(y, float).reshape(x.shape)


class Scheme(typing.NamedTuple):
    keys: str
    values: str
    rotation: str = "none"
    queries: str = "none"
    semantics: str = "all"


HIDDEN, CODED, FULL = range(3)


def arguments(spelling):
    """Numbers in parentheses."""
    return [int(number) for number in re.findall(r"(?<=[(,])\d+", spelling)]


def sinks(rule):
    return arguments(rule)[0] if re.match("window|evict", rule) else 0


def seen(rule, side, n, prompt, block):
    """How query t sees key j: (t, j). Evictions of h2o are not included."""
    name, given, first = rule.split("(")[0], arguments(rule), sinks(rule)
    t, j = np.arange(n)[:, None], np.arange(n)[None]
    end, hidden = t + 1, j > t
    if name == "window":
        end = t - given[1] + 1
    elif name == "kivi":
        end = given[0] * (t // given[0]) if side == "keys" else t - given[0]
    elif name == "evict":
        hidden = hidden | (j >= first) & (t - j >= given[1])
    elif name == "prefill-full":
        end = np.where(t < prompt, 0, t + 1)
    end = first + np.maximum(end - first, 0) // block * block
    return np.where(hidden, HIDDEN, np.where((j >= first) & (j < end), CODED, FULL))


def coded(codec, x, first):
    """x (tokens, channels) with every whole block after the first tokens coded."""
    out = x.copy()
    whole = max(0, len(x) - first) // codec.block * codec.block
    if whole:
        out[first : first + whole] = codec.stored(x[first : first + whole])
    return out


def rounded_query(scheme, q):
    """The query as multiplied with keys, and for q8_1 the error of its sum in each block."""
    keys = Codec(scheme.keys)
    if scheme.queries == "none" or keys.inner == "f32":
        return q, None
    if keys.inner == "f16":
        return (q if scheme.values == "f16" else half(q).astype(float)), None
    if keys.inner == "bf16":
        return Codec("bf16").stored(q), None
    blocks = q.astype(F32).reshape(*q.shape[:-1], -1, 32)
    rounded = np.asarray(q8_0(blocks), float)
    if keys.inner not in ("q4_1", "q5_1"):
        return rounded.reshape(q.shape), None
    scale = np.abs(blocks).max(-1) / F32(127)
    total = np.rint(blocks * inverse(scale[..., None])).sum(-1)
    return rounded.reshape(q.shape), half(scale * total).astype(float) - rounded.sum(-1)


class Cache:
    """The keys and values of one KV head of one layer under a scheme."""

    def __init__(self, scheme, rope, key, value, prompt):
        """key before and `rope` for its position; (tokens, channels)."""
        self.scheme, n, d = scheme, *key.shape
        keys, values = Codec(scheme.keys), Codec(scheme.values)
        rotated = scheme.rotation == "hadamard"
        self.key_rotation = self.value_rotation = np.eye(1)
        if rotated and keys.quantized:
            self.key_rotation = hadamard(d & -d)
        if rotated and values.quantized:
            self.value_rotation = hadamard(64)
        first = sinks(scheme.semantics)
        turned = along_blocks(rope(key), self.key_rotation)
        if keys.pre_rope:
            self.coded_key = along_blocks(rope(coded(keys, key, first)), self.key_rotation)
        else:
            self.coded_key = coded(keys, turned, first)
        self.full_key = keys.full(turned)
        value = along_blocks(value, self.value_rotation)
        self.coded_value, self.full_value = coded(values, value, first), values.full(value)
        self.key_seen = seen(scheme.semantics, "keys", n, prompt, keys.block)
        self.value_seen = seen(scheme.semantics, "values", n, prompt, values.block)
        self.lows = None
        if scheme.queries == "ggml" and keys.inner in ("q4_1", "q5_1"):
            self.lows = half(turned.astype(F32).reshape(n, -1, 32).min(-1)).astype(float)

    def attend(self, q, scale, horizon):
        """Outputs of the query heads that read this one; q (heads, tokens, channels)."""
        q, off = rounded_query(self.scheme, along_blocks(q, self.key_rotation))
        scores = np.where(
            self.key_seen == CODED,
            q @ self.coded_key.T + (off @ self.lows.T if off is not None else 0),
            q @ self.full_key.T,
        )
        n = q.shape[1]
        away = np.arange(n)[:, None] - np.arange(n)[None]
        hidden = (self.key_seen == HIDDEN) | (away >= horizon)
        scores = np.where(hidden, -np.inf, scores * scale)
        if self.scheme.semantics.startswith("h2o"):
            weights = heavy_hitters(scores, *arguments(self.scheme.semantics))
        else:
            weights = softmax(scores)
        in_code = self.value_seen == CODED
        out = (weights * in_code) @ self.coded_value + (weights * ~in_code) @ self.full_value
        return along_blocks(out, self.value_rotation)

    def as_seen(self):
        """Codes keys and values that any query sees coded."""
        any_key = (self.key_seen == CODED).any(0)[:, None]
        any_value = (self.value_seen == CODED).any(0)[:, None]
        key = np.where(any_key, self.coded_key, self.full_key)
        value = np.where(any_value, self.coded_value, self.full_value)
        return along_blocks(key, self.key_rotation), along_blocks(value, self.value_rotation)


def softmax(scores):
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    return weights / weights.sum(-1, keepdims=True)


def heavy_hitters(scores, heavy, window):
    """Softmax of (heads, t, j) over the tokens that the head keeps when t attends."""
    weights, gathered = np.zeros_like(scores), np.zeros(scores.shape[1])
    kept = np.zeros(scores.shape[1], bool)
    for t in range(scores.shape[1]):
        kept[t] = True
        weights[:, t] = softmax(np.where(kept, scores[:, t], -np.inf))
        gathered += weights[:, t].sum(0)
        while kept.sum() > heavy + window:
            older = np.flatnonzero(kept[: max(0, t - window + 1)])
            kept[older[gathered[older].argmin()]] = False
    return weights


class Decoder:
    """A decoder of a GGUF file with F32 tensors."""

    def __init__(self, path):
        reader = gguf.GGUFReader(path)
        self.meta = {field.name: field.contents() for field in reader.fields.values()}
        self.w = {t.name: np.array(t.data, float) for t in reader.tensors}
        self.family = self.meta["general.architecture"]
        self.layers, self.heads = self.get("block_count"), self.get("attention.head_count")
        self.kv_heads = self.get("attention.head_count_kv", self.heads)
        self.head_dim = len(self.w["blk.0.attn_q.weight"]) // self.heads
        self.gemma = self.family == "gemma3"

    def get(self, key, default=None):
        return self.meta.get(f"{self.family}.{key}", default)

    def norm(self, x, name):
        eps = self.get("attention.layer_norm_rms_epsilon")
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + eps) * self.w[name + ".weight"]

    def product(self, x, name):
        return x @ self.w[name + ".weight"].T + self.w.get(name + ".bias", 0)

    def horizon(self, layer):
        """Window of a layer in tokens; infinite in most layers."""
        window = self.get("attention.sliding_window", 0) if self.gemma else 0
        every = self.get("attention.sliding_window_pattern", 6)
        return window if window and (every == 0 or layer % every < every - 1) else 1 << 40

    def rope(self, layer):
        base, factor = self.get("rope.freq_base", 10000.0), 1.0
        if self.get("rope.scaling.type") == "linear":
            factor = self.get("rope.scaling.factor")
        if self.horizon(layer) < 1 << 40:
            base, factor = self.get("rope.freq_base_swa", 10000.0), 1.0
        pairs = self.head_dim // 2
        slow = self.w["rope_freqs.weight"] if "rope_freqs.weight" in self.w else np.ones(pairs)
        rates = base ** (-np.arange(pairs) / pairs) / slow / factor
        if self.family == "llama":
            left, right = slice(0, None, 2), slice(1, None, 2)
        else:
            left, right = slice(0, pairs), slice(pairs, None)

        def turn(x):
            """x (..., tokens, channels)."""
            angle = np.arange(x.shape[-2])[:, None] * rates
            out = np.empty_like(x)
            out[..., left] = x[..., left] * np.cos(angle) - x[..., right] * np.sin(angle)
            out[..., right] = x[..., left] * np.sin(angle) + x[..., right] * np.cos(angle)
            return out

        return turn

    def projected(self, layer, name, x, heads):
        """(heads, tokens, channels)."""
        block = f"blk.{layer}.attn_{name}"
        y = self.product(x, block).reshape(len(x), heads, self.head_dim).swapaxes(0, 1)
        return self.norm(y, block + "_norm") if block + "_norm.weight" in self.w else y

    def activated(self, x, looked_up):
        if not self.gemma:
            return x / (1 + np.exp(-x))
        y = half(x).astype(float) if looked_up else x
        y = y / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * y * (1 + 0.044715 * y * y)))
        if not looked_up:
            return y
        return np.where(x <= -10, 0, np.where(x >= 10, x, half(y).astype(float)))

    def log_probabilities(self, ids, scheme, prompt, errors=None):
        """(tokens, vocabulary); errors gathers squares by layer."""
        x = self.w["token_embd.weight"][ids]
        x = x * (F32(math.sqrt(x.shape[1])) if self.gemma else 1)
        group, n = self.heads // self.kv_heads, len(ids)
        for layer in range(self.layers):
            g = f"blk.{layer}."
            h = self.norm(x, g + "attn_norm")
            rope, horizon = self.rope(layer), self.horizon(layer)
            q, scale = rope(self.projected(layer, "q", h, self.heads)), self.head_dim**-0.5
            if self.gemma:
                # A query is scaled before it is rounded.
                q, scale = q * scale, 1
            k = self.projected(layer, "k", h, self.kv_heads)
            v = self.projected(layer, "v", h, self.kv_heads)
            out = np.empty((self.heads, n, self.head_dim))
            for head in range(self.kv_heads):
                mine = slice(head * group, (head + 1) * group)
                cache = Cache(scheme, rope, k[head], v[head], prompt)
                out[mine] = cache.attend(q[mine], scale, horizon)
                if errors is not None:
                    exact = Cache(Scheme("f32", "f32"), rope, k[head], v[head], prompt)
                    plain = exact.attend(q[mine], scale, horizon)
                    key, value = cache.as_seen()
                    errors.add(layer, "keys", rope(k[head]), key)
                    errors.add(layer, "values", v[head], value)
                    errors.add(layer, "attention_output", plain, out[mine])
            y = self.product(out.swapaxes(0, 1).reshape(n, -1), g + "attn_output")
            x = x + (self.norm(y, g + "post_attention_norm") if self.gemma else y)
            h = self.norm(x, g + "ffn_norm")
            gate = self.activated(self.product(h, g + "ffn_gate"), scheme.queries == "ggml")
            y = self.product(gate * self.product(h, g + "ffn_up"), g + "ffn_down")
            x = x + (self.norm(y, g + "post_ffw_norm") if self.gemma else y)
        output = self.w.get("output.weight", self.w["token_embd.weight"])
        logits = self.norm(x, "output_norm") @ output.T
        top = logits.max(-1, keepdims=True)
        return logits - top - np.log(np.exp(logits - top).sum(-1, keepdims=True))


class LayerErrors:
    """Sums of squares by layer and part."""

    def __init__(self):
        self.sums = {}

    def add(self, layer, part, exact, seen_as):
        count, error, power = self.sums.get((layer, part), (0, 0.0, 0.0))
        error += ((exact - seen_as) ** 2).sum()
        self.sums[layer, part] = count + exact.size, error, power + (exact**2).sum()


def bits(scheme, decoder, n):
    """Bits of the cache seen by the last of n tokens, per element of a cache without eviction."""
    taken = elements = 0
    for layer in range(decoder.layers):
        for side in ("keys", "values"):
            rule, codec = scheme.semantics, Codec(getattr(scheme, side))
            row = seen(rule, side, n, 0, codec.block)[-1]
            tokens = min(n, decoder.horizon(layer))
            row[: n - tokens] = HIDDEN
            whole = len(set((np.flatnonzero(row == CODED) - sinks(rule)) // codec.block))
            if rule.startswith("h2o"):
                whole = min(tokens, sum(arguments(rule)))
            taken += whole * codec.block * codec.bits(decoder.head_dim)
            taken += (row == FULL).sum() * (32 if codec.inner == "f32" else 16)
            elements += tokens
    return taken / elements
