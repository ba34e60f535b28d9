package janus.codesign;

import janus.catalog.TechnologyCatalog;
import janus.provenance.BadInputException;
import janus.technology.ArrayEstimate;
import janus.technology.ElectroThermal;
import janus.technology.MemoryArray;
import janus.technology.MemoryTechnology;
import janus.technology.TechnologyUncertainty;
import janus.technology.Traffic;
import janus.units.DataSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One memory in several technologies.
 *
 * @param arrays the memory, a technology each
 * @param outsideTheirRange technologies that are not known at the temperature or process
 */
public record MemorySurvey(List<MemoryArray> arrays, List<String> outsideTheirRange) {
  public MemorySurvey {
    arrays = List.copyOf(arrays);
    outsideTheirRange = List.copyOf(outsideTheirRange);
  }

  /**
   * A memory, whatever it is made of.
   *
   * @param capacity of all banks
   * @param traffic reads and writes
   * @param banks independent parts
   * @param wordBits bits of one access
   * @param temperatureC junction temperature in degrees Celsius
   * @param clockGhz clock for latencies in cycles
   */
  public record Memory(
      DataSize capacity,
      Traffic traffic,
      int banks,
      int wordBits,
      double temperatureC,
      double clockGhz) {
    /** The memory in a technology. */
    public MemoryArray of(MemoryTechnology technology) {
      return new MemoryArray(
          technology, capacity, banks, wordBits, traffic, temperatureC, clockGhz);
    }

    /** Another memory of the same banks at the same temperature. */
    public Memory with(DataSize otherCapacity, Traffic otherTraffic) {
      return new Memory(otherCapacity, otherTraffic, banks, wordBits, temperatureC, clockGhz);
    }
  }

  /**
   * Which technologies are looked at.
   *
   * @param names of them; null for all that are known at the temperature and the process
   * @param nodeNm process that those on the chip are scaled to; null for the one of their facts
   * @param extrapolated spellings of technologies at processes where nobody has published them
   */
  public record Choice(List<String> names, Double nodeNm, List<String> extrapolated) {
    public Choice {
      names = names == null ? null : List.copyOf(names);
      extrapolated = List.copyOf(extrapolated);
    }

    private boolean isKnown(MemoryTechnology technology, double temperatureC) {
      return technology.holdsAt(temperatureC)
          && (nodeNm == null || !technology.onChip() || technology.node().isPublished(nodeNm));
    }
  }

  /** Where an array settles in its package. */
  public record Settled(String technology, ElectroThermal.OperatingPoint point) {}

  /**
   * A memory in the technologies of a choice.
   *
   * @throws BadInputException if a name is unknown, or no technology is left
   */
  public static MemorySurvey of(TechnologyCatalog catalog, Choice choice, Memory memory) {
    var technologies = new ArrayList<MemoryTechnology>();
    var leftOut = new ArrayList<String>();
    List<MemoryTechnology> asked =
        choice.names() == null
            ? catalog.all()
            : choice.names().stream().map(catalog::byName).toList();
    for (MemoryTechnology technology : asked) {
      if (choice.names() == null && !choice.isKnown(technology, memory.temperatureC())) {
        leftOut.add(technology.id());
      } else {
        technologies.add(scaled(catalog, technology, choice.nodeNm()));
      }
    }
    requireSome(catalog, choice, technologies, memory.temperatureC());
    choice.extrapolated().forEach(each -> technologies.add(catalog.extrapolated(each)));
    return new MemorySurvey(technologies.stream().map(memory::of).toList(), leftOut);
  }

  private static MemoryTechnology scaled(
      TechnologyCatalog catalog, MemoryTechnology technology, Double nodeNm) {
    return nodeNm == null || !technology.onChip()
        ? technology
        : catalog.processes().scaled(technology, nodeNm);
  }

  private static void requireSome(
      TechnologyCatalog catalog, Choice choice, List<MemoryTechnology> found, double celsius) {
    if (choice.names() == null && found.isEmpty() && choice.extrapolated().isEmpty()) {
      throw new BadInputException(
          String.format(
              Locale.ROOT,
              "--temperature-c %s: expected %s to %s C, where some technology is known",
              celsius,
              catalog.all().stream().mapToDouble(MemoryTechnology::minTemperatureC).min().orElse(0),
              catalog.all().stream()
                  .mapToDouble(MemoryTechnology::maxTemperatureC)
                  .max()
                  .orElse(0)));
    }
    if (choice.nodeNm() != null && found.stream().noneMatch(MemoryTechnology::onChip)) {
      throw new BadInputException(
          "--node-nm "
              + choice.nodeNm()
              + ": expected a process at which an on-chip technology is published");
    }
  }

  /** What each array costs. */
  public List<ArrayEstimate> estimates() {
    return arrays.stream().map(MemoryArray::estimate).toList();
  }

  /** Samples over the ranges of the facts; empty where no array serves traffic. */
  public Optional<TechnologyUncertainty> uncertainty(int samples, long seed) {
    List<MemoryArray> working =
        arrays.stream().filter(array -> array.technology().servesTraffic()).toList();
    return working.isEmpty()
        ? Optional.empty()
        : Optional.of(new TechnologyUncertainty(working, samples, seed));
  }

  /**
   * Where each array settles that heats itself.
   *
   * @param otherW power of the rest of the chip
   * @param thetaCPerW thermal resistance of the package to ambient
   */
  public List<Settled> settled(double otherW, double ambientC, double thetaCPerW) {
    return arrays.stream()
        .map(
            array ->
                new Settled(
                    array.technology().id(),
                    ElectroThermal.solve(array, otherW, ambientC, thetaCPerW)))
        .toList();
  }
}
