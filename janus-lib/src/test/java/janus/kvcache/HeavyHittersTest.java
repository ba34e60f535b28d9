package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class HeavyHittersTest {
  // Room for 1 heavy and 2 recent tokens. Gathered weights after t = 3 with the rows below:
  // token 0: 1 + .2 + .1 + .1 = 1.4, token 1: .8 + .7 + .6 = 2.1; token 0 goes.
  // t = 4 sees 1, 2, 3, 4; tokens older than the window are 1 (2.1 + .1) and 2 (.2 + .1 + .8):
  // token 2 goes.
  @Test
  void theLeastAttendedOldTokenGoes() {
    KeptTokens books = new HeavyHitters(new HeavyHitterSemantics(1, 2), 5);
    step(books, 1f);
    step(books, 0.2f, 0.8f);
    step(books, 0.1f, 0.7f, 0.2f);
    assertArrayEquals(new int[] {0, 1, 2}, books.tokens());
    step(books, 0.1f, 0.6f, 0.1f, 0.2f);
    assertArrayEquals(new int[] {1, 2, 3}, books.tokens());
    step(books, 0.1f, 0.8f, 0.05f, 0.05f);
    assertArrayEquals(new int[] {1, 3, 4}, books.tokens());
  }

  // Two query heads: token 0 gathers .6 + .1, token 1 .4 + .9 of t = 1 and so on.
  @Test
  void allQueryHeadsOfTheGroupVote() {
    KeptTokens books = new HeavyHitters(new HeavyHitterSemantics(1, 1), 3);
    step(books, 0.1f);
    books.admit();
    books.observe(new float[] {0.6f, 0.4f}, 0);
    books.observe(new float[] {0.1f, 0.9f}, 0);
    books.evict();
    step(books, 0.1f, 0.1f, 0.8f);
    assertArrayEquals(new int[] {1, 2}, books.tokens());
  }

  @Test
  void ofEqualsTheOldestGoes() {
    KeptTokens books = new HeavyHitters(new HeavyHitterSemantics(1, 1), 3);
    step(books, 0);
    step(books, 0, 0);
    step(books, 0, 0, 0);
    assertArrayEquals(new int[] {1, 2}, books.tokens());
  }

  private static void step(KeptTokens books, float... weights) {
    books.admit();
    books.observe(weights, 0);
    books.evict();
  }
}
