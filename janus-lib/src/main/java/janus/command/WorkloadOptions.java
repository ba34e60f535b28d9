package janus.command;

import janus.catalog.DataFolder;
import janus.codesign.Workload;
import janus.transformer.TransformerSpec;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The workload of a chip; options that are not given default to the published design. */
final class WorkloadOptions {
  @Option(
      names = "--model",
      paramLabel = "NAME|FILE",
      description = {
        "A model of data/models by name, a GGUF file, or a Hugging Face config.json.",
        "Default: llama-2-7b"
      })
  private String model;

  @Option(
      names = "--context",
      paramLabel = "TOKENS",
      description = {
        "Tokens in the cache at which the decode rate is told.",
        "Default: prompt and answer where one is given, else 4096"
      })
  private Long contextTokens;

  @Option(
      names = "--prompt",
      paramLabel = "TOKENS",
      description = "Tokens of the prompt. Default: the context less the answer")
  private Long promptTokens;

  @Option(
      names = "--answer",
      paramLabel = "TOKENS",
      description = "Tokens of the answer. Default: 256, or what the context leaves")
  private Long answerTokens;

  @Option(names = "--batch", paramLabel = "N", description = "Sequences at once. Default: 1")
  private Integer batch;

  @Option(
      names = "--weight-bits",
      paramLabel = "BITS",
      description = "Bits of a stored weight, scales included. Default: 4.125")
  private Double weightBits;

  @Option(
      names = "--ambient-c",
      paramLabel = "C",
      description = "Temperature of the air. Default: that of the package's facts, 25 C")
  private Double ambientC;

  @Mixin private SchemeOption scheme;

  /** The model as it was given; null where it was not. */
  String model() {
    return model;
  }

  /** Whether a part of the scheme was given. */
  boolean givesScheme() {
    return scheme.isGiven();
  }

  /** Tokens of the prompt as they were given; null where they were not. */
  Long promptTokens() {
    return promptTokens;
  }

  /** Tokens of the answer as they were given; null where they were not. */
  Long answerTokens() {
    return answerTokens;
  }

  /** A workload, and the shape of its model with what it was read from. */
  record Chosen(Workload workload, ModelOption.Chosen model) {
    TransformerSpec spec() {
      return model.spec();
    }
  }

  Chosen choose(DataFolder data) {
    Workload start = Workload.janus1();
    String name = model == null ? start.model() : model;
    Workload chosen =
        start
            .withGivenTokens(promptTokens, answerTokens, contextTokens)
            .withModel(name)
            .withScheme(scheme.over(start.scheme()))
            .withBatch(batch == null ? start.batch() : batch)
            .withAmbientC(ambientC);
    if (weightBits != null) {
      chosen = chosen.withWeightBits(weightBits);
    }
    return new Chosen(chosen, ModelOption.choose(name, data));
  }
}
