package janus.simulator;

/** Quotients that are 0 if the divisor is 0. */
final class Ratio {
  private Ratio() {}

  static double of(long part, long whole) {
    return of((double) part, (double) whole);
  }

  static double of(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
