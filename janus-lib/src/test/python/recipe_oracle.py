"""Perplexity by the gptq and sliding recipes, and under eviction by attention, without Janus-1's code.

    python3 recipe_oracle.py MODEL.gguf IDS.json

MODEL is a Llama-architecture GGUF file with F32 tensors (NORM rotary pairs, tied embeddings); IDS
holds token ids as `janus tokenize --json` prints them. The forward pass is NumPy in float64, a
whole window at a time; the recipes are written as their papers and pages describe them:

* gptq: disjoint segments of n_ctx, all n_ctx - 1 next-token losses of each, mean of the means;
* sliding(S): for begin in 0, S, 2S, ...; end = min(begin + n_ctx, N); the last end - previous end
  targets of the window are scored; windows weighed by the number of those less one;
* h2o(H, W): each KV head of each layer takes the queries in order; all heads that read it attend to
  the tokens it still keeps and their weights are added up by token; then, while more than H + W
  tokens are left, the one with the least sum goes that is at least W older than the query;
* tova(K): all heads of a layer keep the same tokens; while more than K are left, the one with the
  least weight of the current query goes, added up over heads;
* snapkv(K, W): after the prompt's last query each KV head keeps its last W tokens and the K others
  with the largest mean over five neighbours of the weights these W paid. The prompt is what comes
  before the first scored position.

RecipeOracleTest compares Janus-1 with the output.
"""

import json
import struct
import sys

import numpy as np

SCALAR = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}


class Reader:
    def __init__(self, path):
        self.data = open(path, "rb").read()
        self.at = 0

    def unpack(self, code):
        (value,) = struct.unpack_from("<" + code, self.data, self.at)
        self.at += struct.calcsize("<" + code)
        return value

    def text(self):
        length = self.unpack("Q")
        self.at += length
        return self.data[self.at - length : self.at].decode("utf-8", "replace")

    def value(self, kind):
        if kind == 8:
            return self.text()
        if kind == 9:
            inner, count = self.unpack("I"), self.unpack("Q")
            return [self.value(inner) for _ in range(count)]
        return self.unpack(SCALAR[kind])


def load(path):
    r = Reader(path)
    assert r.data[:4] == b"GGUF"
    r.at = 8
    tensors, pairs = r.unpack("Q"), r.unpack("Q")
    meta = {}
    for _ in range(pairs):
        key = r.text()
        meta[key] = r.value(r.unpack("I"))
    infos = []
    for _ in range(tensors):
        name = r.text()
        shape = [r.unpack("Q") for _ in range(r.unpack("I"))]
        kind, offset = r.unpack("I"), r.unpack("Q")
        assert kind == 0, "F32 only"
        infos.append((name, shape, offset))
    align = meta.get("general.alignment", 32)
    base = (r.at + align - 1) // align * align
    weights = {}
    for name, shape, offset in infos:
        count = int(np.prod(shape))
        flat = np.frombuffer(r.data, "<f4", count, base + offset)
        weights[name] = flat.reshape(shape[::-1]).astype(np.float64)
    return meta, weights


def h2o(kept, t, paid, gathered, prompt, heavy, window):
    gathered += paid
    while len(kept) > heavy + window:
        kept.remove(min((j for j in kept if t - j >= window), key=lambda j: gathered[j]))
    return kept


def tova(kept, t, paid, gathered, prompt, size):
    return kept if len(kept) <= size else sorted(sorted(kept, key=lambda j: -paid[j])[:size])


def snapkv(kept, t, paid, gathered, prompt, heavy, window):
    if prompt - window <= t < prompt:
        gathered += paid
    if t != prompt - 1 or prompt <= heavy + window:
        return kept
    votes = np.convolve(gathered[: prompt - window], np.ones(5) / 5, "same")
    best = np.argsort(-votes, kind="stable")[:heavy]
    return sorted(best.tolist()) + list(range(prompt - window, prompt))


EVICT = {"h2o": h2o, "tova": tova, "snapkv": snapkv}


