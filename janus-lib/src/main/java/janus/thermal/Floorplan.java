package janus.thermal;

import janus.provenance.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Rectangular blocks that tile a rectangular die, read from and written as HotSpot's {@code .flp}
 * files: a name, width, height, left and bottom edge a line, in metres. Gaps and overlaps no wider
 * than rounding in such files (15 &micro;m, which edges rounded to 10 &micro;m add up to, and 0.01
 * % of the die, at most a hundredth of its shorter side) count as none, as in HotSpot; those wider
 * than 2 &micro;m are {@link #notes noted}.
 *
 * @param blocks the blocks, in file order; the origin is the die's lower left corner
 */
public record Floorplan(List<Block> blocks) {
  private static final double ROUNDING_METRES = 15e-6;
  private static final double UNNOTED_METRES = 2e-6;
  private static final double ROUNDING_SHARE = 1e-4;
  private static final double LARGEST_ROUNDING = 0.01;

  /** A file has twelve decimals, which cannot hold narrower blocks. */
  private static final double NARROWEST_METRES = 1e-9;

  /**
   * A rectangle.
   *
   * @param name unique in the floorplan, without white space
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

    private Block movedBy(double x, double y) {
      return new Block(name, width, height, left + x, bottom + y);
    }

    private static void requirePositive(String name, String field, double value) {
      if (!(value >= NARROWEST_METRES && Double.isFinite(value))) {
        throw new IllegalArgumentException(
            "block "
                + name
                + ", "
                + field
                + " must be a positive number of metres, at least 1e-9: "
                + value);
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
    requireUniqueNames(blocks);
    double minLeft = blocks.stream().mapToDouble(Block::left).min().orElseThrow();
    double minBottom = blocks.stream().mapToDouble(Block::bottom).min().orElseThrow();
    blocks = blocks.stream().map(block -> block.movedBy(-minLeft, -minBottom)).toList();
    requireTiling(blocks, ROUNDING_METRES);
  }

  private static void requireUniqueNames(List<Block> blocks) {
    var names = new HashSet<String>();
    for (Block block : blocks) {
      if (!names.add(block.name())) {
        throw new IllegalArgumentException("block " + block.name() + " occurs twice");
      }
    }
  }

  /** Gaps and overlaps that count as rounding, for a person: the first of them. */
  public List<String> notes() {
    try {
      requireTiling(blocks, UNNOTED_METRES);
      return List.of();
    } catch (IllegalArgumentException e) {
      return List.of(e.getMessage() + "; counted as rounding");
    }
  }

  /**
   * Reads the blocks of a {@code .flp} file.
   *
   * @throws BadInputException if it cannot be read or used; names file, line and value
   * @see FloorplanFile
   */
  public static Floorplan read(Path file) {
    return FloorplanFile.read(file).floorplan();
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

  private static void requireTiling(List<Block> blocks, double rounding) {
    double width = blocks.stream().mapToDouble(Block::right).max().orElseThrow();
    double height = blocks.stream().mapToDouble(Block::top).max().orElseThrow();
    double tolerance =
        Math.min(
            rounding + ROUNDING_SHARE * Math.max(width, height),
            LARGEST_ROUNDING * Math.min(width, height));
    requireApart(blocks, tolerance);
    requireCovered(blocks, width, height, tolerance / 2);
  }

  private static void requireApart(List<Block> blocks, double tolerance) {
    int[] byLeft =
        IntStream.range(0, blocks.size())
            .boxed()
            .sorted(Comparator.comparingDouble(b -> blocks.get(b).left()))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i = 0; i < byLeft.length; i++) {
      Block a = blocks.get(byLeft[i]);
      for (int j = i + 1; j < byLeft.length; j++) {
        Block b = blocks.get(byLeft[j]);
        if (b.left() >= a.right()) {
          break;
        }
        if (overlap(a.left(), a.right(), b.left(), b.right(), tolerance)
            && overlap(a.bottom(), a.top(), b.bottom(), b.top(), tolerance)) {
          throw overlapping(
              blocks.get(Math.min(byLeft[i], byLeft[j])),
              blocks.get(Math.max(byLeft[i], byLeft[j])));
        }
      }
    }
  }

  private static IllegalArgumentException overlapping(Block first, Block second) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "blocks %s and %s overlap in x %.6g to %.6g m, y %.6g to %.6g m",
            first.name(),
            second.name(),
            Math.max(first.left(), second.left()),
            Math.min(first.right(), second.right()),
            Math.max(first.bottom(), second.bottom()),
            Math.min(first.top(), second.top())));
  }

  /** Whether two stretches share more than rounding, or half of the shorter one. */
  private static boolean overlap(
      double low1, double high1, double low2, double high2, double tolerance) {
    double shared = Math.min(high1, high2) - Math.max(low1, low2);
    double shorter = Math.min(high1 - low1, high2 - low2);
    return shared > Math.min(tolerance, shorter / 2);
  }

  /** The western or eastern edge of a block, before and after the block has grown. */
  private record Edge(double grown, double x, Block block, boolean west) {}

  /** Grows every block on all sides, then sweeps over the edges from west to east. */
  private static void requireCovered(
      List<Block> blocks, double width, double height, double growth) {
    var edges = new ArrayList<Edge>();
    for (Block block : blocks) {
      edges.add(new Edge(block.left() - growth, block.left(), block, true));
      edges.add(new Edge(block.right() + growth, block.right(), block, false));
    }
    edges.sort(Comparator.comparingDouble(Edge::grown));
    var present =
        new TreeSet<Block>(Comparator.comparingDouble(Block::bottom).thenComparing(Block::name));
    double from = growth;
    double x = 0;
    for (Edge edge : edges) {
      if (Math.min(edge.grown(), width - growth) > from) {
        requireCovered(present, x, edge.x(), height, growth);
        from = edge.grown();
        x = edge.x();
      }
      if (edge.west()) {
        present.add(edge.block());
      } else {
        present.remove(edge.block());
      }
    }
  }

  /** Checks that blocks, in order from south to north, fill a strip of the die. */
  private static void requireCovered(
      Iterable<Block> present, double left, double right, double height, double growth) {
    double covered = 0;
    for (Block block : present) {
      requireNoGap(left, right, covered, block.bottom(), growth);
      covered = Math.max(covered, block.top());
    }
    requireNoGap(left, right, covered, height, growth);
  }

  private static void requireNoGap(
      double left, double right, double bottom, double top, double growth) {
    if (top - bottom > 2 * growth) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "no block covers x %.6g to %.6g m, y %.6g to %.6g m; the blocks must fill the die",
              left,
              right,
              bottom,
              top));
    }
  }
}
