package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class KeptTokensTest {
  private static void step(KeptTokens books, float... weights) {
    books.admit();
    books.observe(weights, 0);
    books.evict();
  }

  // Room for 2. At t = 2 token 1 has least (.1); at t = 3, which sees 0, 2, 3, the newest has.
  @Test
  void tovaDropsWhatTheLastQueryAttendsToLeast() {
    KeptTokens books = new TovaSemantics(2).keeper(5, 5);
    step(books, 1);
    step(books, 0.9f, 0.1f);
    step(books, 0.6f, 0.1f, 0.3f);
    assertArrayEquals(new int[] {0, 2}, books.tokens());
    step(books, 0.4f, 0.5f, 0.1f);
    assertArrayEquals(new int[] {0, 2}, books.tokens());
  }

  // Earlier queries do not count: token 0 had 1 + .9, but .2 + .1 of the last two heads.
  @Test
  void tovaTakesAllHeadsOfOneQuery() {
    KeptTokens books = new TovaSemantics(1).keeper(2, 2);
    step(books, 1);
    books.admit();
    books.observe(new float[] {0.2f, 0.8f}, 0);
    books.observe(new float[] {0.1f, 0.9f}, 0);
    books.evict();
    assertArrayEquals(new int[] {1}, books.tokens());
  }

  // A prompt of 10 tokens, the last 2 choose 3 of the other 8. Their weights sum to 8 at token 0
  // and
  // 9 at token 6; means of five neighbours are 8/5 for tokens 0 to 2, 9/5 for 4 to 7. So 4, 5 and 6
  // stay, the oldest of equals. What comes behind the prompt stays.
  @Test
  void snapKvKeepsThePooledChoiceOfTheWindow() {
    KeptTokens books = new SnapSemantics(3, 2).keeper(12, 10);
    for (int t = 0; t < 8; t++) {
      step(books, new float[t + 1]);
    }
    step(books, 3, 0, 0, 0, 0, 0, 5, 0, 0);
    step(books, 5, 0, 0, 0, 0, 0, 4, 0, 0, 0);
    assertArrayEquals(new int[] {4, 5, 6, 8, 9}, books.tokens());
    step(books, 0, 0, 0, 0, 0, 1);
    step(books, 0, 0, 0, 0, 0, 0, 1);
    assertArrayEquals(new int[] {4, 5, 6, 8, 9, 10, 11}, books.tokens());
  }

  @Test
  void snapKvLeavesAShortPromptWhole() {
    KeptTokens books = new SnapSemantics(3, 2).keeper(6, 5);
    for (int t = 0; t < 6; t++) {
      step(books, new float[t + 1]);
    }
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5}, books.tokens());
  }
}
