package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KvCodecsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "f32",
        "f16",
        "bf16",
        "int8-token",
        "int4-token",
        "int4-token-g32",
        "int4-channel-g32",
        "int4-asym-token",
        "int2-asym-channel-g32",
        "int4-token-clip0.95",
        "int3-asym-token-g128-clip0.925",
        "fp8-e4m3",
        "fp8-e5m2",
        "mxfp4",
        "mxfp6-e2m3",
        "mxfp8-e5m2",
        "nvfp4",
        "fp8-e4m3-head",
        "fp8-e5m2-tensor",
        "nuq4-channel-1%-prerope",
        "nuq3-token",
        "turbo3-qjl-seed7",
        "int4-channel-g128-top2",
        "int4-token-clip0.95-top1",
        "turbo4",
        "turbo3-seed7",
        "planar2",
        "q8_0",
        "q5_0",
        "q5_1",
        "q4_0",
        "q4_1",
        "iq4_nl",
        "int4-asym-channel-g32-prerope",
      })
  void spellingSurvivesTheParser(String spelling) {
    assertEquals(spelling, KvCodecs.parse(spelling).spelling());
  }

  @Test
  void aSpellingNearAValidOneIsCorrected() {
    for (String[] pair : new String[][] {{"int4-tokn", "int4-token"}, {"q8-0", "q8_0"}}) {
      var error = assertThrows(BadInputException.class, () -> KvCodecs.parse(pair[0]));
      assertTrue(error.getMessage().contains("did you mean '" + pair[1] + "'?"));
    }
  }

  @Test
  void helpListsEveryFamily() {
    String help = String.join(" ", KvCodecs.spellings());
    for (String family : new String[] {"nvfp4", "mxfp6-e2m3", "nuq{", "-qjl", "-top{1..8}"}) {
      assertTrue(help.contains(family), family);
    }
  }

  @Test
  void fp16AndFp32AreOtherNamesOfF16AndF32() {
    assertEquals("f16", KvCodecs.parse("fp16").spelling());
    assertEquals("f32", KvCodecs.parse("fp32").spelling());
    assertEquals("f32-prerope", KvCodecs.parse("fp32-prerope").spelling());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "int4",
        "int5-token",
        "INT4-token",
        "int4-token-g33",
        "int4-channel",
        "f8",
        "int4-token-clip1.5",
        "q4_2",
        "turbo5",
        "nuq4",
        "nuq4-token-2%",
        "mxfp6",
        "int4-token-top9",
        "fp8",
        "turbo3-seed",
        "-prerope",
        "f16-prerope-prerope",
        "int4-token-clip0",
        "int4-token "
      })
  void unknownSpellingListsTheValidOnes(String spelling) {
    var error = assertThrows(BadInputException.class, () -> KvCodecs.parse(spelling));
    assertTrue(error.getMessage().startsWith("codec '" + spelling + "' is unknown"));
    assertTrue(error.getMessage().contains("; valid are f32"));
    assertTrue(error.getMessage().contains("int{8,6,4,3,2}[-asym]-token"));
    assertTrue(error.getMessage().contains("[-clip{0.5..0.999999}]"));
  }
}
