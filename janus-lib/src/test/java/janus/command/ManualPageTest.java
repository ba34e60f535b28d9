package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ManualPageTest {
  private static final Set<String> MACROS = Set.of(".TH", ".SH", ".TP", ".nf", ".fi");

  @TempDir Path folder;

  @Test
  void everyOptionHasItsEntryAndNothingElseIsAMacro() throws Exception {
    var out = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(out), "manual", folder.toString());
    assertEquals(0, status, out.toString());
    check(Commands.all());
  }

  private void check(CommandLine command) throws Exception {
    String page = Files.readString(folder.resolve(ManualPage.name(command) + ".1"));
    for (var option : command.getCommandSpec().options()) {
      assertTrue(page.contains(option.longestName().replace("-", "\\-")), option.longestName());
    }
    for (String line : page.lines().filter(each -> each.matches("[.'].*")).toList()) {
      assertTrue(MACROS.contains(line.split(" ", 2)[0]), line);
    }
    assertTrue(!page.contains("%n") && !page.contains("%%"), page);
    for (CommandLine inner : command.getSubcommands().values()) {
      check(inner);
    }
  }
}
