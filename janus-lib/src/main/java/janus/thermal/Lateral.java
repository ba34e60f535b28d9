package janus.thermal;

/** Conductance between neighbouring cells of a layer. The variants agree on square cells. */
public enum Lateral {
  /** As in HotSpot 7, which exchanges the cell's width and height. */
  HOTSPOT,
  /** Conductivity x cross-section / distance. */
  EXACT
}
