package janus.accelerator;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Which operand stays in the array while the others stream through it. Two sizes of the product lie
 * across the array's rows and columns; the third passes in time. See Samajdar et al., "A Systematic
 * Methodology for Characterizing Scalability of DNN Accelerators using SCALE-Sim", ISPASS 2020,
 * Table II.
 */
public enum Dataflow {
  /** Weight stationary: k over rows, n over columns, m in time. */
  WS {
    @Override
    long acrossRows(Gemm gemm) {
      return gemm.k();
    }

    @Override
    long acrossColumns(Gemm gemm) {
      return gemm.n();
    }

    @Override
    long inTime(Gemm gemm) {
      return gemm.m();
    }
  },
  /** Output stationary: m over rows, n over columns, k in time. */
  OS {
    @Override
    long acrossRows(Gemm gemm) {
      return gemm.m();
    }

    @Override
    long acrossColumns(Gemm gemm) {
      return gemm.n();
    }

    @Override
    long inTime(Gemm gemm) {
      return gemm.k();
    }
  },
  /** Input stationary: k over rows, m over columns, n in time. */
  IS {
    @Override
    long acrossRows(Gemm gemm) {
      return gemm.k();
    }

    @Override
    long acrossColumns(Gemm gemm) {
      return gemm.m();
    }

    @Override
    long inTime(Gemm gemm) {
      return gemm.n();
    }
  };

  abstract long acrossRows(Gemm gemm);

  abstract long acrossColumns(Gemm gemm);

  abstract long inTime(Gemm gemm);

  /** Whether an operand must be loaded into the array before others stream past it. */
  boolean preloads() {
    return this != OS;
  }

  /** {@code ws}, {@code os} or {@code is}. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The dataflow of a spelling, in any case.
   *
   * @throws IllegalArgumentException if there is none; lists the valid ones
   */
  public static Dataflow parse(String text) {
    for (Dataflow dataflow : values()) {
      if (dataflow.spelling().equals(text.toLowerCase(Locale.ROOT))) {
        return dataflow;
      }
    }
    throw new IllegalArgumentException(
        "dataflow '"
            + text
            + "' is unknown; valid: "
            + Arrays.stream(values()).map(Dataflow::spelling).collect(Collectors.joining(", ")));
  }
}
