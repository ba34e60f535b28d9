package janus.inference;

import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.provenance.BadInputException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The storage of the linear maps of a model's layers: each row (the weights of one output) is coded
 * as a vector of a cache is. Embeddings, output, norms and biases stay as the file has them.
 *
 * <p>Spelled as a codec of single tokens ({@code q4_0}, {@code mxfp4}, {@code int8-token} for a
 * scale a row), or {@code int4-g128} and {@code int4-asym-g128} for a scale a group of inputs,
 * where the last group of a row may be shorter; {@code stored} leaves them as the file has them.
 *
 * @param spelling as given
 * @param codec what codes; null for {@code stored}
 * @param group inputs coded at a time, or 0 for whole rows
 */
record WeightCodec(String spelling, KvCodec codec, int group) {
  /** Weights as the file has them. */
  static final WeightCodec STORED = new WeightCodec("stored", null, 0);

  private static final Pattern GROUPED =
      Pattern.compile("(int[86432](?:-asym)?)-g(16|32|64|128|256)");

  WeightCodec {
    Objects.requireNonNull(spelling, "spelling");
  }

  /**
   * The codec of a spelling.
   *
   * @throws BadInputException if there is none, or it codes no rows
   */
  static WeightCodec parse(String spelling) {
    if (spelling.equals(STORED.spelling)) {
      return STORED;
    }
    Matcher grouped = GROUPED.matcher(spelling);
    if (grouped.matches()) {
      KvCodec codec = KvCodecs.parse(grouped.group(1) + "-token");
      return new WeightCodec(spelling, codec, Integer.parseInt(grouped.group(2)));
    }
    KvCodec codec = KvCodecs.parse(spelling);
    if (codec.blockTokens() > 1 || codec.isBeforeRope() || codec.takesSample()) {
      throw new BadInputException(
          "weights '"
              + spelling
              + "': expected stored, int4-g128 and the like, or a codec of single tokens that takes"
              + " no sample");
    }
    return new WeightCodec(spelling, codec, 0);
  }

  boolean isStored() {
    return codec == null;
  }

  /**
   * Checks that rows can be coded.
   *
   * @throws BadInputException if not
   */
  void requireInputs(int inputs) {
    try {
      if (!isStored() && group == 0) {
        codec.requireHeadDim(inputs);
      }
    } catch (IllegalArgumentException e) {
      String why = e.getMessage().replace("headDim", "inputs of a linear map");
      throw new BadInputException("weights " + spelling + ": " + why, e);
    }
  }

  /** Replaces a row by what a reader of the stored weights sees. */
  void apply(float[] row, int at, int inputs) {
    if (isStored()) {
      return;
    }
    int step = group == 0 ? inputs : group;
    for (int first = 0; first < inputs; first += step) {
      int count = Math.min(step, inputs - first);
      codec.roundTrip(row, at + first, count, 1, count);
    }
  }

  /** Bits of a row. */
  long bits(int inputs) {
    int step = group == 0 ? inputs : group;
    long bits = 0;
    for (int first = 0; first < inputs; first += step) {
      int count = Math.min(step, inputs - first);
      bits += (long) count * codec.payloadBits() + codec.overheadBits(count);
    }
    return bits;
  }
}
