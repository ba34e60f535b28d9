package janus.simulator;

/** Quotients that are 0 where there is nothing to divide by. */
final class Ratio {
  private Ratio() {}

  static double of(long part, long whole) {
    return of((double) part, (double) whole);
  }

  static double of(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
