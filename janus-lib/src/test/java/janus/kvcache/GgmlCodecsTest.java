package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against blocks that ggml itself encoded; see the head of {@code ggml-blocks.csv}. */
class GgmlCodecsTest {
  private static final List<String> COLUMNS =
      List.of(
          "name",
          "input",
          "q8_0",
          "q8_0_reference",
          "q5_0",
          "q5_1",
          "q4_0",
          "q4_1",
          "iq4_nl",
          "q8_1");

  /** One block and its encodings. */
  private record Row(List<String> cells) {
    String cell(String column) {
      return cells.get(COLUMNS.indexOf(column));
    }

    float[] input() {
      var x = new float[32];
      for (int i = 0; i < 32; i++) {
        int bits = Integer.parseUnsignedInt(cell("input").substring(8 * i, 8 * i + 8), 16);
        x[i] = Float.intBitsToFloat(bits);
      }
      return x;
    }

    byte[] bytes(String column) {
      return HexFormat.of().parseHex(cell(column));
    }
  }

  private static List<Row> rows() {
    try {
      String more = System.getProperty("janus.test.ggmlBlocks");
      String text;
      if (more == null) {
        try (InputStream in = GgmlCodecsTest.class.getResourceAsStream("ggml-blocks.csv")) {
          text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      } else {
        text = Files.readString(Path.of(more));
      }
      return text.lines()
          .filter(line -> !line.startsWith("#") && !line.startsWith("name,"))
          .map(line -> new Row(List.of(line.split(","))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the stored scale is 0, ggml leaves integers undefined; what is read is 0 either way. */
  private static boolean scaleIsZero(byte[] block) {
    return GgmlBlockCodec.getFp16(block, 0) == 0;
  }

  @ParameterizedTest
  @ValueSource(strings = {"q8_0", "q5_0", "q5_1", "q4_0", "q4_1", "iq4_nl"})
  void encodesBitForBit(String spelling) {
    var codec = (GgmlBlockCodec) KvCodecs.parse(spelling);
    int compared = 0;
    for (Row row : rows()) {
      byte[] expected = row.bytes(spelling);
      var actual = new byte[codec.blockBytes()];
      codec.encode(row.input(), 0, actual, 0);
      if (scaleIsZero(expected)) {
        assertTrue(scaleIsZero(actual), row.cell("name"));
      } else {
        assertArrayEquals(expected, actual, row.cell("name"));
        compared++;
      }
    }
    assertTrue(compared >= 30, "compared " + compared);
  }

  // d = 0.5 (0x3800); q8_0: 3 * 0.5. q4_0: (0x2 - 8) * 0.5 = -3 and (0xb - 8) * 0.5 = 1.5.
  // q5_0: high bit of element 16 set: (0xb + 16 - 16) * 0.5. q4_1, q5_1: + 1 (0x3c00).
  // iq4_nl: T[2] = -83, T[11] = 38.
  @Test
  void decodesByTheFormatsDefinition() {
    assertEquals(1.5f, decode("q8_0", "0038" + "03" + "00".repeat(31))[0]);
    assertEquals(-3f, decode("q4_0", "0038" + "b2" + "00".repeat(15))[0]);
    assertEquals(1.5f, decode("q4_0", "0038" + "b2" + "00".repeat(15))[16]);
    assertEquals(-7f, decode("q5_0", "0038" + "00000100" + "b2" + "00".repeat(15))[0]);
    assertEquals(5.5f, decode("q5_0", "0038" + "00000100" + "b2" + "00".repeat(15))[16]);
    assertEquals(2f, decode("q4_1", "0038" + "003c" + "b2" + "00".repeat(15))[0]);
    assertEquals(6.5f, decode("q4_1", "0038" + "003c" + "b2" + "00".repeat(15))[16]);
    assertEquals(14.5f, decode("q5_1", "0038" + "003c" + "00000100" + "b2" + "00".repeat(15))[16]);
    assertEquals(-41.5f, decode("iq4_nl", "0038" + "b2" + "00".repeat(15))[0]);
    assertEquals(19f, decode("iq4_nl", "0038" + "b2" + "00".repeat(15))[16]);
  }

  private static float[] decode(String spelling, String hex) {
    var x = new float[32];
    ((GgmlBlockCodec) KvCodecs.parse(spelling)).decode(HexFormat.of().parseHex(hex), 0, x, 0);
    return x;
  }

  @Test
  void referenceRoundingOfQ8DiffersByOneStepAtMost() {
    int differ = 0;
    for (Row row : rows()) {
      byte[] simd = row.bytes("q8_0");
      byte[] reference = row.bytes("q8_0_reference");
      if (scaleIsZero(simd)) {
        continue;
      }
      for (int i = 2; i < 34; i++) {
        assertTrue(Math.abs(simd[i] - reference[i]) <= 1);
        differ += simd[i] == reference[i] ? 0 : 1;
      }
    }
    assertTrue(differ > 0, "the ties differ");
  }

  // q8_1 = fp16 d, fp16 s, int8 q[32]: the query reads d q, the extra channel s - d sum(q).
  @Test
  void queriesOfKeysWithMinimumCarryTheSumTerm() {
    KvCodec keys = KvCodecs.parse("q4_1");
    for (Row row : rows()) {
      byte[] block = row.bytes("q8_1");
      float d = GgmlBlockCodec.getFp16(block, 0);
      float s = GgmlBlockCodec.getFp16(block, 2);
      if (d == 0 || !Float.isFinite(d) || !Float.isFinite(s)) {
        continue;
      }
      var query = Arrays.copyOf(row.input(), 33);
      QueryCodec.GGML.encodeQuery(keys, query, 0, 32);
      int sum = 0;
      for (int i = 0; i < 32; i++) {
        assertEquals(d * block[4 + i], query[i] + 0f);
        sum += block[4 + i];
      }
      assertEquals(s - d * sum, query[32]);
    }
  }

  // A score over the extra channel equals d dq sum(q qq) + m s of the encodings.
  @Test
  void scoreOverTheExtraChannelIsGgmls() {
    var codec = (GgmlAsymmetricCodec) KvCodecs.parse("q4_1");
    List<Row> rows = rows();
    for (int r = 0; r + 1 < Math.min(rows.size(), 200); r++) {
      byte[] k = rows.get(r).bytes("q4_1");
      byte[] q = rows.get(r + 1).bytes("q8_1");
      float d = GgmlBlockCodec.getFp16(k, 0);
      float m = GgmlBlockCodec.getFp16(k, 2);
      float dq = GgmlBlockCodec.getFp16(q, 0);
      float s = GgmlBlockCodec.getFp16(q, 2);
      if (d == 0 || dq == 0 || !Float.isFinite(d + m + dq + s)) {
        continue;
      }
      long sum = 0;
      for (int i = 0; i < 32; i++) {
        sum += (long) GgmlPlanes.get(k, 4, 4, i) * q[4 + i];
      }
      double expected = (double) d * dq * sum + (double) m * s;
      var key = Arrays.copyOf(rows.get(r).input(), 33);
      var query = Arrays.copyOf(rows.get(r + 1).input(), 33);
      codec.roundTrip(key, 0, 33, 1, 32);
      QueryCodec.GGML.fillKeyExtras(codec, key, 0, 32);
      QueryCodec.GGML.encodeQuery(codec, query, 0, 32);
      assertEquals(m, key[32]);
      double score = 0;
      double magnitude = 0;
      for (int i = 0; i < 33; i++) {
        score += (double) key[i] * query[i];
        magnitude += Math.abs((double) key[i] * query[i]);
      }
      assertEquals(expected, score, magnitude * 1e-6);
    }
  }

  // Bytes over elements: 34, 22, 24, 18, 20, 18 of 32.
  @Test
  void bitsAreThoseOfTheBlocks() {
    assertEquals(8.5, KvCodecs.parse("q8_0").bitsPerElement(64));
    assertEquals(5.5, KvCodecs.parse("q5_0").bitsPerElement(64));
    assertEquals(6, KvCodecs.parse("q5_1").bitsPerElement(64));
    assertEquals(4.5, KvCodecs.parse("q4_0").bitsPerElement(64));
    assertEquals(5, KvCodecs.parse("q4_1").bitsPerElement(64));
    assertEquals(4.5, KvCodecs.parse("iq4_nl").bitsPerElement(64));
  }

  @Test
  void headsOfHalfABlockAreRefused() {
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> KvCodecs.parse("q8_0").requireHeadDim(80));
    assertEquals("codec q8_0 needs headDim to be a multiple of 32: 80", error.getMessage());
  }

  @Test
  void anIq4NlValueJustBelowTheLastLevelIsCodedAsIt() {
    // The extreme -127 sets the scale to 1; adding 128 to the float below 113 gives 241 exactly.
    var x = new float[32];
    x[0] = -127;
    x[1] = Math.nextDown(113f);
    KvCodecs.parse("iq4_nl").roundTrip(x, 0, 32, 1, 32);
    assertEquals(-127f, x[0]);
    assertEquals(113f, x[1]);
  }
}
