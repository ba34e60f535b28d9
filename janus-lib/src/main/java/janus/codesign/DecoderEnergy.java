package janus.codesign;

import janus.kvcache.ReadWork;
import janus.provenance.Fact;
import janus.units.Range;
import java.util.Objects;

/**
 * What decoding cached keys and values costs beside the multiply-accumulate of attention:
 *
 * <pre>
 *   energy = elements x (adds, multiplies, look-ups an element) + channels x (those a channel)
 * </pre>
 *
 * @param add energy of an addition, in pJ/op
 * @param multiply energy of a multiplication, in pJ/op
 * @param lookup energy of a table look-up, in pJ/op
 */
public record DecoderEnergy(Fact add, Fact multiply, Fact lookup) {
  public DecoderEnergy {
    Objects.requireNonNull(add, "add");
    Objects.requireNonNull(multiply, "multiply");
    Objects.requireNonNull(lookup, "lookup");
  }

  /**
   * Energy of some work, in J.
   *
   * @param elements stored elements read
   * @param channels channels of query heads (for keys) or of attention outputs (for values)
   */
  public Range energyJ(ReadWork work, double elements, double channels) {
    double adds = elements * work.addsPerElement() + channels * work.addsPerQueryChannel();
    double products =
        elements * work.multipliesPerElement() + channels * work.multipliesPerQueryChannel();
    Range sum = add.range().times(adds).plus(multiply.range().times(products));
    return sum.plus(lookup.range().times(elements * work.lookupsPerElement())).times(1e-12);
  }
}
