package janus.accelerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GemmFileTest {
  @TempDir Path folder;

  @Test
  void readsLayersWithAndWithoutSparsity() throws IOException {
    Path file = write("Layer,M,N,K,\nqkv, 1, 4096, 4096,\n\nffn,2,3,4,1:1,\n");
    assertEquals(
        List.of(
            new GemmFile.Layer("qkv", new Gemm(1, 4096, 4096)),
            new GemmFile.Layer("ffn", new Gemm(2, 3, 4))),
        GemmFile.read(file).layers());
  }

  @Test
  void complaintsNameTheLine() throws IOException {
    for (String bad : List.of("a,1,2", "a,1,2,x,", "a,0,2,3,", "a,1,2,3,2:4,", "a,1,-2,3,")) {
      Path file = write("Layer,M,N,K,\n" + bad + "\n");
      var e = assertThrows(BadInputException.class, () -> GemmFile.read(file), bad);
      assertTrue(e.getMessage().startsWith(file + ", line 2"), e.getMessage());
    }
  }

  // SCALE-Sim skips the first line whatever it says, and with it the first layer.
  @Test
  void aFileWithoutHeaderIsRefused() throws IOException {
    Path file = write("qkv,1,2,3,\nffn,2,3,4,\n");
    var e = assertThrows(BadInputException.class, () -> GemmFile.read(file));
    assertTrue(e.getMessage().startsWith(file + ", line 1: expected a header"), e.getMessage());
  }

  @Test
  void aFileWithoutLayersIsRefused() throws IOException {
    Path file = write("Layer,M,N,K,\n");
    assertThrows(BadInputException.class, () -> GemmFile.read(file));
    assertThrows(BadInputException.class, () -> GemmFile.read(folder.resolve("none.csv")));
  }

  @Test
  void theHeaderNamesTheColumns() throws IOException {
    Path file = write("Layer,M,K,N,\nqk,128,64,512, #scores\n");
    assertEquals(
        List.of(new GemmFile.Layer("qk", new Gemm(128, 512, 64))), GemmFile.read(file).layers());
  }

  // SCALE-Sim's own Resnet50.csv has three columns more, its DeepBench tables two IFMAP Width.
  @Test
  void columnsThatAreNotReadAreNamedAndTheFirstOfTwoWidthsIsTheHeight() throws IOException {
    GemmFile.Table table =
        GemmFile.read(
            write(
                "Layer, IFMAP Width, IFMAP Width, Filter Height, Filter Width, Channels,"
                    + " Num Filter, Strides,,,Eh,e2\nc,8,6,3,3,2,5,1,,,6,\n,,,\n"));
    assertEquals(List.of(new GemmFile.Layer("c", new Gemm(24, 5, 18))), table.layers());
    assertEquals(List.of("columns that are not read: Eh, e2"), table.notes());
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("layers.csv"), text);
  }
}
