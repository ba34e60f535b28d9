package janus.thermal;

/** How heat conducts between neighbouring cells of a layer; without influence on square cells. */
public enum Lateral {
  /** As HotSpot 7 does it, with the cell's width and height exchanged. */
  HOTSPOT,
  /** Conductivity x cross-section / distance. */
  EXACT
}
