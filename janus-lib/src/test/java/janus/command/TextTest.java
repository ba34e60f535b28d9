package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class TextTest {
  @Test
  void aShareThatIsNotAllOrNothingDoesNotLookLikeIt() {
    assertEquals("0.0000", Text.share(0));
    assertEquals("1.0000", Text.share(1));
    assertEquals("0.9999", Text.share(0.99994));
    assertEquals("0.99996", Text.share(0.99996));
    assertEquals("0.9999995", Text.share(0.999999523));
    assertEquals("0.9999999999999999", Text.share(Math.nextDown(1.0)));
    assertEquals("0.00004", Text.share(0.00004));
    assertEquals("17.0000", Text.share(16.99996));
  }

  // 67,092,480 reads and 32 misses, the published trace.
  @Test
  void aHitRateBelow100PercentDoesNotReadAs100() {
    assertEquals("99.99995", Text.percent(100.0 * 67_092_480 / (67_092_480 + 32)));
    assertEquals("100.0000", Text.percent(100));
  }

  @Test
  void numbersWithAnExponentStandToTheRightToo() {
    var table = new TextTable("of", "share");
    table.row("a", Text.number(0.25));
    table.row("b", Text.number(1e-6));
    assertEquals("of     share\n--  --------\na       0.25\nb   1.00e-06\n", table.toString());
  }
}
