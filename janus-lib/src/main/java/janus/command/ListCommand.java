package janus.command;

import janus.accelerator.Platform;
import janus.catalog.AcceleratorCatalog;
import janus.catalog.DataFolder;
import janus.catalog.ModelCatalog;
import janus.catalog.PackageCatalog;
import janus.catalog.TechnologyCatalog;
import janus.kvcache.KvCodecs;
import janus.provenance.Circumstances;
import janus.results.Json;
import janus.simulator.prefetch.Prefetchers;
import janus.technology.MemoryTechnology;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that lists names: what options take, and what each name stands for. */
abstract class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /**
   * A name.
   *
   * @param name as an option takes it
   * @param description what it stands for; empty for a spelling that explains itself
   */
  record Entry(String name, String description) {}

  /** What {@code --json} prints. */
  private record Listing(List<Entry> names) {}

  abstract List<Entry> entries(DataFolder data);

  @Override
  public Integer call() {
    DataFolder data = DataFolder.bundled();
    List<Entry> entries = entries(data);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      var circumstances = Circumstances.current().withInput("data", data.sha256());
      out.print(Json.withCircumstances(new Listing(entries), circumstances));
    } else {
      entries.forEach(entry -> out.println((entry.name() + "  " + entry.description()).strip()));
    }
    return Main.OK;
  }

  private static List<Entry> spellings(List<String> spellings) {
    return spellings.stream().map(spelling -> new Entry(spelling, "")).collect(Collectors.toList());
  }

  /** {@code janus models}. */
  @Command(
      name = "models",
      description = "Lists the models that --model takes by name.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  janus-lib/janus models --json"})
  static final class Models extends ListCommand {
    @Override
    List<Entry> entries(DataFolder data) {
      var catalog = new ModelCatalog(data);
      return catalog.names().stream()
          .map(name -> new Entry(name, catalog.byName(name).name()))
          .toList();
    }
  }

  /** {@code janus codecs}. */
  @Command(
      name = "codecs",
      description = "Lists the codecs of keys and values; [x] may be left out, {x,y} is a choice.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  janus-lib/janus codecs"})
  static final class Codecs extends ListCommand {
    @Override
    List<Entry> entries(DataFolder data) {
      return spellings(KvCodecs.spellings());
    }
  }

  /** {@code janus technologies}. */
  @Command(
      name = "technologies",
      description = "Lists the memory technologies.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  janus-lib/janus technologies"})
  static final class Technologies extends ListCommand {
    @Override
    List<Entry> entries(DataFolder data) {
      return new TechnologyCatalog(data).all().stream().map(Technologies::entry).toList();
    }

    private static Entry entry(MemoryTechnology technology) {
      return new Entry(technology.id(), technology.name());
    }
  }

  /** {@code janus prefetchers}. */
  @Command(
      name = "prefetchers",
      description = "Lists the prefetchers with their parameters and defaults.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  janus-lib/janus prefetchers"})
  static final class PrefetcherList extends ListCommand {
    @Override
    List<Entry> entries(DataFolder data) {
      return spellings(Prefetchers.spellings());
    }
  }

  /** {@code janus packages}. */
  @Command(
      name = "packages",
      description = "Lists the packages of a die that heat --package takes.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  janus-lib/janus packages"})
  static final class Packages extends ListCommand {
    @Override
    List<Entry> entries(DataFolder data) {
      return spellings(new PackageCatalog(data).names());
    }
  }

  /** {@code janus platforms}. */
  @Command(
      name = "platforms",
      description = "Lists the platforms that others built.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  janus-lib/janus platforms"})
  static final class Platforms extends ListCommand {
    @Override
    List<Entry> entries(DataFolder data) {
      return new AcceleratorCatalog(data).platforms().stream().map(Platforms::entry).toList();
    }

    private static Entry entry(Platform platform) {
      return new Entry(platform.id(), platform.name());
    }
  }
}
