package janus.claims.audit;

import java.util.List;

/**
 * A statement of the published project that can be checked.
 *
 * @param id {@code C001} to {@code C155}
 * @param topic what it is about
 * @param text what it states
 * @param where file and lines, at the commit of {@code data/published/claims.json}
 * @param unit of its values
 * @param parts its values
 * @param note what a reader should know beside the numbers; empty for nothing
 * @param command how to find the numbers again; empty where the formulas are all
 */
record Claim(
    String id,
    String topic,
    String text,
    String where,
    String unit,
    List<Part> parts,
    String note,
    String command) {
  Claim {
    parts = List.copyOf(parts);
    if (!id.matches("C[0-9]{3}")) {
      throw new IllegalArgumentException("id must be C and three digits: " + id);
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a claim must have a value: " + id);
    }
  }
}
