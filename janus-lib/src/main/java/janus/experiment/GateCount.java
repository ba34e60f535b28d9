package janus.experiment;

import janus.progress.Progress;
import janus.provenance.BadInputException;
import janus.simulator.prefetch.StreamPrefetcher;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Counts the gates of Janus-Prefetch-1: Yosys synthesizes {@code janus_prefetch_1.v} to simple
 * gates and flip-flops, and its CMOS estimate of transistors, divided by the four of a two-input
 * NAND, gives NAND2 equivalents. Placement, clock tree and test logic are not in it.
 */
public final class GateCount {
  private static final String RTL = "/janus/rtl/janus_prefetch_1.v";
  private static final int TRANSISTORS_OF_NAND2 = 4;
  private static final int LINE_BITS = 33;
  private static final Pattern CELLS = Pattern.compile("Number of cells:\\s+(\\d+)");
  private static final Pattern FLIP_FLOPS = Pattern.compile("\\$_DFF_P_\\s+(\\d+)");
  private static final Pattern TRANSISTORS =
      Pattern.compile("Estimated number of transistors:\\s+(\\d+)(\\+?)");

  /**
   * One configuration.
   *
   * @param streams streams followed at a time
   * @param lookAheadLines lines to stay ahead
   * @param issueWidth requests a cycle
   * @param trigger confirmations that start streaming
   * @param lineBits width of a line address
   * @param stateBits bits of state as the Java class states them
   * @param flipFlops flip-flops after synthesis
   * @param cells gates and flip-flops after synthesis
   * @param transistors Yosys's CMOS estimate
   * @param nand2Equivalents transistors over four
   */
  public record Row(
      int streams,
      int lookAheadLines,
      int issueWidth,
      int trigger,
      int lineBits,
      long stateBits,
      long flipFlops,
      long cells,
      long transistors,
      long nand2Equivalents) {}

  private GateCount() {}

  /** Version of the Yosys on the search path, or empty where there is none. */
  static Optional<String> yosysVersion() throws IOException {
    boolean found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "yosys")));
    return found ? Optional.of(run(List.of("yosys", "-V")).strip()) : Optional.empty();
  }

  /**
   * Synthesizes one configuration.
   *
   * @throws BadInputException if Yosys fails or prints no count
   */
  static Row count(StreamPrefetcher machine) throws IOException {
    Progress.checkInterrupted();
    Path rtl = Files.createTempFile("janus_prefetch_1", ".v");
    try (InputStream in = GateCount.class.getResourceAsStream(RTL)) {
      Files.write(rtl, in.readAllBytes());
      String script =
          String.join(
              "; ",
              "read_verilog " + rtl,
              "chparam -set STREAMS "
                  + machine.streams()
                  + " -set LOOK_AHEAD "
                  + machine.lookAhead()
                  + " -set ISSUE_WIDTH "
                  + machine.issueWidth()
                  + " -set TRIGGER "
                  + machine.trigger()
                  + " -set LINE_BITS "
                  + LINE_BITS
                  + " janus_prefetch_1",
              "synth -flatten -top janus_prefetch_1",
              "dfflegalize -cell $_DFF_P_ x",
              "abc -g simple",
              "opt_clean",
              "stat -tech cmos");
      String report = run(List.of("yosys", "-p", script));
      String last = report.substring(Math.max(0, report.lastIndexOf("Number of cells")));
      if (!"".equals(group(TRANSISTORS, last, 2))) {
        throw new BadInputException("yosys: a cell without a transistor count: " + last.strip());
      }
      long transistors = Long.parseLong(group(TRANSISTORS, last, 1));
      return new Row(
          machine.streams(),
          machine.lookAhead(),
          machine.issueWidth(),
          machine.trigger(),
          LINE_BITS,
          machine.stateBits(),
          Long.parseLong(group(FLIP_FLOPS, last, 1)),
          Long.parseLong(group(CELLS, last, 1)),
          transistors,
          Math.round((double) transistors / TRANSISTORS_OF_NAND2));
    } finally {
      Files.deleteIfExists(rtl);
    }
  }

  private static String group(Pattern pattern, String report, int group) {
    Matcher matcher = pattern.matcher(report);
    if (!matcher.find()) {
      throw new BadInputException("yosys: expected a line '" + pattern + "' in its report");
    }
    return matcher.group(group);
  }

  private static String run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        String tail = output.substring(Math.max(0, output.length() - 300)).strip();
        throw new BadInputException(command.get(0) + " ended with " + status + ": " + tail);
      }
      return output;
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      Progress.checkInterrupted();
      throw new IllegalStateException(e);
    }
  }
}
