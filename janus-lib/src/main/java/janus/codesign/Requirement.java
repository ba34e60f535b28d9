package janus.codesign;

import janus.accelerator.StepWork;
import janus.technology.MemoryArray;
import janus.technology.MemoryTechnology;
import janus.technology.Traffic;
import janus.units.Bounds;
import janus.units.DataSize;
import janus.units.Range;
import java.util.List;

/**
 * What any chip needs for a workload at a rate, before one is designed. Every token reads the
 * weights and the cache once:
 *
 * <pre>
 *   bandwidth   = rate / batch * (weights read + cache read + cache written)
 *   arithmetic  = rate / batch * multiply-accumulates of a step
 *   first token = weights read / time, and multiply-accumulates of the prompt / time
 *   capacity    = weights + cache
 * </pre>
 *
 * A byte on the chip that a step reads saves {@code rate / batch} bytes a second outside.
 *
 * @param workload what is asked for
 * @param tokensPerS rate, of all sequences together
 * @param firstTokenMs time to the first token; null where none is asked for
 * @param step bytes and operations of a decode step
 * @param needs what follows
 * @param savedMbPerSPerMib bandwidth that a MiB on the chip saves, in 10<sup>6</sup> bytes a second
 * @param offChip memories beside the chip, least power first
 * @param onChip memories that would hold everything on the chip, least area first
 */
