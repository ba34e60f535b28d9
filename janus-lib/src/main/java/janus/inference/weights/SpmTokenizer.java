package janus.inference.weights;

import janus.provenance.BadInputException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * SentencePiece's byte-pair encoding, as llama.cpp applies it: spaces become U+2581, the text is
 * split into UTF-8 characters, and again and again the neighbouring pair that forms the token of
 * the highest score is merged, the leftmost of equals. A character that is no token becomes its
 * bytes. See Kudo and Richardson, "SentencePiece", EMNLP 2018.
 *
 * <p>A {@code tokenizer.json} has no scores but a list of merges: then the pair that stands first
 * in the list is merged.
 */
final class SpmTokenizer extends VocabularyTokenizer {
  /** The stretches of text between user-defined tokens that get a space before them. */
  enum SpacePrefix {
    NONE,
    EACH,
    /** Those that begin with no space. */
    EACH_WITHOUT_SPACE,
    /** The one at the very start of the text, if it begins with no space. */
    FIRST_WITHOUT_SPACE;

    private boolean isFor(byte[] utf8, UserTokens.Piece piece) {
      return switch (this) {
        case NONE -> false;
        case EACH -> true;
        case EACH_WITHOUT_SPACE -> !beginsWithSpace(utf8, piece);
        case FIRST_WITHOUT_SPACE -> piece.from() == 0 && !beginsWithSpace(utf8, piece);
      };
    }

    private static boolean beginsWithSpace(byte[] utf8, UserTokens.Piece piece) {
      return startsWith(utf8, piece.from(), (byte) ' ') || startsWith(utf8, piece.from(), SPACE);
    }

    private static boolean startsWith(byte[] utf8, int from, byte... start) {
      int to = from + start.length;
      return to <= utf8.length && Arrays.equals(utf8, from, to, start, 0, start.length);
    }
  }

  private static final byte[] SPACE = {(byte) 0xe2, (byte) 0x96, (byte) 0x81};

  /** The spelling of the token that stands for each byte. */
  private static final String[] BYTE_TOKENS =
      IntStream.range(0, 256).mapToObj(b -> String.format("<0x%02X>", b)).toArray(String[]::new);

  private final int[] priorities;

  /** Ranks of pairs of token ids, or null where scores decide. */
  private final PairRanks merges;

  private final int[] byteIds = new int[256];
  private final SpacePrefix spacePrefix;

  SpmTokenizer(Metadata metadata) {
    this(
        metadata,
        null,
        metadata.getBoolean("tokenizer.ggml.add_space_prefix", true)
            ? SpacePrefix.EACH
            : SpacePrefix.NONE);
  }

  /**
   * @param merges pairs of tokens, a space between, the first to be merged first; or null
   */
  SpmTokenizer(Metadata metadata, List<String> merges, SpacePrefix spacePrefix) {
    super(metadata, new Usual(1, 2, true));
    this.priorities = priorities(metadata, vocabulary.size());
    this.merges = merges == null ? null : ranks(metadata.place(), merges);
    for (int b = 0; b < 256; b++) {
      int id = vocabulary.id(BYTE_TOKENS[b]);
      byteIds[b] = id >= 0 ? id : vocabulary.id(String.valueOf((char) b));
    }
    this.spacePrefix = spacePrefix;
  }

  private PairRanks ranks(String place, List<String> lines) {
    var ranks = new PairRanks(lines.size());
    for (int rank = 0; rank < lines.size(); rank++) {
      String line = lines.get(rank);
      int gap = line.indexOf(' ', 1);
      String left = Bytes.of(line.substring(0, gap));
      String right = Bytes.of(line.substring(gap + 1));
      int merged = vocabulary.id(left + right);
      if (vocabulary.id(left) < 0 || vocabulary.id(right) < 0 || merged < 0) {
        throw new BadInputException(
            place
                + ", model.merges: expected pairs of tokens that make a token, found '"
                + Printable.of(line)
                + "'");
      }
      ranks.putIfAbsent(vocabulary.id(left), vocabulary.id(right), rank, merged);
    }
    return ranks;
  }

