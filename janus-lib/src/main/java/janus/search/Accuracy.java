package janus.search;

import janus.codesign.Workload;
import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.provenance.BadInputException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much quality schemes of the cache lose, as it was measured. Where a scheme was measured more
 * than once, its largest loss counts.
 *
 * @param place where the measurements come from, for messages
 * @param bySpelling the measurement of each scheme, by {@link KvScheme#spelling}
 */
public record Accuracy(String place, Map<String, Measurement> bySpelling) {
  private static final String SCHEME = "scheme";

  /**
   * One scheme measured on one model and text.
   *
   * @param name short name of the scheme
   * @param scheme what was measured
   * @param lossPercent rise of perplexity against an uncompressed cache
   * @param model on which it was measured, as its file names itself
   * @param text on which it was measured
   * @param contextTokens tokens of a chunk
   */
  public record Measurement(
      String name,
      KvScheme scheme,
      double lossPercent,
      String model,
      String text,
      long contextTokens) {

    /** Model, text and tokens in words. */
    public String where() {
      return model + ", " + text + ", " + contextTokens + " tokens";
    }
  }

  public Accuracy {
    bySpelling = Map.copyOf(bySpelling);
  }

  /** The accuracy of some measurements. */
  public static Accuracy of(String place, List<Measurement> measurements) {
    var worst = new LinkedHashMap<String, Measurement>();
    for (Measurement measurement : measurements) {
      worst.merge(
          measurement.scheme().spelling(),
          measurement,
          (one, other) -> one.lossPercent() >= other.lossPercent() ? one : other);
    }
    return new Accuracy(place, worst);
  }

  /** The measurement of a scheme; null if nobody measured it. */
  public Measurement of(KvScheme scheme) {
    return bySpelling.get(scheme.spelling());
  }

  /** The measured schemes, the least loss first. */
  public List<Measurement> schemes() {
    return bySpelling.values().stream()
        .sorted(
            Comparator.comparingDouble(Measurement::lossPercent)
                .thenComparing(measurement -> measurement.scheme().spelling()))
        .toList();
  }

  /**
   * A scheme by its full spelling, by the name of a measured one, or by one codec for keys and
   * values.
   *
   * @throws BadInputException if it is none
   */
  public KvScheme scheme(String given) {
    if (given.contains("=")) {
      return KvScheme.parse(given);
    }
    for (Measurement measurement : schemes()) {
      if (measurement.name().equals(given.strip())) {
        return measurement.scheme();
      }
    }
    KvCodec codec = KvCodecs.parse(given);
    return KvScheme.of(codec, codec);
  }

  /** The variables with every scheme spelled out. */
  public List<Variable> spelledOut(List<Variable> variables) {
    return variables.stream()
        .map(
            variable ->
                new Variable(
                    variable.name(), variable.choices().stream().map(this::spelledOut).toList()))
        .toList();
  }

  private Map<String, String> spelledOut(Map<String, String> choice) {
    var whole = new LinkedHashMap<>(choice);
    whole.computeIfPresent(SCHEME, (field, given) -> scheme(given).spelling());
    return whole;
  }

  /**
   * Checks that every scheme of a space was measured, and that no other loss is left out: nobody
   * measured what weights of other bits lose, so a space has weights of one kind.
   *
   * @throws BadInputException if not
   */
  public void requireMeasured(DesignSpace space) {
    var weights = new HashSet<String>();
    for (int choice = 0; choice < space.choices(DesignSpace.Part.WORKLOAD); choice++) {
      Workload workload = space.withChoice(DesignSpace.Part.WORKLOAD, choice).workload();
      if (of(workload.scheme()) == null) {
        throw new BadInputException(
            "space: scheme '"
                + workload.scheme().spelling()
                + "' has no accuracy in "
                + place
                + "; expected a measured one, or --allow-unmeasured");
      }
      weights.add(SpaceFile.text(workload.weightBits()));
    }
    if (weights.size() > 1) {
      throw new BadInputException(
          "space: weightBits has several values, and "
              + place
              + " has no accuracy of weights; expected one value, or --allow-unmeasured");
    }
  }
}
