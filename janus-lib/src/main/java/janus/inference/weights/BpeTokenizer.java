package janus.inference.weights;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Byte-level byte-pair encoding (Sennrich et al., ACL 2016; Radford et al., 2019): the text is cut
 * into words, each word's bytes are symbols, and again and again the neighbouring pair that stands
 * first in the list of merges becomes one symbol, the leftmost of equals.
 */
final class BpeTokenizer extends VocabularyTokenizer {
  /** The printable character that stands for each byte in the file's spelling of tokens. */
  private static final int[] SPELLING = spelling();

  /** The byte each such character stands for, -1 where it stands for none. */
  private static final int[] BYTES = inverse();

  /** Bytes of the longest word whose tokens are kept for the next time it comes up in a text. */
  private static final int LONGEST_KNOWN_WORD = 24;

  private static final String PRE = "tokenizer.ggml.pre";

  private final PreTokenizer preTokenizer;
  private final String preName;
  private final Map<String, Integer> idsByBytes = new HashMap<>();
  private final Map<String, Integer> symbols = new HashMap<>();
  private final PairRanks merges;
  private final int[] byteSymbols = new int[256];
  private final int[][] symbolIds;
  private final boolean composes;

  /** As llama.cpp: a byte without a token parts its neighbours and leaves nothing. */
  BpeTokenizer(Metadata metadata) {
    this(metadata, null, false);
  }

  /**
   * @param unknown what a byte without a token becomes before merging: this token, or nothing at
   *     all if empty; null for llama.cpp's way
   * @param composes whether a text is composed (NFC) before it is cut, which llama.cpp never does
   */
  BpeTokenizer(Metadata metadata, String unknown, boolean composes) {
    super(metadata, new Usual(11, 11, preTokenizer(metadata).addsBos()));
    this.composes = composes;
    this.preTokenizer = preTokenizer(metadata);
    this.preName = metadata.getString(PRE);
    for (int id = 0; id < vocabulary.size(); id++) {
      String bytes = unspell(vocabulary.piece(id));
      if (bytes != null) {
        idsByBytes.put(bytes, id);
      }
    }
    for (int b = 0; b < 256; b++) {
      String bytes = String.valueOf((char) b);
      String known = unknown == null || idsByBytes.containsKey(bytes) ? bytes : unspell(unknown);
      byteSymbols[b] = known == null || known.isEmpty() ? -1 : symbol(known);
    }
    List<String> lines = metadata.strings("tokenizer.ggml.merges");
    this.merges = new PairRanks(lines.size());
    readMerges(lines);
    this.symbolIds = new int[symbols.size()][];
    symbols.forEach((bytes, symbol) -> symbolIds[symbol] = ids(bytes));
  }

  private static PreTokenizer preTokenizer(Metadata metadata) {
    PreTokenizer named = PreTokenizer.named(metadata.getString(PRE, ""));
    if (named == null) {
      throw metadata.bad(PRE, "one of " + String.join(", ", PreTokenizer.spellings()));
    }
    return named;
  }

  private void readMerges(List<String> lines) {
    for (int rank = 0; rank < lines.size(); rank++) {
      String line = lines.get(rank);
      int gap = line.indexOf(' ', 1);
      if (gap < 0) {
        continue;
      }
      String left = unspell(line.substring(0, gap));
      String right = unspell(line.substring(gap + 1));
      if (left == null || right == null) {
        continue;
      }
      merges.putIfAbsent(symbol(left), symbol(right), rank, symbol(left + right));
    }
  }

  private int symbol(String bytes) {
    Integer known = symbols.putIfAbsent(bytes, symbols.size());
    return known == null ? symbols.size() - 1 : known;
  }

  /** The token of these bytes, or of each byte, where there is one. */
  private int[] ids(String bytes) {
    Integer id = idsByBytes.get(bytes);
    if (id != null) {
      return new int[] {id};
    }
    // llama.cpp looks the parts up by byte of their spelling, which finds ASCII alone.
    return bytes
        .chars()
        .filter(b -> SPELLING[b] == b && b < 128)
        .map(b -> idsByBytes.getOrDefault(String.valueOf((char) b), -1))
        .filter(b -> b >= 0)
        .toArray();
  }

