package janus.inference.weights;

import static janus.inference.weights.CharacterClass.isLetter;
import static janus.inference.weights.CharacterClass.isNumber;
import static janus.inference.weights.CharacterClass.isOther;
import static janus.inference.weights.CharacterClass.isSpace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How byte-level byte-pair encoding cuts a text into words before it merges, by the name in {@code
 * tokenizer.ggml.pre}. Each is written out as a scanner; the regular expression it follows, as
 * llama.cpp has it, stands beside it ({@code \p{L}} letters, {@code \p{N}} numbers, {@code \s}
 * Unicode White_Space).
 */
enum PreTokenizer {
  /**
   * GPT-2 (Radford et al., 2019): {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+|
   * ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+}.
   */
  GPT_2(
      "gpt-2 phi-2 mpt olmo jais trillion gigachat a.x-4.0 mellum exaone4 granite-docling",
      false,
      false) {
    @Override
    int[] ends(int[] text) {
      var ends = new TokenList();
      gpt2(text, 0, text.length, ends);
      return ends.toArray();
    }
  },
  /** Every {@code \p{N}} alone, then GPT-2's expression on each stretch between. */
  SMOLLM("smollm starcoder refact command-r codeshell exaone minerva-7b mellum2", false, false) {
    @Override
    int[] ends(int[] text) {
      var ends = new TokenList();
      int from = 0;
      for (int i = 0; i <= text.length; i++) {
        if (i == text.length || isNumber(text[i])) {
          gpt2(text, from, i, ends);
          if (i < text.length) {
            ends.add(i + 1);
          }
          from = i + 1;
        }
      }
      return ends.toArray();
    }
  },
  /**
   * Llama 3 (Grattafiori et al., 2024): {@code
   * (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+| \p{N}{1,3}|
   * ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+}; a word that is a token is taken whole.
   */
  LLAMA_BPE(
      "llama-bpe llama3 llama-v3 falcon3 falcon-h1 pixtral midm-2.0 lfm2 jina-v5-nano",
      true,
      true) {
    @Override
    int[] ends(int[] text) {
      return llama3(text, 3);
    }
  },
  /** {@link #LLAMA_BPE}'s cuts with ordinary merging. */
  DBRX("dbrx smaug-bpe", false, false) {
    @Override
    int[] ends(int[] text) {
      return llama3(text, 3);
    }
  },
  /** {@link #LLAMA_BPE}'s expression with {@code \p{N}} for {@code \p{N}{1,3}}. */
  QWEN2(
      "qwen2 deepseek-r1-qwen kormo f2llmv2 megrez stablelm2 hunyuan solar-open grok-2",
      false,
      false) {
    @Override
    int[] ends(int[] text) {
      return llama3(text, 1);
    }
  };

  private final String names;
  private final boolean ignoresMerges;
  private final boolean addsBos;

  PreTokenizer(String names, boolean ignoresMerges, boolean addsBos) {
    this.names = names;
    this.ignoresMerges = ignoresMerges;
    this.addsBos = addsBos;
  }

  /** The end of every word of a text given as code points; the first begins at 0. */
  abstract int[] ends(int[] text);

  private List<String> names() {
    return List.of(names.split(" "));
  }

  /** The name in a file. */
  String spelling() {
    return names().get(0);
  }

  /** Whether a word that is a token is taken whole, whatever the merges say. */
  boolean ignoresMerges() {
    return ignoresMerges;
  }

  /** Whether a text begins with the start token where the file does not say. */
  boolean addsBos() {
    return addsBos;
  }

  /** The one a name asks for, or null. */
  static PreTokenizer named(String name) {
    return Arrays.stream(values()).filter(p -> p.names().contains(name)).findFirst().orElse(null);
  }

  /** Every name there is. */
  static List<String> spellings() {
    var all = new ArrayList<String>();
    for (PreTokenizer each : values()) {
      all.addAll(each.names());
    }
    return all;
  }

  private static void gpt2(int[] text, int from, int to, TokenList ends) {
    int at = from;
    while (at < to) {
      at = gpt2Word(text, at, to);
      ends.add(at);
    }
  }

  private static int gpt2Word(int[] text, int at, int to) {
    int contraction = contraction(text, at, to, false);
    if (contraction > 0) {
      return at + contraction;
    }
    int first = text[at] == ' ' && at + 1 < to ? at + 1 : at;
    int c = text[first];
    if (isLetter(c)) {
      return lettersEnd(text, first, to);
    }
    if (isNumber(c)) {
      int end = first;
      while (end < to && isNumber(text[end])) {
        end++;
      }
      return end;
    }
    return isOther(c) ? othersEnd(text, first, to) : spacesEnd(text, at, to);
  }

  private static int[] llama3(int[] text, int digits) {
    var ends = new TokenList();
    int at = 0;
    while (at < text.length) {
      at = llama3Word(text, at, text.length, digits);
      ends.add(at);
    }
    return ends.toArray();
  }

  private static int llama3Word(int[] text, int at, int to, int digits) {
    int contraction = contraction(text, at, to, true);
    if (contraction > 0) {
      return at + contraction;
    }
    int c = text[at];
    boolean next = at + 1 < to && isLetter(text[at + 1]);
    if (isLetter(c) || (next && !isNumber(c) && !isLineEnd(c))) {
      return lettersEnd(text, at + 1, to);
    }
    if (isNumber(c)) {
      int end = at;
      while (end < to && end - at < digits && isNumber(text[end])) {
        end++;
      }
      return end;
    }
    int first = c == ' ' && at + 1 < to ? at + 1 : at;
    if (isOther(text[first])) {
      int end = othersEnd(text, first, to);
      while (end < to && isLineEnd(text[end])) {
        end++;
      }
      return end;
    }
    int lastLineEnd = -1;
    for (int end = at; end < to && isSpace(text[end]); end++) {
      if (isLineEnd(text[end])) {
        lastLineEnd = end;
      }
    }
    return lastLineEnd >= 0 ? lastLineEnd + 1 : spacesEnd(text, at, to);
  }

  private static int lettersEnd(int[] text, int from, int to) {
    int end = from;
    while (end < to && isLetter(text[end])) {
      end++;
    }
    return end;
  }

  private static int othersEnd(int[] text, int from, int to) {
    int end = from;
    while (end < to && isOther(text[end])) {
      end++;
    }
    return end;
  }

  /** The last of several spaces before a word belongs to the word. */
  private static int spacesEnd(int[] text, int from, int to) {
    int end = from;
    while (end < to && isSpace(text[end])) {
      end++;
    }
    return end < to && end - from > 1 ? end - 1 : end;
  }

  /** Characters of an English contraction that begins here, or 0. */
  private static int contraction(int[] text, int at, int to, boolean anyCase) {
    if (text[at] != '\'' || at + 1 >= to) {
      return 0;
    }
    int a = anyCase ? lower(text[at + 1]) : text[at + 1];
    if (a == 's' || a == 't' || a == 'm' || a == 'd') {
      return 2;
    }
    if (at + 2 >= to) {
      return 0;
    }
    int b = anyCase ? lower(text[at + 2]) : text[at + 2];
    boolean two = (a == 'r' && b == 'e') || (a == 'v' && b == 'e') || (a == 'l' && b == 'l');
    return two ? 3 : 0;
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  }

  private static boolean isLineEnd(int c) {
    return c == '\r' || c == '\n';
  }
}
