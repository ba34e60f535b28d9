package janus.command;

import janus.catalog.DataFolder;
import janus.catalog.DeviceCatalog;
import janus.codesign.Drafting;
import janus.codesign.Tier2Contents;
import janus.codesign.Workload;
import janus.device.WeightFormat;
import janus.provenance.BadInputException;
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
      names = "--weights",
      paramLabel = "FORMAT",
      description =
          "Format of the weights by name, instead of --weight-bits: q4f16 and mlx-4bit have 4.5"
              + " bits, q4_k_m 4.85 in the mean; w8a8, w4a16_g128, q8_0 and others.")
  private String weights;

  @Option(
      names = "--ambient-c",
      paramLabel = "C",
      description = "Temperature of the air. Default: that of the package's facts, 25 C")
  private Double ambientC;

  @Option(
      names = "--idle-s",
      paramLabel = "S",
      description = "Time between an answer and the next prompt. Default: 0")
  private Double idleS;

  @Option(
      names = "--draft-tokens",
      paramLabel = "N",
      description = "Tokens that are drafted and then checked in one step. Default: 0")
  private Integer draftTokens;

  @Option(
      names = "--acceptance",
      paramLabel = "A",
      description = "Probability that a drafted token is accepted, 0 to 1; with --draft-tokens")
  private Double acceptance;

  @Option(
      names = "--draft-model",
      paramLabel = "NAME",
      description =
          "Model that drafts, by name, stored like the other. Default: drafts cost nothing, as"
              + " copies from the prompt.")
  private String draftModel;

  @Option(
      names = "--tier2-holds",
      paramLabel = "LIST",
      description =
          "What lies in tier 2, the first before the others: cache, weights (layers, then the"
              + " output head, as many as fit), model (all or none), layers(N), output, draft."
              + " Default: auto, which is draft where it fits, cache, and the model where all of it"
              + " fits.")
  private String tier2Holds;

  @Mixin private SchemeOption scheme;

  /** The model as it was given; null where it was not. */
  String model() {
    return model;
  }

  /** Whether a part of the scheme was given. */
  boolean givesScheme() {
    return scheme.isGiven();
  }

  /** The name of the weights' format as it was given; null where it was not. */
  String weights() {
    return weights;
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
            .withAmbientC(ambientC)
            .withIdleS(idleS == null ? 0 : idleS)
            .withDrafting(drafting())
            .withTier2Holds(
                tier2Holds == null ? start.tier2Holds() : Tier2Contents.parse(tier2Holds));
    ModelOption.Chosen of = ModelOption.choose(name, data);
    Double bits = bits(of.spec(), data);
    return new Chosen(bits == null ? chosen : chosen.withWeightBits(bits), of);
  }

  private Drafting drafting() {
    if (draftTokens == null) {
      if (acceptance != null || draftModel != null) {
        String given = acceptance == null ? "--draft-model" : "--acceptance";
        throw new BadInputException(given + " needs --draft-tokens");
      }
      return Drafting.NONE;
    }
    if (acceptance == null) {
      throw new BadInputException("--draft-tokens needs --acceptance");
    }
    return new Drafting(draftTokens, acceptance, draftModel);
  }

  /** Bits of a weight as given or of the format that is given; null where neither is. */
  private Double bits(TransformerSpec spec, DataFolder data) {
    if (weights == null) {
      return weightBits;
    }
    if (weightBits != null) {
      throw new BadInputException("expected --weights or --weight-bits, found both");
    }
    return WeightFormat.named(new DeviceCatalog(data).weightFormats(), weights, "").meanBits(spec);
  }
}
