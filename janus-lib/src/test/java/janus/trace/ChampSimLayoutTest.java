package janus.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ChampSimLayoutTest {
  /**
   * A program of so many instructions: runs of code with jumps, up to four loads and two stores.
   */
  private static ByteBuffer program(ChampSimLayout layout, int records, long seed) {
    var random = new Random(seed);
    int size = layout.recordBytes();
    var made = ByteBuffer.allocate(records * size).order(ByteOrder.LITTLE_ENDIAN);
    long pointer = 0x400000;
    for (int at = 0; at < made.limit(); at += size) {
      pointer += random.nextInt(8) == 0 ? random.nextInt(4096) - 2048 : 1 + random.nextInt(8);
      made.putLong(at, pointer);
      made.put(at + 8, (byte) random.nextInt(2));
      made.putShort(at + 10, (short) random.nextInt());
      for (int operand = 0; operand < layout.operands(); operand++) {
        if (random.nextInt(3) == 0) {
          long kernel = random.nextInt(50) == 0 ? 0xffff_8880_0000_0000L : 0x7ffd_0000_0000L;
          made.putLong(at + layout.offset(operand), kernel + random.nextInt(1 << 20));
        }
      }
    }
    return made;
  }

  @ParameterizedTest
  @EnumSource
  void programsOfEachLayoutAreKnown(ChampSimLayout layout) {
    for (int records = 3; records < 300; records++) {
      ByteBuffer made = program(layout, records, records);
      assertEquals(layout, ChampSimLayout.of(made, true), records + " records");
      assertEquals(layout, ChampSimLayout.of(made, false), records + " records");
    }
  }

  @Test
  void operandsWithoutInstructionsAndFlagsAboveOneAreNoRecords() {
    ByteBuffer made = program(ChampSimLayout.PLAIN, 10, 1);
    assertNull(ChampSimLayout.PLAIN.complaint(made, 64));
    made.putLong(64, 0).putLong(64 + 32, 0x80);
    assertNotNull(ChampSimLayout.PLAIN.complaint(made, 64));
    made.putLong(64, 4).put(64 + 9, (byte) 2);
    assertNotNull(ChampSimLayout.PLAIN.complaint(made, 64));
    made.put(64 + 9, (byte) 1).putLong(64 + 32, 0x4000_0000_0000_0000L);
    assertEquals("address 0x4000000000000000", ChampSimLayout.PLAIN.complaint(made, 64));
  }
}
