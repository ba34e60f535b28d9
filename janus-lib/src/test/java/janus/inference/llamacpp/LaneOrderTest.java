package janus.inference.llamacpp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LaneOrderTest {
  @Test
  void elementsOfAPartialSumLieSideBySide() {
    LaneOrder order = LaneOrder.of(32);
    assertEquals(new LaneOrder(32, 16, 2), order);
    assertEquals(0, order.place(0));
    assertEquals(1, order.place(16));
    assertEquals(2, order.place(1));
    assertEquals(31, order.place(31));
    LaneOrder odd = LaneOrder.of(172);
    assertEquals(new LaneOrder(172, 64, 2), odd);
    assertEquals(44, odd.rest());
    assertEquals(3, odd.place(65));
    assertEquals(171, odd.place(171));
  }
}
