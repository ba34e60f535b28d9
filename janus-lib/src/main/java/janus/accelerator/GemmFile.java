package janus.accelerator;

import janus.provenance.BadInputException;
import janus.provenance.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of products in SCALE-Sim's format: a header line, then {@code Layer,M,N,K,} a line. A
 * fifth column (SCALE-Sim's sparsity ratio) may say {@code 1:1}, dense.
 */
public final class GemmFile {
  private GemmFile() {}

  /**
   * One line of a file.
   *
   * @param name the layer's name
   * @param gemm its product
   */
  public record Layer(String name, Gemm gemm) {}

  /**
   * The layers of a file, in order.
   *
   * @throws BadInputException if the file cannot be read, a line is malformed, or it has no layer;
   *     names file and line
   */
  public static List<Layer> read(Path file) {
    List<String> lines = TextFile.lines(file, "text");
    if (!lines.isEmpty() && isLayer(lines.get(0))) {
      throw new BadInputException(
          file + ", line 1: expected a header Layer,M,N,K, found '" + lines.get(0).strip() + "'");
    }
    var layers = new ArrayList<Layer>();
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        layers.add(layer(file + ", line " + (i + 1), lines.get(i)));
      }
    }
    if (layers.isEmpty()) {
      throw new BadInputException(
          file + ": expected a header line and at least one line Layer,M,N,K,");
    }
    return List.copyOf(layers);
  }

  private static boolean isLayer(String line) {
    try {
      layer("", line);
      return true;
    } catch (BadInputException e) {
      return false;
    }
  }

  private static Layer layer(String place, String line) {
    String[] parts = line.split(",", -1);
    if (parts.length < 4 || parts.length > 6 || (parts.length == 6 && !parts[5].isBlank())) {
      throw new BadInputException(place + ": expected Layer,M,N,K, found '" + line.strip() + "'");
    }
    if (parts.length > 4 && !parts[4].isBlank() && !parts[4].strip().equals("1:1")) {
      throw new BadInputException(
          place + ", sparsity: only dense products (1:1) are modelled, found '" + parts[4] + "'");
    }
    try {
      return new Layer(
          parts[0].strip(), Gemm.parse(String.join(",", parts[1], parts[2], parts[3])));
    } catch (BadInputException e) {
      throw new BadInputException(place + ": " + e.getMessage(), e);
    }
  }
}
