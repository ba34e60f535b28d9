package janus.device;

import janus.accelerator.StepWork;
import janus.accelerator.StepWork.Operand;
import janus.accelerator.StepWork.Operation;
import janus.provenance.BadInputException;
import janus.provenance.Fact;
import janus.provenance.Names;
import janus.transformer.TransformerSpec;
import janus.units.Bounds;
import java.util.Comparator;
import java.util.List;

/**
 * A storage format of a model's weights.
 *
 * @param name the runtime's spelling, as {@code w4a16_g128}
 * @param software the runtime with this meaning of the name; empty for all runtimes
 * @param bits bits per weight in a layer, scales included
 * @param headBits bits per weight of the output matrix, scales included
 * @param activationBits bits of the activations
 * @param mixed which matrices have more bits; null if all have the same
 */
public record WeightFormat(
    String name, String software, Fact bits, Fact headBits, int activationBits, Mixed mixed) {

  /**
   * llama.cpp's mixture of formats. The value and down projections of some layers, and the whole
   * output matrix, have more bits. A matrix whose rows do not divide into blocks takes a fallback
   * format with smaller blocks.
   *
   * @param raisedBits bits per weight where they are raised
   * @param raisedShare share of the layers with raised bits in those projections
   * @param block weights per block
   * @param fallbackBits bits per weight of the fallback format
   * @param fallbackRaisedBits bits per weight of the raised fallback format
   */
  public record Mixed(
      Fact raisedBits, double raisedShare, int block, Fact fallbackBits, Fact fallbackRaisedBits) {
    public Mixed {
      Bounds.within("raisedShare", 0, 1, "", raisedShare);
      Bounds.atLeast("block", 1, block);
    }
  }

  public WeightFormat {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("name must not be empty");
    }
    Bounds.within("activationBits", 1, 32, activationBits);
  }

  /**
   * A format of some by name, in any case; a runtime's own comes before one for all.
   *
   * @param runtime whose formats count beside those for all; empty for these alone
   * @throws BadInputException if there is none; names the nearest
   */
  public static WeightFormat named(List<WeightFormat> formats, String name, String runtime) {
    List<WeightFormat> same =
        formats.stream().filter(format -> format.name().equalsIgnoreCase(name)).toList();
    if (same.isEmpty()) {
      List<String> names = formats.stream().map(WeightFormat::name).distinct().toList();
      throw Names.unknown("weights", name, names);
    }
    return same.stream()
        .filter(format -> format.software().isEmpty() || format.software().equals(runtime))
        .max(Comparator.comparing(format -> format.software().length()))
        .orElseThrow(
            () ->
                new BadInputException(
                    "weights '" + name + "' must be a format of " + runtime + ": it is not"));
  }

  /**
   * Bytes of weights read to decode one token: every matrix once, and of a mixture only the experts
   * used. The one row of the embedding is left out.
   *
   * @throws IllegalArgumentException if the model is no decoder
   */
  public double decodeBytes(TransformerSpec spec) {
    return StepWork.decode(spec, 1, 1).operations().stream()
        .filter(operation -> operation.operand() == Operand.WEIGHTS)
        .mapToDouble(operation -> operation.operandElements() * bitsOf(operation) / 8)
        .sum();
  }

  /**
   * Mean bits of a weight that decoding one token reads, scales included: the bits of all matrices
   * and of the output head by their numbers of weights. Llama-2-7B has 4.85 in {@code q4_k_m}.
   *
   * @throws IllegalArgumentException if the model is no decoder
   */
  public double meanBits(TransformerSpec spec) {
    long read = StepWork.decode(spec, 1, 1).elements(Operand.WEIGHTS);
    return 8 * decodeBytes(spec) / read;
  }

  private double bitsOf(Operation operation) {
    boolean divides = mixed == null || operation.gemm().k() % mixed.block() == 0;
    if (operation.name().equals("output")) {
      return (divides ? headBits : mixed.fallbackRaisedBits()).typical();
    }
    if (mixed == null) {
      return bits.typical();
    }
    double base = (divides ? bits : mixed.fallbackBits()).typical();
    double raised = (divides ? mixed.raisedBits() : mixed.fallbackRaisedBits()).typical();
    double share = isRaised(operation.name()) ? mixed.raisedShare() : 0;
    return base * (1 - share) + raised * share;
  }

  private static boolean isRaised(String operation) {
    return operation.equals("attention.value")
        || operation.equals("ffn.down")
        || (operation.startsWith("experts.") && operation.endsWith("-down"));
  }
}
