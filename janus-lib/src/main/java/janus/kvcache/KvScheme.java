package janus.kvcache;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import janus.provenance.BadInputException;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * How a KV cache is compressed and read. A result must name it to be comparable.
 *
 * @param keys codec of keys
 * @param values codec of values, applied after position
 * @param rotation transform before quantization
 * @param queries how queries are stored
 * @param semantics which queries see which keys quantized
 * @param layers layers with codecs of their own
 */
public record KvScheme(
    KvCodec keys,
    KvCodec values,
    Rotation rotation,
    QueryCodec queries,
    KvSemantics semantics,
    LayerCodecs layers) {
  private static final List<String> PARTS =
      List.of("keys", "values", "rotation", "queries", "semantics");
  private static final KvCodec F16 = FloatCodec.F16;
  private static final KvCodec F32 = FloatCodec.F32;

  public KvScheme {
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(values, "values");
    Objects.requireNonNull(rotation, "rotation");
    Objects.requireNonNull(queries, "queries");
    Objects.requireNonNull(semantics, "semantics");
    Objects.requireNonNull(layers, "layers");
    requireCodecs(keys, values, rotation, semantics);
    for (LayerCodecs.Range range : layers.ranges()) {
      requireCodecs(range.keys(), range.values(), rotation, semantics);
    }
  }

  /** The same codecs in every layer. */
  public KvScheme(
      KvCodec keys, KvCodec values, Rotation rotation, QueryCodec queries, KvSemantics semantics) {
    this(keys, values, rotation, queries, semantics, LayerCodecs.NONE);
  }

  private static void requireCodecs(
      KvCodec keys, KvCodec values, Rotation rotation, KvSemantics semantics) {
    if (values.isBeforeRope()) {
      throw new IllegalArgumentException(
          "values have no rotary position to be coded before: " + values.spelling());
    }
    if (keys.isBeforeRope() && rotation.rotatesKeys()) {
      throw new IllegalArgumentException(
          "rotation "
              + rotation.spelling()
              + " comes after the rotary position, "
              + keys.spelling()
              + " before it");
    }
    semantics.requireCodecs(keys, values);
  }

  /** Both codecs, no rotation, binary32 queries, everything seen quantized. */
  public static KvScheme of(KvCodec keys, KvCodec values) {
    return new KvScheme(keys, values, Rotation.NONE, QueryCodec.NONE, new AllSemantics());
  }

  /** The scheme of one layer, which is that of every layer in it. */
  public KvScheme layer(int index) {
    if (layers.isEmpty()) {
      return this;
    }
    LayerCodecs.Range own = layers.of(index);
    return own == null
        ? new KvScheme(keys, values, rotation, queries, semantics)
        : new KvScheme(own.keys(), own.values(), rotation, queries, semantics);
  }

  /**
   * The schemes of all layers.
   *
   * @throws IllegalArgumentException if codecs are named for layers that there are not
   */
  public List<KvScheme> ofLayers(int count) {
    layers.requireLayers(count);
    return IntStream.range(0, count).mapToObj(this::layer).toList();
  }

  /** The uncompressed cache, binary32. */
  public static KvScheme uncompressed() {
    return of(F32, F32);
  }

  /**
   * The codec of full precision, used for sinks, windows and unfinished blocks: binary32 beside
   * {@code f32}, binary16 beside everything else.
   */
  public static KvCodec fullCodec(KvCodec codec) {
    return codec.payloadBits() > 16 ? F32 : F16;
  }

  /**
   * Checks the head dimension against codecs, rotation and query codec.
   *
   * @throws IllegalArgumentException if it does not fit, naming what it must be
   */
  public void requireHeadDim(int headDim) {
    keys.requireHeadDim(headDim);
    values.requireHeadDim(headDim);
    rotation.keyBlock(keys, headDim);
    rotation.valueBlock(values, headDim);
    queries.requireHeadDim(keys, headDim);
    for (LayerCodecs.Range range : layers.ranges()) {
      layer(range.first()).requireHeadDim(headDim);
    }
  }

  /**
   * Tokens that the last of some tokens attends to, where the model hides none.
   *
   * @param contextTokens tokens seen, at least 1
   */
  public long attendedTokens(long contextTokens) {
    KeyRanges seen = semantics.keyRanges(Math.toIntExact(contextTokens - 1), 0, 1);
    long attended = seen.fullTokens() + (long) seen.quantizedTokens();
    return Math.min(attended, semantics.keptTokens());
  }

  /** The work of reading keys, the rotation of the query included. */
  public ReadWork keyReadWork(int headDim) {
    return keys.readWork(headDim).plus(Rotation.readWork(rotation.keyBlock(keys, headDim)));
  }

  /** The work of reading values, the rotation of the output included. */
  public ReadWork valueReadWork(int headDim) {
    return values.readWork(headDim).plus(Rotation.readWork(rotation.valueBlock(values, headDim)));
  }

  /**
   * All in one line, for example {@code keys=int4-channel-g32 values=int4-token rotation=none
   * queries=none semantics=kivi(128)}; {@code layers} stand behind where there are some.
   */
  @JsonValue
  public String spelling() {
    return "keys="
        + keys.spelling()
        + " values="
        + values.spelling()
        + " rotation="
        + rotation.spelling()
        + " queries="
        + queries.spelling()
        + " semantics="
        + semantics.spelling()
        + (layers.isEmpty() ? "" : " layers=" + layers.spelling());
  }

  /**
   * The scheme of a {@link #spelling}.
   *
   * @throws BadInputException if a part is missing, unknown or said twice
   */
  @JsonCreator
  public static KvScheme parse(String spelling) {
    var parts = new HashMap<String, String>();
    for (String part : spelling.strip().split("\\s+", -1)) {
      String[] pair = part.split("=", 2);
      if (pair.length != 2 || !isPart(pair[0]) || parts.put(pair[0], pair[1]) != null) {
        throw unreadable(spelling);
      }
    }
    if (!parts.keySet().containsAll(PARTS)) {
      throw unreadable(spelling);
    }
    return new KvScheme(
        KvCodecs.parse(parts.get("keys")),
        KvCodecs.parse(parts.get("values")),
        Rotation.parse(parts.get("rotation")),
        QueryCodec.parse(parts.get("queries")),
        KvSemanticsParser.parse(parts.get("semantics")),
        LayerCodecs.parse(parts.getOrDefault("layers", "none")));
  }

  private static boolean isPart(String name) {
    return PARTS.contains(name) || name.equals("layers");
  }

  private static BadInputException unreadable(String spelling) {
    return new BadInputException(
        "scheme must be each of " + String.join("=, ", PARTS) + "= once: '" + spelling + "'");
  }
}
