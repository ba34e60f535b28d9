package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The summary report of the committed results. */
class ReportTest {
  private static final Path RESULTS = Workplace.root().resolve("results");
  private static String html;

  @BeforeAll
  static void make() throws IOException {
    var report = new Report(RESULTS);
    html = report.html(report.steps());
  }

  @Test
  void everyStepHasItsQuestionMethodAndFigures() throws IOException {
    for (int step = 1; step <= 7; step++) {
      assertTrue(html.contains("<h2 id=\"step-" + step + "\">"), "step " + step);
    }
    assertEquals(7, html.split("<b>Method.</b>", -1).length - 1);
    try (Stream<Path> files = Files.walk(RESULTS, 3)) {
      long figures =
          files.filter(f -> RESULTS.relativize(f).toString().matches("[1-9]-.*svg")).count();
      assertEquals(figures, html.split("<svg class=\"main-svg\"", -1).length - 1);
    }
  }

  @Test
  void thePageIsAtMostTwoMegabytesAndNeedsNoNetwork() {
    assertTrue(html.length() <= 2_000_000, html.length() + " characters");
    List<String> fetched =
        Pattern.compile("(?:src|href)=\"(https?:[^\"]*)\"|url\\([\"']?https?:|@import|<script")
            .matcher(html)
            .results()
            .map(MatchResult::group)
            .toList();
    assertEquals(List.of(), fetched);
  }

  @Test
  void identifiersOfFiguresDiffer() {
    List<String> all =
        Pattern.compile(" id=\"([^\"]+)\"").matcher(html).results().map(m -> m.group(1)).toList();
    assertEquals(all.stream().distinct().sorted().toList(), all.stream().sorted().toList());
  }
}
