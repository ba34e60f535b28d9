"""Creates tokenizer-vocabularies.json and tokenizer-cases.csv, the expectations of TokenizerTest.

The packages tokenizers and sentencepiece train two small vocabularies on the licence of this project
and the strings below. The package gguf writes them as GGUF, and llama.cpp's llama-tokenize tokenizes
every string.

    pip install gguf tokenizers sentencepiece
    python3 tokenizer_cases.py PATH/TO/llama-tokenize LICENSE OUTPUT-FOLDER
"""

import importlib.metadata
import io
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import gguf
import sentencepiece
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

STRINGS = [
    b" ", b"  ", b"   ", b"\n", b"\n\n", b"\n\n\n\n", b"\r\n", b"\r\n\r\n a", b"\t", b"a", b" a", b"a ",
    b"  a  b   c    ", b"Hello, world!\n", b"don't DON'T we'Ll I'VE 'sx ' s 're'",
    "café naïve Über e\u0301 a\u0308 n\u0303".encode(), "你好，世界。 こんにちは カタカナ 한국어 \u1112\u1161\u11ab".encode(),
    "\U0001F600\U0001F468\u200d\U0001F469\u200d\U0001F467 \u2764\ufe0f \U0001F1E9\U0001F1EA".encode(),
    "a\u00a0b\u00a0\u00a0c\u2003d\u3000e\u202ff\u205fg\u1680h\u0085i\u2028j\u2029k\u200bl\ufeffm".encode(),
    "1234567890 3.14159 1,000 007 \u0661\u0662\u0663 \u2163\u00bd \U0001D7D8 \u2460".encode(), b"a1b22c333d4444e55555",
    b" 1 12 123 1234", b"x" * 70, b" " * 70, b"\n" * 20, b" \n" * 9, b"a" * 5 + b" " * 33 + b"b",
    b"<s></s><unk><|endoftext|><|im_start|>user<|im_end|><pad>", "\u2581a \u2581 \u2581\u2581".encode(),
    b"<tag>the<tag> <tag>  the <tag", b"<tag><tag>the software", b"the<tag>", b" <tag> ",
    "Αβγ Жук שלום مرحبا สวัสดี नमस्ते".encode(), b"!!! ??? ... --- ___ === +++ ~~~ ``` $$$ ^^^",
    b"if (x<0) {\n\treturn -1;\n}\n", b"a\x01b\x02c\x7f", b"\xff\xfe\x80abc\xc3", b"\xe2\x82 x",
    b"\xc0\x80\xed\xa0\x80\xf8\x88\x80\x80\x80", b"\xe2\x28\xa1 \xf0\x9f\x98 end",
    "\u1c89\U00010D40\U00016D70 \u0870\U00031350\U0002EBF0 \U0010FFFF".encode(), b" \t \n \r \x0b \x0c x",
    b"y'all'd've the '90s 'tis rock 'n' roll", b"\n \n = Title = \n \n Body @-@ text @,@ 1 @.@ 5 <unk> . \n",
    b"' '' ''' 'a 'S 'Ll 'RE 'vE 'D", b"\r\r\n\n\r a\r\nb \r\n c  \r\n  d", b"software Software SOFTWARE the the  the",
    b"permission to use, copy, modify, merge, publish, distribute, sublicense",
]  # fmt: skip


def strings():
    rng = random.Random(7)
    pool = [c for s in STRINGS for c in s.decode("utf-8", "ignore")]
    mixed = ["".join(rng.choice(pool) for _ in range(rng.randint(5, 40))).encode() for _ in range(20)]
    return STRINGS + mixed


