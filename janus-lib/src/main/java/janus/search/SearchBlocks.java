package janus.search;

import janus.codesign.Design;
import janus.codesign.Facts;
import janus.codesign.Workload;
import janus.kvcache.KvScheme;
import janus.search.SearchState.Interval;
import janus.transformer.TransformerSpec;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Blocks of a search for other machines: all that a search depends on, but for the facts of the
 * jar. Where it runs, the search is prepared once for all blocks.
 *
 * @param model its name in the workload
 * @param spec its shape
 * @param start fields of the design and workload that every design begins with
 * @param variables of the space
 * @param goal objectives and limits
 * @param accuracyPlace where the measured losses come from
 * @param accuracy what schemes lose
 * @param inputs checksums of facts and model
 */
record SearchBlocks(
    String model,
    TransformerSpec spec,
    Map<String, String> start,
    List<Variable> variables,
    Goal goal,
    String accuracyPlace,
    List<Loss> accuracy,
    Map<String, String> inputs)
    implements BlockRunner.Work<SearchState> {
  private static SearchBlocks prepared;
  private static Search search;

  /** A measurement of a scheme, which is spelled out. */
  private record Loss(
      String name, String scheme, double percent, String model, String text, long contextTokens)
      implements Serializable {
    static Loss of(Accuracy.Measurement measured) {
      return new Loss(
          measured.name(),
          measured.scheme().spelling(),
          measured.lossPercent(),
          measured.model(),
          measured.text(),
          measured.contextTokens());
    }

    Accuracy.Measurement measurement() {
      return new Accuracy.Measurement(
          name, KvScheme.parse(scheme), percent, model, text, contextTokens);
    }
  }

  /** The blocks of a question about one model. */
  static SearchBlocks of(Question question, Facts facts, Map<String, String> inputs) {
    DesignSpace space = question.space();
    String model = space.start().workload().model();
    return new SearchBlocks(
        model,
        facts.model(model),
        new LinkedHashMap<>(Fields.of(space.start())),
        List.copyOf(space.variables().values()),
        question.goal(),
        question.accuracy().place(),
        question.accuracy().schemes().stream().map(Loss::of).toList(),
        new LinkedHashMap<>(inputs));
  }

  @Override
  public SearchState run(Interval block) {
    Search here = prepare(this);
    return here.run(here.begin(), block, Search.Setting.plain(1));
  }

  private static synchronized Search prepare(SearchBlocks blocks) {
    if (!blocks.equals(prepared)) {
      search = blocks.search();
      prepared = blocks;
    }
    return search;
  }

  private Search search() {
    Facts facts = Facts.bundled().withModel(model, spec);
    var blank = new DesignPoint(Design.janus1(), Workload.janus1().withModel(model));
    var space = new DesignSpace(Fields.with("block", blank, start), variables);
    var losses = accuracy.stream().map(Loss::measurement).toList();
    var question = new Question(space, goal, Accuracy.of(accuracyPlace, losses));
    return Search.of(question, facts, inputs);
  }
}
