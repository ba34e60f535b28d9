package janus.command;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Runs short commands one after the other and shows nothing. The build archives the classes that
 * this process has loaded, so that {@code janus} starts quickly.
 */
final class Rehearsal {
  /** Commands that need no file. */
  static final List<String> LINES =
      List.of(
          "--help",
          "help size",
          "models --json",
          "size --model llama-2-7b --context 4096 --codec int4-token",
          "size --model llama-2-7b --context 4096 --codec int4-token --json",
          "technology",
          "technology --json",
          "chip",
          "chip --json",
          "simulate --kind random --accesses 1000",
          "simulate --model smollm2-135m --context 64 --codec int4-token --json");

  private Rehearsal() {}

  public static void main(String[] args) {
    var errors = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    for (String line : LINES) {
      Main.run(new PrintWriter(Writer.nullWriter()), errors, line.split(" "));
    }
  }
}
