package janus.command;

import janus.accelerator.Platform;
import janus.catalog.AcceleratorCatalog;
import janus.catalog.DataFolder;
import janus.catalog.ModelCatalog;
import janus.catalog.PackageCatalog;
import janus.catalog.TechnologyCatalog;
import janus.kvcache.KvCodecs;
import janus.simulator.prefetch.Prefetchers;
import janus.technology.MemoryTechnology;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/** The lists of names that options take, each of which is a command. */
enum Listing {
  MODELS("Lists the models that --model takes by name.", Listing::models),
  CODECS(
      "Lists the codecs of keys and values; [x] may be left out, {x,y} is a choice.",
      data -> spellings(KvCodecs.spellings())),
  TECHNOLOGIES("Lists the memory technologies.", Listing::technologies),
  PREFETCHERS(
      "Lists the prefetchers with their parameters and defaults.",
      data -> spellings(Prefetchers.spellings())),
  PACKAGES(
      "Lists the packages of a die that heat --package takes.",
      data -> spellings(new PackageCatalog(data).names())),
  PLATFORMS("Lists the platforms that others built.", Listing::platforms);

  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // Each is a function without state.
  private final Function<DataFolder, List<Entry>> entries;

  Listing(String description, Function<DataFolder, List<Entry>> entries) {
    this.description = description;
    this.entries = entries;
  }

  /**
   * A name.
   *
   * @param name as an option takes it
   * @param description what it stands for; empty for a spelling that explains itself
   */
  record Entry(String name, String description) {}

  /** The word that asks for the list. */
  String command() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  String description() {
    return description;
  }

  List<Entry> entries(DataFolder data) {
    return entries.apply(data);
  }

  private static List<Entry> spellings(List<String> spellings) {
    return spellings.stream().map(spelling -> new Entry(spelling, "")).toList();
  }

  private static List<Entry> models(DataFolder data) {
    var catalog = new ModelCatalog(data);
    var whole = new HashSet<>(catalog.names());
    return catalog.cacheNames().stream()
        .map(
            name ->
                new Entry(
                    name,
                    catalog.cache(name).name() + (whole.contains(name) ? "" : ", for size alone")))
        .toList();
  }

  private static List<Entry> technologies(DataFolder data) {
    List<MemoryTechnology> all = new TechnologyCatalog(data).all();
    return all.stream().map(each -> new Entry(each.id(), each.name())).toList();
  }

  private static List<Entry> platforms(DataFolder data) {
    List<Platform> all = new AcceleratorCatalog(data).platforms();
    return all.stream().map(each -> new Entry(each.id(), each.name())).toList();
  }
}
