package janus.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.command.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line of a machine where the benchmarks stand beside the library. */
class BenchCommandTest {
  private static final String START = "janus-lib/janus bench ";

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int janus(String command) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), command.split(" ", -1));
  }

  private void refused(String command, String... words) {
    err.getBuffer().setLength(0);
    assertEquals(2, janus(command), command);
    assertEquals("", out.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    for (String word : words) {
      assertTrue(err.toString().contains(word), "expected '" + word + "' in: " + err);
    }
  }

  @Test
  void janusFindsTheBenchmarks() {
    assertEquals(0, janus("help bench perplexity"));
    assertTrue(out.toString().startsWith("Usage: janus bench perplexity"), out.toString());
  }

  @Test
  void oneLineSaysWhatIsWrong() throws IOException {
    Path file = Files.createFile(folder.resolve("a-file"));
    refused("bench", "benchmark is missing", "perplexity", "simulator", "physics");
    refused("bench simulater", "'simulater' is unknown (did you mean 'simulator'?)");
    refused("bench simulator --iterations 0", "iterations must be at least 1", "0");
    refused("bench simulator --only nothing", "--only nothing", "random reads in 16 MiB");
    refused("bench simulator --results " + file.resolve("x"), "a-file", "results folder");
    refused("bench physics --runs 0", "runs must be at least 1", "0");
    refused("bench physics --runs 1 --results " + file, "a-file", "results folder");
    refused("bench perplexity --model gone.gguf --passes 0", "passes must be at least 1", "0");
    refused("bench perplexity --model gone.gguf --threads 0", "--threads", "0");
    refused("bench perplexity --model gone.gguf", "gone.gguf");
    refused("bench perplexity --model " + file, "a-file", "expected");
    refused("bench all --model gone.gguf", "gone.gguf", "expected a model file");
    refused("bench all --model " + file + " --rounds 2", "rounds must be at least 3", "2");
    refused("bench all --model " + file + " --java " + folder, "the folder of a JDK");
  }

  // Each would measure for minutes.
  @Test
  void theOptionsOfEveryExampleExist() {
    var command = new CommandLine(new BenchCommand());
    var examples =
        Stream.concat(Stream.of(command), command.getSubcommands().values().stream())
            .flatMap(each -> Stream.of(each.getCommandSpec().usageMessage().footer()))
            .map(String::strip)
            .filter(line -> line.startsWith(START))
            .toList();
    assertEquals(10, examples.size());
    for (String example : examples) {
      new CommandLine(new BenchCommand()).parseArgs(example.substring(START.length()).split(" +"));
    }
  }
}
