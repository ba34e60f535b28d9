package janus.inference;

import janus.inference.arithmetic.Arithmetic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Some row tiles of a sequence, which one task takes.
 *
 * @param firstTile the first
 * @param tiles how many
 */
record Piece(Running running, int firstTile, int tiles) {
  /**
   * Cuts the rows of some sequences into pieces.
   *
   * @param firstRow first row wanted of each
   * @param r rows of a tile
   * @param most tiles of a piece
   */
  static List<Piece> of(List<Running> all, ToIntFunction<Running> firstRow, int r, int most) {
    var pieces = new ArrayList<Piece>();
    for (Running running : all) {
      int end = running.state().rowTiles;
      for (int tile = firstRow.applyAsInt(running) / r; tile < end; tile += most) {
        pieces.add(new Piece(running, tile, Math.min(most, end - tile)));
      }
    }
    return pieces;
  }

  DecoderState state() {
    return running.state();
  }

  Arithmetic arithmetic() {
    return running.arithmetic();
  }

  /** The first position behind this piece. */
  int endToken(int r) {
    return Math.min(state().tokens, (firstTile + tiles) * r);
  }
}
