package janus.codesign;

import java.util.List;

/**
 * What a design reaches on a workload: a pure function of values. Preparing a design resolves its
 * names and finds how the parts of its die warm each other, which takes most of the time; a design
 * prepared once serves any number of workloads. Immutable; many threads may share one.
 */
public final class DesignEvaluator {
  private final Facts facts;

  public DesignEvaluator(Facts facts) {
    this.facts = facts;
  }

  /** What names stand for. */
  public Facts facts() {
    return facts;
  }

  /**
   * A design with its facts and thermal grid.
   *
   * @throws janus.provenance.BadInputException if a name is unknown
   * @throws IllegalArgumentException if the parts do not make a chip
   */
  public PreparedDesign prepare(Design design) {
    return new PreparedDesign(facts.resolve(design));
  }

  /**
   * The report on a design and a workload.
   *
   * @throws janus.provenance.BadInputException if a name is unknown
   * @throws IllegalArgumentException if the parts do not make a chip, or it cannot hold the load
   */
  public DesignReport evaluate(Design design, Workload workload) {
    return evaluate(prepare(design), workload);
  }

  /** The same for a design prepared before. */
  public DesignReport evaluate(PreparedDesign design, Workload workload) {
    return evaluate(design, workload, null);
  }

  /**
   * The same with what the ranges of the facts mean.
   *
   * @param draws samples of the facts; null for none
   */
  public DesignReport evaluate(PreparedDesign prepared, Workload workload, FactDraws draws) {
    ResolvedWorkload load = facts.resolve(workload);
    PreparedDesign design = prepared.inAirOf(load);
    DesignRun run = design.on(load);
    double joulePerToken = run.point().stepJ() / load.tokensPerStep();
    ResolvedWorkload without = load.whereItFits();
    List<NullDesign> nulls = NullDesign.of(facts, design.chip().design(), without, joulePerToken);
    UnitCost cost = UnitCost.of(facts.cost(), design.chip());
    return DesignReport.of(
        design,
        load,
        run,
        Response.of(design, load, run.point(), Pause.of(design, load, run.point(), facts.sleep())),
        cost,
        nulls,
        facts.regulatorEfficiency(),
        uncertainty(design, load, nulls, draws));
  }

  private DesignUncertainty uncertainty(
      PreparedDesign design, ResolvedWorkload load, List<NullDesign> nulls, FactDraws draws) {
    if (draws == null) {
      return null;
    }
    List<DesignSamples> others =
        nulls.stream()
            .map(each -> DesignSampler.of(prepare(each.design()), load.whereItFits(), draws))
            .toList();
    return DesignUncertainty.of(draws, DesignSampler.of(design, load, draws), nulls, others);
  }
}