def byte_level(corpus):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=420, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), show_progress=False
    )
    tokenizer.train_from_iterator(corpus, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    tokens = [t for t, _ in sorted(model["vocab"].items(), key=lambda item: item[1])]
    merges = [m if isinstance(m, str) else " ".join(m) for m in model["merges"]]
    # llama-bpe takes a word as one token if the vocabulary has it, even without a merge.
    types = [1] * len(tokens) + [1, 4, 4, 3, 4, 4]
    tokens += ["Ġmodify,", "<tag>", "\n\n\n", "<|im_start|>", "<|endoftext|>", "  "]
    return {"tokens": tokens, "types": types, "merges": merges}


def sentence_piece(corpus):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus), model_writer=model, vocab_size=470, model_type="bpe", byte_fallback=True,
        user_defined_symbols=["<tag>", "\n\n\n"], hard_vocab_limit=False, normalization_rule_name="identity",
        remove_extra_whitespaces=False, minloglevel=2,
    )  # fmt: skip
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    ids = range(processor.get_piece_size())
    kind = lambda i: (
        2 if processor.is_unknown(i) else 3 if processor.is_control(i) else 6 if processor.is_byte(i)
        else 4 if processor.id_to_piece(i) in ("<tag>", "\n\n\n") else 1
    )  # fmt: skip
    return {
        "tokens": [processor.id_to_piece(i) for i in ids],
        "types": [kind(i) for i in ids],
        "scores": [processor.get_score(i) for i in ids],
    }


def write_gguf(path, vocabulary, pre, prefix):
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(64), writer.add_embedding_length(8), writer.add_block_count(1)
    writer.add_feed_forward_length(8), writer.add_head_count(1), writer.add_head_count_kv(1)
    writer.add_layer_norm_rms_eps(1e-5), writer.add_rope_dimension_count(8)
    writer.add_vocab_size(len(vocabulary["tokens"]))
    writer.add_token_list(vocabulary["tokens"]), writer.add_token_types(vocabulary["types"])
    if pre:
        writer.add_tokenizer_model("gpt2"), writer.add_tokenizer_pre(pre)
        writer.add_token_merges(vocabulary["merges"]), writer.add_add_bos_token(False)
        writer.add_bos_token_id(0), writer.add_eos_token_id(0)
    else:
        writer.add_tokenizer_model("llama"), writer.add_token_scores(vocabulary["scores"])
        writer.add_add_space_prefix(prefix), writer.add_bos_token_id(1), writer.add_eos_token_id(2)
    writer.write_header_to_file(), writer.write_kv_data_to_file(), writer.write_tensors_to_file(), writer.close()


def tokenize(tool, model, text, folder):
    file = folder / "text"
    file.write_bytes(text)
    command = [tool, "-m", model, "-f", file, "--ids", "--no-parse-special", "--no-escape", "--log-disable"]
    out = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return " ".join(re.findall(r"\d+", out))


def main(tool, licence, output):
    corpus = [pathlib.Path(licence).read_text()] + [s.decode("utf-8", "ignore") for s in strings()[:50]]
    vocabularies = {"bpe": byte_level(corpus), "spm": sentence_piece([l for c in corpus for l in c.split("\n")])}
    output = pathlib.Path(output)
    (output / "tokenizer-vocabularies.json").write_text(json.dumps(vocabularies, ensure_ascii=True) + "\n")
    versions = ", ".join(f"{p} {importlib.metadata.version(p)}" for p in ("gguf", "tokenizers", "sentencepiece"))
    version = subprocess.run([tool, "--version"], capture_output=True).stderr.decode().splitlines()[0]
    lines = [
        f"# Token ids by llama-tokenize ({version.strip()}), start token included; {versions}.",
        "tokenizer,text_hex,ids",
    ]
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for name in ("gpt-2", "smollm", "llama-bpe", "qwen2", "spm-prefix", "spm-plain"):
            spm = name.startswith("spm")
            model = folder / f"{name}.gguf"
            write_gguf(model, vocabularies["spm" if spm else "bpe"], None if spm else name, name == "spm-prefix")
            for text in strings():
                lines.append(f"{name},{text.hex()},{tokenize(tool, model, text, folder)}")
    (output / "tokenizer-cases.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
