package janus.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.trace.Trace;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PublishedReadsTest {
  // generate_sequential_trace begins at 0x10000.
  @Test
  void addressesFollowAtTheStride() throws IOException {
    var packed = new long[2];
    try (Trace.Cursor cursor = PublishedReads.of(3, 128).open()) {
      assertEquals(2, cursor.fill(packed));
      assertEquals(0x10000, Trace.address(packed[0]));
      assertEquals(0x10080, Trace.address(packed[1]));
      assertFalse(Trace.isWrite(packed[0]));
      assertEquals(1, cursor.fill(packed));
      assertEquals(0x10100, Trace.address(packed[0]));
      assertEquals(0, cursor.fill(packed));
    }
  }

  @Test
  void aStrideIsAtLeastOne() {
    assertThrows(IllegalArgumentException.class, () -> PublishedReads.of(1, 0));
    assertThrows(IllegalArgumentException.class, () -> PublishedReads.of(-1, 1));
  }
}
