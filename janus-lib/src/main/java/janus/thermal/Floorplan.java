package janus.thermal;

import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * Rectangular blocks that tile a rectangular die, read from and written as HotSpot's {@code .flp}
 * files: a name, width, height, left and bottom edge a line, in metres. Slivers between blocks that
 * are no wider than rounding in such files (2 &micro;m and 0.01 % of the die) count as none.
 *
 * @param blocks the blocks, in file order; the die's lower left corner is the origin
 */
public record Floorplan(List<Block> blocks) {
  private static final double ROUNDING_METRES = 2e-6;
  private static final double ROUNDING_SHARE = 1e-4;

  /**
   * A rectangle.
   *
   * @param name its name, unique in the floorplan, without white space
   * @param width extent in x, m
   * @param height extent in y, m
   * @param left x of its left edge, m
   * @param bottom y of its bottom edge, m
   */
  public record Block(String name, double width, double height, double left, double bottom) {
    public Block {
      if (name == null || name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
        throw new IllegalArgumentException("block name must be a word: '" + name + "'");
      }
      requirePositive(name, "width", width);
      requirePositive(name, "height", height);
      requireFinite(name, "left", left);
      requireFinite(name, "bottom", bottom);
    }

    public double right() {
      return left + width;
    }

    public double top() {
      return bottom + height;
    }

    /** Area in m<sup>2</sup>. */
    public double area() {
      return width * height;
    }

    private static void requirePositive(String name, String field, double value) {
      if (!(value > 0 && Double.isFinite(value))) {
        throw new IllegalArgumentException(
            "block " + name + ", " + field + " must be a positive number of metres: " + value);
      }
    }

    private static void requireFinite(String name, String field, double value) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "block " + name + ", " + field + " must be a number of metres: " + value);
      }
    }
  }

  /**
   * @throws IllegalArgumentException if there is no block, a name occurs twice, blocks overlap or
   *     leave part of the die uncovered; names the blocks or the place
   */
  public Floorplan {
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("floorplan must have at least one block");
    }
    var names = new HashSet<String>();
    for (Block block : blocks) {
      if (!names.add(block.name())) {
        throw new IllegalArgumentException("block " + block.name() + " occurs twice");
      }
    }
    double minLeft = blocks.stream().mapToDouble(Block::left).min().orElseThrow();
    double minBottom = blocks.stream().mapToDouble(Block::bottom).min().orElseThrow();
    blocks =
        blocks.stream()
            .map(
                block ->
                    new Block(
                        block.name(),
                        block.width(),
                        block.height(),
                        block.left() - minLeft,
                        block.bottom() - minBottom))
            .toList();
    requireTiling(blocks);
  }

  /**
   * Reads a {@code .flp} file. Empty lines and lines that begin with {@code #} are skipped; columns
   * beyond the fifth (HotSpot's specific heat and resistivity of a block) are refused, as only
   * uniform layers are modelled.
   *
   * @throws BadInputException if it cannot be read or used; names file, line and value
   */
  public static Floorplan read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read as a floorplan (.flp)", e);
    }
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        blocks.add(block(file + ", line " + (i + 1), line));
      }
    }
    try {
      return new Floorplan(blocks);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(file + ": " + e.getMessage(), e);
    }
  }

  private static Block block(String place, String line) {
    String[] words = line.split("\\s+", -1);
    if (words.length != 5) {
      throw new BadInputException(
          place + ": expected name width height left bottom, found '" + line + "'");
    }
    double[] numbers = new double[4];
    for (int i = 0; i < 4; i++) {
      try {
        numbers[i] = Double.parseDouble(words[i + 1]);
      } catch (NumberFormatException e) {
        throw new BadInputException(
            place + ": expected a number of metres, found '" + words[i + 1] + "'", e);
      }
    }
    try {
      return new Block(words[0], numbers[0], numbers[1], numbers[2], numbers[3]);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(place + ": " + e.getMessage(), e);
    }
  }

  /** The text of a {@code .flp} file, in metres with twelve decimals. */
  public String toText() {
    var text = new StringBuilder("# name width height left bottom, in metres\n");
    for (Block block : blocks) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s\t%.12f\t%.12f\t%.12f\t%.12f%n",
              block.name(),
              block.width(),
              block.height(),
              block.left(),
              block.bottom()));
    }
    return text.toString().replace("\r\n", "\n");
  }

  /** Extent of the die in x, m. */
  public double width() {
    return blocks.stream().mapToDouble(Block::right).max().orElseThrow();
  }

  /** Extent of the die in y, m. */
  public double height() {
    return blocks.stream().mapToDouble(Block::top).max().orElseThrow();
  }

  /** Names of the blocks, in order. */
  public List<String> names() {
    return blocks.stream().map(Block::name).toList();
  }

  private static void requireTiling(List<Block> blocks) {
    double width = blocks.stream().mapToDouble(Block::right).max().orElseThrow();
    double height = blocks.stream().mapToDouble(Block::top).max().orElseThrow();
    double tolerance = ROUNDING_METRES + ROUNDING_SHARE * Math.max(width, height);
    double[] xs =
        lines(blocks.stream().flatMapToDouble(b -> doubles(b.left(), b.right())), tolerance);
    double[] ys =
        lines(blocks.stream().flatMapToDouble(b -> doubles(b.bottom(), b.top())), tolerance);
    int[][] owner = new int[ys.length - 1][xs.length - 1];
    for (int[] row : owner) {
      Arrays.fill(row, -1);
    }
    for (int b = 0; b < blocks.size(); b++) {
      Block block = blocks.get(b);
      int j1 = nearest(xs, block.left());
      int j2 = nearest(xs, block.right());
      int i1 = nearest(ys, block.bottom());
      int i2 = nearest(ys, block.top());
      if (j1 == j2 || i1 == i2) {
        throw new IllegalArgumentException(
            "block " + block.name() + " is narrower than the rounding of the floorplan");
      }
      for (int i = i1; i < i2; i++) {
        for (int j = j1; j < j2; j++) {
          if (owner[i][j] >= 0) {
            throw new IllegalArgumentException(
                "blocks " + blocks.get(owner[i][j]).name() + " and " + block.name() + " overlap");
          }
          owner[i][j] = b;
        }
      }
    }
    for (int i = 0; i < owner.length; i++) {
      for (int j = 0; j < owner[i].length; j++) {
        if (owner[i][j] < 0) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "no block covers x %.6g to %.6g m, y %.6g to %.6g m; the blocks must fill the die",
                  xs[j],
                  xs[j + 1],
                  ys[i],
                  ys[i + 1]));
        }
      }
    }
  }

  private static java.util.stream.DoubleStream doubles(double a, double b) {
    return java.util.stream.DoubleStream.of(a, b);
  }

  /** The distinct grid lines: edges closer than the tolerance to the line before fall on it. */
  private static double[] lines(java.util.stream.DoubleStream edges, double tolerance) {
    double[] sorted = edges.sorted().toArray();
    int count = 0;
    for (double edge : sorted) {
      if (count == 0 || edge - sorted[count - 1] > tolerance) {
        sorted[count++] = edge;
      }
    }
    return Arrays.copyOf(sorted, count);
  }

  private static int nearest(double[] lines, double edge) {
    int at = Arrays.binarySearch(lines, edge);
    if (at >= 0) {
      return at;
    }
    int after = -at - 1;
    if (after == lines.length) {
      return after - 1;
    }
    return after > 0 && edge - lines[after - 1] <= lines[after] - edge ? after - 1 : after;
  }
}
