package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandsTest {
  @Test
  void aCommandIsBuiltAloneAndUnderItsOwnName() {
    for (var command : Commands.all().getSubcommands().entrySet()) {
      String name = command.getKey();
      assertEquals(name, command.getValue().getCommandName());
      if (!name.equals("help")) {
        assertEquals(Set.of(name), Commands.reading(name, "--json").getSubcommands().keySet());
      }
    }
  }

  @Test
  void helpOfOutlinesIsThatOfWholeCommands() {
    String whole = Commands.all().getUsageMessage();
    assertEquals(whole, Commands.reading("--help").getUsageMessage());
    assertEquals(whole, Commands.reading("help").getUsageMessage());
    assertTrue(whole.contains("simulate"), whole);
  }

  @Test
  void everyRehearsedCommandSucceeds() {
    for (String line : Rehearsal.LINES) {
      var err = new StringWriter();
      var out = new StringWriter();
      int status = Main.run(new PrintWriter(out), new PrintWriter(err), line.split(" "));
      assertEquals(0, status, line + ": " + err);
      assertEquals("", err.toString(), line);
      assertTrue(out.toString().length() > 100, line);
    }
  }
}
