package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is printed for people fits a terminal of 100 columns. */
class WidthTest {
  private static final List<String> COMMANDS =
      List.of(
          "--help",
          "models",
          "technologies",
          "packages",
          "platforms",
          "size --model llama-2-7b --context 4096 --codec int4-token",
          "technology --samples 100 --theta-c-per-w 5",
          "technology --node-nm 7",
          "technology --technology edram --extrapolate edram@3nm",
          "chip --model smollm2-135m",
          "require --model llama-2-7b --rate 10",
          "simulate --kind random --accesses 10000",
          "simulate --kind random --accesses 1000 --reference-compatible",
          "systolic --rows 16 --columns 16 --dataflow ws --gemm 128,128,128");

  @Test
  void noLineIsWider() {
    for (String command : COMMANDS) {
      var out = new StringWriter();
      int status = Main.run(new PrintWriter(out), new PrintWriter(out), command.split(" "));
      assertEquals(0, status, command + ": " + out);
      out.toString()
          .lines()
          .forEach(line -> assertTrue(line.length() <= 100, command + ": " + line));
    }
  }
}
