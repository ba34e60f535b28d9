package janus.technology;

/**
 * What an array costs for one value of every uncertain quantity.
 *
 * @param dynamicReadW read energy times read traffic
 * @param dynamicWriteW write energy times write traffic
 * @param wireW energy of the wires between macros and port times the traffic
 * @param standbyW leakage at the array's temperature, without refresh
 * @param refreshW all bits restored once per retention time, whole rows where the array can
 * @param refreshWordWiseW the same, when every bit is read out and written back: an upper bound
 * @param areaMm2 NaN off chip
 * @param readLatencyNs read latency, wires there and back included
 * @param writeLatencyNs write latency, wires there and back included
 * @param retentionS retention at the array's temperature, infinite where nothing is forgotten
 * @param refreshRowsPerS rows restored in a second; 0 where rows are not restored
 * @param refreshBusyShare share of a bank's time spent restoring rows; above 1 it cannot be done
 * @param bankUtilisation share of the banks' time that the traffic takes, without pipelining
 * @param lifetimeYears at the KV write rate, infinite where cells do not wear
 */
public record ArrayPoint(
    double dynamicReadW,
    double dynamicWriteW,
    double wireW,
    double standbyW,
    double refreshW,
    double refreshWordWiseW,
    double areaMm2,
    double readLatencyNs,
    double writeLatencyNs,
    double retentionS,
    double refreshRowsPerS,
    double refreshBusyShare,
    double bankUtilisation,
    double lifetimeYears) {
  public double dynamicW() {
    return dynamicReadW + dynamicWriteW + wireW;
  }

  public double totalW() {
    return dynamicW() + standbyW + refreshW;
  }
}
