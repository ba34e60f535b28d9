package janus.accelerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaleSimConfigTest {
  private static final String CONFIG =
      """
      [general]
      run_name = scale_example_run_32x32_ws
      [architecture_presets]
      ArrayHeight:    32
      ArrayWidth:     16
      # sizes in kB
      IfmapSramSzkB:  4
      FilterSramSzkB:  8
      OfmapSramSzkB:   64
      Bandwidth : 10,10
      Dataflow : ws
      [run_presets]
      InterfaceBandwidth: USER
      """;

  @TempDir Path folder;

  private ScaleSimConfig read(String text) throws IOException {
    return ScaleSimConfig.read(Files.writeString(folder.resolve("c.cfg"), text));
  }

  private void refused(String text, String about) {
    var e = assertThrows(BadInputException.class, () -> read(text));
    assertTrue(e.getMessage().contains(about), e.getMessage());
  }

  @Test
  void arrayBuffersAndBandwidthAreRead() throws IOException {
    ScaleSimConfig config = read(CONFIG);
    assertEquals(new SystolicArray(32, 16), config.array());
    assertEquals(
        new BufferedArray(config.array(), 20, 10, 4096),
        config.buffered(config.array(), config.dataflow()));
    assertEquals(8192, config.buffered(config.array(), Dataflow.IS).bufferWords());
  }

  // Version 3 reads the operands' bandwidths from their banks.
  @Test
  void banksGiveTheBandwidthOfOperands() throws IOException {
    ScaleSimConfig config =
        read(CONFIG + "[layout]\nIfmapSRAMBankBandwidth: 3\nFilterSRAMBankBandwidth: 5\n");
    assertEquals(new ScaleSimConfig.Bandwidth(3, 5, 10), config.bandwidth());
  }

  @Test
  void memoryKeepsUpWhereBandwidthIsCalculated() throws IOException {
    ScaleSimConfig config = read(CONFIG.replace("USER", "CALC"));
    assertNull(config.buffered(config.array(), config.dataflow()));
  }

  @Test
  void whatIsNotModelledAndWhatIsMissingIsNamed() {
    refused(CONFIG + "[sparsity]\nSparsitySupport : true\n", "sparse products are not modelled");
    refused(CONFIG + "[layout]\nIfmapCustomLayout: True\n", "banks of the buffers");
    refused(CONFIG.replace("ArrayWidth", "Width"), "expected arraywidth");
    refused(CONFIG.replace("32\n", "x\n"), "arrayheight: expected a whole number");
    refused(CONFIG.replace("USER", "BOTH"), "expected USER or CALC");
    refused("ArrayHeight 32\n", "line 1: expected key = value");
  }

  // The example of docs/validation/field.md. On 32 x 32 units, each of 2 columns of 4 folds reads
  // 64 x 100 inputs, which half of 4096 words cannot hold, and all read 100 x 48 weights once:
  // 17600 words. 64 x 48 results leave once. scalesim 3.0.0 reads 26624 and 20480 words.
  @Test
  void wordsOfTheWrittenExample() {
    var buffered = new BufferedArray(new SystolicArray(32, 32), 8, 4, 4096);
    BufferedArray.Run run = buffered.run(new Gemm(64, 48, 100), Dataflow.WS);
    assertEquals(2 * 6400 + 4800, run.wordsRead());
    assertEquals(3072, run.wordsWritten());
    assertEquals(2842, run.totalCycles());
  }
}
