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
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The dies of a space with their heat: for all arrays with a tier 1, all tiers 2 and all packages.
 * Dies of equal areas share their heat paths, and those whose memories besides have equal standing
 * power share all. Heat is computed when it is first asked for. For any number of threads.
 */
final class DieTable {
  private final List<ResolvedPackage> packages;
  private final Classes<DieArea> innerAreas = new Classes<>();
  private final Classes<Double> tier2Areas = new Classes<>();
  private final Classes<Inner> inners = new Classes<>();
  private final Classes<Tier2> tier2s = new Classes<>();
  private final int[] inner;
  private final int[] tier2;
  private final double[][] mm2;
  private final AtomicReferenceArray<HeatPaths> paths;
  private final AtomicReferenceArray<DieHeat> heats;

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
   * @param tier2 tiers 2
   */
  DieTable(ResolvedDesign[] inner, List<ResolvedDesign> tier2, List<ResolvedPackage> packages) {
    this.packages = packages;
    this.inner = new int[inner.length];
    for (int i = 0; i < inner.length; i++) {
      this.inner[i] = inner[i] == null ? -1 : inners.of(innerOf(inner[i]));
    }
    this.tier2 =
        tier2.stream()
            .mapToInt(chip -> tier2s.of(new Tier2(tier2Area(chip), chip.tier2Cost().standing())))
            .toArray();
    mm2 = areas();
    paths = new AtomicReferenceArray<>(innerAreas.size() * tier2Areas.size() * packages.size());
    heats = new AtomicReferenceArray<>(inners.size() * tier2s.size() * packages.size());
  }

  private Inner innerOf(ResolvedDesign chip) {
    DieArea area = chip.area();
    int place = innerAreas.of(new DieArea(area.tier1(), area.compute(), area.mesh(), 0));
    return new Inner(place, chip.tier1Cost().standing());
  }

  private int tier2Area(ResolvedDesign chip) {
    return tier2Areas.of(chip.area().tier2());
  }

  private double[][] areas() {
    double[][] all = new double[inners.size()][tier2s.size()];
    for (int i = 0; i < all.length; i++) {
      for (int b = 0; b < all[i].length; b++) {
        all[i][b] = area(inners.get(i).area(), tier2s.get(b).area()).total();
      }
    }
    return all;
  }

  private DieArea area(int innerArea, int tier2Area) {
    DieArea area = innerAreas.get(innerArea);
    return new DieArea(area.tier1(), area.compute(), area.mesh(), tier2Areas.get(tier2Area));
  }

  /** Area of a die. */
  double mm2(int i, int b) {
    return mm2[inner[i]][tier2[b]];
  }

  /** Heat of a die in a package. */
  DieHeat heat(int i, int b, int k) {
    int at = (inner[i] * tier2s.size() + tier2[b]) * packages.size() + k;
    DieHeat heat = heats.get(at);
    if (heat == null) {
      Inner in = inners.get(inner[i]);
      Tier2 second = tier2s.get(tier2[b]);
      heat =
          new DieHeat(
              paths(in.area(), second.area(), k),
              in.standing(),
              second.standing(),
              packages.get(k).limits());
      heats.set(at, heat);
    }
    return heat;
  }

  private HeatPaths paths(int innerArea, int tier2Area, int k) {
    int at = (innerArea * tier2Areas.size() + tier2Area) * packages.size() + k;
    HeatPaths known = paths.get(at);
    if (known == null) {
      known = HeatPaths.of(area(innerArea, tier2Area), packages.get(k).settings());
      paths.set(at, known);
    }
    return known;
  }
}
