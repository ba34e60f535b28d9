package janus.kvcache;

import janus.kvcache.IntegerCodec.Grouping;
import janus.provenance.BadInputException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The spellings of codecs. {@code parse(codec.spelling())} is {@code codec} again.
 *
 * <pre>
 * integer = "int" bits ["-asym"] ( "-token" ["-g" size] | "-channel-g" size ) ["-clip" factor]
 * bits    = 8 | 6 | 4 | 3 | 2
 * size    = 16 | 32 | 64 | 128          channels of a group; tokens of a group after "-channel"
 * factor  = 0.5 to 0.999999
 * </pre>
 */
public final class KvCodecs {
  private static final Pattern INTEGER =
      Pattern.compile(
          "int([86432])(-asym)?-(?:token(?:-g(16|32|64|128))?|channel-g(16|32|64|128))"
              + "(?:-clip(0\\.[5-9][0-9]{0,5}))?");

  private static final List<KvCodec> FLOATS =
      List.of(new Fp32Codec(), new Fp16Codec(), new Bf16Codec());

  private static final List<String> SPELLINGS =
      List.of(
          "f32",
          "f16",
          "bf16",
          "int{8,6,4,3,2}[-asym]-token[-g{16,32,64,128}][-clip0.95]",
          "int{8,6,4,3,2}[-asym]-channel-g{16,32,64,128}[-clip0.95]");

  private KvCodecs() {}

  /**
   * The codec of a spelling.
   *
   * @throws BadInputException if there is none; the message lists the valid spellings
   */
  public static KvCodec parse(String spelling) {
    for (KvCodec codec : FLOATS) {
      if (codec.spelling().equals(spelling)) {
        return codec;
      }
    }
    Matcher integer = INTEGER.matcher(spelling);
    if (integer.matches()) {
      return integer(integer);
    }
    throw new BadInputException(
        "codec '" + spelling + "' is unknown; valid are " + String.join(", ", SPELLINGS));
  }

  private static IntegerCodec integer(Matcher matcher) {
    Grouping grouping = matcher.group(4) == null ? Grouping.TOKEN : Grouping.CHANNEL;
    String size = grouping == Grouping.TOKEN ? matcher.group(3) : matcher.group(4);
    return new IntegerCodec(
        Integer.parseInt(matcher.group(1)),
        matcher.group(2) == null,
        grouping,
        size == null ? 0 : Integer.parseInt(size),
        matcher.group(5) == null ? 1 : Double.parseDouble(matcher.group(5)));
  }

  /**
   * What {@link #parse} accepts, for help texts: {@code [x]} may be left out, one of <code>{x,y}
   * </code> is chosen.
   */
  public static List<String> spellings() {
    return SPELLINGS;
  }
}
