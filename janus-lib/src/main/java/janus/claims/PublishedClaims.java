package janus.claims;

import com.fasterxml.jackson.databind.JsonNode;
import janus.catalog.DataFolder;
import janus.catalog.Document;
import java.util.ArrayList;
import java.util.List;

/** What others published and we set beside our own numbers, from {@code data/published}. */
public final class PublishedClaims {

  /**
   * A figure the published Janus-1 states.
   *
   * @param quantity what it is about, in words
   * @param value the figure
   * @param unit its unit
   * @param where file and line
   */
  public record Claim(String quantity, double value, String unit, String where) {}

  /**
   * A perplexity somebody published for a compressed KV cache.
   *
   * @param model the model measured
   * @param text the evaluation text
   * @param contextTokens length of a segment, or null where not said
   * @param method as the source names it
   * @param keyBits nominal bits of a key element
   * @param valueBits nominal bits of a value element
   * @param perplexity what it measured
   * @param baselinePerplexity what the same source measured without compression
   * @param source key of {@code data/sources.json}
   * @param where table or line
   */
  public record KvPerplexity(
      String model,
      String text,
      Integer contextTokens,
      String method,
      double keyBits,
      double valueBits,
      double perplexity,
      double baselinePerplexity,
      String source,
      String where) {}

  private final List<Claim> claims = new ArrayList<>();
  private final List<KvPerplexity> perplexities = new ArrayList<>();

  /** Reads {@code published/janus-1.json} and {@code published/kv-perplexity.json}. */
  public PublishedClaims(DataFolder data) {
    for (Document claim : rows(data.document("published", "janus-1"), "claims")) {
      claims.add(
          new Claim(
              claim.text("quantity"),
              claim.number("value"),
              claim.text("unit"),
              claim.text("where")));
    }
    for (Document row : rows(data.document("published", "kv-perplexity"), "rows")) {
      perplexities.add(
          new KvPerplexity(
              row.text("model"),
              row.text("text"),
              row.has("contextTokens") ? row.count("contextTokens") : null,
              row.text("method"),
              row.number("keyBits"),
              row.number("valueBits"),
              row.number("perplexity"),
              row.number("baselinePerplexity"),
              row.text("source"),
              row.text("where")));
    }
  }

  public List<Claim> claims() {
    return List.copyOf(claims);
  }

  /** The claim about a quantity. */
  public Claim claim(String quantity) {
    return claims.stream()
        .filter(claim -> claim.quantity().equals(quantity))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no published claim: " + quantity));
  }

  public List<KvPerplexity> perplexities() {
    return List.copyOf(perplexities);
  }

  private static List<Document> rows(Document document, String field) {
    var rows = new ArrayList<Document>();
    int index = 0;
    for (JsonNode row : document.node().path(field)) {
      rows.add(new Document(document.place() + ", " + field + " " + index++, row));
    }
    return rows;
  }
}