  @Override
  public String name() {
    return "bpe";
  }

  @Override
  public String preTokenizer() {
    return preName;
  }

  @Override
  void encode(byte[] utf8, UserTokens.Piece piece, TokenList out) {
    int[] text = Utf8.codePoints(utf8, piece.from(), piece.to());
    encode(composes ? Utf8.composed(text) : text, out);
  }

  private void encode(int[] text, TokenList out) {
    var word = new Word();
    var known = new HashMap<String, int[]>();
    int from = 0;
    for (int end : preTokenizer.ends(text)) {
      String bytes = Bytes.of(Utf8.bytes(text, from, end));
      from = end;
      int[] ids = known.get(bytes);
      if (ids == null) {
        ids = encodeWord(bytes, word);
        if (bytes.length() <= LONGEST_KNOWN_WORD) {
          known.put(bytes, ids);
        }
      }
      out.addAll(ids);
    }
  }

  private int[] encodeWord(String bytes, Word word) {
    Integer whole = preTokenizer.ignoresMerges() ? idsByBytes.get(bytes) : null;
    return whole != null ? new int[] {whole} : word.encode(bytes);
  }

  /** The merging of one word; reused from word to word. */
  private final class Word {
    private final MergeQueue queue = new MergeQueue();
    private int[] symbol = new int[64];
    private int[] previous = new int[64];
    private int[] next = new int[64];

    int[] encode(String bytes) {
      if (bytes.length() > symbol.length) {
        symbol = new int[bytes.length() * 2];
        previous = new int[bytes.length() * 2];
        next = new int[bytes.length() * 2];
      }
      int count = 0;
      for (int i = 0; i < bytes.length(); i++) {
        int known = byteSymbols[bytes.charAt(i)];
        if (known >= 0) {
          symbol[count++] = known;
        }
      }
      for (int i = 0; i < count; i++) {
        previous[i] = i - 1;
        next[i] = i + 1 < count ? i + 1 : -1;
      }
      for (int i = 1; i < count; i++) {
        offer(i - 1, i);
      }
      while (!queue.isEmpty()) {
        int left = queue.left();
        int leftSymbol = queue.first();
        int rightSymbol = queue.second();
        queue.remove();
        int right = symbol[left] == leftSymbol ? next[left] : -1;
        if (right < 0 || symbol[right] != rightSymbol) {
          continue;
        }
        symbol[left] = PairRanks.merged(merges.find(leftSymbol, rightSymbol));
        symbol[right] = -1;
        next[left] = next[right];
        if (next[right] >= 0) {
          previous[next[right]] = left;
        }
        offer(previous[left], left);
        offer(left, next[left]);
      }
      var out = new TokenList();
      for (int i = count == 0 ? -1 : 0; i >= 0; i = next[i]) {
        out.addAll(symbolIds[symbol[i]]);
      }
      return out.toArray();
    }

    private void offer(int left, int right) {
      if (left < 0 || right < 0) {
        return;
      }
      long merge = merges.find(symbol[left], symbol[right]);
      if (merge >= 0) {
        queue.add(PairRanks.rank(merge), left, symbol[left], symbol[right]);
      }
    }
  }

  /** The bytes a spelling stands for, or null where it holds a character that stands for none. */
  private static String unspell(String spelling) {
    byte[] bytes = new byte[spelling.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = spelling.charAt(i);
      if (c >= BYTES.length || BYTES[c] < 0) {
        return null;
      }
      bytes[i] = (byte) BYTES[c];
    }
    return Bytes.of(bytes);
  }

  private static int[] inverse() {
    int[] bytes = new int[Arrays.stream(SPELLING).max().getAsInt() + 1];
    Arrays.fill(bytes, -1);
    for (int b = 0; b < 256; b++) {
      bytes[SPELLING[b]] = b;
    }
    return bytes;
  }

  /** GPT-2's table: printable Latin-1 characters stand for themselves, the others from U+0100. */
  private static int[] spelling() {
    int[] characters = new int[256];
    int next = 0x100;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b > 0x20 && b < 0x7f) || (b > 0xa0 && b != 0xad);
      characters[b] = printable ? b : next++;
    }
    return characters;
  }
}
