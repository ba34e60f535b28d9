package janus.cost;

import janus.provenance.Fact;
import java.util.Objects;

/**
 * What a process node costs.
 *
 * @param nodeNm process node
 * @param waferPrice of a finished 300 mm wafer, in USD/wafer
 * @param defectDensity in 1/cm<sup>2</sup>
 * @param maskSet in 10<sup>6</sup> USD
 */
public record WaferProcess(double nodeNm, Fact waferPrice, Fact defectDensity, Fact maskSet) {
  public WaferProcess {
    Objects.requireNonNull(waferPrice, "waferPrice");
    Objects.requireNonNull(defectDensity, "defectDensity");
    Objects.requireNonNull(maskSet, "maskSet");
  }
}
