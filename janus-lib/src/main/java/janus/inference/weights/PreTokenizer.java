package janus.inference.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How byte-level byte-pair encoding cuts a text into words before it merges, by the name in {@code
 * tokenizer.ggml.pre}. The cuts are those of llama.cpp's regular expressions, with the classes L
 * and N of Unicode and White_Space for {@code \s}.
 */
enum PreTokenizer {
  /** GPT-2's pattern (Radford et al., 2019). */
  GPT_2("gpt-2 phi-2 mpt olmo jais", false) {
    @Override
    int[] ends(int[] text) {
      var ends = new TokenList();
      gpt2(text, 0, text.length, ends);
      return ends.toArray();
    }
  },
  /** Every digit alone, then GPT-2's pattern between the digits. */
  SMOLLM("smollm starcoder refact command-r codeshell exaone", false) {
    @Override
    int[] ends(int[] text) {
      var ends = new TokenList();
      int from = 0;
      for (int i = 0; i <= text.length; i++) {
        if (i == text.length || isNumber(text[i])) {
          if (i > from) {
            gpt2(text, from, i, ends);
          }
          if (i < text.length) {
            ends.add(i + 1);
          }
          from = i + 1;
        }
      }
      return ends.toArray();
    }
  };

  private final String names;
  private final boolean ignoresMerges;

  PreTokenizer(String names, boolean ignoresMerges) {
    this.names = names;
    this.ignoresMerges = ignoresMerges;
  }

  /** The end of every word of a text given as code points; the first begins at 0. */
  abstract int[] ends(int[] text);

  private List<String> names() {
    return List.of(names.split(" "));
  }

  String spelling() {
    return names().get(0);
  }

  /** Whether a word that is a token is taken whole, whatever the merges say. */
  boolean ignoresMerges() {
    return ignoresMerges;
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
    int contraction = contraction(text, at, to);
    if (contraction > 0) {
      return at + contraction;
    }
    int first = text[at] == ' ' && at + 1 < to ? at + 1 : at;
    int c = text[first];
    int end = first;
    if (isLetter(c)) {
      while (end < to && isLetter(text[end])) {
        end++;
      }
      return end;
    }
    if (isNumber(c)) {
      while (end < to && isNumber(text[end])) {
        end++;
      }
      return end;
    }
    if (!isSpace(c)) {
      while (end < to && isOther(text[end])) {
        end++;
      }
      return end;
    }
    end = at;
    while (end < to && isSpace(text[end])) {
      end++;
    }
    // The last space before a word belongs to the word.
    return end < to && end - at > 1 ? end - 1 : end;
  }

  private static int contraction(int[] text, int at, int to) {
    if (text[at] != '\'' || at + 1 >= to) {
      return 0;
    }
    int a = text[at + 1];
    if (a == 's' || a == 't' || a == 'm' || a == 'd') {
      return 2;
    }
    if (at + 2 >= to) {
      return 0;
    }
    int b = text[at + 2];
    boolean two = (a == 'r' && b == 'e') || (a == 'v' && b == 'e') || (a == 'l' && b == 'l');
    return two ? 3 : 0;
  }

  static boolean isLetter(int c) {
    return Character.isLetter(c);
  }

  static boolean isNumber(int c) {
    int type = Character.getType(c);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  /** Unicode's White_Space. */
  static boolean isSpace(int c) {
    return (c >= 9 && c <= 13)
        || c == ' '
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  private static boolean isOther(int c) {
    return !isLetter(c) && !isNumber(c) && !isSpace(c);
  }
}
