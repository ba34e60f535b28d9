package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.provenance.BadInputException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KvSchemeTest {
  private static KvScheme scheme(String keys, String values, Rotation rotation) {
    return new KvScheme(
        KvCodecs.parse(keys),
        KvCodecs.parse(values),
        rotation,
        QueryCodec.NONE,
        new AllSemantics());
  }

  @Test
  void spellingNamesAllFive() {
    var scheme =
        new KvScheme(
            KvCodecs.parse("int2-asym-channel-g32"),
            KvCodecs.parse("int2-asym-token"),
            Rotation.NONE,
            QueryCodec.GGML,
            new KiviSemantics(128));
    assertEquals(
        "keys=int2-asym-channel-g32 values=int2-asym-token rotation=none queries=ggml"
            + " semantics=kivi(128)",
        scheme.spelling());
  }

  @Test
  void contradictionsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> scheme("int4-token-prerope", "f16", Rotation.HADAMARD));
    assertThrows(
        IllegalArgumentException.class, () -> scheme("f16", "int4-token-prerope", Rotation.NONE));
    assertThrows(
        IllegalArgumentException.class,
        () -> scheme("int4-token", "f16", Rotation.HADAMARD).requireHeadDim(80));
    scheme("f16", "f16", Rotation.HADAMARD).requireHeadDim(80);
  }

  @Test
  void fullPrecisionIsBinary16BesideCompressedCodecs() {
    assertEquals("f16", KvScheme.fullCodec(KvCodecs.parse("int4-token")).spelling());
    assertEquals("f16", KvScheme.fullCodec(KvCodecs.parse("f16")).spelling());
    assertEquals("f32", KvScheme.fullCodec(KvCodecs.parse("f32")).spelling());
  }

  @Test
  void rotationIsPaidByQueryAndOutput() {
    var scheme = scheme("int4-token", "f16", Rotation.HADAMARD);
    assertEquals(new ReadWork(0, 1 / 128.0, 0, 0, 7, 0), scheme.keyReadWork(128));
    assertEquals(ReadWork.NONE, scheme.valueReadWork(128));
  }

  // amax 127: q8 keeps whole numbers. f16 keys round the query to 11 bits, bf16 keys to 8; f32 keys
  // leave it.
  @Test
  void queriesFollowTheKeys() {
    var query = new float[32];
    query[0] = 127;
    query[1] = 1.25f;
    query[2] = 2.5f;
    float[] coded = query.clone();
    QueryCodec.GGML.encodeQuery(KvCodecs.parse("int4-token"), coded, 0, 32);
    assertArrayEquals(new float[] {127, 1, 2}, Arrays.copyOf(coded, 3));
    coded[1] = 1 + 0x1p-11f;
    QueryCodec.GGML.encodeQuery(KvCodecs.parse("f32"), coded, 0, 32);
    assertEquals(1 + 0x1p-11f, coded[1]);
    coded[1] = 1 + 0x1p-10f + 0x1p-12f;
    QueryCodec.GGML.encodeQuery(KvCodecs.parse("f16"), coded, 0, 32);
    assertEquals(1 + 0x1p-10f, coded[1]);
    QueryCodec.GGML.encodeQuery(KvCodecs.parse("bf16"), coded, 0, 32);
    assertEquals(1, coded[1]);
    coded[1] = 1.25f;
    QueryCodec.NONE.encodeQuery(KvCodecs.parse("q8_0"), coded, 0, 32);
    assertEquals(1.25f, coded[1]);
    assertEquals(0, QueryCodec.GGML.extraChannels(KvCodecs.parse("q4_0"), 64));
    assertEquals(2, QueryCodec.GGML.extraChannels(KvCodecs.parse("q5_1"), 64));
  }

  @Test
  void spellingSurvivesTheParser() {
    String spelling =
        "keys=int2-asym-channel-g32 values=int2-asym-token rotation=none queries=ggml"
            + " semantics=kivi(128)";
    assertEquals(spelling, KvScheme.parse(spelling).spelling());
    assertThrows(BadInputException.class, () -> KvScheme.parse("keys=f16 values=f16"));
    assertThrows(BadInputException.class, () -> KvScheme.parse(spelling + " keys=f16"));
  }
}
