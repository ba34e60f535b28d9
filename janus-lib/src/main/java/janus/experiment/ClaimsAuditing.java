package janus.experiment;

import janus.claims.audit.ClaimsAudit;
import janus.claims.audit.Verdict;
import janus.results.ResultsFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Step 7: every claim of the published project, computed again and judged. */
public final class ClaimsAuditing implements Experiment {
  private static final String CLAIMS = "claims";

  @Override
  public String name() {
    return "7-claims-audit";
  }

  @Override
  public String question() {
    return "Which of the published claims hold, and what is wrong with the others?";
  }

  @Override
  public List<Headline> run(Laboratory laboratory) {
    long start = System.nanoTime();
    var audit = new ClaimsAudit(laboratory.data());
    ClaimsAudit.Outcome outcome = audit.judge();
    var results = new ResultsFolder(laboratory.results().resolve(name()));
    results.table(CLAIMS, ClaimsAudit.ClaimRow.class, outcome.claims());
    results.table("values", ClaimsAudit.ValueRow.class, outcome.values());
    results.table("topics", ClaimsAudit.TopicRow.class, outcome.topics());
    List<Headline> headlines = headlines(outcome.claims());
    results.table("headlines", Headline.class, headlines);
    results.write(
        name(),
        laboratory.quick(),
        Map.of("topics", audit.topics()),
        (System.nanoTime() - start) / 1e9,
        laboratory.circumstances());
    return headlines;
  }

  private List<Headline> headlines(List<ClaimsAudit.ClaimRow> claims) {
    var headlines = new ArrayList<Headline>();
    for (Verdict verdict : Verdict.values()) {
      long count = claims.stream().filter(row -> row.verdict().equals(verdict.spelling())).count();
      headlines.add(
          new Headline(
              "published claims " + verdict.spelling(),
              Long.toString(count),
              "of " + claims.size(),
              "judged by a rule from computed values",
              name() + "/" + CLAIMS + ".csv"));
    }
    return headlines;
  }
}
