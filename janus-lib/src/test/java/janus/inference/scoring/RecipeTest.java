package janus.inference.scoring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.provenance.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {
  // 26 tokens, n_ctx 8: chunks at 0, 8, 16, two tokens dropped. Positions 4, 5, 6 of each are
  // scored and predict tokens 5, 6, 7; then 13, 14, 15; then 21, 22, 23.
  @Test
  void llamaCppScoresTheSecondHalfOfEachChunk() {
    List<ScoredWindow> windows = new LlamaCppRecipe().windows(26, 8, true);
    assertEquals(
        List.of(
            new ScoredWindow(0, 0, 8, true, 4, 7, 3),
            new ScoredWindow(1, 8, 8, true, 4, 7, 3),
            new ScoredWindow(2, 16, 8, true, 4, 7, 3)),
        windows);
    assertEquals(5, windows.get(0).target(4));
    assertEquals(23, windows.get(2).target(6));
  }

  // 255 of 512.
  @Test
  void llamaCppScores255PositionsOf512() {
    assertEquals(255, new LlamaCppRecipe().windows(1024, 512, false).get(1).count());
    assertEquals(2, new LlamaCppRecipe().windows(1535, 512, false).size());
  }

  @Test
  void llamaCppNeedsTwoChunks() {
    var error =
        assertThrows(BadInputException.class, () -> new LlamaCppRecipe().windows(1023, 512, true));
    assertEquals(
        "text has 1023 tokens; recipe llama.cpp needs at least 1024 (two chunks of 512)",
        error.getMessage());
  }

  // Two segments of 8 of 17 tokens: positions 0 to 6 predict tokens 1 to 7, and 9 to 15; the first
  // token of a segment is never predicted, and no token is replaced.
  @Test
  void gptqScoresAllOfDisjointSegments() {
    List<ScoredWindow> windows = new GptqRecipe().windows(17, 8, true);
    assertEquals(
        List.of(
            new ScoredWindow(0, 0, 8, false, 0, 7, 1), new ScoredWindow(1, 8, 8, false, 0, 7, 1)),
        windows);
    assertEquals(15, windows.get(1).target(6));
    assertEquals(2047, new GptqRecipe().windows(4096, 2048, true).get(0).count());
  }

  // 11 tokens, n_ctx 6, stride 3. Windows [0,6) [3,9) [6,11): the first predicts tokens 1 to 5,
  // the second 6, 7, 8 from its positions 2, 3, 4, the third 9 and 10 from its positions 2 and 3.
  @Test
  void slidingWindowsScoreWhatIsNew() {
    List<ScoredWindow> windows = new SlidingRecipe(3).windows(11, 6, false);
    assertEquals(
        List.of(
            new ScoredWindow(0, 0, 6, false, 0, 5, 5),
            new ScoredWindow(1, 3, 6, false, 2, 5, 2),
            new ScoredWindow(2, 6, 5, false, 2, 4, 1)),
        windows);
    assertEquals(6, windows.get(1).target(2));
    assertEquals(10, windows.get(2).target(3));
  }

  // Stride = n_ctx: disjoint, but the first token of a window is predicted by nobody.
  @Test
  void slidingByTheWholeContextIsDisjoint() {
    List<ScoredWindow> windows = new SlidingRecipe(4).windows(8, 4, false);
    assertEquals(2, windows.size());
    assertEquals(new ScoredWindow(1, 4, 4, false, 0, 3, 3), windows.get(1));
  }

  // Token 8 of 0 to 8 would be a window of its own, in which nothing predicts it.
  @Test
  void lastTokenAloneIsNoWindow() {
    var recipe = new SlidingRecipe(4);
    assertEquals(recipe.windows(8, 4, false), recipe.windows(9, 4, false));
    assertEquals(3, recipe.windows(10, 4, false).size());
  }

  @Test
  void slidingPredictsEveryTokenOnce() {
    for (int stride = 1; stride < 7; stride++) {
      var seen = new int[50];
      for (ScoredWindow window : new SlidingRecipe(stride).windows(50, 7, false)) {
        for (int p = window.scoredFrom(); p < window.scoredTo(); p++) {
          seen[window.target(p)]++;
        }
      }
      for (int token = 1; token < 50; token++) {
        assertEquals(1, seen[token]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama.cpp", "gptq", "sliding(256)", "recall", "recall(64)"})
  void spellingSurvivesTheParser(String spelling) {
    assertEquals(spelling, Recipes.parse(spelling).spelling());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "llama", "sliding", "sliding()", "gptq(1)", "sliding(9999999999)"})
  void unknownSpellingListsTheValidOnes(String spelling) {
    var error = assertThrows(BadInputException.class, () -> Recipes.parse(spelling));
    assertEquals(
        "recipe '"
            + spelling
            + "' is unknown; valid are llama.cpp, gptq, sliding(STRIDE), recall,"
            + " recall(TOKENS)",
        error.getMessage());
  }

  // Windows of 12 tokens: 9 of the text, then 3 again from 3, 6 tokens back; then a control, whose
  // passage begins half a text away from its window: 18 + 15 = 33 mod 27.
  @Test
  void recallRepeatsAPassageAtEachDistance() {
    var recipe = new RecallRecipe(3);
    assertEquals(List.of(3, 6), recipe.distances(12));
    int[] text = IntStream.range(0, 30).toArray();
    int[] expected = {
      0, 1, 2, 3, 4, 5, 6, 7, 8, 6, 7, 8,
      9, 10, 11, 12, 13, 14, 15, 16, 17, 12, 13, 14,
      18, 19, 20, 21, 22, 23, 24, 25, 26, 6, 7, 8
    };
    assertArrayEquals(expected, recipe.arranged(text, 12));
    assertEquals(
        List.of(
            new ScoredWindow(0, 0, 12, true, 9, 11, 2),
            new ScoredWindow(1, 12, 12, true, 9, 11, 2),
            new ScoredWindow(2, 24, 12, true, 9, 11, 2)),
        recipe.windows(36, 12, true));
    assertEquals(0, recipe.distance(2, 12));
    assertEquals(3, recipe.distance(3, 12));
  }

  @Test
  void recallIsSummedUpByDistance() {
    var recipe = new RecallRecipe(3);
    var scores = new ArrayList<WindowScores>();
    for (ScoredWindow window : recipe.windows(48, 12, false)) {
      double loss = window.index();
      scores.add(
          new WindowScores(window, new double[] {loss, loss + 1})
              .withCorrect(new boolean[] {true, window.index() == 3}));
    }
    List<RecallBin> bins = RecallBin.of(recipe, 12, scores);
    // Windows 0 and 3 at distance 3: means .5 and 3.5, 50 and 100 %; errors of two: half the range.
    assertEquals(new RecallBin(3, 2, 1.5, 75, 25, 2, 4), bins.get(0));
    assertEquals(new RecallBin(6, 1.5, 0, 50, 0, 1, 2), bins.get(1));
    assertEquals(new RecallBin(null, 2.5, 0, 50, 0, 1, 2), bins.get(2));
  }

  @Test
  void absurdContextsAreRefused() {
    assertThrows(BadInputException.class, () -> new RecallRecipe(8).windows(100, 16, true));
    assertThrows(BadInputException.class, () -> Recipes.parse("recall(1)"));
    assertThrows(BadInputException.class, () -> new LlamaCppRecipe().windows(100, 3, true));
    assertThrows(BadInputException.class, () -> new SlidingRecipe(9).windows(100, 8, true));
    assertThrows(BadInputException.class, () -> new GptqRecipe().windows(100, 1, true));
    assertThrows(BadInputException.class, () -> Recipes.parse("sliding(0)"));
  }
}
