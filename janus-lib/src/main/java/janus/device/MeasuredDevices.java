package janus.device;

import janus.provenance.BadInputException;
import janus.provenance.Names;
import janus.transformer.TransformerSpec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The facts about measured devices.
 *
 * @param platforms the devices
 * @param software their runtimes
 * @param formats weight formats
 * @param models model shapes by catalog name
 * @param runs the measured rows
 */
public record MeasuredDevices(
    List<DevicePlatform> platforms,
    List<DeviceSoftware> software,
    List<WeightFormat> formats,
    Map<String, TransformerSpec> models,
    List<MeasuredRun> runs) {
  private static final int PROMPT = 128;
  private static final int ANSWER = 128;

  public MeasuredDevices {
    platforms = List.copyOf(platforms);
    software = List.copyOf(software);
    formats = List.copyOf(formats);
    models = new LinkedHashMap<>(models);
    runs = List.copyOf(runs);
  }

  /**
   * The case with the given names.
   *
   * @param promptTokens length of the prompt; null for the median of the platform's rows
   * @param answerTokens length of the answer; null for the median of the platform's rows
   * @throws BadInputException if the platform, model or format is unknown; names the nearest
   */
  public DeviceCase named(
      String platform, String model, String weights, Long promptTokens, Long answerTokens) {
    DevicePlatform device = platform(platform);
    String runtime = softwareOf(device, weights);
    return new DeviceCase(
        device,
        softwareNamed(runtime),
        modelName(model),
        models.get(modelName(model)),
        WeightFormat.named(formats, weights, runtime),
        promptTokens != null
            ? promptTokens
            : median(device, MeasuredRun.Setting::promptTokens, PROMPT),
        answerTokens != null
            ? answerTokens
            : median(device, MeasuredRun.Setting::answerTokens, ANSWER));
  }

  /** The case of a measured row; null if its model or format is unknown. */
  public DeviceCase of(MeasuredRun run) {
    MeasuredRun.Setting setting = run.setting();
    if (setting.model() == null || setting.weights() == null) {
      return null;
    }
    DevicePlatform device = platform(setting.platform());
    return new DeviceCase(
        device,
        softwareNamed(setting.software()),
        modelName(setting.model()),
        models.get(modelName(setting.model())),
        WeightFormat.named(formats, setting.weights(), setting.software()),
        setting.promptTokens() == null
            ? median(device, MeasuredRun.Setting::promptTokens, PROMPT)
            : setting.promptTokens(),
        setting.answerTokens() == null
            ? median(device, MeasuredRun.Setting::answerTokens, ANSWER)
            : setting.answerTokens());
  }

  /** The rows that may predict a case: all except those of its platform, model and format. */
  List<MeasuredRun> without(DeviceCase predicted) {
    return runs.stream().filter(run -> !isOf(run.setting(), predicted)).toList();
  }

  private static boolean isOf(MeasuredRun.Setting setting, DeviceCase one) {
    return setting.platform().equals(one.platform().name())
        && one.model().equals(setting.model())
        && one.format().name().equals(setting.weights());
  }

  /**
   * A device by name, in any case.
   *
   * @throws BadInputException if there is none; names the nearest
   */
  public DevicePlatform platform(String name) {
    return find("platform", name, platforms, DevicePlatform::name);
  }

  private DeviceSoftware softwareNamed(String name) {
    return find("software", name, software, DeviceSoftware::name);
  }

  private String modelName(String name) {
    return find("model", name, models.keySet(), Function.identity());
  }

  /** The platform's most frequent runtime, among the rows with the format if there are any. */
  private String softwareOf(DevicePlatform device, String weights) {
    List<MeasuredRun.Setting> own =
        runs.stream()
            .map(MeasuredRun::setting)
            .filter(setting -> setting.platform().equals(device.name()))
            .toList();
    List<MeasuredRun.Setting> same =
        own.stream().filter(s -> weights.equalsIgnoreCase(s.weights())).toList();
    Map<String, Long> counts =
        (same.isEmpty() ? own : same)
            .stream()
                .collect(
                    Collectors.groupingBy(
                        MeasuredRun.Setting::software, LinkedHashMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElseThrow(
            () ->
                new BadInputException(
                    "platform '"
                        + device.name()
                        + "' needs a measured row, which names its"
                        + " runtime: none is known"));
  }

  private long median(
      DevicePlatform device, Function<MeasuredRun.Setting, Integer> tokens, int otherwise) {
    int[] stated =
        runs.stream()
            .map(MeasuredRun::setting)
            .filter(setting -> setting.platform().equals(device.name()))
            .map(tokens)
            .filter(Objects::nonNull)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    return stated.length == 0 ? otherwise : stated[stated.length / 2];
  }

  private static <T> T find(
      String what, String name, Collection<T> among, Function<T, String> spelling) {
    return among.stream()
        .filter(one -> spelling.apply(one).equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () -> Names.unknown(what, name, among.stream().map(spelling).distinct().toList()));
  }
}
