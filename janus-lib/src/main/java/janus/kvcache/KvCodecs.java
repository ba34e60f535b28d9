package janus.kvcache;

import janus.kvcache.IntegerCodec.Grouping;
import janus.provenance.BadInputException;
import janus.provenance.Names;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The spellings of codecs. {@code parse(codec.spelling())} is {@code codec} again.
 *
 * <p>A codec without options is a line of {@link #FIXED}; a family with options is a line of {@link
 * #FAMILIES}, with its pattern, its help and a spelling that stands for it in suggestions. {@code
 * -prerope} may stand behind any codec of keys; {@code fp32} and {@code fp16} are read as {@code
 * f32} and {@code f16}.
 */
public final class KvCodecs {
  private static final String PRE_ROPE = "-prerope";

  private static final List<KvCodec> FIXED =
      List.of(
          FloatCodec.F32,
          FloatCodec.F16,
          FloatCodec.BF16,
          new Fp8Codec(Fp8Codec.Format.E4M3),
          new Fp8Codec(Fp8Codec.Format.E5M2),
          new ScaledFp8Codec(Fp8Codec.Format.E4M3, true, 0),
          new ScaledFp8Codec(Fp8Codec.Format.E4M3, false, 0),
          new ScaledFp8Codec(Fp8Codec.Format.E5M2, true, 0),
          new ScaledFp8Codec(Fp8Codec.Format.E5M2, false, 0),
          new MxCodec(MxCodec.Element.FP4),
          new MxCodec(MxCodec.Element.FP6_E2M3),
          new MxCodec(MxCodec.Element.FP6_E3M2),
          new MxCodec(MxCodec.Element.FP8_E4M3),
          new MxCodec(MxCodec.Element.FP8_E5M2),
          new Nvfp4Codec(0),
          new GgmlQ80Codec(),
          new GgmlSymmetricCodec(5),
          new GgmlAsymmetricCodec(5),
          new GgmlSymmetricCodec(4),
          new GgmlAsymmetricCodec(4),
          new GgmlIq4NlCodec());

  private static final List<Family> FAMILIES =
      List.of(
          new Family(
              "int([86432])(-asym)?-(?:token(?:-g(16|32|64|128))?|channel-g(16|32|64|128))"
                  + "(?:-clip(0\\.[5-9][0-9]{0,5}))?(?:-top([1-8]))?",
              List.of(
                  "int{8,6,4,3,2}[-asym]-token[-g{16,32,64,128}][-clip{0.5..0.999999}][-top{1..8}]",
                  "int{8,6,4,3,2}[-asym]-channel-g{16,32,64,128}[-clip{0.5..0.999999}]"
                      + "[-top{1..8}]"),
              List.of("int8-token", "int6-token", "int4-token", "int3-token", "int2-token"),
              KvCodecs::integer),
          new Family(
              "nuq([432])-(channel|token)(-1%)?",
              List.of("nuq{4,3,2}-{channel,token}[-1%]"),
              List.of("nuq4-channel-1%", "nuq4-token-1%"),
              KvCodecs::nonUniform),
          new Family(
              "turbo([432])(-qjl)?(?:-seed([0-9]{1,18}))?",
              List.of("turbo{4,3,2}[-qjl][-seed{0..10^18-1}]"),
              List.of("turbo4", "turbo3", "turbo2", "turbo4-qjl"),
              KvCodecs::turbo),
          new Family(
              "planar([432])(?:-seed([0-9]{1,18}))?",
              List.of("planar{4,3,2}[-seed{0..10^18-1}]"),
              List.of("planar4", "planar3", "planar2"),
              match -> new PlanarCodec(number(match, 1), seed(match.group(2)))));

  private static final Map<String, String> OTHER_NAMES = Map.of("fp32", "f32", "fp16", "f16");

  /**
   * Codecs with options.
   *
   * @param pattern of a spelling
   * @param help as {@link #spellings}
   * @param examples spellings to suggest
   * @param codec of a match
   */
  private record Family(
      Pattern pattern, List<String> help, List<String> examples, Function<Matcher, KvCodec> codec) {
    Family(
        String pattern,
        List<String> help,
        List<String> examples,
        Function<Matcher, KvCodec> codec) {
      this(Pattern.compile(pattern), help, examples, codec);
    }
  }

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
            FAMILIES.stream().flatMap(family -> family.examples().stream()))
        .toList();
  }

  private static KvCodec find(String spelling) {
    String fixed = OTHER_NAMES.getOrDefault(spelling, spelling);
    for (KvCodec codec : FIXED) {
      if (codec.spelling().equals(fixed)) {
        return codec;
      }
    }
    for (Family family : FAMILIES) {
      Matcher match = family.pattern().matcher(spelling);
      if (match.matches()) {
        return family.codec().apply(match);
      }
    }
    return null;
  }

  private static int number(Matcher match, int group) {
    return Integer.parseInt(match.group(group));
  }

  private static long seed(String digits) {
    return digits == null ? CodebookCodec.DEFAULT_SEED : Long.parseLong(digits);
  }

  private static KvCodec integer(Matcher match) {
    Grouping grouping = match.group(4) == null ? Grouping.TOKEN : Grouping.CHANNEL;
    String size = grouping == Grouping.TOKEN ? match.group(3) : match.group(4);
    var codec =
        new IntegerCodec(
            number(match, 1),
            match.group(2) == null,
            grouping,
            size == null ? 0 : Integer.parseInt(size),
            match.group(5) == null ? 1 : Double.parseDouble(match.group(5)));
    return match.group(6) == null ? codec : new KeptChannelsCodec(codec, number(match, 6));
  }

  private static KvCodec nonUniform(Matcher match) {
    var grouping =
        match.group(2).equals("channel")
            ? NonUniformCodec.Grouping.CHANNEL
            : NonUniformCodec.Grouping.TOKEN;
    return new NonUniformCodec(number(match, 1), grouping, match.group(3) != null);
  }

  private static KvCodec turbo(Matcher match) {
    long seed = seed(match.group(3));
    return match.group(2) == null
        ? new TurboCodec(number(match, 1), seed)
        : new TurboResidualCodec(number(match, 1), seed);
  }

  /**
   * Spellings that {@link #parse} accepts, for help texts: {@code [x]} may be left out, one of
   * <code>{x,y}
   * </code> is chosen, or a number from the first to the last of <code>{x..y}</code>.
   */
  public static List<String> spellings() {
    return Stream.of(
            FIXED.stream().map(KvCodec::spelling),
            FAMILIES.stream().flatMap(family -> family.help().stream()),
            Stream.of("any key codec with -prerope behind it"))
        .flatMap(all -> all)
        .toList();
  }
}
