package janus.technology;

/**
 * One value for each uncertain quantity of a technology: a corner, the typical case or a sample.
 *
 * @param densityMbitPerMm2 NaN off chip
 * @param readPjPerBit read energy
 * @param writePjPerBit write energy
 * @param standby25MwPerMib standby at 25 degrees Celsius
 * @param standby85MwPerMib standby at 85 degrees Celsius
 * @param retentionS at the technology's reference temperature; infinite where nothing is forgotten
 * @param halvingC degrees in which retention halves; NaN where a barrier keeps the state
 * @param refreshPjPerBit energy of restoring a bit with its row; NaN where rows are not restored
 * @param rowCycleNs time a restored row blocks its bank; NaN where rows are not restored
 * @param readLatencyNs read latency
 * @param writeLatencyNs write latency
 * @param wirePjPerBitPerMm energy of wires beyond the macro; NaN off chip
 * @param wireNsPerMm delay of wires beyond the macro; NaN off chip
 * @param enduranceCycles infinite where cells do not wear
 */
record TechnologyPoint(
    double densityMbitPerMm2,
    double readPjPerBit,
    double writePjPerBit,
    double standby25MwPerMib,
    double standby85MwPerMib,
    double retentionS,
    double halvingC,
    double refreshPjPerBit,
    double rowCycleNs,
    double readLatencyNs,
    double writeLatencyNs,
    double wirePjPerBitPerMm,
    double wireNsPerMm,
    double enduranceCycles) {}
