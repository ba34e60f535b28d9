package janus.claims;

import janus.accelerator.Dataflow;
import janus.accelerator.Gemm;
import janus.accelerator.SystolicArray;

/**
 * A product that SCALE-Sim simulated, beside our closed form.
 *
 * @param rows rows of the array
 * @param columns columns of the array
 * @param dataflow what stays in the array
 * @param m rows of the result
 * @param n columns of the result
 * @param k summed dimension
 * @param scaleSimCycles SCALE-Sim's "Total Cycles"
 * @param janusCycles ours
 * @param scaleSimUtilization SCALE-Sim's "Overall Util %"; null where not recorded
 * @param janusUtilization ours, in percent
 * @param scaleSimMappingEfficiency SCALE-Sim's "Mapping Efficiency %"; null where not recorded
 * @param janusMappingEfficiency ours, in percent
 * @param equal whether cycles are the same and both ratios agree to 1e-9
 */
public record ScaleSimRun(
    int rows,
    int columns,
    String dataflow,
    long m,
    long n,
    long k,
    long scaleSimCycles,
    long janusCycles,
    Double scaleSimUtilization,
    double janusUtilization,
    Double scaleSimMappingEfficiency,
    double janusMappingEfficiency,
    boolean equal) {
  private static final double RATIO_TOLERANCE = 1e-9;

  /**
   * Computes a recorded product again.
   *
   * @param utilization recorded, in percent, or null
   * @param mappingEfficiency recorded, in percent, or null
   */
  public static ScaleSimRun compare(
      SystolicArray array,
      Dataflow dataflow,
      Gemm gemm,
      long cycles,
      Double utilization,
      Double mappingEfficiency) {
    long ourCycles = array.computeCycles(gemm, dataflow);
    double ourUtilization = array.utilizationPercent(gemm, dataflow);
    double ourMapping = array.mappingEfficiencyPercent(gemm, dataflow);
    return new ScaleSimRun(
        array.rows(),
        array.columns(),
        dataflow.spelling(),
        gemm.m(),
        gemm.n(),
        gemm.k(),
        cycles,
        ourCycles,
        utilization,
        ourUtilization,
        mappingEfficiency,
        ourMapping,
        cycles == ourCycles
            && agrees(utilization, ourUtilization)
            && agrees(mappingEfficiency, ourMapping));
  }

  private static boolean agrees(Double recorded, double ours) {
    return recorded == null || Math.abs(recorded - ours) <= RATIO_TOLERANCE;
  }
}
