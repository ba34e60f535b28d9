package janus.inference;

import janus.inference.arithmetic.Arithmetic;
import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.LeftMatrix;
import janus.inference.arithmetic.Machine;
import janus.inference.arithmetic.RowMajor;
import janus.inference.arithmetic.Scratch;
import janus.inference.arithmetic.Scratch.Use;
import janus.inference.arithmetic.Tiles;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Some column tiles of {@code input * matrix}, for pieces of rows. A task multiplies one piece with
 * some column tiles of weights, or all pieces where it has to expand the weights first.
 */
final class Product {
  private final Machine machine;
  private final Kernels kernels;
  private final Matrix matrix;
  private final int firstTile;
  private final int tiles;
  private final Function<DecoderState, float[]> input;
  private final List<Piece> pieces;
  private final List<Arithmetic> arithmetics;
  private final Epilogue epilogue;
  private final int r;

  /** Column tiles of weights of one task. */
  private final int group;

  /** The group of weights each thread has brought into its cache. */
  private final int[] fetched;

  /** The receiver of a finished piece of a product. */
  @FunctionalInterface
  interface Epilogue {
    /**
     * Takes the product of a piece.
     *
     * @param c holds it, {@code columns} wide
     * @param firstColumn its first column in the whole product
     */
    void accept(RowMajor c, Piece piece, int firstColumn, int columns);
  }

  /**
   * Describes it; nothing is computed.
   *
   * @param firstTile first column tile wanted
   * @param tiles number of column tiles wanted
   * @param input the left matrix of a sequence, in row tiles
   * @param pieces rows wanted
   * @param epilogue receives the pieces; if null they go to {@code state.queryKeyValue}
   */
  Product(
      Machine machine,
      Matrix matrix,
      int firstTile,
      int tiles,
      Function<DecoderState, float[]> input,
      List<Piece> pieces,
      Epilogue epilogue) {
    this.machine = machine;
    this.kernels = machine.kernels();
    this.matrix = matrix;
    this.firstTile = firstTile;
    this.tiles = tiles;
    this.input = input;
    this.pieces = pieces;
    this.arithmetics = pieces.stream().map(Piece::arithmetic).distinct().toList();
    this.epilogue = epilogue;
    this.r = kernels.rowTile();
    this.group = matrix.isPacked() ? kernels.columnTilesAtOnce(matrix.inputs()) : 2;
    this.fetched = new int[machine.workers().count()];
    Arrays.fill(fetched, -1);
  }

  void run() {
    int groups = (tiles + group - 1) / group;
    int tasksOfGroup = matrix.isPacked() ? pieces.size() : 1;
    machine
        .workers()
        .run(
            groups,
            tasksOfGroup,
            (task, worker) -> {
              int piece = task % tasksOfGroup;
              int end = matrix.isPacked() ? piece + 1 : pieces.size();
              multiply(task / tasksOfGroup, pieces.subList(piece, end), worker);
            });
  }

  private void multiply(int index, List<Piece> some, int worker) {
    int first = firstTile + index * group;
    int count = Math.min(group, firstTile + tiles - first);
    Scratch scratch = machine.scratch()[worker];
    Tiles weights = matrix.tiles(first, count, scratch);
    if (fetched[worker] != index) {
      fetched[worker] = index;
      scratch.fetched = kernels.fetch(weights);
      for (Arithmetic arithmetic : arithmetics) {
        arithmetic.arrange(weights, matrix.inputs(), scratch);
      }
    }
    for (Piece piece : some) {
      multiply(piece, first, weights, scratch);
    }
  }

  private void multiply(Piece piece, int firstTile, Tiles weights, Scratch scratch) {
    int width = kernels.columnTile();
    int columns = weights.count() * width;
    RowMajor c = target(piece, firstTile, columns, scratch);
    Arithmetic arithmetic = piece.arithmetic();
    Tiles a =
        new LeftMatrix(input.apply(piece.state()), matrix.inputs())
            .tiles(piece.firstTile(), piece.tiles(), r);
    Tiles b = arithmetic.arranged(weights, scratch);
    arithmetic.multiply(a, b, matrix.inputs(), c, scratch);
    if (epilogue != null) {
      epilogue.accept(c, piece, firstTile * width, columns);
    }
  }

  private RowMajor target(Piece piece, int firstTile, int columns, Scratch scratch) {
    if (epilogue == null) {
      int stride = matrix.columns();
      int at = piece.firstTile() * r * stride + firstTile * kernels.columnTile();
      return new RowMajor(piece.state().queryKeyValue, at, stride);
    }
    float[] room = scratch.get(Use.TILE, Kernels.START + piece.tiles() * r * columns);
    return new RowMajor(room, Kernels.START, columns);
  }
}
