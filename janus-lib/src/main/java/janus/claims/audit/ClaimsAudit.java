package janus.claims.audit;

import janus.catalog.DataFolder;
import janus.catalog.Document;
import janus.provenance.BadInputException;
import janus.units.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The claims of {@code data/published/claims.json}, judged. A claim has the verdict of its most
 * serious part; {@link Part#judged} states the rule. Immutable.
 */
public final class ClaimsAudit {
  private final DataFolder data;
  private final List<Claim> claims;
  private final Map<String, String> topics;

  /**
   * A claim and its verdict. Its values are those of the part that decides.
   *
   * @param part which of several values decides; empty where there is one
   * @param parts values of the claim
   * @param claimed the value as printed, with {@code <} or {@code >} where it is a bound
   * @param own what its own constants, code or documents give
   * @param ours what our models or published data give
   * @param ownWord the same where it is a name
   * @param oursWord likewise
   * @param verdict what follows from the numbers
   * @param reading the reading under which it was reproduced
   * @param because why nothing computes it here
   * @param note what a reader should know beside the numbers
   * @param command how to find the numbers again
   */
  public record ClaimRow(
      String id,
      String topic,
      String claim,
      String where,
      String part,
      int parts,
      String claimed,
      String unit,
      Range own,
      Range ours,
      String ownWord,
      String oursWord,
      String verdict,
      String reading,
      String because,
      String note,
      String command) {}

  /**
   * One value of a claim with its formulas.
   *
   * @param ownFormula how {@code own} is computed; that of the reading where it decided
   * @param oursFormula likewise
   * @param sources keys of {@code data/sources.json} of the numbers in {@code oursFormula}
   */
  public record ValueRow(
      String id,
      String part,
      String claimed,
      String unit,
      Range own,
      Range ours,
      String ownWord,
      String oursWord,
      String verdict,
      String ownFormula,
      String oursFormula,
      String sources) {}

  /**
   * The number of a topic's claims with each verdict.
   *
   * @param topic name of the topic, for people
   */
  public record TopicRow(String topic, String verdict, long claims) {}

  /** Everything judged, by claim, by value, and counted. */
  public record Outcome(List<ClaimRow> claims, List<ValueRow> values, List<TopicRow> topics) {}

  private record JudgedClaim(Claim claim, List<Part.Judged> parts) {
    /** The first of the most serious parts. */
    Part.Judged deciding() {
      return parts.stream()
          .reduce((a, b) -> b.verdict().compareTo(a.verdict()) > 0 ? b : a)
          .orElseThrow();
    }
  }

  /**
   * Reads the claims.
   *
   * @throws BadInputException if a claim is not whole, or names a topic or source that is unknown
   */
  public ClaimsAudit(DataFolder data) {
    this.data = data;
    Document document = data.document("published", "claims");
    Document names = document.child("topics");
    topics = new LinkedHashMap<>();
    names.fields().forEach(topic -> topics.put(topic, names.text(topic)));
    claims = document.children("claims").stream().map(this::claim).toList();
    requireDistinct();
  }

  /** The claims that travel with the jar. */
  public static ClaimsAudit bundled() {
    return new ClaimsAudit(DataFolder.bundled());
  }

  /** Short names of the topics, in the order of the table. */
  public List<String> topics() {
    return List.copyOf(topics.keySet());
  }

  /** Judges all claims, which simulates and takes some seconds. */
  public Outcome judge() {
    return judge(topics());
  }

  /**
   * Judges the claims of some topics.
   *
   * @throws BadInputException if there is no such topic; lists the valid ones
   */
  public Outcome judge(List<String> wanted) {
    wanted.forEach(this::requireTopic);
    var quantities = new ModelQuantities(data);
    List<JudgedClaim> judged =
        claims.stream()
            .filter(claim -> wanted.contains(claim.topic()))
            .map(claim -> judged(claim, quantities))
            .toList();
    return new Outcome(
        judged.stream().map(ClaimsAudit::row).toList(),
        judged.stream().flatMap(c -> c.parts().stream().map(p -> row(c.claim(), p))).toList(),
        wanted.stream().flatMap(topic -> count(topic, judged).stream()).toList());
  }

  private static JudgedClaim judged(Claim claim, Quantities quantities) {
    return new JudgedClaim(
        claim, claim.parts().stream().map(part -> part.judged(quantities)).toList());
  }

  private List<TopicRow> count(String topic, List<JudgedClaim> judged) {
    var rows = new ArrayList<TopicRow>();
    for (Verdict verdict : Verdict.values()) {
      long claims =
          judged.stream()
              .filter(claim -> claim.claim().topic().equals(topic))
              .filter(claim -> claim.deciding().verdict() == verdict)
              .count();
      rows.add(new TopicRow(topics.get(topic), verdict.spelling(), claims));
    }
    return rows;
  }

  private static ClaimRow row(JudgedClaim judged) {
    Claim claim = judged.claim();
    Part.Judged deciding = judged.deciding();
    Part part = deciding.part();
    return new ClaimRow(
        claim.id(),
        claim.topic(),
        claim.text(),
        claim.where(),
        part.name(),
        judged.parts().size(),
        part.claimed().shown(),
        claim.unit(),
        Value.rangeOf(deciding.own()),
        Value.rangeOf(deciding.ours()),
        Value.wordOf(deciding.own()),
        Value.wordOf(deciding.ours()),
        deciding.verdict().spelling(),
        deciding.verdict() == Verdict.UNDER_A_READING ? part.reading().text() : null,
        part.because(),
        claim.note().isEmpty() ? null : claim.note(),
        claim.command().isEmpty() ? null : claim.command());
  }

  private static ValueRow row(Claim claim, Part.Judged judged) {
    Part part = judged.part();
    boolean read = judged.verdict() == Verdict.UNDER_A_READING;
    Formula own = read && part.reading().own() != null ? part.reading().own() : part.own();
    Formula ours = read && part.reading().ours() != null ? part.reading().ours() : part.ours();
    return new ValueRow(
        claim.id(),
        part.name(),
        part.claimed().shown(),
        claim.unit(),
        Value.rangeOf(judged.own()),
        Value.rangeOf(judged.ours()),
        Value.wordOf(judged.own()),
        Value.wordOf(judged.ours()),
        judged.verdict().spelling(),
        own == null ? null : own.text(),
        ours == null ? null : ours.text(),
        part.sources().isEmpty() ? null : String.join(" ", part.sources()));
  }

  private void requireTopic(String topic) {
    if (!topics.containsKey(topic)) {
      throw new BadInputException(
          "topic '" + topic + "' is unknown; valid names: " + String.join(", ", topics.keySet()));
    }
  }

  private void requireDistinct() {
    Set<String> seen = new HashSet<>();
    claims.stream()
        .map(Claim::id)
        .sorted(Comparator.naturalOrder())
        .filter(id -> !seen.add(id))
        .findFirst()
        .ifPresent(
            id -> {
              throw new BadInputException("published/claims: two claims have the id " + id);
            });
  }

  private Claim claim(Document row) {
    try {
      String id = row.text("id");
      requireTopic(row.text("topic"));
      return new Claim(
          id,
          row.text("topic"),
          row.text("claim"),
          row.text("where"),
          row.text("unit", ""),
          row.children("parts").stream().map(part -> part(id, part)).toList(),
          row.text("note", ""),
          row.text("command", ""));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(row.place() + ": " + e.getMessage(), e);
    }
  }

  private Part part(String id, Document part) {
    List<String> sources = part.texts("sources");
    Document known = data.document("", "sources");
    for (String source : sources) {
      if (!known.has(source)) {
        throw part.bad("sources", part.node().path("sources"), "keys of sources.json");
      }
    }
    return new Part(
        part.text("name", ""),
        new Claimed(part.text("relation", "="), part.text("value")),
        formula(id, part, "own"),
        formula(id, part, "ours"),
        part.has("reading") ? reading(id, part.child("reading")) : null,
        sources,
        part.text("because", null));
  }

  private static Part.Reading reading(String id, Document reading) {
    return new Part.Reading(
        reading.text("text"), formula(id, reading, "own"), formula(id, reading, "ours"));
  }

  private static Formula formula(String id, Document owner, String field) {
    return owner.has(field)
        ? Formula.parse(owner.place() + " (" + id + ")", owner.text(field))
        : null;
  }
}
