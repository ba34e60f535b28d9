package janus.accelerator;

import janus.provenance.BadInputException;
import janus.provenance.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A list of layers in SCALE-Sim's format: a header, then a layer a line. The header names the
 * columns, in any order: {@code Layer, M, N, K} for products, or {@code Layer name, IFMAP Height,
 * IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides} for {@link Convolution
 * convolutions}. A column of sparsity may say {@code 1:1}, dense. As in SCALE-Sim, a convolution
 * whose name holds {@code DP} is depthwise: one layer a channel.
 */
public final class GemmFile {
  private static final List<String> PRODUCT = List.of("m", "n", "k");
  private static final List<String> CONVOLUTION =
      List.of("ifmapheight", "ifmapwidth", "filterheight", "filterwidth", "channels", "numfilter");

  /** Other names of columns, and their names here. */
  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("layername", "layer"),
          Map.entry("layers", "layer"),
          Map.entry("name", "layer"),
          Map.entry("numchannels", "channels"),
          Map.entry("channel", "channels"),
          Map.entry("numfilters", "numfilter"),
          Map.entry("strides", "stride"),
          Map.entry("strideh", "strideheight"),
          Map.entry("stridew", "stridewidth"),
          Map.entry("sparsityratio", "sparsity"),
          Map.entry("sparsitysupport", "sparsity"));

  private static final List<String> OPTIONAL =
      List.of("layer", "stride", "strideheight", "stridewidth", "sparsity");

  /** SCALE-Sim ignores the text after the last comma. */
  private static final Pattern COMMENT = Pattern.compile(",\\s*#[^,]*$");

  private static final String DEPTHWISE = "DP";
  private static final int MOST_CHANNELS = 1 << 16;

  private final Map<String, Integer> columns;

  /** Names of further columns, by place. */
  private final Map<Integer, String> others;

  private final boolean convolutions;

  private GemmFile(
      Map<String, Integer> columns, Map<Integer, String> others, boolean convolutions) {
    this.columns = columns;
    this.others = others;
    this.convolutions = convolutions;
  }

  /**
   * One layer.
   *
   * @param name the layer's name
   * @param gemm its product
   */
  public record Layer(String name, Gemm gemm) {}

  /**
   * The content of a file.
   *
   * @param file where it was read
   * @param layers its layers, in order
   * @param notes columns that are not read, for a person
   */
  public record Table(Path file, List<Layer> layers, List<String> notes) {
    public Table {
      layers = List.copyOf(layers);
      notes = List.copyOf(notes);
    }
  }

  /**
   * Reads a file.
   *
   * @throws BadInputException if the file cannot be read, the header or a line is malformed, or it
   *     has no layer; names file and line
   */
  public static Table read(Path file) {
    List<String> lines = TextFile.lines(file, "text");
    GemmFile format = headed(file.toString(), lines.isEmpty() ? "" : lines.get(0));
    var layers = new ArrayList<Layer>();
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).replace(',', ' ').isBlank()) {
        layers.addAll(format.layers(file + ", line " + (i + 1), lines.get(i)));
      }
    }
    if (layers.isEmpty()) {
      throw new BadInputException(file + ": expected at least one layer after the header");
    }
    return new Table(
        file,
        layers,
        format.others.isEmpty()
            ? List.of()
            : List.of("columns that are not read: " + String.join(", ", format.others.values())));
  }

  private static GemmFile headed(String file, String header) {
    var columns = new HashMap<String, Integer>();
    var others = new TreeMap<Integer, String>();
    String[] names = header.split(",", -1);
    for (int i = 0; i < names.length; i++) {
      String word = names[i].toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
      String name = ALIASES.getOrDefault(word, word);
      if (name.equals("ifmapwidth") && columns.containsKey(name)) {
        // SCALE-Sim's own tables of DeepBench call both sides of the input width.
        columns.putIfAbsent("ifmapheight", columns.get(name));
        columns.put(name, i);
      } else if (isKnown(name)) {
        if (columns.put(name, i) != null) {
          throw headless(file, header);
        }
      } else if (!word.isEmpty()) {
        others.put(i, names[i].strip());
      }
    }
    boolean products = columns.keySet().containsAll(PRODUCT);
    boolean convolutions =
        columns.keySet().containsAll(CONVOLUTION)
            && (columns.containsKey("stride")
                || (columns.containsKey("strideheight") && columns.containsKey("stridewidth")));
    if (products == convolutions || !columns.containsKey("layer")) {
      throw headless(file, header);
    }
    return new GemmFile(columns, others, convolutions);
  }

  private static boolean isKnown(String name) {
    return PRODUCT.contains(name) || CONVOLUTION.contains(name) || OPTIONAL.contains(name);
  }

  private static BadInputException headless(String file, String header) {
    return new BadInputException(
        file
            + ", line 1: expected a header Layer,M,N,K, or Layer name,IFMAP Height,IFMAP Width,"
            + "Filter Height,Filter Width,Channels,Num Filter,Strides, in any order, found '"
            + header.strip()
            + "'");
  }

  private List<Layer> layers(String place, String line) {
    String[] cells = COMMENT.matcher(line).replaceFirst(",").split(",", -1);
    requireDense(place, cells);
    String name = cell(place, cells, "layer");
    try {
      if (!convolutions) {
        Gemm gemm =
            new Gemm(
                number(place, cells, "m"), number(place, cells, "n"), number(place, cells, "k"));
        return List.of(new Layer(name, gemm));
      }
      boolean depthwise = name.contains(DEPTHWISE);
      return depthwise
          ? depthwise(place, cells, name)
          : List.of(new Layer(name, convolution(place, cells, number(place, cells, "channels"))));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(place + ": " + e.getMessage(), e);
    }
  }

  private List<Layer> depthwise(String place, String[] cells, String name) {
    long channels = number(place, cells, "channels");
    if (channels < 1 || channels > MOST_CHANNELS) {
      throw new BadInputException(
          place + ", channels: expected 1 to " + MOST_CHANNELS + ", found " + channels);
    }
    Gemm gemm = convolution(place, cells, 1);
    var layers = new ArrayList<Layer>();
    for (long channel = 0; channel < channels; channel++) {
      layers.add(new Layer(name + "Channel_" + channel, gemm));
    }
    return layers;
  }

  private Gemm convolution(String place, String[] cells, long channels) {
    boolean square = columns.containsKey("stride");
    return new Convolution(
            number(place, cells, "ifmapheight"),
            number(place, cells, "ifmapwidth"),
            number(place, cells, "filterheight"),
            number(place, cells, "filterwidth"),
            channels,
            number(place, cells, "numfilter"),
            number(place, cells, square ? "stride" : "strideheight"),
            number(place, cells, square ? "stride" : "stridewidth"))
        .asGemm();
  }

  private void requireDense(String place, String[] cells) {
    Integer column = columns.get("sparsity");
    for (int i = 0; i < cells.length; i++) {
      String cell = cells[i].strip();
      boolean known = columns.containsValue(i) || others.containsKey(i);
      boolean isSparsity = column != null ? column == i : !known && cell.contains(":");
      if (isSparsity && !cell.isEmpty() && !cell.equals("1:1")) {
        throw new BadInputException(
            place + ", sparsity: only dense products (1:1) are modelled, found '" + cell + "'");
      }
      if (!known && !isSparsity && !cell.isEmpty()) {
        throw new BadInputException(
            place + ": expected a column for each name of the header, found '" + cell + "' more");
      }
    }
  }

  private String cell(String place, String[] cells, String column) {
    int at = columns.get(column);
    if (at >= cells.length) {
      throw new BadInputException(
          place + ": expected a column for each name of the header, found " + cells.length);
    }
    return cells[at].strip();
  }

  private long number(String place, String[] cells, String column) {
    String cell = cell(place, cells, column);
    try {
      return Long.parseLong(cell);
    } catch (NumberFormatException e) {
      throw new BadInputException(
          place + ", " + column + ": expected a whole number, found '" + cell + "'", e);
    }
  }
}
