package janus.bench;

import janus.provenance.BadInputException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * A JDK and the vectors its compiler may use.
 *
 * @param home folder of the JDK
 * @param jdk its version
 * @param vectors name of them
 * @param options of the JVM that allow no others
 */
record Setting(Path home, String jdk, String vectors, String options) {
  /** What is asked of a JDK: all that the processor has, and AVX2 where it has more. */
  static List<Setting> of(Path home) {
    String jdk = version(home);
    var all = new Setting(home, jdk, "all", "");
    return hasAvx512()
        ? List.of(all, new Setting(home, jdk, "AVX2", "-XX:UseAVX=2"))
        : List.of(all);
  }

  private static String version(Path home) {
    try {
      var release = new Properties();
      release.load(new StringReader(Files.readString(home.resolve("release"))));
      return release.getProperty("JAVA_VERSION").replace("\"", "");
    } catch (IOException | NullPointerException e) {
      throw new BadInputException(
          home + ": expected the folder of a JDK, with its file release", e);
    }
  }

  private static boolean hasAvx512() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo")).contains(" avx512vl ");
    } catch (IOException e) {
      return false;
    }
  }
}
