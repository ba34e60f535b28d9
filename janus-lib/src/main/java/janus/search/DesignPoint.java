package janus.search;

import janus.codesign.Design;
import janus.codesign.Workload;
import java.util.Objects;

/** A design and what it is asked to do. */
public record DesignPoint(Design design, Workload workload) {
  public DesignPoint {
    Objects.requireNonNull(design, "design");
    Objects.requireNonNull(workload, "workload");
  }
}
