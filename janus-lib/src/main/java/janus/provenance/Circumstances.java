package janus.provenance;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The inputs of a result besides its settings: the library version and the bytes of its inputs.
 *
 * @param janusVersion version of this library
 * @param commit commit of the checkout (system property {@code janus.commit}, set by the launcher),
 *     or {@code unknown}
 * @param jdk version of the Java runtime
 * @param platform operating system and processor architecture
 * @param seed seed of every random choice, or null if nothing is random
 * @param sha256 checksum of each input, by a short name such as {@code model} or {@code text}
 */
public record Circumstances(
    String janusVersion,
    String commit,
    String jdk,
    String platform,
    Long seed,
    Map<String, String> sha256) {
  public Circumstances {
    sha256 = java.util.Collections.unmodifiableMap(new TreeMap<>(sha256));
  }

  /** The circumstances of this process, without inputs and seed. */
  public static Circumstances current() {
    return new Circumstances(
        version(),
        System.getProperty("janus.commit", "unknown"),
        System.getProperty("java.runtime.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        null,
        Map.of());
  }

  public Circumstances withSeed(long seed) {
    return new Circumstances(janusVersion, commit, jdk, platform, seed, sha256);
  }

  /** Adds the checksum of one input. */
  public Circumstances withInput(String name, String checksum) {
    var inputs = new TreeMap<>(sha256);
    inputs.put(name, checksum);
    return new Circumstances(janusVersion, commit, jdk, platform, seed, inputs);
  }

  private static String version() {
    try (InputStream in = Circumstances.class.getResourceAsStream("/janus/version.properties")) {
      var properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new IllegalStateException("version.properties is part of the jar", e);
    }
  }
}
