package janus.bench;

import janus.command.TextTable;
import janus.experiment.Fetch;
import janus.progress.Progress;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code janus bench all}: every engine beside a peer of the same run. */
@Command(
    name = "all",
    description = {
      "Times each engine and a peer in the same run, several rounds of it, with all vectors of the"
          + " processor and with AVX2 alone. Takes some three minutes for a JDK and round."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example, after janus-lib/janus fetch:", "  janus-lib/janus bench all --json"})
final class BenchAllCommand extends BenchTableCommand<Comparison.Row> {
  @Option(names = "--rounds", description = "Rounds, at least 3. Default: ${DEFAULT-VALUE}")
  private int rounds = 3;

  @Option(
      names = "--java",
      paramLabel = "HOME",
      split = ",",
      description = "Folders of the JDKs to run. Default: that of this one.")
  private List<Path> homes = List.of(Path.of(System.getProperty("java.home")));

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "Model. Default: what janus fetch fetched.")
  private Path model = new Fetch(Fetch.defaultCache()).modelFile();

  @Option(
      names = "--llama",
      paramLabel = "VECTORS=PROGRAM",
      split = ",",
      description =
          "llama.cpp's llama-perplexity, built for 'all' vectors or for 'AVX2', to be timed in"
              + " turns. Default: none.")
  private Map<String, Path> llama = Map.of();

  @Option(
      names = "--llama-model",
      paramLabel = "FILE",
      description = "The model that it runs. Default: the same.")
  private Path llamaModel;

  /** What {@code --json} prints. */
  private record Output(Machine machine, List<Comparison.Row> rows) {}

  BenchAllCommand() {
    super("0-start-here", Comparison.Row.class);
  }

  @Override
  void check() {
    if (!Files.isReadable(model)) {
      throw new BadInputException(model + ": expected a model file; janus fetch makes the default");
    }
    settings();
  }

  private List<Setting> settings() {
    return homes.stream().flatMap(home -> Setting.of(home).stream()).toList();
  }

  @Override
  int runs() {
    return rounds;
  }

  @Override
  boolean isPartial() {
    return false;
  }

  @Override
  List<Comparison.Row> measure(Progress progress) throws IOException {
    return new AllBenchmark(settings(), rounds, model, peers(), progress).run();
  }

  private Map<String, LlamaPeer> peers() {
    Path text = new Fetch(Fetch.defaultCache()).textFile();
    Path peerModel = llamaModel == null ? model : llamaModel;
    int threads = Runtime.getRuntime().availableProcessors();
    var peers = new HashMap<String, LlamaPeer>();
    llama.forEach(
        (vectors, program) -> peers.put(vectors, new LlamaPeer(program, peerModel, text, threads)));
    return peers;
  }

  @Override
  Object output(Machine machine, List<Comparison.Row> rows) {
    return new Output(machine, rows);
  }

  @Override
  TextTable table(List<Comparison.Row> rows) {
    var table =
        new TextTable("JDK", "vectors", "ratio", "low to high", "ours", "unit", "what", "peer");
    for (Comparison.Row row : rows) {
      table.row(
          row.jdk(),
          row.vectors(),
          String.format(Locale.ROOT, "%.2f", row.ratio()),
          String.format(Locale.ROOT, "%.2f to %.2f", row.ratioLow(), row.ratioHigh()),
          String.format(Locale.ROOT, "%.4g", row.ours()),
          row.unit(),
          row.what(),
          row.peer());
    }
    return table;
  }
}
