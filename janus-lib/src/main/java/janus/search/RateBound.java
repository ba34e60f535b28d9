package janus.search;

import janus.codesign.Facts;
import janus.codesign.ResolvedWorkload;
import janus.provenance.BadInputException;
import janus.search.DesignSpace.Part;
import janus.units.DataSize;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a wanted rate needs of the memory beside the die, however good the rest of a chip is: what a
 * step reads there, with the largest tier 2 of a space, as often as the rate asks. A rate that
 * needs more than the space has is refused before the search.
 */
public final class RateBound {
  private static final Set<String> RATES =
      Set.of(Quantity.DECODE_TOKENS_PER_S.column(), Quantity.SUSTAINED_TOKENS_PER_S.column());

  private RateBound() {}

  /**
   * Checks that the space has the bandwidth for every limit on a rate.
   *
   * @throws BadInputException if not; names the bandwidth that is needed and the largest there is
   */
  public static void require(Facts facts, Question question) {
    List<Limit> rates =
        question.goal().limits().stream()
            .filter(limit -> !limit.atMost() && RATES.contains(limit.quantity()))
            .toList();
    if (rates.isEmpty()) {
      return;
    }
    double most = mostGbPerS(facts, question.space());
    double bytes = leastBytes(facts, question.space());
    for (Limit limit : rates) {
      double needed = limit.bound() * bytes / 1e9;
      if (needed > most) {
        throw new BadInputException(
            String.format(
                Locale.ROOT,
                "--limit %s: %s tokens/s need %.3g GB/s of the memory beside the die; the space"
                    + " ends at %.3g",
                limit.spelling(),
                SpaceFile.text(limit.bound()),
                needed,
                most));
      }
    }
  }

  /** The largest bandwidth that a step typically reaches. */
  private static double mostGbPerS(Facts facts, DesignSpace space) {
    return IntStream.range(0, space.choices(Part.OFF_CHIP))
        .mapToDouble(
            o -> facts.resolve(space.withChoice(Part.OFF_CHIP, o).design()).reachedGbPerS())
        .max()
        .orElseThrow();
  }

  /** The fewest bytes of a token that come from beside the die. */
  private static double leastBytes(Facts facts, DesignSpace space) {
    DataSize largest =
        IntStream.range(0, space.choices(Part.TIER2))
            .mapToObj(b -> space.withChoice(Part.TIER2, b).design().tier2().capacity())
            .max(Comparator.naturalOrder())
            .orElseThrow();
    return IntStream.range(0, space.choices(Part.WORKLOAD))
        .mapToObj(w -> facts.resolve(space.withChoice(Part.WORKLOAD, w).workload()))
        .mapToDouble(load -> bytes(load, largest))
        .min()
        .orElseThrow();
  }

  private static double bytes(ResolvedWorkload load, DataSize tier2) {
    return load.offChipRead(tier2) / load.tokensPerStep();
  }
}
