package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystolicCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String layers, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("layers.csv"), "Layer,M,N,K,\n" + layers);
    var args = new java.util.ArrayList<>(java.util.List.of("systolic", "--layers"));
    args.add(file.toString());
    args.addAll(java.util.List.of(more));
    return Main.run(
        new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(new String[0]));
  }

  @Test
  void namesOfLayersDoNotReachTheTerminalAsCommands() throws IOException {
    assertEquals(0, run("\u001b[31mred,1,2,3,\n"), err.toString());
    assertTrue(out.toString().contains("?[31mred"), out.toString());
  }

  @Test
  void aLayerTooLargeToCountIsNamed() throws IOException {
    assertEquals(2, run("small,1,2,3,\nlarge,2147483647,2147483647,2147483647,\n"));
    assertTrue(err.toString().contains("layers.csv, layer 'large': gemm is too large"));
    assertEquals("", out.toString());
    assertEquals(2, run("long,100000,100000,100000,\n", "--read-words", "1e-6"));
    assertTrue(err.toString().contains("layers.csv, layer 'long': gemm takes too many cycles"));
  }
}
