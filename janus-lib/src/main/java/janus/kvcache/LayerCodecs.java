package janus.kvcache;

import janus.provenance.BadInputException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Layers whose codecs are not those of the scheme. Spelled as ranges of layers, counted from 0 and
 * inclusive, each with a codec for keys and values or one for each: {@code
 * 0-3:int8-token,29:int8-token/int4-token}; {@code none} where there are none.
 *
 * @param ranges do not overlap, and ascend
 */
public record LayerCodecs(List<Range> ranges) {
  /** Every layer uses the codecs of the scheme. */
  public static final LayerCodecs NONE = new LayerCodecs(List.of());

  private static final Pattern RANGE =
      Pattern.compile("([0-9]{1,6})(?:-([0-9]{1,6}))?:([^/]+)(?:/([^/]+))?");

  /**
   * Some layers in a row.
   *
   * @param first layer, from 0
   * @param last layer, at least {@code first}
   */
  public record Range(int first, int last, KvCodec keys, KvCodec values) {
    public Range {
      Objects.requireNonNull(keys, "keys");
      Objects.requireNonNull(values, "values");
      if (first < 0 || last < first) {
        throw new IllegalArgumentException(
            "layers must be a range that ascends from 0: " + first + "-" + last);
      }
    }

    String spelling() {
      String layers = first == last ? "" + first : first + "-" + last;
      String codecs = keys.spelling() + (keys.equals(values) ? "" : "/" + values.spelling());
      return layers + ":" + codecs;
    }
  }

  public LayerCodecs {
    ranges = List.copyOf(ranges);
    for (int i = 1; i < ranges.size(); i++) {
      if (ranges.get(i).first() <= ranges.get(i - 1).last()) {
        throw new IllegalArgumentException(
            "layers must ascend: "
                + ranges.get(i).spelling()
                + " behind "
                + ranges.get(i - 1).spelling());
      }
    }
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** The range that holds a layer, or null. */
  Range of(int layer) {
    for (Range range : ranges) {
      if (range.first() <= layer && layer <= range.last()) {
        return range;
      }
    }
    return null;
  }

  /**
   * Checks that a model has the layers.
   *
   * @throws IllegalArgumentException if not
   */
  public void requireLayers(int layers) {
    for (Range range : ranges) {
      if (range.last() >= layers) {
        throw new IllegalArgumentException(
            "layers " + range.spelling() + ": the model has layers 0 to " + (layers - 1));
      }
    }
  }

  public String spelling() {
    return isEmpty()
        ? "none"
        : ranges.stream().map(Range::spelling).collect(Collectors.joining(","));
  }

  /**
   * The layers of a spelling.
   *
   * @throws BadInputException if it cannot be read
   */
  public static LayerCodecs parse(String spelling) {
    if (spelling.equals("none")) {
      return NONE;
    }
    try {
      return new LayerCodecs(
          Stream.of(spelling.split(",", -1)).map(part -> range(part.strip())).toList());
    } catch (BadInputException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new BadInputException("layers '" + spelling + "': " + e.getMessage(), e);
    }
  }

  private static Range range(String part) {
    Matcher range = RANGE.matcher(part);
    if (!range.matches()) {
      throw new IllegalArgumentException(
          "expected none or ranges as 0-3:int8-token,29:int8-token/int4-token, found '"
              + part
              + "'");
    }
    int first = Integer.parseInt(range.group(1));
    int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
    KvCodec keys = KvCodecs.parse(range.group(3));
    KvCodec values = range.group(4) == null ? keys : KvCodecs.parse(range.group(4));
    return new Range(first, last, keys, values);
  }
}
