package janus.thermal;

import janus.provenance.BadInputException;
import janus.provenance.TextFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** HotSpot's {@code .steady} files: one line per block with name and temperature in kelvin. */
public final class SteadyFile {
  private SteadyFile() {}

  /**
   * The temperatures of a file, in file order.
   *
   * @throws BadInputException if it cannot be read, a line is malformed or a name occurs twice;
   *     names file, line and value
   */
  public static Map<String, Double> read(Path file) {
    List<String> lines = TextFile.lines(file, "temperatures (.steady)");
    var temperatures = new LinkedHashMap<String, Double>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String place = file + ", line " + (i + 1);
      String[] words = line.split("\\s+", -1);
      double kelvin = words.length == 2 ? kelvin(place, words[1]) : Double.NaN;
      if (!(kelvin > 0 && Double.isFinite(kelvin))) {
        throw new BadInputException(
            place + ": expected a name and kelvin above 0, found '" + line + "'");
      }
      if (temperatures.put(words[0], kelvin) != null) {
        throw new BadInputException(place + ": " + words[0] + " occurs twice");
      }
    }
    if (temperatures.isEmpty()) {
      throw new BadInputException(file + ": expected at least one line of name and kelvin");
    }
    return temperatures;
  }

  private static double kelvin(String place, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new BadInputException(place + ": expected kelvin, found '" + text + "'", e);
    }
  }
}
