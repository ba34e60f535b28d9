package janus.device;

import janus.accelerator.StepWork;
import janus.accelerator.StepWork.Operand;
import janus.accelerator.StepWork.Operation;
import janus.provenance.Fact;
import janus.transformer.TransformerSpec;
import janus.units.Bounds;

/**
 * How the weights of a model are stored, as a runtime spells it.
 *
 * @param name the spelling, as {@code w4a16_g128}
 * @param software the runtime whose format it is; empty where every runtime means the same
 * @param bits of a weight in a layer, scales included
 * @param headBits of a weight of the output matrix, scales included
 * @param activationBits of the values that weights are multiplied with
 * @param mixed which matrices have more bits; null where all have the same
 */
public record WeightFormat(
    String name, String software, Fact bits, Fact headBits, int activationBits, Mixed mixed) {

  /**
   * The mixture of llama.cpp: in the value and down projections a share of the layers, and the
   * whole output matrix, have more bits; a matrix whose rows do not divide into blocks falls back
   * to formats with smaller blocks.
   *
   * @param raisedBits of a weight with more bits
   * @param raisedShare share of the layers that have more bits there
   * @param block weights in a block
   * @param fallbackBits of a weight where rows do not divide
   * @param fallbackRaisedBits of a weight with more bits there
   */
  public record Mixed(
      Fact raisedBits, double raisedShare, int block, Fact fallbackBits, Fact fallbackRaisedBits) {
    public Mixed {
      if (!(raisedShare >= 0 && raisedShare <= 1)) {
        throw new IllegalArgumentException("raisedShare must be from 0 to 1: " + raisedShare);
      }
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
   * Bytes of weights that decoding one token reads: every matrix once, of a mixture of experts the
   * experts used; of the embedding nothing, since one row is small.
   *
   * @throws IllegalArgumentException if the model is no decoder
   */
  public double decodeBytes(TransformerSpec spec) {
    return StepWork.decode(spec, 1, 1).operations().stream()
        .filter(operation -> operation.operand() == Operand.WEIGHTS)
        .mapToDouble(operation -> operation.operandElements() * bitsOf(operation) / 8)
        .sum();
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
