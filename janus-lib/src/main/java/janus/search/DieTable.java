package janus.search;

import janus.codesign.DieArea;
import janus.codesign.DieHeat;
import janus.codesign.HeatPaths;
import janus.codesign.ResolvedDesign;
import janus.codesign.ResolvedPackage;
import janus.technology.StandingPower;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The dies of a space with their heat: for all arrays with a tier 1, all interfaces of memories
 * beside the die, all tiers 2 and all packages. Dies of equal areas share their heat paths, and
 * those whose memories besides have equal standing power share all. Heat is computed when it is
 * first asked for. For any number of threads.
 */
final class DieTable {
  private final List<ResolvedPackage> packages;
  private final Double ambientC;
  private final Classes<DieArea> innerAreas = new Classes<>();
  private final Classes<Double> links = new Classes<>();
  private final Classes<Double> tier2Areas = new Classes<>();
  private final Classes<Inner> inners = new Classes<>();
  private final Classes<Tier2> tier2s = new Classes<>();
  private final int[] inner;
  private final int[] link;
  private final int[] tier2;
  private final double[] mm2;
  private final AtomicReferenceArray<Optional<HeatPaths>> paths;
  private final AtomicReferenceArray<Optional<DieHeat>> heats;

  /** Arrays and tier 1: the place of their area, and standing power. */
  private record Inner(int area, StandingPower standing) {}

  /** A tier 2, likewise. */
  private record Tier2(int area, StandingPower standing) {}

  /** Different values, numbered as they come. */
  private static final class Classes<T> {
    private final Map<T, Integer> numbers = new HashMap<>();
    private final List<T> values = new java.util.ArrayList<>();

    int of(T value) {
      return numbers.computeIfAbsent(
          value,
          each -> {
            values.add(each);
            return values.size() - 1;
          });
    }

    T get(int number) {
      return values.get(number);
    }

    int size() {
      return values.size();
    }
  }

  /**
   * The dies of a space.
   *
   * @param inner arrays with a tier 1; null for none
   * @param offChip memories beside the die
   * @param tier2 tiers 2
   * @param ambientC temperature of the air; null for that of the packages
   */
  DieTable(
      ResolvedDesign[] inner,
      List<ResolvedDesign> offChip,
      List<ResolvedDesign> tier2,
      List<ResolvedPackage> packages,
      Double ambientC) {
    this.packages = packages;
    this.ambientC = ambientC;
    this.inner = new int[inner.length];
    for (int i = 0; i < inner.length; i++) {
      this.inner[i] = inner[i] == null ? -1 : inners.of(innerOf(inner[i]));
    }
    link = offChip.stream().mapToInt(chip -> links.of(chip.interfaceMm2())).toArray();
    this.tier2 =
        tier2.stream()
            .mapToInt(chip -> tier2s.of(new Tier2(tier2Area(chip), chip.tier2Cost().standing())))
            .toArray();
    mm2 = areas();
    int areas = innerAreas.size() * links.size() * tier2Areas.size();
    paths = new AtomicReferenceArray<>(areas * packages.size());
    heats = new AtomicReferenceArray<>(mm2.length * packages.size());
  }

  private Inner innerOf(ResolvedDesign chip) {
    return new Inner(innerAreas.of(chip.innerArea()), chip.tier1Cost().standing());
  }

  private int tier2Area(ResolvedDesign chip) {
    return tier2Areas.of(chip.area().tier2());
  }

  private double[] areas() {
    double[] all = new double[inners.size() * links.size() * tier2s.size()];
    int at = 0;
    for (int i = 0; i < inners.size(); i++) {
      for (int l = 0; l < links.size(); l++) {
        for (int b = 0; b < tier2s.size(); b++) {
          all[at++] = area(inners.get(i).area(), l, tier2s.get(b).area()).total();
        }
      }
    }
    return all;
  }

  private DieArea area(int innerArea, int ofLink, int tier2Area) {
    return innerAreas.get(innerArea).with(links.get(ofLink), tier2Areas.get(tier2Area));
  }

  /** The place of a die: of its arrays with tier 1, interface and tier 2. */
  private int place(int i, int o, int b) {
    return (inner[i] * links.size() + link[o]) * tier2s.size() + tier2[b];
  }

  /** Area of a die. */
  double mm2(int i, int o, int b) {
    return mm2[place(i, o, b)];
  }

  /** Heat of a die in a package; empty if the die is larger than the package allows. */
  Optional<DieHeat> heat(int i, int o, int b, int k) {
    int at = place(i, o, b) * packages.size() + k;
    Optional<DieHeat> heat = heats.get(at);
    if (heat == null) {
      Inner in = inners.get(inner[i]);
      Tier2 second = tier2s.get(tier2[b]);
      heat =
          paths(in.area(), link[o], second.area(), k)
              .map(
                  found ->
                      new DieHeat(
                          found, in.standing(), second.standing(), packages.get(k).limits()));
      heats.set(at, heat);
    }
    return heat;
  }

  private Optional<HeatPaths> paths(int innerArea, int ofLink, int tier2Area, int k) {
    int die = (innerArea * links.size() + ofLink) * tier2Areas.size() + tier2Area;
    int at = die * packages.size() + k;
    Optional<HeatPaths> known = paths.get(at);
    if (known == null) {
      known = paths(area(innerArea, ofLink, tier2Area), packages.get(k));
      paths.set(at, known);
    }
    return known;
  }

  private Optional<HeatPaths> paths(DieArea area, ResolvedPackage in) {
    try {
      HeatPaths found = HeatPaths.of(area, in.settings());
      return Optional.of(ambientC == null ? found : found.inAir(ambientC));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
