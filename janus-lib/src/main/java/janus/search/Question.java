package janus.search;

import janus.codesign.DesignJson;
import janus.provenance.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a search is asked: which designs of a space are best for a goal, with measured accuracy.
 *
 * @param space all designs
 * @param goal objectives and limits
 * @param accuracy what schemes of the cache lose
 */
public record Question(DesignSpace space, Goal goal, Accuracy accuracy) {
  public Question {
    Objects.requireNonNull(space, "space");
    Objects.requireNonNull(goal, "goal");
    Objects.requireNonNull(accuracy, "accuracy");
  }

  /**
   * Checksums of all that the answer depends on, by name.
   *
   * @param inputs checksums of facts and model
   */
  public Map<String, String> identity(Map<String, String> inputs) {
    var identity = new LinkedHashMap<String, String>();
    DesignPoint start = space.start();
    identity.put("space", sha256(SpaceFile.write(space.variables().values())));
    identity.put("design", sha256(DesignJson.write(start.design())));
    identity.put("workload", sha256(start.workload().toString()));
    identity.put("goal", sha256(goal.toString()));
    identity.put("accuracy", sha256(accuracy.schemes().toString()));
    identity.putAll(inputs);
    return identity;
  }

  private static String sha256(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Rows of a table of the space's designs. */
  public DesignRows rows() {
    return new DesignRows(space.columns(), goal);
  }
}
