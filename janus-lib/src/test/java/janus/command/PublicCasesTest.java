package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import janus.results.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inputs from public reports, as docs/validation/field.md logs them. */
final class PublicCasesTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private JsonNode json(String... arguments) throws IOException {
    var all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    int status =
        Main.run(
            new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
    assertEquals(0, status, err.toString());
    return Json.MAPPER.readTree(out.toString());
  }

  // CMU-SAFARI/ramulator2, issue 80: lines of Ramulator 1, which Ramulator 2 aborts on.
  @Test
  void dramTracesOfTheFirstRamulator() throws IOException {
    JsonNode made = json("trace", "profile", file("t", "0x12345680 R\n0x4cbd56c0 W\n"));
    assertEquals("t (ramulator)", made.get("description").asText());
    assertEquals(1, made.get("writes").asLong());
    assertEquals(0x4cbd56c0L, made.get("highest_address").asLong());
  }

  // The examples of a page on Dinero's format (University of Surrey, 2001).
  @Test
  void examplesOfTheDinFormat() throws IOException {
    String text = "2 0 \n0 1000 \n0 70f60888 \n2 2cb5 \n1 70f60890 \n1 70f6088c \n";
    JsonNode made = json("trace", "profile", file("t", text));
    assertEquals(2, made.get("reads").asLong());
    assertEquals(2, made.get("writes").asLong());
    assertEquals(0x1000, made.get("lowest_address").asLong());
  }

  // A cache exercise that describes Valgrind's traces, with single blanks.
  @Test
  void lackeyLinesWithSingleBlanks() throws IOException {
    String text = "I 0400d7d4,8\nM 0421c7f0,4\nL 04f6b868,8\nS 7ff0005c8,8\n";
    JsonNode made = json("trace", "profile", file("t", text));
    assertEquals(2, made.get("reads").asLong());
    assertEquals(2, made.get("writes").asLong());
  }

  // scalesim-project/SCALE-Sim, issue 26: 4 x 4 units, outputs stay. A 4 x 4 input under five 3 x 3
  // filters is M = 4, N = 5, K = 9: two folds of 9 + 4 + 4 - 2 cycles, counted from 0.
  @Test
  void aSmallConvolutionWithItsConfiguration() throws IOException {
    String config =
        """
        [general]
        run_name=conf_4x4_os

        [architecture_presets]
        ArrayHeight:    4
        ArrayWidth:     4
        IfmapSramSzkB:  128
        FilterSramSzkB: 128
        OfmapSramSzkB:  128
        IfmapOffset:    0
        FilterOffset:   10000000
        OfmapOffset:    20000000
        Bandwidth:      10
        Dataflow:       os
        MemoryBanks:    1

        [run_presets]
        InterfaceBandwidth: CALC
        """;
    String table =
        "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter,"
            + " Strides,\nConv1, 4, 4, 3, 3, 1, 5, 1,\n";
    JsonNode made =
        json("systolic", "--config", file("c.cfg", config), "--layers", file("t.csv", table));
    assertEquals(2 * 15 - 1, made.at("/layers/0/compute_cycles").asLong());
  }

  // scalesim-project/SCALE-Sim, issue 106: rows without a last comma, which SCALE-Sim drops a
  // column
  // of.
  @Test
  void rowsWithoutALastComma() throws IOException {
    JsonNode made = json("systolic", "--layers", file("t.csv", "Layer,M,N,K\nqkv,31999,1024,84\n"));
    assertEquals(84, made.at("/layers/0/k").asLong());
  }

  // CMU-SAFARI/ramulator2, issue 59; tukl-msd/DRAMSys, issue 29; sstsimulator/sst-elements, issue
  // 2173; oslab-ewha/memtrace: formats that are not read.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "W 140736775976056,140736775976056",
        "0:\tWrite\t0x7ffde0689818",
        "1 W 140734192927288 8",
        "readi 0x04000BE0 2"
      })
  void otherLinesAreRefusedInOne(String line) throws IOException {
    String[] arguments = {"trace", "profile", file("t", line.replace("\\t", "\t") + "\n")};
    assertEquals(2, Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains("line 1: "), err.toString());
  }
}
