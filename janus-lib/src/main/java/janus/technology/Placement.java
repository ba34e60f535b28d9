package janus.technology;

/** Where a memory sits with respect to the logic die. */
public enum Placement {
  /** In the logic die itself, or in a die of the same kind beside it. */
  ON_DIE("on-die"),
  /** A die on top of the logic die. */
  STACKED("stacked"),
  /** A package or stack of its own; its area is not chip area. */
  OFF_CHIP("off-chip");

  private final String spelling;

  Placement(String spelling) {
    this.spelling = spelling;
  }

  public String spelling() {
    return spelling;
  }
}
