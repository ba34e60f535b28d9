package janus.accelerator;

import janus.provenance.BadInputException;
import janus.provenance.TextFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The array and its memory in a configuration of SCALE-Sim ({@code .cfg}). Sizes are in kB of 1024
 * words, a word being a byte there.
 *
 * @param array rows and columns
 * @param dataflow what stays in the array
 * @param inputBufferWords buffer of the first matrix (ifmap), both halves
 * @param weightBufferWords buffer of the second (filter), both halves
 * @param bandwidth words a cycle, or null where SCALE-Sim computes what is needed
 */
public record ScaleSimConfig(
    SystolicArray array,
    Dataflow dataflow,
    long inputBufferWords,
    long weightBufferWords,
    Bandwidth bandwidth) {

  /**
   * Words a cycle of the three ports.
   *
   * @param input first matrix
   * @param weights second matrix
   * @param results results
   */
  public record Bandwidth(double input, double weights, double results) {}

  private static final long WORDS_OF_A_KB = 1024;
  private static final long LARGEST_KB = 1L << 32;

  /** Keys of features that are not modelled, by section. */
  private static final Map<String, String> NOT_MODELLED =
      Map.of(
          "sparsity.sparsitysupport", "sparse products",
          "layout.ifmapcustomlayout", "banks of the buffers",
          "layout.filtercustomlayout", "banks of the buffers",
          "run_presets.useramulatortrace", "latencies from Ramulator");

  /**
   * Reads a file.
   *
   * @throws BadInputException if it cannot be read, a value is missing or impossible, or something
   *     is switched on that is not modelled; names the file and the key
   */
  public static ScaleSimConfig read(Path file) {
    var values = new Values(file, parsed(file));
    NOT_MODELLED.forEach(values::requireOff);
    try {
      return new ScaleSimConfig(
          new SystolicArray((int) values.number("arrayheight"), (int) values.number("arraywidth")),
          Dataflow.parse(values.text("architecture_presets", "dataflow").toLowerCase(Locale.ROOT)),
          values.kb("ifmapsramszkb") * WORDS_OF_A_KB,
          values.kb("filtersramszkb") * WORDS_OF_A_KB,
          values.bandwidth());
    } catch (BadInputException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new BadInputException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * An array behind these buffers, or null where memory keeps up. Both operands share a port of
   * their two bandwidths; an operand that is read again stays in its own buffer.
   *
   * @param chosen the array, this one or another
   * @param flow what stays in it
   */
  public BufferedArray buffered(SystolicArray chosen, Dataflow flow) {
    if (bandwidth == null) {
      return null;
    }
    return new BufferedArray(
        chosen,
        bandwidth.input() + bandwidth.weights(),
        bandwidth.results(),
        flow == Dataflow.IS ? weightBufferWords : inputBufferWords);
  }

  /** Values by section and key, in lower case. */
  private static Map<String, String> parsed(Path file) {
    List<String> lines = TextFile.lines(file, "a configuration of SCALE-Sim (.cfg)");
    var values = new HashMap<String, String>();
    String section = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith("[") && line.endsWith("]")) {
        section = line.substring(1, line.length() - 1).strip().toLowerCase(Locale.ROOT);
      } else if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith(";")) {
        String[] parts = line.split("[=:]", 2);
        if (parts.length < 2) {
          throw new BadInputException(
              file + ", line " + (i + 1) + ": expected key = value, found '" + line + "'");
        }
        values.put(section + "." + parts[0].strip().toLowerCase(Locale.ROOT), parts[1].strip());
      }
    }
    return values;
  }

  /** The values of one file. */
  private record Values(Path file, Map<String, String> byKey) {
    void requireOff(String key, String what) {
      if (byKey.getOrDefault(key, "false").equalsIgnoreCase("true")) {
        throw new BadInputException(file + ", " + key + ": " + what + " are not modelled");
      }
    }

    String text(String section, String key) {
      String value = byKey.get(section + "." + key);
      if (value == null) {
        throw new BadInputException(file + ": expected " + key + " in section [" + section + "]");
      }
      return value;
    }

    long number(String key) {
      return number("architecture_presets", key, text("architecture_presets", key), 1 << 16);
    }

    long kb(String key) {
      return number("architecture_presets", key, text("architecture_presets", key), LARGEST_KB);
    }

    private long number(String section, String key, String value, long most) {
      try {
        long number = Long.parseLong(value);
        if (number >= 1 && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Falls through to the same message.
      }
      throw new BadInputException(
          file
              + ", "
              + section
              + "."
              + key
              + ": expected a whole number from 1 to "
              + most
              + ", found '"
              + value
              + "'");
    }

    /**
     * As in version 3: results by Bandwidth, operands by their banks, or by Bandwidth before it.
     */
    Bandwidth bandwidth() {
      String mode = text("run_presets", "interfacebandwidth");
      if (mode.equals("CALC")) {
        return null;
      }
      if (!mode.equals("USER")) {
        throw new BadInputException(
            file + ", run_presets.interfacebandwidth: expected USER or CALC, found '" + mode + "'");
      }
      String first = text("architecture_presets", "bandwidth").split(",", -1)[0].strip();
      long results = number("architecture_presets", "bandwidth", first, 1 << 30);
      return new Bandwidth(
          bank("ifmapsrambankbandwidth", results),
          bank("filtersrambankbandwidth", results),
          results);
    }

    private long bank(String key, long otherwise) {
      String value = byKey.get("layout." + key);
      return value == null ? otherwise : number("layout", key, value, 1 << 30);
    }
  }
}
