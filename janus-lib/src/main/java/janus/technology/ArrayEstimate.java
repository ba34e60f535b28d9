package janus.technology;

import janus.units.Range;

/**
 * What an array costs, with ranges. A range is null where the quantity does not exist (area off
 * chip, lifetime of a cell that does not wear).
 *
 * @param technology name of the technology
 * @param name for people
 * @param placement on-die, stacked or off-chip
 * @param nodeNm process node; null off chip
 * @param servesTraffic false for a state in which the array sleeps: its standby alone means
 *     anything
 * @param extrapolation empty, or how the facts were taken beyond published nodes
 * @param capacityMib capacity
 * @param banks independent banks
 * @param wordBits bits of an access
 * @param temperatureC junction temperature
 * @param dynamicReadW power of reads within the macros
 * @param dynamicWriteW power of writes within the macros
 * @param wireW power of the wires between macros and port
 * @param dynamicW power of reads, writes and wires
 * @param standbyW leakage, without refresh
 * @param refreshW power of restoring the cells, derived from retention
 * @param refreshWordWiseW the upper bound: every bit read out and written back
 * @param totalW dynamic, standby and refresh
 * @param readShare share of reads in the typical total
 * @param writeShare share of writes in the typical total
 * @param wireShare share of wires in the typical total
 * @param standbyShare share of standby in the typical total
 * @param refreshShare share of refresh in the typical total
 * @param areaMm2 chip area
 * @param mibPerW capacity in MiB per watt of total power
 * @param mbPerW capacity in MB (10<sup>6</sup> bytes) per watt of total power
 * @param readLatencyNs read latency
 * @param writeLatencyNs write latency
 * @param readLatencyCycles read latency in whole cycles of the clock
 * @param writeLatencyCycles write latency in whole cycles of the clock
 * @param retentionS retention at the junction temperature
 * @param refreshRowsPerS rows restored in a second
 * @param refreshBusyShare share of a bank's time spent restoring rows; above 1 it cannot be done
 * @param bankUtilisation share of the banks' time that the traffic takes, without pipelining
 * @param lifetimeYears until the cells are worn out by KV writes and, where words are written back,
 *     by that
 * @param weakestBasis the weakest basis of the facts used
 * @param confidence of the technology's facts
 */
public record ArrayEstimate(
    String technology,
    String name,
    String placement,
    Double nodeNm,
    boolean servesTraffic,
    String extrapolation,
    double capacityMib,
    int banks,
    int wordBits,
    double temperatureC,
    Range dynamicReadW,
    Range dynamicWriteW,
    Range wireW,
    Range dynamicW,
    Range standbyW,
    Range refreshW,
    Range refreshWordWiseW,
    Range totalW,
    double readShare,
    double writeShare,
    double wireShare,
    double standbyShare,
    double refreshShare,
    Range areaMm2,
    Range mibPerW,
    Range mbPerW,
    Range readLatencyNs,
    Range writeLatencyNs,
    Range readLatencyCycles,
    Range writeLatencyCycles,
    Range retentionS,
    Range refreshRowsPerS,
    Range refreshBusyShare,
    Range bankUtilisation,
    Range lifetimeYears,
    String weakestBasis,
    String confidence) {}
