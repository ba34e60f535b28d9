package janus.accelerator;

import janus.provenance.BadInputException;
import java.util.List;

/**
 * What one product costs on one array with memory that keeps up, in SCALE-Sim's terms.
 *
 * @param layer name of the product, or null
 * @param m rows of the result
 * @param n columns of the result
 * @param k summed dimension
 * @param macs multiply-accumulates
 * @param folds pieces the product is cut into
 * @param computeCycles SCALE-Sim's "Total Cycles"
 * @param utilization SCALE-Sim's "Overall Util %", in percent
 * @param mappingEfficiency SCALE-Sim's "Mapping Efficiency %", in percent
 * @param buffered the same behind double buffers of limited bandwidth, or null
 */
public record SystolicReport(
    String layer,
    long m,
    long n,
    long k,
    long macs,
    long folds,
    long computeCycles,
    double utilization,
    double mappingEfficiency,
    BufferedArray.Run buffered) {

  /**
   * The report of one product.
   *
   * @param layer its name, or null
   * @param buffered the array with its buffers, or null where memory keeps up
   */
  public static SystolicReport of(
      String layer, Gemm gemm, SystolicArray array, Dataflow dataflow, BufferedArray buffered) {
    return new SystolicReport(
        layer,
        gemm.m(),
        gemm.n(),
        gemm.k(),
        gemm.macs(),
        array.folds(gemm, dataflow),
        array.computeCycles(gemm, dataflow),
        array.utilizationPercent(gemm, dataflow),
        array.mappingEfficiencyPercent(gemm, dataflow),
        buffered == null ? null : buffered.run(gemm, dataflow));
  }

  /**
   * The reports of a file's layers.
   *
   * @throws BadInputException if a layer cannot be counted; names file and layer
   */
  public static List<SystolicReport> of(
      GemmFile.Table table, SystolicArray array, Dataflow dataflow, BufferedArray buffered) {
    return table.layers().stream()
        .map(
            layer -> {
              try {
                return of(layer.name(), layer.gemm(), array, dataflow, buffered);
              } catch (IllegalArgumentException e) {
                throw new BadInputException(
                    table.file() + ", layer '" + layer.name() + "': " + e.getMessage(), e);
              }
            })
        .toList();
  }
}
