package janus.bench;

import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code llama-perplexity} of llama.cpp with flash attention, two threads and batches of 2048. Its
 * time is that between two lines of its log: scoring is in it, loading is not.
 */
final class LlamaPeer {
  private static final int CHUNKS = 8;
  private static final int CONTEXT_TOKENS = 512;
  private static final String STAMP = "(\\d+)\\.(\\d\\d)\\.(\\d{3})\\.(\\d{3})";
  private static final Pattern BEGIN =
      Pattern.compile(STAMP + " I perplexity: calculating perplexity");
  private static final Pattern END = Pattern.compile(STAMP + " I Final estimate");

  private final Path program;
  private final Path model;
  private final Path text;
  private final int threads;

  /**
   * @param program llama-perplexity
   * @param model a GGUF file
   */
  LlamaPeer(Path program, Path model, Path text, int threads) {
    this.program = program;
    this.model = model;
    this.text = text;
    this.threads = threads;
  }

  String name() {
    return "llama.cpp, " + model.getFileName();
  }

  double tokensPerS() throws IOException {
    List<String> words =
        List.of(
            program.toString(),
            "-m",
            model.toString(),
            "-f",
            text.toString(),
            "-c",
            "" + CONTEXT_TOKENS,
            "-b",
            "2048",
            "--chunks",
            "" + CHUNKS,
            "-t",
            "" + threads,
            "-fa",
            "on");
    String log = Launcher.output(new ProcessBuilder(words).redirectErrorStream(true));
    return CHUNKS * CONTEXT_TOKENS / (seconds(END, log) - seconds(BEGIN, log));
  }

  private double seconds(Pattern line, String log) {
    Matcher found = line.matcher(log);
    if (!found.find()) {
      throw new BadInputException(program + ": expected a log with a line like " + line);
    }
    return 60 * Integer.parseInt(found.group(1))
        + Integer.parseInt(found.group(2))
        + Integer.parseInt(found.group(3)) / 1e3
        + Integer.parseInt(found.group(4)) / 1e6;
  }
}
