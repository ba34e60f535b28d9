package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import janus.simulator.SimulatorSettings;
import janus.trace.Trace;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class SimulatorOptionsTest {
  @Command
  private static final class Machine {
    @Mixin private SimulatorOptions options;
  }

  @Test
  void withoutOptionsTheMachineIsThePublishedOne() {
    var machine = new Machine();
    new CommandLine(machine).parseArgs();
    assertEquals(
        SimulatorSettings.janus1().summary(),
        machine.options.settings(Trace.reads(), 128).summary());
  }
}
