package janus.technology;

/** How the density of a memory follows its process. */
public enum DensityRule {
  /** As the published 6T SRAM cells. */
  SRAM_CELL("sram-cell"),
  /** As the published eDRAM cells, and as logic beyond them. */
  EDRAM_CELL("edram-cell"),
  /** As logic. */
  LOGIC("logic");

  private final String spelling;

  DensityRule(String spelling) {
    this.spelling = spelling;
  }

  public String spelling() {
    return spelling;
  }
}
