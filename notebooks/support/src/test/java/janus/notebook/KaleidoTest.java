package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a shell script in the place of the program. */
class KaleidoTest {
  @TempDir private Path folder;

  private final Figure figure = new Figure("t", 10, 10, new ObjectMapper().createObjectNode());

  // The first start says nothing for as long as it is waited for; the second one draws.
  @Test
  void aStartThatHangsIsTriedAgain() throws IOException {
    try (var kaleido =
        program(
            "[ -e started ] || { touch started; exec sleep 60; }",
            "echo '{\"code\": 0}'",
            "while read -r line; do echo '{\"code\": 0, \"result\": \"<svg/>\"}'; done")) {
      assertEquals("<svg/>", new String(kaleido.svg(figure), StandardCharsets.UTF_8));
      assertEquals("<svg/>", new String(kaleido.svg(figure), StandardCharsets.UTF_8));
    }
  }

  @Test
  void aProgramThatEndsAtOnceSaysWhatItMayMiss() throws IOException {
    try (var kaleido = program("exit 127")) {
      var e = assertThrows(IllegalStateException.class, () -> kaleido.svg(figure));
      assertTrue(e.getMessage().contains("apt-get install libnss3"), e.getMessage());
    }
  }

  // The program reads its switches as ASCII, so none may hold the folder's letters, nor quotes.
  @Test
  void lettersOfTheFolderReachNoSwitch() throws IOException {
    Path site = folder.resolve("it's \"ü\" $日本");
    Path script = Files.createDirectories(site.resolve("plotly")).resolve("plotly.min.js");
    Files.writeString(script, "");
    try (var kaleido =
        program(
            site.resolve("kaleido"),
            script,
            "[ \"$2\" = --plotlyjs=../plotly/plotly.min.js ] && [ -f \"${2#*=}\" ] || exit 1",
            "echo '{\"code\": 0}'",
            "read -r line; echo '{\"code\": 0, \"result\": \"<svg/>\"}'")) {
      assertEquals("<svg/>", new String(kaleido.svg(figure), StandardCharsets.UTF_8));
    }
  }

  // A font of the machine would change the picture.
  @Test
  void onlyTheBundledFontsAreUsed() throws IOException {
    try (var kaleido =
        program(
            "echo '{\"code\": 0}'",
            "dirs=$(grep -o '<dir.*</dir>' \"$FONTCONFIG_FILE\" | tr '\"' \"'\")",
            "while read -r line; do echo \"{\\\"code\\\": 0, \\\"result\\\": \\\"$dirs\\\"}\";"
                + " done")) {
      assertEquals(
          "<dir prefix='xdg'>fonts</dir>", new String(kaleido.svg(figure), StandardCharsets.UTF_8));
    }
  }

  private Kaleido program(String... lines) throws IOException {
    Path script = Files.writeString(folder.resolve("plotly.min.js"), "");
    return program(folder, script, lines);
  }

  private static Kaleido program(Path home, Path script, String... lines) throws IOException {
    Path file = Files.createDirectories(home.resolve("bin")).resolve("kaleido");
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    assertTrue(file.toFile().setExecutable(true));
    return new Kaleido(home, script, 1);
  }

  @Test
  void idsDrawnByLotAreReplacedEverywhere() {
    String once =
        "<g id=\"defs-aaaaa1\"/><g class=\"scatter trace0bbbbb\"/><rect class=\"cbccccc2"
            + " colorbar\"/><use href=\"#clipaaaaa1xy\"/>";
    String again =
        once.replace("aaaaa1", "f00d42").replace("0bbbbb", "9c9c9c").replace("ccccc2", "123456");
    String own = Kaleido.withOwnIds(once, "{}");
    assertEquals(own, Kaleido.withOwnIds(again, "{}"));
    assertFalse(own.contains("aaaaa1") || own.contains("0bbbbb") || own.contains("ccccc2"), own);
    assertNotEquals(own, Kaleido.withOwnIds(once, "{\"x\":1}"));
  }
}
