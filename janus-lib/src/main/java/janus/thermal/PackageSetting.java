package janus.thermal;

import janus.provenance.Names;
import java.util.Locale;

/**
 * A parameter of a package, with the name and meaning of HotSpot's configuration file: {@code t_}
 * thickness, {@code s_} side of a square plate, {@code k_} conductivity, {@code p_} volumetric heat
 * capacity, {@code r_convec} and {@code c_convec} convection to ambient. The conductivities and
 * heat capacities of the secondary path are constants in HotSpot and parameters here.
 */
public enum PackageSetting {
  T_CHIP("m"),
  K_CHIP("W/m/K"),
  P_CHIP("J/m3/K"),
  T_INTERFACE("m"),
  K_INTERFACE("W/m/K"),
  P_INTERFACE("J/m3/K"),
  S_SPREADER("m"),
  T_SPREADER("m"),
  K_SPREADER("W/m/K"),
  P_SPREADER("J/m3/K"),
  S_SINK("m"),
  T_SINK("m"),
  K_SINK("W/m/K"),
  P_SINK("J/m3/K"),
  R_CONVEC("K/W"),
  C_CONVEC("J/K"),
  /** 1 to model the path through the board, else 0. */
  MODEL_SECONDARY("1"),
  R_CONVEC_SEC("K/W"),
  C_CONVEC_SEC("J/K"),
  /** Accepted for compatibility. The metal layer is t_metal thick for any value, as in HotSpot. */
  N_METAL("1"),
  T_METAL("m"),
  K_METAL("W/m/K"),
  P_METAL("J/m3/K"),
  T_C4("m"),
  /** Accepted for compatibility; has no effect, as in HotSpot. */
  S_C4("m"),
  /** Accepted for compatibility; has no effect, as in HotSpot. */
  N_C4("1"),
  K_C4("W/m/K"),
  P_C4("J/m3/K"),
  S_SUB("m"),
  T_SUB("m"),
  K_SUB("W/m/K"),
  P_SUB("J/m3/K"),
  S_SOLDER("m"),
  T_SOLDER("m"),
  K_SOLDER("W/m/K"),
  P_SOLDER("J/m3/K"),
  S_PCB("m"),
  T_PCB("m"),
  K_PCB("W/m/K"),
  P_PCB("J/m3/K"),
  AMBIENT("K"),
  INIT_TEMP("K"),
  SAMPLING_INTVL("s");

  /** Smallest value other than 0; smaller ones overflow the temperatures. */
  private static final double SMALLEST = 1e-12;

  private final String unit;

  PackageSetting(String unit) {
    this.unit = unit;
  }

  /** Unit of its value, {@code 1} for a pure number. */
  public String unit() {
    return unit;
  }

  /** The spelling, as {@code r_convec}. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The setting of a spelling.
   *
   * @throws IllegalArgumentException if there is none; lists the valid ones
   */
  public static PackageSetting parse(String name) {
    return Names.parse("setting", name, values(), PackageSetting::spelling);
  }

  /** Largest value that describes a package. */
  private double largest() {
    return switch (unit) {
      case "m" -> 1e3;
      case "K" -> 1e4;
      case "s" -> 1e9;
      default -> 1e12;
    };
  }

  /**
   * Checks a value.
   *
   * @throws IllegalArgumentException if it is impossible; names setting, value and expectation
   */
  double requireValid(double value) {
    boolean inRange = value == 0 || (Math.abs(value) >= SMALLEST && Math.abs(value) <= largest());
    if (!inRange || !accepts(value)) {
      throw new IllegalArgumentException(
          spelling()
              + " must be "
              + expected()
              + (inRange ? "" : " and, unless 0, from 1e-12 to 1e" + exponent(largest()))
              + (unit.equals("1") ? "" : " (" + unit + ")")
              + ": "
              + value);
    }
    return value;
  }

  private boolean accepts(double value) {
    return switch (this) {
      case MODEL_SECONDARY -> value == 0 || value == 1;
      case C_CONVEC, C_CONVEC_SEC, N_METAL, N_C4, S_C4 -> value >= 0;
      default -> value > 0;
    };
  }

  private String expected() {
    return switch (this) {
      case MODEL_SECONDARY -> "0 or 1";
      case C_CONVEC, C_CONVEC_SEC, N_METAL, N_C4, S_C4 -> "a number of at least 0";
      default -> "a number above 0";
    };
  }

  private static long exponent(double value) {
    return Math.round(Math.log10(value));
  }
}
