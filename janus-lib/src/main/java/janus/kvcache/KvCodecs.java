package janus.kvcache;

import janus.kvcache.IntegerCodec.Grouping;
import janus.provenance.BadInputException;
import janus.provenance.Names;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The spellings of codecs. {@code parse(codec.spelling())} is {@code codec} again.
 *
 * <pre>
 * codec    = ( float | integer | ggml | codebook ) ["-prerope"]          "-prerope" for keys only
 * float    = "f32" | "f16" | "bf16" | "fp8-e4m3" | "fp8-e5m2" | "mxfp4"
 * integer  = "int" bits ["-asym"] ( "-token" ["-g" size] | "-channel-g" size ) ["-clip" factor]
 * bits     = 8 | 6 | 4 | 3 | 2
 * size     = 16 | 32 | 64 | 128          channels of a group; tokens of a group after "-channel"
 * factor   = 0.5 to 0.999999
 * ggml     = "q8_0" | "q5_0" | "q5_1" | "q4_0" | "q4_1" | "iq4_nl"
 * codebook = ( "turbo" | "planar" ) ( 4 | 3 | 2 ) ["-seed" number]     18 digits at most
 * </pre>
 *
 * <p>{@code fp32} and {@code fp16} are read as {@code f32} and {@code f16}.
 */
public final class KvCodecs {
  private static final String PRE_ROPE = "-prerope";

  private static final Pattern INTEGER =
      Pattern.compile(
          "int([86432])(-asym)?-(?:token(?:-g(16|32|64|128))?|channel-g(16|32|64|128))"
              + "(?:-clip(0\\.[5-9][0-9]{0,5}))?");

  private static final Pattern CODEBOOK =
      Pattern.compile("(turbo|planar)([432])(?:-seed([0-9]{1,18}))?");

  private static final List<KvCodec> FIXED =
      List.of(
          new Fp32Codec(),
          new Fp16Codec(),
          new Bf16Codec(),
          new Fp8Codec(Fp8Codec.Format.E4M3),
          new Fp8Codec(Fp8Codec.Format.E5M2),
          new Mxfp4Codec(),
          new GgmlQ80Codec(),
          new GgmlSymmetricCodec(5),
          new GgmlAsymmetricCodec(5),
          new GgmlSymmetricCodec(4),
          new GgmlAsymmetricCodec(4),
          new GgmlIq4NlCodec());

  private static final Map<String, String> OTHER_NAMES = Map.of("fp32", "f32", "fp16", "f16");

  private KvCodecs() {}

  /**
   * The codec of a spelling.
   *
   * @throws BadInputException if there is none; the message lists the valid spellings
   */
  public static KvCodec parse(String spelling) {
    if (spelling.endsWith(PRE_ROPE)) {
      KvCodec inner = find(spelling.substring(0, spelling.length() - PRE_ROPE.length()));
      if (inner != null) {
        return new PreRopeCodec(inner);
      }
    }
    KvCodec codec = find(spelling);
    if (codec != null) {
      return codec;
    }
    throw new BadInputException(
        "codec '"
            + spelling
            + "' is unknown"
            + Names.suggestion(spelling, examples())
            + "; valid are "
            + String.join(", ", spellings()));
  }

  /** Spellings without options, as suggestions. */
  private static List<String> examples() {
    return Stream.concat(
            FIXED.stream().map(KvCodec::spelling),
            IntStream.of(8, 6, 4, 3, 2)
                .boxed()
                .flatMap(
                    bits -> Stream.of("int" + bits + "-token", "turbo" + bits, "planar" + bits))
                .filter(spelling -> find(spelling) != null))
        .toList();
  }

  private static KvCodec find(String spelling) {
    String fixed = OTHER_NAMES.getOrDefault(spelling, spelling);
    for (KvCodec codec : FIXED) {
      if (codec.spelling().equals(fixed)) {
        return codec;
      }
    }
    Matcher integer = INTEGER.matcher(spelling);
    if (integer.matches()) {
      return integer(integer);
    }
    Matcher codebook = CODEBOOK.matcher(spelling);
    return codebook.matches() ? codebook(codebook) : null;
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

  private static KvCodec codebook(Matcher matcher) {
    int bits = Integer.parseInt(matcher.group(2));
    long seed =
        matcher.group(3) == null ? CodebookCodec.DEFAULT_SEED : Long.parseLong(matcher.group(3));
    return matcher.group(1).equals("turbo")
        ? new TurboCodec(bits, seed)
        : new PlanarCodec(bits, seed);
  }

  /**
   * What {@link #parse} accepts, for help texts: {@code [x]} may be left out, one of <code>{x,y}
   * </code> is chosen, or a number from the first to the last of <code>{x..y}</code>.
   */
  public static List<String> spellings() {
    return Stream.concat(
            FIXED.stream().map(KvCodec::spelling),
            Stream.of(
                "int{8,6,4,3,2}[-asym]-token[-g{16,32,64,128}][-clip{0.5..0.999999}]",
                "int{8,6,4,3,2}[-asym]-channel-g{16,32,64,128}[-clip{0.5..0.999999}]",
                "turbo{4,3,2}[-seed{0..10^18-1}]",
                "planar{4,3,2}[-seed{0..10^18-1}]",
                "any key codec with -prerope behind it"))
        .toList();
  }
}
