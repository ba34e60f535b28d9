package janus.command;

import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.kvcache.KvSemanticsParser;
import janus.kvcache.LayerCodecs;
import janus.kvcache.Rotation;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The storage of one KV cache; options that are not given default to a scheme of the command. */
final class SchemeOption {
  @Option(
      names = "--codec",
      paramLabel = "CODEC",
      description = "Codec of keys and values; a wrong one lists all.")
  private String codec;

  @Option(names = "--keys", paramLabel = "CODEC", description = "Codec of keys, if another.")
  private String keys;

  @Option(names = "--values", paramLabel = "CODEC", description = "Codec of values, if another.")
  private String values;

  @Option(
      names = "--semantics",
      paramLabel = "RULE",
      completionCandidates = SchemeOptions.Semantics.class,
      description = "Which keys are quantized, in full or evicted; one of ${COMPLETION-CANDIDATES}")
  private String semantics;

  @Option(
      names = "--rotation",
      paramLabel = "ROTATION",
      completionCandidates = SchemeOptions.Rotations.class,
      description =
          "Rotation of queries, keys and values before quantization; one of"
              + " ${COMPLETION-CANDIDATES}.")
  private String rotation;

  @Option(
      names = "--layer-codecs",
      paramLabel = "RANGE:CODEC[,...]",
      description =
          "Layers with codecs of their own, as 0-3:int8-token,29:int8-token/int4-token"
              + " (keys/values).")
  private String layers;

  /** Whether one of the options was given. */
  boolean isGiven() {
    return Stream.of(codec, keys, values, semantics, rotation, layers).anyMatch(Objects::nonNull);
  }

  /** The scheme of the options over another. */
  KvScheme over(KvScheme start) {
    return new KvScheme(
        codec(keys, start.keys()),
        codec(values, start.values()),
        rotation == null ? start.rotation() : Rotation.parse(rotation),
        start.queries(),
        semantics == null ? start.semantics() : KvSemanticsParser.parse(semantics),
        layers == null ? start.layers() : LayerCodecs.parse(layers));
  }

  private KvCodec codec(String own, KvCodec start) {
    String given = own == null ? codec : own;
    return given == null ? start : KvCodecs.parse(given);
  }
}
