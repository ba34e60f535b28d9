package janus.bench;

import com.fasterxml.jackson.databind.JsonNode;
import janus.progress.Progress;
import janus.results.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How fast the engines are beside a peer that runs in the same process, or in turns with them where
 * it is a program. Every round starts new processes; a ratio is taken within a round, since the
 * clock of a processor wanders between two.
 */
final class AllBenchmark {
  private final List<Setting> settings;
  private final int rounds;
  private final Path model;
  private final Map<String, LlamaPeer> llama;
  private final Progress progress;

  /**
   * @param rounds of each comparison, at least 3
   * @param model file to time perplexity with
   * @param llama a build of llama.cpp for some vectors
   */
  AllBenchmark(
      List<Setting> settings,
      int rounds,
      Path model,
      Map<String, LlamaPeer> llama,
      Progress progress) {
    if (rounds < 3) {
      throw new IllegalArgumentException("rounds must be at least 3: " + rounds);
    }
    this.settings = List.copyOf(settings);
    this.rounds = rounds;
    this.model = model;
    this.llama = Map.copyOf(llama);
    this.progress = progress;
  }

  List<Comparison.Row> run() throws IOException {
    var rows = new ArrayList<Comparison.Row>();
    for (Setting setting : settings) {
      var launcher = new Launcher(setting);
      for (List<Comparison> group : groups()) {
        rows.addAll(compared(launcher, group));
      }
      rows.addAll(starts(launcher));
      LlamaPeer peer = llama.get(setting.vectors());
      if (peer != null) {
        rows.add(besideLlama(launcher, peer));
      }
    }
    return rows;
  }

  /** Comparisons that share one command, and so its process. */
  private List<List<Comparison>> groups() {
    return List.of(perplexity(), simulator(), design());
  }

  private List<Comparison> perplexity() {
    List<String> command =
        List.of(
            "bench",
            "perplexity",
            "--model",
            model.toString(),
            "--keys",
            "int4-token",
            "--values",
            "int4-token",
            "--json");
    return List.of(
        new Comparison(
            "perplexity, cache f32",
            "GFLOP/s",
            "independent multiply-adds in registers",
            command,
            answer -> answer.at("/schemes/0/gflop_per_second").asDouble(),
            answer ->
                answer.at("/schemes/0/gflop_per_second").asDouble()
                    / answer.at("/schemes/0/peak_percent").asDouble()
                    * 100),
        new Comparison(
            "perplexity, cache int4-token",
            "tokens/s",
            "the same with cache f32",
            command,
            answer -> answer.at("/schemes/1/tokens_per_second").asDouble(),
            answer -> answer.at("/schemes/0/tokens_per_second").asDouble()));
  }

  private List<Comparison> simulator() {
    return List.of(
        new Comparison(
            "simulation of random reads in 128 MiB",
            "accesses/s",
            "Caffeine's simulator, LRU alone",
            List.of("bench", "simulator", "--only", SimulatorLoad.RANDOM, "--json"),
            answer -> answer.at("/results/0/accesses_per_s").asDouble(),
            answer -> answer.at("/results/1/accesses_per_s").asDouble()));
  }

  private List<Comparison> design() {
    return List.of(
        new Comparison(
            "search of designs, tables full",
            "designs/s",
            "DesignEvaluator, one design after the other on one thread",
            List.of("bench", "design", "--designs", "5000000", "--json"),
            answer -> answer.at("/result/best_designs_per_s").asDouble(),
            answer -> answer.at("/result/one_by_one_per_s").asDouble()));
  }

  private List<Comparison.Row> compared(Launcher launcher, List<Comparison> group)
      throws IOException {
    var answers = new ArrayList<JsonNode>();
    for (int round = 0; round < rounds; round++) {
      progress.update(round, rounds, group.get(0).what() + ", " + launcher.setting().vectors());
      answers.add(Json.MAPPER.readTree(launcher.output(group.get(0).command())));
    }
    return group.stream()
        .map(each -> each.row(launcher.setting(), answers.stream().map(each::of).toList()))
        .toList();
  }

  private List<Comparison.Row> starts(Launcher launcher) throws IOException {
    var rows = new ArrayList<Comparison.Row>();
    for (List<String> command :
        List.of(
            List.of("--help"),
            List.of("size", "--model", "llama-2-7b", "--context", "4096"),
            List.of("technology", "--capacity-mib", "224"),
            List.of("chip"))) {
      rows.add(start(launcher, command));
    }
    return rows;
  }

  private Comparison.Row start(Launcher launcher, List<String> command) throws IOException {
    var comparison =
        new Comparison(
            "janus " + command.get(0) + ", whole process",
            "1/s",
            "java -version",
            command,
            answer -> 0,
            answer -> 0);
    var all = new ArrayList<Comparison.Round>();
    for (int round = 0; round < rounds; round++) {
      progress.update(round, rounds, comparison.what());
      double ours = seconds(() -> launcher.output(command));
      all.add(new Comparison.Round(1 / ours, 1 / seconds(launcher::javaVersion)));
    }
    return comparison.row(launcher.setting(), all);
  }

  private Comparison.Row besideLlama(Launcher launcher, LlamaPeer peer) throws IOException {
    var comparison =
        new Comparison(
            "perplexity, cache f32",
            "tokens/s",
            peer.name(),
            List.of("bench", "perplexity", "--model", model.toString(), "--json"),
            answer -> answer.at("/schemes/0/tokens_per_second").asDouble(),
            answer -> 0);
    var all = new ArrayList<Comparison.Round>();
    for (int round = 0; round < rounds; round++) {
      progress.update(round, rounds, comparison.what() + " beside " + peer.name());
      JsonNode answer = Json.MAPPER.readTree(launcher.output(comparison.command()));
      all.add(new Comparison.Round(comparison.of(answer).ours(), peer.tokensPerS()));
    }
    return comparison.row(launcher.setting(), all);
  }

  /** Work that may fail. */
  private interface Work {
    Object run() throws IOException;
  }

  private static double seconds(Work work) throws IOException {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) / 1e9;
  }
}
