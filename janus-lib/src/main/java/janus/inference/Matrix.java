package janus.inference;

import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.Scratch;
import janus.inference.arithmetic.Scratch.Use;
import janus.inference.arithmetic.Tiles;
import janus.inference.arithmetic.Workers;
import janus.inference.weights.ModelFile;
import janus.inference.weights.TensorInfo;
import janus.provenance.BadInputException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One or more linear maps of the same input side by side, as the right matrix of {@link
 * Kernels#multiply}: {@code (inputs, outputs)}, each map padded to whole column tiles with zeros.
 * Kept as FP32, or left encoded in the file and expanded tile by tile when it is used.
 */
final class Matrix {
  private final ModelFile file;
  private final List<TensorInfo> maps;
  private final boolean interleaved;
  private final int inputs;
  private final int width;
  private final WeightCodec codec;
  private final int[] firstTile;

  /** Every tile, or null while the weights stay in the file. */
  private float[] packed;

  /**
   * Looks at tensors; nothing is read.
   *
   * @param maps tensors {@code (inputs, outputs)}
   * @param interleaved whether tiles of the maps, all of one size, alternate
   * @param width columns of a tile
   * @param codec how rows are stored
   * @throws BadInputException if rows cannot be coded
   */
  Matrix(ModelFile file, List<TensorInfo> maps, boolean interleaved, int width, WeightCodec codec) {
    this.codec = codec;
    this.file = file;
    this.maps = maps;
    this.interleaved = interleaved;
    this.width = width;
    this.inputs = Math.toIntExact(maps.get(0).columns());
    codec.requireInputs(inputs);
    this.firstTile = new int[maps.size() + 1];
    for (int i = 0; i < maps.size(); i++) {
      long tiles = (maps.get(i).rows() + width - 1) / width;
      firstTile[i + 1] = Math.toIntExact(firstTile[i] + tiles);
    }
  }

  int inputs() {
    return inputs;
  }

  /** Column tiles of all maps. */
  int tiles() {
    return firstTile[maps.size()];
  }

  /** First column of a map, where they are not interleaved. */
  int firstColumn(int map) {
    return firstTile[map] * width;
  }

  /** First column of every map, where they are not interleaved. */
  int[] firstColumns() {
    return IntStream.range(0, maps.size()).map(this::firstColumn).toArray();
  }

  /** Columns, padding included. */
  int columns() {
    return tiles() * width;
  }

  /** Bytes of all tiles as FP32. */
  long bytes() {
    return (long) tiles() * width * inputs * Float.BYTES;
  }

  /** Weights that are coded. */
  long codedWeights() {
    return codec.isStored() ? 0 : maps.stream().mapToLong(TensorInfo::elements).sum();
  }

  /** Bits of these. */
  long codedBits() {
    return codec.isStored()
        ? 0
        : maps.stream().mapToLong(map -> map.rows() * codec.bits(inputs)).sum();
  }

  boolean isPacked() {
    return packed != null;
  }

  /** Whether one array can hold it. */
  boolean canPack() {
    return (long) tiles() * width * inputs <= Integer.MAX_VALUE - 8 - Kernels.START;
  }

  /** Expands everything to FP32, once. */
  void pack(Workers workers) {
    var all = new float[Kernels.START + tiles() * width * inputs];
    var rows = new float[workers.count()][width * inputs];
    workers.run(
        tiles(),
        (tile, worker) ->
            expand(tile, all, Kernels.START + tile * width * inputs, rows[worker], true));
    packed = all;
  }

  /**
   * Some tiles as FP32, to be read only.
   *
   * @param scratch receives them while the weights are in the file
   */
  Tiles tiles(int first, int count, Scratch scratch) {
    int size = width * inputs;
    if (packed != null) {
      return new Tiles(packed, Kernels.START + first * size, size, count);
    }
    float[] room = scratch.get(Use.WEIGHTS, Kernels.START + count * size);
    var row = new float[inputs];
    for (int i = 0; i < count; i++) {
      expand(first + i, room, Kernels.START + i * size, row, false);
    }
    return new Tiles(room, Kernels.START, size, count);
  }

  /** Copies the weights of one output of the first map. */
  void copyRow(int output, float[] to, int at) {
    if (packed == null) {
      file.read(maps.get(0), (long) output * inputs, inputs, to, at);
      return;
    }
    int from = Kernels.START + output / width * width * inputs + output % width;
    for (int k = 0; k < inputs; k++) {
      to[at + k] = packed[from + k * width];
    }
  }

  /**
   * Expands one tile.
   *
   * @param rows room for one row or more
   * @param once whether it is read this one time, or again and again from the mapped file
   */
  private void expand(int tile, float[] to, int at, float[] rows, boolean once) {
    int map = 0;
    int inMap = tile;
    if (interleaved) {
      map = tile % maps.size();
      inMap = tile / maps.size();
    } else {
      while (tile >= firstTile[map + 1]) {
        map++;
      }
      inMap = tile - firstTile[map];
    }
    TensorInfo tensor = maps.get(map);
    long first = (long) inMap * width;
    int present = (int) Math.min(width, tensor.rows() - first);
    if (present < width) {
      Arrays.fill(to, at, at + width * inputs, 0);
    }
    int most = rows.length / inputs;
    for (int column = 0; column < present; column += most) {
      int count = Math.min(most, present - column);
      long from = (first + column) * inputs;
      if (once) {
        file.readOnce(tensor, from, count * inputs, rows, 0);
      } else {
        file.read(tensor, from, count * inputs, rows, 0);
      }
      for (int row = 0; row < count; row++) {
        codec.apply(rows, row * inputs, inputs);
        for (int k = 0; k < inputs; k++) {
          to[at + k * width + column + row] = rows[row * inputs + k];
        }
      }
    }
  }
}
