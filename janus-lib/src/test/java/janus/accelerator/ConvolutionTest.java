package janus.accelerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionTest {
  private static final String TABLE =
      """
      Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,
      C1, 14, 14, 3, 3, 16, 32, 1,
      C2, 15, 17, 5, 3, 3, 40, 2,
      DW, 12, 12, 3, 3, 1, 8, 1,
      FC, 1, 1, 1, 1, 128, 100, 1,
      DP1, 9, 10, 3, 2, 3, 2, 2,
      """;

  @TempDir Path folder;

  // "Total Cycles" of scalesim 3.0.0 for the table on 16 x 8 units, CALC; DP1 is three layers.
  @ParameterizedTest
  @CsvSource({
    "WS, 6551, 1289, 137, 4055, 57, 57, 57",
    "OS, 5975, 1004, 216, 1949, 55, 55, 55",
    "IS, 11339, 1403, 597, 1103, 119, 119, 119"
  })
  void cyclesAreThoseOfScaleSim(
      Dataflow dataflow, long c1, long c2, long dw, long fc, long first, long second, long third)
      throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), TABLE);
    var array = new SystolicArray(16, 8);
    assertEquals(
        List.of(c1, c2, dw, fc, first, second, third),
        SystolicReport.of(GemmFile.read(file), array, dataflow, null).stream()
            .map(SystolicReport::computeCycles)
            .toList());
  }

  // 5 x 4 input, 2 x 3 filter, strides 2 and 1: ceil((5 - 2 + 2) / 2) = 3 rows, 2 columns.
  @Test
  void aPatchIsARowOfTheFirstMatrix() {
    assertEquals(new Gemm(6, 7, 18), new Convolution(5, 4, 2, 3, 3, 7, 2, 1).asGemm());
  }

  @Test
  void aFilterLargerThanItsInputIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Convolution(2, 9, 3, 3, 1, 1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Convolution(3, 9, 3, 3, 1, 1, 0, 1));
  }
}
