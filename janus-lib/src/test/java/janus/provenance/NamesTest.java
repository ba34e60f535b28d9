package janus.provenance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
  private static final List<String> VALID = List.of("llama-2-7b", "llama-3.1-8b", "qwen3-8b");

  // One substitution; a swap is one step, too.
  @Test
  void theNearestNameIsSuggested() {
    assertEquals(List.of("llama-2-7b"), Names.nearest("llama-3-7b", VALID));
    assertEquals(List.of("qwen3-8b"), Names.nearest("qwne3-8b", VALID));
    assertEquals(List.of("qwen3-8b"), Names.nearest("QWEN3-8B", VALID));
  }

  @Test
  void equallyNearNamesAreAllSuggested() {
    assertEquals(List.of("ab", "cb"), Names.nearest("bb", List.of("ab", "cb", "zz")));
  }

  // Three characters may differ in one, six in two.
  @Test
  void aNameThatIsFarFromAllIsNotSuggested() {
    assertEquals(List.of("abc"), Names.nearest("abd", List.of("abc")));
    assertEquals(List.of(), Names.nearest("add", List.of("abc")));
    assertEquals(List.of("abcdef"), Names.nearest("xycdef", List.of("abcdef")));
    assertEquals(List.of(), Names.nearest("xyzdef", List.of("abcdef")));
    assertEquals("", Names.suggestion("", VALID));
  }

  @Test
  void anUnknownNameIsOneLine() {
    assertEquals(
        "model 'llama-3-7b' is unknown (did you mean 'llama-2-7b'?);"
            + " valid: llama-2-7b, llama-3.1-8b, qwen3-8b",
        Names.unknown("model", "llama-3-7b", VALID).getMessage());
  }
}
