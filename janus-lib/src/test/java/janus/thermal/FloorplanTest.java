package janus.thermal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.PackageCatalog;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FloorplanTest {
  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** Blocks a and b, side by side. */
  private static Floorplan row(double widthA, double widthB, double height) {
    return new Floorplan(
        List.of(
            new Floorplan.Block("a", widthA, height, 0, 0),
            new Floorplan.Block("b", widthB, height, widthA, 0)));
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Floorplan floorplan = row(0.001, 0.003, 0.002);
    assertEquals(floorplan, Floorplan.read(write("f.flp", floorplan.toText())));
    assertEquals(0.004, floorplan.width(), 1e-15);
    assertEquals(0.002, floorplan.height(), 1e-15);
  }

  @Test
  void theOriginMayLieAnywhere() {
    var floorplan = new Floorplan(List.of(new Floorplan.Block("a", 0.001, 0.001, 0.5, -0.5)));
    assertEquals(0, floorplan.blocks().get(0).left());
    assertEquals(0.001, floorplan.width(), 1e-15);
  }

  // Three blocks of 1.033 mm over one of 3.1 mm leave 1 um: rounding, not a gap.
  @Test
  void roundingOfCoordinatesIsNoGap() throws IOException {
    Path file =
        write(
            "f.flp",
            """
            # comment
            a 0.001033 0.0007 0.0 0.0026
            b 0.001033 0.0007 0.001033 0.0026
            c 0.001033 0.0007 0.002067 0.0026

            d 0.003100 0.0026 0.0 0.0
            """);
    assertEquals(4, Floorplan.read(file).blocks().size());
  }

  @Test
  void gapsAndOverlapsAreRefused() throws IOException {
    assertComplains("a 0.001 0.002 0 0\nb 0.001 0.001 0.001 0\n", "no block covers");
    assertComplains("a 0.001 0.001 0 0\nb 0.001 0.001 0.00102 0\n", "no block covers");
    assertComplains(
        "a 0.001 0.001 0 0\nb 0.001 0.001 0.0009 0\n",
        "a and b overlap in x 0.000900000 to 0.00100000 m, y");
    assertComplains("a 0.001 0.001 0 0\na 0.001 0.001 0.001 0\n", "a occurs twice");
  }

  // A sliver of 1 um beside blocks of 1 mm, and a second whose edges lie on no others'.
  @Test
  void sliversAreBlocks() throws IOException {
    Path file =
        write(
            "f.flp",
            """
            a 0.001 0.002 0 0
            b 0.000001 0.002 0.001 0
            c 0.000999 0.001 0.001001 0
            d 0.000999 0.000001 0.001001 0.001
            e 0.000999 0.000999 0.001001 0.001001
            """);
    Floorplan floorplan = Floorplan.read(file);
    assertEquals(5, floorplan.blocks().size());
    for (int grid : new int[] {1, 2, 7}) {
      double[] cells = new BlockGrid(floorplan, grid, grid).cellPower(new double[] {1, 2, 3, 4, 5});
      assertEquals(15, java.util.Arrays.stream(cells).sum(), 1e-12);
    }
    assertComplains("a 0.001 0.002 0 0\nb 1e-10 0.002 0.001 0\n", "at least 1e-9");
  }

  // Columns of 64 blocks each, whose edges differ by less than the rounding of a wide die.
  @Test
  void manyBlocksWithEdgesCloseToEachOther() {
    var blocks = new java.util.ArrayList<Floorplan.Block>();
    for (int column = 0; column < 64; column++) {
      for (int row = 0; row < 64; row++) {
        double bottom = row == 0 ? 0 : row * 0.001 + column * 1e-7;
        double top = row == 63 ? 0.064 : (row + 1) * 0.001 + column * 1e-7;
        String name = "b" + column + "_" + row;
        blocks.add(new Floorplan.Block(name, 0.001, top - bottom, column * 0.001, bottom));
      }
    }
    assertEquals(64 * 64, new Floorplan(blocks).blocks().size());
    blocks.remove(1000);
    var e = assertThrows(IllegalArgumentException.class, () -> new Floorplan(blocks));
    assertTrue(
        e.getMessage().startsWith("no block covers x 0.0150000 to 0.0160000 m"), e.getMessage());
  }

  @Test
  void commentsMayFollowABlock() throws IOException {
    Path file = write("f.flp", "a\t0.001 0.001 0 0 # core\n#b\nc#1 0.001 0.001 0.001 0\t#\n");
    assertEquals(List.of("a", "c#1"), Floorplan.read(file).names());
  }

  // HotSpot 7 on a grid of 64 x 64 with r_convec 0.1; B and C overlap by 10 um, C and D leave 10.
  @Test
  void edgesRoundedTo10MicrometresAreRoundingAndSaid() throws IOException {
    FloorplanFile file =
        FloorplanFile.read(
            write(
                "f.flp",
                """
                A	0.002000	0.001200	0.000000	0.000000
                B	0.002000	0.000610	0.000000	0.001200
                C	0.002000	0.000900	0.000000	0.001800
                D	0.002000	0.001300	0.000000	0.002710
                E	0.002000	0.004010	0.002000	0.000000
                """));
    assertEquals(
        List.of(
            "blocks B and C overlap in x 0.00000 to 0.00200000 m, y 0.00180000 to 0.00181000 m;"
                + " counted as rounding"),
        file.notes());
    var grid = new ThermalGrid(file.floorplan(), PackageCatalog.bundled().standard(), 64, 64);
    double[] kelvin = grid.steady(new double[] {1.5, 0.4, 2.0, 0.3, 1.0}).blocks(BlockMapping.AVG);
    double[] hotSpot = {323.31, 323.23, 324.43, 321.01, 320.41};
    for (int b = 0; b < hotSpot.length; b++) {
      assertEquals(hotSpot[b], kelvin[b], 0.006);
    }
  }

  @Test
  void connectionsAndMaterialsOfBlocksAreReadAndNamed() throws IOException {
    FloorplanFile file =
        FloorplanFile.read(
            write("f.flp", "a 0.004 0.003 0 0\nb 0.004 0.001 0 0.003 4e6 0.0058\na b 12.5\n"));
    assertEquals(List.of("a", "b"), file.floorplan().names());
    assertEquals(2, file.notes().size());
    assertTrue(file.notes().get(0).contains("single blocks (b) are not modelled"));
    assertTrue(file.notes().get(1).contains("connections"));
    assertComplains("a 0.004 0.004 0 0\na b wide\n", "line 2: expected a density of wires");
    assertComplains("a 0.004 0.004 0 0 1e6\n", "line 1: expected name width");
  }

  // A die of 1.75e6 J/m3/K, 100 W/m/K and 150 um under 20 um of 4 W/m/K.
  @Test
  void layersAreADieAndItsInterface() throws IOException {
    String die = "0\nY\nY\n1.75e6\n0.01\n0.00015\ndie.flp\n";
    String interfaceLayer = "1\nY\nN\n4e6\n0.25\n2.0e-05\ndie.flp\n";
    Path file = write("s.lcf", "# layers\n" + die + "\n" + interfaceLayer);
    LayerFile layers = LayerFile.read(file);
    assertEquals(folder.resolve("die.flp"), layers.floorplan());
    PackageSettings settings = layers.in(PackageCatalog.bundled().standard());
    assertEquals(100, settings.get(PackageSetting.K_CHIP), 1e-12);
    assertEquals(4, settings.get(PackageSetting.K_INTERFACE), 1e-12);
    assertEquals(2e-5, settings.get(PackageSetting.T_INTERFACE), 1e-18);
    for (String other : List.of(die, die + die, die + interfaceLayer + die)) {
      Path bad = write("t.lcf", other);
      assertThrows(BadInputException.class, () -> LayerFile.read(bad), other);
    }
  }

  @Test
  void malformedLinesNameTheLine() throws IOException {
    assertComplains("# x\na 0.001 0.001 0\n", "line 2");
    assertComplains("a 0.001 0.001 0 0\nb 0.001 x 0.001 0\n", "line 2");
    assertComplains("a 0.001 -0.001 0 0\n", "height");
    assertComplains("a NaN 0.001 0 0\n", "width");
    assertComplains("# nothing\n", "at least one block");
  }

  @Test
  void powerColumnsMayComeInAnyOrderButMustBeTheBlocks() throws IOException {
    Floorplan floorplan = row(0.001, 0.001, 0.001);
    PowerTrace trace = PowerTrace.read(write("p.ptrace", "b\ta\n1 2\n3 4\n"));
    // Column b is 1, 3 and column a 2, 4: means 2 and 3.
    assertEquals(List.of(3.0, 2.0), boxed(trace.inOrderOf(floorplan).average()));
    assertEquals("b\ta\n1\t2\n3\t4\n", trace.toText());
    PowerTrace other = PowerTrace.read(write("q.ptrace", "a\tc\n1 2\n"));
    var e = assertThrows(IllegalArgumentException.class, () -> other.inOrderOf(floorplan));
    assertTrue(e.getMessage().contains("missing: b; unknown: c"), e.getMessage());
  }

  @Test
  void impossiblePowersAreRefused() throws IOException {
    for (String text :
        List.of(
            "a b\n1\n", "a b\n1 -2\n", "a b\n1 NaN\n", "a b\n1 x\n", "a b\n", "", "a a\n1 1\n")) {
      Path file = write("p.ptrace", text);
      var e = assertThrows(BadInputException.class, () -> PowerTrace.read(file), text);
      assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    }
  }

  private static List<Double> boxed(double[] values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }

  private void assertComplains(String text, String about) throws IOException {
    Path file = write("bad.flp", text);
    var e = assertThrows(BadInputException.class, () -> Floorplan.read(file), text);
    assertTrue(e.getMessage().contains(about), e.getMessage());
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
  }
}
