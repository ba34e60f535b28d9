package janus.accelerator;

import janus.provenance.Fact;
import janus.units.Range;

/**
 * A two-dimensional mesh of tiles with dimension-ordered routing: a packet takes as many hops as
 * the Manhattan distance. See Dally and Towles, "Principles and Practices of Interconnection
 * Networks", 2004, section 5.2.
 *
 * @param rows tiles from north to south
 * @param columns tiles from west to east
 */
public record Mesh(int rows, int columns) {
  public Mesh {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "rows and columns must be at least 1: " + rows + ", " + columns);
    }
  }

  /** Mean hops from a memory at the eastern edge to a tile, entering its own row. */
  public double meanHopsFromEdge() {
    return (columns + 1) / 2.0;
  }

  /**
   * Energy of moving data, in J.
   *
   * @param hopEnergy in pJ/bit/hop
   */
  public Range energyJ(double bits, double hops, Fact hopEnergy) {
    if (!hopEnergy.unit().equals("pJ/bit/hop")) {
      throw new IllegalArgumentException("hopEnergy must be in pJ/bit/hop: " + hopEnergy.unit());
    }
    return hopEnergy.range().times(bits * hops * 1e-12);
  }
}