public record Requirement(
    Workload workload,
    double tokensPerS,
    Double firstTokenMs,
    Step step,
    Needs needs,
    double savedMbPerSPerMib,
    List<OffChip> offChip,
    List<OnChip> onChip) {
  private static final double LEAST = 0.001;
  private static final double MOST_TOKENS_PER_S = 1e9;
  private static final double MOST_MS = 1e9;
  private static final Traffic IDLE = new Traffic(0, 0, 0);

  /**
   * A decode step, of one token of every sequence.
   *
   * @param weightsBytes weights read, and of the embedding a row a sequence
   * @param cacheBytes keys and values read
   * @param cacheWrittenBytes keys and values written
   * @param macs multiply-accumulates; two operations each
   */
  public record Step(long weightsBytes, long cacheBytes, long cacheWrittenBytes, long macs) {
    /** Bytes that pass. */
    public long bytes() {
      return weightsBytes + cacheBytes + cacheWrittenBytes;
    }
  }

  /**
   * What a chip must have.
   *
   * @param bandwidthGbPerS while decoding, with nothing on the chip
   * @param tops 10<sup>12</sup> operations a second while decoding
   * @param firstTokenBandwidthGbPerS while the prompt is read; null without a time
   * @param firstTokenTops the same of operations
   * @param residentMib weights and caches
   */
  public record Needs(
      double bandwidthGbPerS,
      double tops,
      Double firstTokenBandwidthGbPerS,
      Double firstTokenTops,
      double residentMib) {
    /** The larger bandwidth, of decoding and of the prompt. */
    public double largestGbPerS() {
      return firstTokenBandwidthGbPerS == null
          ? bandwidthGbPerS
          : Math.max(bandwidthGbPerS, firstTokenBandwidthGbPerS);
    }
  }

  /**
   * A memory beside the chip.
   *
   * @param technology file of {@code data/technologies}
   * @param name with the width of a package
   * @param packages how many have the bandwidth, at what a decoder typically reaches of their peak
   * @param usedPercent of what they reach
   * @param watts of reading and writing what decoding moves, with its range
   */
  public record OffChip(
      String technology, String name, long packages, double usedPercent, Range watts) {}

  /**
   * A memory on the chip that holds all weights and caches.
   *
   * @param technology file of {@code data/technologies}
   * @param nodeNm process node of its facts
   * @param mm2 area, with its range
   */
  public record OnChip(String technology, double nodeNm, Range mm2) {}

  public Requirement {
    offChip = List.copyOf(offChip);
    onChip = List.copyOf(onChip);
  }

  /**
   * What a workload needs.
   *
   * @param tokensPerS above 0
   * @param firstTokenMs above 0, or null
   * @throws janus.provenance.BadInputException if the model is unknown
   * @throws IllegalArgumentException if a number is out of range
   */
  public static Requirement of(
      Facts facts, Workload workload, double tokensPerS, Double firstTokenMs) {
    Bounds.within("rate", LEAST, MOST_TOKENS_PER_S, "tokens/s", tokensPerS);
    if (firstTokenMs != null) {
      Bounds.within("time to the first token", LEAST, MOST_MS, "ms", firstTokenMs);
    }
    ResolvedWorkload load = facts.resolve(workload);
    double stepsPerS = tokensPerS / load.tokensPerStep();
    var step =
        new Step(
            load.weightsRead().bytes(),
            load.cacheRead().bytes(),
            load.cacheWritten().bytes(),
            load.macs());
    DataSize resident = load.weights().plus(load.cache());
    Needs needs = needs(load, step, stepsPerS, firstTokenMs, resident);
    return new Requirement(
        workload,
        tokensPerS,
        firstTokenMs,
        step,
        needs,
        stepsPerS * DataSize.ofMiB(1L).mb(),
        offChip(facts, step, stepsPerS, needs.largestGbPerS()),
        onChip(facts, resident));
  }

  private static Needs needs(
      ResolvedWorkload load, Step step, double stepsPerS, Double firstTokenMs, DataSize resident) {
    Double bandwidth = null;
    Double tops = null;
    if (firstTokenMs != null) {
      StepWork prompt = StepWork.prefill(load.model(), load.workload().promptTokens());
      bandwidth = step.weightsBytes() / firstTokenMs / 1e6;
      tops = 2 * prompt.macs() / firstTokenMs / 1e9;
    }
    return new Needs(
        step.bytes() * stepsPerS / 1e9,
        2 * step.macs() * stepsPerS / 1e12,
        bandwidth,
        tops,
        resident.mib());
  }

  private static List<OffChip> offChip(Facts facts, Step step, double stepsPerS, double gbPerS) {
    double readBits = 8 * stepsPerS * (step.weightsBytes() + step.cacheBytes());
    double writtenBits = 8 * stepsPerS * step.cacheWrittenBytes();
    return facts.technologies().all().stream()
        .filter(t -> !t.onChip() && t.bandwidth() != null)
        .map(t -> offChip(t, facts.reachedShare(), gbPerS, readBits, writtenBits))
        .sorted((a, b) -> Double.compare(a.watts().typical(), b.watts().typical()))
        .toList();
  }

  private static OffChip offChip(
      MemoryTechnology technology,
      double reachedShare,
      double gbPerS,
      double readBits,
      double writtenBits) {
    double reached = technology.bandwidth().typical() * reachedShare;
    long packages = (long) Math.ceil(gbPerS / reached);
    Range reading = technology.access().readEnergy().range().times(readBits * 1e-12);
    Range writing = technology.access().writeEnergy().range().times(writtenBits * 1e-12);
    return new OffChip(
        technology.id(),
        technology.name(),
        packages,
        100 * gbPerS / (packages * reached),
        reading.plus(writing));
  }

  private static List<OnChip> onChip(Facts facts, DataSize resident) {
    return facts.technologies().all().stream()
        .filter(t -> t.onChip() && t.servesTraffic())
        .map(t -> onChip(t, resident))
        .sorted((a, b) -> Double.compare(a.mm2().typical(), b.mm2().typical()))
        .toList();
  }

  private static OnChip onChip(MemoryTechnology technology, DataSize resident) {
    double celsius = Math.max(25, technology.minTemperatureC());
    var array = new MemoryArray(technology, resident, 1, 1024, IDLE, celsius, 1);
    return new OnChip(technology.id(), technology.node().nm(), array.estimate().areaMm2());
  }
}
