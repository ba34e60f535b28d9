package janus.claims.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import janus.catalog.DataFolder;
import janus.claims.audit.ClaimsAudit.ClaimRow;
import janus.claims.audit.ClaimsAudit.TopicRow;
import janus.claims.audit.ClaimsAudit.ValueRow;
import janus.provenance.BadInputException;
import janus.results.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimsAuditTest {
  private static final Path ROOT = Path.of(System.getProperty("janus.root"));
  private static final Path CLAIMS = ROOT.resolve("data/published/claims.json");
  private static final ClaimsAudit AUDIT = ClaimsAudit.bundled();
  private static final ClaimsAudit.Outcome OUTCOME = AUDIT.judge();
  private static final Map<String, ClaimRow> BY_ID =
      OUTCOME.claims().stream().collect(Collectors.toMap(ClaimRow::id, Function.identity()));

  private static final Pattern COMPUTED =
      Pattern.compile("(fact|array|chip|simulated|reference|kv_\\w+|\\w*weights_billion)\\(");

  @Test
  void everyClaimHasAVerdictAndEvidence() {
    assertEquals(155, OUTCOME.claims().size());
    for (ClaimRow row : OUTCOME.claims()) {
      boolean value = row.own() != null || row.ours() != null;
      boolean word = row.ownWord() != null || row.oursWord() != null;
      assertTrue(value || word || row.because() != null, row.id());
    }
    long counted = OUTCOME.topics().stream().mapToLong(TopicRow::claims).sum();
    assertEquals(155, counted);
  }

  // A verdict typed into the data would be a judgement that no number can change.
  @Test
  void noVerdictStandsInTheData() throws IOException {
    String data = Files.readString(CLAIMS);
    for (Verdict verdict : Verdict.values()) {
      assertTrue(!data.contains('"' + verdict.spelling() + '"'), verdict.spelling());
    }
    var fields = new HashSet<String>();
    for (JsonNode claim : Json.MAPPER.readTree(data).path("claims")) {
      claim.fieldNames().forEachRemaining(fields::add);
    }
    assertEquals(
        Set.of("id", "topic", "claim", "where", "unit", "parts", "note", "command"), fields);
  }

  // The issue names these two: flip-chip packages of 15.2 and 16.4 C/W, and rows of sub-arrays.
  @Test
  void whatIsOrdinaryIsReadSo() {
    assertEquals(Verdict.UNDER_A_READING.spelling(), BY_ID.get("C113").verdict());
    assertEquals(Verdict.UNDER_A_READING.spelling(), BY_ID.get("C106").verdict());
  }

  // Worked by hand from the printed tables.
  @ParameterizedTest
  @CsvSource({
    "C003, 512, CONTRADICTED",
    "C013, 0.008589934592, CONTRADICTED",
    "C021, 600, CONTRADICTED",
    "C040, 80, CONTRADICTED",
    "C043, 87.12, CONTRADICTED",
    "C057, 21.95, CONTRADICTED",
    "C065, 8.192, REPRODUCED",
    "C071, 474, CONTRADICTED",
    "C080, 67092480, CONTRADICTED",
    "C091, 8.001953125, CONTRADICTED",
    "C103, 458752, REPRODUCED",
    "C109, 85.75, REPRODUCED",
  })
  void ownConstantsGiveWhatAPocketCalculatorGives(String id, double own, Verdict verdict) {
    assertEquals(own, BY_ID.get(id).own().typical(), 1e-9 * own);
    assertEquals(verdict.spelling(), BY_ID.get(id).verdict());
  }

  @Test
  void aClaimIsAsSeriousAsItsMostSeriousPart() {
    for (ClaimRow row : OUTCOME.claims()) {
      List<ValueRow> parts =
          OUTCOME.values().stream().filter(part -> part.id().equals(row.id())).toList();
      assertEquals(row.parts(), parts.size(), row.id());
      int worst = parts.stream().mapToInt(part -> severity(part.verdict())).max().orElseThrow();
      assertEquals(worst, severity(row.verdict()), row.id());
    }
  }

  @SuppressWarnings("EnumOrdinal") // Verdicts stand in the order of their severity.
  private static int severity(String spelling) {
    for (Verdict verdict : Verdict.values()) {
      if (verdict.spelling().equals(spelling)) {
        return verdict.ordinal();
      }
    }
    throw new AssertionError(spelling);
  }

  @Test
  void aNumberOfOursThatIsWrittenDownHasASource() throws IOException {
    var without = new ArrayList<String>();
    for (JsonNode claim : Json.MAPPER.readTree(CLAIMS.toFile()).path("claims")) {
      for (JsonNode part : claim.path("parts")) {
        boolean computed = COMPUTED.matcher(part.path("ours").asText()).find();
        if (part.has("ours") && !computed && part.path("sources").isEmpty()) {
          without.add(claim.path("id").asText());
        }
      }
    }
    assertEquals(List.of(), without);
  }

  // The gates were counted by Yosys, in results that this room does not read.
  @Test
  void theGatesAreThoseThatWereCounted() throws IOException {
    List<String> lines =
        Files.readAllLines(ROOT.resolve("results/4-prefetcher-design/hardware/gates.csv"));
    String sixteen =
        lines.stream().filter(line -> line.startsWith("1,16,4,1,")).findFirst().orElseThrow();
    assertEquals(
        Double.parseDouble(sixteen.substring(sixteen.lastIndexOf(',') + 1)),
        BY_ID.get("C099").ours().typical());
  }

  // The build fails when a verdict changes unseen: run 7-claims-audit again, and look.
  @Test
  void everyVerdictIsTheCommittedOne() throws IOException {
    var changed = new ArrayList<String>();
    JsonNode committed =
        Json.MAPPER.readTree(ROOT.resolve("results/7-claims-audit/claims.json").toFile());
    assertEquals(OUTCOME.claims().size(), committed.size());
    for (JsonNode row : committed) {
      String now = BY_ID.get(row.path("id").asText()).verdict();
      if (!now.equals(row.path("verdict").asText())) {
        changed.add(row.path("id").asText() + ": " + row.path("verdict").asText() + " -> " + now);
      }
    }
    assertEquals(List.of(), changed);
  }

  @Test
  void topicsChooseClaims() {
    var outcome = AUDIT.judge(List.of("refresh"));
    assertEquals(6, outcome.claims().size());
    assertTrue(outcome.claims().stream().allMatch(row -> row.topic().equals("refresh")));
    var mistake = assertThrows(BadInputException.class, () -> AUDIT.judge(List.of("frob")));
    assertTrue(mistake.getMessage().contains("kv_cache"), mistake.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"id\": \"C001\"         | \"id\": \"K1\"            | id must be C",
        "\"id\": \"C001\"         | \"id\": \"C002\"          | C002",
        "\"topic\": \"kv_cache\"  | \"topic\": \"frob\"       | frob",
        "\"value\": \"2048\"      | \"valeu\": \"2048\"       | value",
        "\"own\": \"16/4\"        | \"own\": \"16/\"          | C004",
        "\"cacti7\"               | \"cacti8\"                | sources.json",
      })
  void damagedClaimsAreNamed(String part, String damage, String said, @TempDir Path folder)
      throws IOException {
    Files.createDirectories(folder.resolve("published"));
    Files.copy(ROOT.resolve("data/sources.json"), folder.resolve("sources.json"));
    String text = Files.readString(CLAIMS);
    assertTrue(text.contains(part), part);
    Files.writeString(folder.resolve("published/claims.json"), text.replaceFirst(part, damage));
    var mistake =
        assertThrows(BadInputException.class, () -> new ClaimsAudit(DataFolder.open(folder)));
    assertTrue(mistake.getMessage().contains(said), mistake.getMessage());
  }
}
