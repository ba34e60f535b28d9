package janus.device;

import janus.accelerator.StepWork;
import janus.accelerator.StepWork.Operand;
import janus.accelerator.StepWork.Operation;
import janus.transformer.TransformerSpec;
import janus.units.Bounds;

/**
 * A model on a device: the subject of a prediction.
 *
 * @param platform the device
 * @param software its runtime
 * @param model the model's name in the catalog
 * @param spec the model's shape
 * @param format weight format
 * @param promptTokens length of the prompt
 * @param answerTokens length of the answer
 */
public record DeviceCase(
    DevicePlatform platform,
    DeviceSoftware software,
    String model,
    TransformerSpec spec,
    WeightFormat format,
    long promptTokens,
    long answerTokens) {
  private static final int CACHE_BYTES = 2;
  private static final double GIGA = 1e9;

  public DeviceCase {
    Bounds.within("prompt", 1, 1 << 24, promptTokens);
    Bounds.within("answer", 1, 1 << 24, answerTokens);
  }

  /** Weights read per token of the answer, in GB. */
  public double weightsGb() {
    return format.decodeBytes(spec) / GIGA;
  }

  /** Weights used per token of the answer, in 10<sup>9</sup>. */
  public double gigaWeights() {
    return spec.decodeWeights() / GIGA;
  }

  /** Keys and values of 16 bits read for the token in the middle of the answer, in GB. */
  public double cacheGb() {
    return spec.kvElements(promptTokens + answerTokens / 2) * (double) CACHE_BYTES / GIGA;
  }

  /**
   * Multiply-accumulates of the prompt in 10<sup>9</sup>, with the runtime's padding and with
   * causal masking.
   */
  public double prefillGmac() {
    long padded = software.paddedPrompt(promptTokens);
    return StepWork.prefill(spec, padded).operations().stream()
            .mapToDouble(DeviceCase::causalMacs)
            .sum()
        / GIGA;
  }

  private static double causalMacs(Operation operation) {
    return operation.operand() == Operand.WEIGHTS ? operation.macs() : operation.macs() / 2.0;
  }

  /** Name of the device: platform and runtime. */
  String device() {
    return platform.name() + " with " + software.name();
  }
}
