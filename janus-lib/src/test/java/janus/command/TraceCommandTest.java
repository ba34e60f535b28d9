package janus.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import janus.results.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int janus(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private JsonNode json() throws IOException {
    return Json.MAPPER.readTree(out.toString());
  }

  // 2 x 30 layers x 3 heads of 64 channels, 256 tokens of 34 B: 68 lines of 128 B a head and part.
  @Test
  void profileCountsTheLinesOfADecodeStep() throws IOException {
    assertEquals(
        0,
        janus(
            "trace",
            "profile",
            "--model",
            "smollm2-135m",
            "--context",
            "256",
            "--codec",
            "int4-token",
            "--json"));
    assertEquals(2 * 30 * 3 * 68, json().get("reads").asLong());
    assertEquals(2 * 30 * 3 * 68 * 128, json().get("footprint_bytes").asLong());
    assertTrue(json().get("circumstances").get("sha256").has("data"));
  }

  @Test
  void generateConvertProfileKeepTheTrace() throws IOException {
    String text = folder.resolve("t.gz").toString();
    String other = folder.resolve("t.champsim").toString();
    String kind = "published-llm";
    assertEquals(
        0,
        janus(
            "trace", "generate", "--kind", kind, "--context", "8", "--layers", "2", "--out", text));
    assertEquals(0, janus("trace", "convert", text, other, "--to", "champsim"));
    out.getBuffer().setLength(0);
    assertEquals(0, janus("trace", "profile", other, "--from", "champsim", "--json"));
    // 2 layers x (8 x 7 / 2 past tokens + 8 / 4 lines of weights).
    assertEquals(2 * (28 + 2), json().get("reads").asLong());
    assertEquals(16, json().get("writes").asLong());
  }

  @Test
  void digitsAreTheSameInArabic() throws IOException {
    Path trace = folder.resolve("t");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "trace",
                "generate",
                "--kind",
                "random",
                "--accesses",
                "10",
                "--out",
                trace.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(printed.endsWith("\n10 accesses in " + trace + " (text)\n"), printed);
  }

  @Test
  void badInputIsOneLineAndStatusTwo() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.txt"), "R 0x80\nR zz\n");
    assertEquals(2, janus("trace", "profile", bad.toString()));
    assertEquals(
        "janus: "
            + bad
            + ": line 2: 'R zz', expected R|W and 0x with the address in hexadecimal,"
            + " as in 'R 0x1f80'",
        err.toString().strip());
    for (String[] arguments :
        new String[][] {
          {"trace"},
          {"trace", "profile", "--kind", "none"},
          {"trace", "profile", "--kind", "decode"},
          {"trace", "profile", "--model", "llama-2-7b", "--line", "100"},
          {"trace", "profile", "--model", "llama-2-7b", "--context", "0"},
          {"trace", "convert", bad.toString(), folder.resolve("x").toString(), "--to", "x"}
        }) {
      err.getBuffer().setLength(0);
      assertEquals(2, janus(arguments), String.join(" ", arguments));
      assertEquals(1, err.toString().strip().lines().count(), err.toString());
    }
    assertEquals(1, folder.toFile().list().length);
  }
}
