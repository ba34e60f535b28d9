package janus.device;

import janus.device.Composition.Observation;
import janus.device.EffectsFit.Estimate;
import janus.provenance.Confidence;
import janus.units.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The effects of {@link DeviceLaw} fitted to measured rows: decode time, prompt time, energy. */
public final class DeviceFit {
  private static final int FEWEST = 3;
  private static final double OTHER_PLATFORM = 100;

  private final Map<MeasuredRun, DeviceCase> rows = new LinkedHashMap<>();
  private final EffectsFit token;
  private EffectsFit prompt;
  private EffectsFit energy;

  /**
   * Fits rows.
   *
   * @param devices the devices of the rows
   * @param used rows to fit; a row of unknown model or format is left out
   * @throws IllegalArgumentException if fewer than 3 rows remain
   */
  public DeviceFit(MeasuredDevices devices, List<MeasuredRun> used) {
    for (MeasuredRun run : used) {
      DeviceCase known = devices.of(run);
      if (known != null) {
        rows.put(run, known);
      }
    }
    if (rows.size() < FEWEST) {
      throw new IllegalArgumentException(
          "rows to fit must be at least " + FEWEST + ": " + rows.size());
    }
    token = new EffectsFit(tokens());
  }

  private List<Observation> tokens() {
    var list = new ArrayList<Observation>();
    rows.forEach(
        (run, at) ->
            list.add(
                DeviceLaw.token(at)
                    .observed(
                        1 / run.reading().tokensPerS(),
                        DeviceLaw.rateError(run.origin().confidence()))));
    return list;
  }

  private List<Observation> prompts() {
    var list = new ArrayList<Observation>();
    rows.forEach(
        (run, at) -> {
          Double measured = run.reading().timeToFirstTokenMs();
          if (measured != null) {
            list.add(DeviceLaw.prompt(at).observed(measured / 1e3, DeviceLaw.promptError()));
          }
        });
    return list;
  }

  private List<Observation> energies() {
    var list = new ArrayList<Observation>();
    rows.forEach(
        (run, at) -> {
          Double joule = run.reading().joulePerToken();
          if (joule != null) {
            String scope = run.reading().powerScope();
            double seconds = 1 / run.reading().tokensPerS();
            list.add(DeviceLaw.energy(at, scope, seconds).observed(joule, DeviceLaw.energyError()));
          }
        });
    return list;
  }

  private EffectsFit prompt() {
    if (prompt == null) {
      prompt = new EffectsFit(prompts());
    }
    return prompt;
  }

  private EffectsFit energy() {
    if (energy == null) {
      energy = new EffectsFit(energies());
    }
    return energy;
  }

  /** Number of fitted rows. */
  int size() {
    return rows.size();
  }

  /** Fitted rows with the platform and software of a case. */
  List<MeasuredRun> rowsOf(DeviceCase of) {
    return rows.entrySet().stream()
        .filter(row -> row.getValue().device().equals(of.device()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * The fitted rows nearest to a case: first those of its platform, then those of its software,
   * each sorted by the difference in bytes per token.
   */
  List<MeasuredRun> nearest(DeviceCase of, int count) {
    return rows.entrySet().stream()
        .sorted(Comparator.comparingDouble(row -> distance(row.getValue(), of)))
        .limit(count)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static double distance(DeviceCase row, DeviceCase of) {
    double far =
        row.platform().equals(of.platform())
            ? 0
            : row.software().equals(of.software()) ? OTHER_PLATFORM : 2 * OTHER_PLATFORM;
    return far + Math.abs(StrictMath.log(row.weightsGb() / of.weightsGb()));
  }

  /** Predicted tokens/s: quantiles 5, 50 and 95 % of a measurement. */
  public Range tokensPerS(DeviceCase of) {
    Estimate seconds = token.predict(DeviceLaw.token(of));
    double error = DeviceLaw.rateError(Confidence.UNSTATED);
    return new Estimate(-seconds.mean(), Math.hypot(seconds.sd(), error)).range(1);
  }

  /** Predicted time to the first token in ms, with the same quantiles. */
  public Range timeToFirstTokenMs(DeviceCase of) {
    Estimate seconds = prompt().predict(DeviceLaw.prompt(of));
    return new Estimate(seconds.mean(), Math.hypot(seconds.sd(), DeviceLaw.promptError()))
        .range(1e3);
  }

  /** Predicted J/token in a scope at the predicted rate, with the same quantiles. */
  public Range joulePerToken(DeviceCase of, String scope) {
    double seconds = StrictMath.exp(token.predict(DeviceLaw.token(of)).mean());
    Estimate joule = energy().predict(DeviceLaw.energy(of, scope, seconds));
    return new Estimate(joule.mean(), Math.hypot(joule.sd(), DeviceLaw.energyError())).range(1);
  }

  /** Bandwidth of reading the weights, GB/s, including the effect of their format. */
  double bandwidthGbPerS(DeviceCase of) {
    return of.weightsGb() / token.amount(DeviceLaw.token(of).parts().get(0));
  }

  /** Fixed time per layer, ms. */
  double launchMs(DeviceCase of) {
    return 1e3 * token.amount(DeviceLaw.token(of).parts().get(2)) / of.spec().layers();
  }

  /**
   * The bandwidth and the fixed time of a device, as the mean over its rows.
   *
   * @param reached bandwidth of the weights over the peak
   * @param layerMs fixed time a layer and token
   */
  public record MemoryUse(String device, int rows, double reached, double layerMs) {}

  /** The bandwidth of every device whose peak is known, in the rows' order. */
  public List<MemoryUse> memoryUses() {
    Map<String, List<DeviceCase>> byDevice =
        rows.values().stream()
            .filter(of -> of.platform().dramBandwidth() != null)
            .collect(
                Collectors.groupingBy(DeviceCase::device, LinkedHashMap::new, Collectors.toList()));
    return byDevice.entrySet().stream()
        .map(device -> memoryUse(device.getKey(), device.getValue()))
        .toList();
  }

  private MemoryUse memoryUse(String device, List<DeviceCase> cases) {
    double reached = 0;
    double layerMs = 0;
    for (DeviceCase of : cases) {
      reached += bandwidthGbPerS(of) / of.platform().dramBandwidth().typical() / cases.size();
      layerMs += launchMs(of) / cases.size();
    }
    return new MemoryUse(device, cases.size(), reached, layerMs);
  }

  /** Rate of the prompt's matrix products, 10<sup>9</sup> multiply-accumulates/s. */
  double prefillGmacPerS(DeviceCase of) {
    return of.prefillGmac() / prompt().amount(DeviceLaw.prompt(of).parts().get(0));
  }
}
