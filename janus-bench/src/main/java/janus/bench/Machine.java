package janus.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The machine and JVM of a measurement.
 *
 * @param processor model name, or the architecture if the system does not state it
 * @param processors number of processors available to this process
 * @param jvm name and version
 * @param jvmOptions options of the JVM
 * @param loadAverage load average of the last minute at the end of the measurement, below 0 if
 *     unknown
 */
public record Machine(
    String processor, int processors, String jvm, List<String> jvmOptions, double loadAverage) {
  /** This machine and JVM. */
  public static Machine current() {
    var runtime = ManagementFactory.getRuntimeMXBean();
    var system = ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        processorName(system.getArch()),
        system.getAvailableProcessors(),
        runtime.getVmName() + " " + runtime.getVmVersion(),
        runtime.getInputArguments().stream()
            .filter(option -> option.startsWith("-X") || option.startsWith("--"))
            .toList(),
        system.getSystemLoadAverage());
  }

  private static String processorName(String otherwise) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException | java.io.UncheckedIOException e) {
      return otherwise;
    }
  }

  /** The fields and the number of runs as a flat map, for a result's settings. */
  public Map<String, Object> summary(int runs) {
    var all = new LinkedHashMap<String, Object>();
    all.put("threads", 1);
    all.put("runs", runs);
    all.put("processor", processor);
    all.put("processors", processors);
    all.put("jvm", jvm);
    all.put("jvm_options", jvmOptions);
    all.put("load_average", loadAverage);
    return all;
  }
}
