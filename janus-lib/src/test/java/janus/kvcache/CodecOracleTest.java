package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Codecs against NumPy and ml_dtypes; {@code codec_oracle.py} made the numbers. */
class CodecOracleTest {
  private static final int HEADS = 2;
  private static final int TOKENS = 64;
  private static final int DIM = 64;

  /** As in {@code codec_oracle.py}. */
  private static List<float[]> inputs() {
    var heads = new ArrayList<float[]>();
    long state = 12345;
    for (int head = 0; head < HEADS; head++) {
      var x = new float[TOKENS * DIM];
      for (int i = 0; i < x.length; i++) {
        state = (1103515245 * state + 12345) % (1L << 31);
        float u = (float) ((state >> 7) * 0x1p-23 - 1);
        int channel = i % DIM;
        x[i] = u * u * u * Math.scalb(1f, channel % 5 - 2) * (channel == 5 ? 16 : 1);
      }
      heads.add(x);
    }
    return heads;
  }

  private static List<float[]> coded(String spelling) {
    List<float[]> heads = inputs();
    KvCodec parsed = KvCodecs.parse(spelling);
    List<KvCodec> fitted = parsed.fit(inputs(), DIM);
    for (int head = 0; head < HEADS; head++) {
      int block = parsed.blockTokens();
      for (int t = 0; t < TOKENS; t += block) {
        fitted.get(head).roundTrip(heads.get(head), t * DIM, DIM, block, DIM);
      }
    }
    return heads;
  }

  private static String sha256(List<float[]> heads) throws NoSuchAlgorithmException {
    var bytes = ByteBuffer.allocate(HEADS * TOKENS * DIM * 4).order(ByteOrder.LITTLE_ENDIAN);
    heads.forEach(
        head -> {
          for (float x : head) {
            bytes.putFloat(x + 0f);
          }
        });
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
  }

  @ParameterizedTest
  @CsvFileSource(resources = "codec-oracle.csv", numLinesToSkip = 1)
  void codedNumbersAreThoseOfNumPy(String codec, String sha256, String first)
      throws NoSuchAlgorithmException {
    List<float[]> heads = coded(codec);
    String[] expected = first.split(" ", -1);
    double tolerance = sha256 == null ? 1e-5 * 16 : 0;
    for (int i = 0; i < expected.length; i++) {
      assertEquals(Float.parseFloat(expected[i]), heads.get(0)[i], tolerance, codec + " " + i);
    }
    if (sha256 != null) {
      assertEquals(sha256, sha256(heads));
    }
  }
}
