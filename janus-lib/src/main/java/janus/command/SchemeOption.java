package janus.command;

import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.kvcache.KvSemanticsParser;
import janus.kvcache.Rotation;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** How one KV cache is stored and seen; what is not given is taken from a scheme of the command. */
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
      paramLabel = "none|hadamard",
      description = "Rotation of queries, keys and values before quantization.")
  private String rotation;

  /** Whether one of the options was given. */
  boolean isGiven() {
    return Stream.of(codec, keys, values, semantics, rotation).anyMatch(Objects::nonNull);
  }

  /** The scheme of the options over another. */
  KvScheme over(KvScheme start) {
    return new KvScheme(
        codec(keys, start.keys()),
        codec(values, start.values()),
        rotation == null ? start.rotation() : Rotation.parse(rotation),
        start.queries(),
        semantics == null ? start.semantics() : KvSemanticsParser.parse(semantics));
  }

  private KvCodec codec(String own, KvCodec start) {
    String given = own == null ? codec : own;
    return given == null ? start : KvCodecs.parse(given);
  }
}
