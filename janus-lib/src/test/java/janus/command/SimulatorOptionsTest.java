package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import janus.simulator.SimulatorSettings;
import janus.simulator.prefetch.StreamPrefetcher;
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
  void withoutOptionsTheMachineIsThePublishedOneWithFourStreams() {
    var machine = new Machine();
    new CommandLine(machine).parseArgs();
    var streams = new StreamPrefetcher(16, 4, 1, 4, 1);
    assertEquals(
        SimulatorSettings.janus1().withPrefetcher(streams).summary(),
        machine.options.settings(Trace.reads(), 128).summary());
  }
}