  /** Numbers that are smaller where the score is higher. */
  private static int[] priorities(Metadata metadata, int size) {
    String key = "tokenizer.ggml.scores";
    float[] scores = metadata.has(key) ? metadata.floats(key) : new float[size];
    if (scores.length < size) {
      throw metadata.bad(key, "one for each of " + size + " tokens");
    }
    int[] priorities = new int[size];
    for (int i = 0; i < size; i++) {
      if (Float.isNaN(scores[i])) {
        throw metadata.bad(key, "numbers, not NaN");
      }
      int bits = Float.floatToIntBits(0 - scores[i]);
      priorities[i] = bits < 0 ? ~bits | 0x80000000 : bits;
    }
    return priorities;
  }

  @Override
  public String name() {
    return "spm";
  }

  @Override
  public String preTokenizer() {
    return "none";
  }

  @Override
  void encode(byte[] utf8, UserTokens.Piece piece, TokenList out) {
    encode(escape(utf8, piece, spacePrefix.isFor(utf8, piece)), out);
  }

  private static String escape(byte[] utf8, UserTokens.Piece piece, boolean prefix) {
    var out = new ByteArrayOutputStream(piece.to() - piece.from() + 64);
    if (prefix) {
      out.writeBytes(SPACE);
    }
    for (int i = piece.from(); i < piece.to(); i++) {
      if (utf8[i] == ' ') {
        out.writeBytes(SPACE);
      } else {
        out.write(utf8[i]);
      }
    }
    return Bytes.of(out.toByteArray());
  }

  private void encode(String text, TokenList out) {
    // Symbol i begins at starts[i] and is lengths[i] bytes long, 0 once it was merged away.
    int[] starts = new int[text.length()];
    int count = 0;
    for (int at = 0; at < text.length(); at += characterLength(text.charAt(at))) {
      starts[count++] = at;
    }
    int[] lengths = new int[count];
    int[] previous = new int[count];
    int[] next = new int[count];
    for (int i = 0; i < count; i++) {
      lengths[i] = (i + 1 < count ? starts[i + 1] : text.length()) - starts[i];
      previous[i] = i - 1;
      next[i] = i + 1 < count ? i + 1 : -1;
    }
    var queue = new MergeQueue();
    for (int i = 1; i < count; i++) {
      offer(queue, text, starts, lengths, i - 1, i);
    }
    while (!queue.isEmpty()) {
      int left = queue.left();
      int right = queue.first();
      int length = queue.second();
      queue.remove();
      if (lengths[left] == 0 || lengths[right] == 0 || lengths[left] + lengths[right] != length) {
        continue;
      }
      lengths[left] = length;
      lengths[right] = 0;
      next[left] = next[right];
      if (next[right] >= 0) {
        previous[next[right]] = left;
      }
      offer(queue, text, starts, lengths, previous[left], left);
      offer(queue, text, starts, lengths, left, next[left]);
    }
    for (int i = count == 0 ? -1 : 0; i >= 0; i = next[i]) {
      emit(text.substring(starts[i], starts[i] + lengths[i]), out);
    }
  }

  private void offer(
      MergeQueue queue, String text, int[] starts, int[] lengths, int left, int right) {
    if (left < 0 || right < 0) {
      return;
    }
    int length = lengths[left] + lengths[right];
    int id = vocabulary.id(text.substring(starts[left], starts[left] + length));
    if (id < 0) {
      return;
    }
    if (merges == null) {
      queue.add(priorities[id], left, right, length);
      return;
    }
    int first = vocabulary.id(text.substring(starts[left], starts[left] + lengths[left]));
    int second = vocabulary.id(text.substring(starts[right], starts[right] + lengths[right]));
    long merge = first < 0 || second < 0 ? -1 : merges.find(first, second);
    if (merge >= 0) {
      queue.add(PairRanks.rank(merge), left, right, length);
    }
  }

  private void emit(String symbol, TokenList out) {
    int id = vocabulary.id(symbol);
    if (id >= 0) {
      out.add(id);
      return;
    }
    for (int i = 0; i < symbol.length(); i++) {
      int byteId = byteIds[symbol.charAt(i)];
      if (byteId < 0) {
        throw new BadInputException(
            String.format(
                "text, byte 0x%02x: expected a token for it, the vocabulary has none",
                (int) symbol.charAt(i)));
      }
      out.add(byteId);
    }
  }

  /** Bytes of the UTF-8 character that begins with this byte; 1 where none does. */
  private static int characterLength(int first) {
    return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  }
}