class Model:
    def __init__(self, path):
        self.meta, self.w = load(path)
        key = lambda name: self.meta["llama." + name]
        self.layers = key("block_count")
        self.heads = key("attention.head_count")
        self.kv_heads = key("attention.head_count_kv")
        self.eps = key("attention.layer_norm_rms_epsilon")
        self.head_dim = self.w["blk.0.attn_q.weight"].shape[0] // self.heads
        self.base = self.meta.get("llama.rope.freq_base", 10000.0)

    def norm(self, x, weight):
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + self.eps) * weight

    def rope(self, x):
        n, _, d = x.shape
        angle = np.arange(n)[:, None] * self.base ** (-2.0 * np.arange(d // 2) / d)
        cos, sin = np.cos(angle)[:, None, :], np.sin(angle)[:, None, :]
        out = np.empty_like(x)
        out[..., 0::2] = x[..., 0::2] * cos - x[..., 1::2] * sin
        out[..., 1::2] = x[..., 0::2] * sin + x[..., 1::2] * cos
        return out

    def attend(self, q, k, v, rule, prompt):
        """Outputs of query heads that keep the same tokens; all (heads, n, d)."""
        _, n, d = k.shape
        s = q @ k.swapaxes(1, 2) / np.sqrt(d) + np.triu(np.full((n, n), -np.inf), 1)
        if rule is None:
            e = np.exp(s - s.max(-1, keepdims=True))
            return e / e.sum(-1, keepdims=True) @ v
        out = np.empty_like(q)
        kept, gathered = [], np.zeros(n)
        for t in range(n):
            kept.append(t)
            paid = np.zeros(n)
            for head in range(len(q)):
                e = np.exp(s[head, t, kept] - s[head, t, kept].max())
                e /= e.sum()
                paid[kept] += e
                out[head, t] = e @ v[head, kept]
            kept = EVICT[rule[0]](kept, t, paid, gathered, prompt, *rule[1:])
        return out

    def losses(self, ids, rule=None, prompt=0):
        """-ln p(ids[i + 1] | ids[..i]) for every i but the last."""
        n = len(ids)
        x = self.w["token_embd.weight"][ids]
        for layer in range(self.layers):
            g = lambda name: self.w[f"blk.{layer}.{name}.weight"]
            h = self.norm(x, g("attn_norm"))
            q = self.rope((h @ g("attn_q").T).reshape(n, self.heads, self.head_dim))
            k = self.rope((h @ g("attn_k").T).reshape(n, self.kv_heads, self.head_dim))
            v = (h @ g("attn_v").T).reshape(n, self.kv_heads, self.head_dim)
            out = np.empty((n, self.heads, self.head_dim))
            group = self.heads // self.kv_heads
            k, v = (np.repeat(part, group, 1).swapaxes(0, 1) for part in (k, v))
            together = self.heads if rule and rule[0] == "tova" else group
            for first in range(0, self.heads, together):
                some = slice(first, first + together)
                shared = self.attend(q[:, some].swapaxes(0, 1), k[some], v[some], rule, prompt)
                out[:, some] = shared.swapaxes(0, 1)
            x = x + out.reshape(n, -1) @ g("attn_output").T
            h = self.norm(x, g("ffn_norm"))
            gate = h @ g("ffn_gate").T
            x = x + (gate / (1 + np.exp(-gate)) * (h @ g("ffn_up").T)) @ g("ffn_down").T
        logits = self.norm(x, self.w["output_norm.weight"])
        logits = logits @ self.w.get("output.weight", self.w["token_embd.weight"]).T
        logits = logits[:-1]
        top = logits.max(-1)
        normaliser = top + np.log(np.exp(logits - top[:, None]).sum(-1))
        return normaliser - logits[np.arange(n - 1), ids[1:]]


def gptq(model, ids, n_ctx, segments, rule):
    means = [model.losses(ids[i * n_ctx : (i + 1) * n_ctx], rule).mean() for i in range(segments)]
    return np.exp(np.mean(means))


def sliding(model, ids, n_ctx, stride, windows, rule):
    total = weight = previous = 0
    for i in range(windows):
        begin = i * stride
        end = min(begin + n_ctx, len(ids))
        fresh = end - previous
        # The first token of a window is predicted by nothing in it.
        scored = model.losses(ids[begin:end], rule, max(0, end - begin - fresh - 1))[-fresh:]
        total += scored.mean() * (fresh - 1)
        weight += fresh - 1
        previous = end
    return np.exp(total / weight)


if __name__ == "__main__":
    decoder = Model(sys.argv[1])
    tokens = np.array(json.load(open(sys.argv[2], encoding="utf-8"))["ids"])
    print("recipe,n_ctx,chunks,perplexity,semantics")
    rules = {
        "all": None,
        "h2o(16,32)": ("h2o", 16, 32),
        "tova(48)": ("tova", 48),
        "snapkv(40,8)": ("snapkv", 40, 8),
    }
    for semantics, rule in rules.items():
        # Without a prompt, snapkv keeps everything.
        for n_ctx, count in ((256, 6), (512, 3)) if semantics != "snapkv(40,8)" else ():
            value = gptq(decoder, tokens, n_ctx, count, rule)
            print(f"gptq,{n_ctx},{count},{value:.6f},{semantics}")
        for n_ctx, stride, count in ((256, 64, 9), (512, 384, 4)):
            value = sliding(decoder, tokens, n_ctx, stride, count, rule)
            print(f"sliding({stride}),{n_ctx},{count},{value:.6f},{semantics}")
