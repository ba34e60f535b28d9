package janus.inference.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tokenizers against llama.cpp's, on two small vocabularies; {@code src/test/python/
 * tokenizer_cases.py} made both files.
 */
class TokenizerTest {
  private static final JsonNode VOCABULARIES = vocabularies();

  private static JsonNode vocabularies() {
    try (var in = TokenizerTest.class.getResourceAsStream("tokenizer-vocabularies.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tokens, kinds and merges ({@code bpe}) or scores ({@code spm}). */
  static JsonNode vocabulary(String kind) {
    return VOCABULARIES.path(kind);
  }

  /** The keys of a file with one of the vocabularies. */
  static Map<String, Object> keys(String name) {
    boolean spm = name.startsWith("spm");
    JsonNode vocabulary = VOCABULARIES.path(spm ? "spm" : "bpe");
    var keys = new HashMap<String, Object>();
    keys.put("tokenizer.ggml.model", spm ? "llama" : "gpt2");
    keys.put("tokenizer.ggml.tokens", texts(vocabulary.path("tokens")));
    keys.put(
        "tokenizer.ggml.token_type",
        StreamSupport.stream(vocabulary.path("types").spliterator(), false)
            .mapToLong(JsonNode::asLong)
            .toArray());
    if (spm) {
      keys.put(
          "tokenizer.ggml.scores",
          StreamSupport.stream(vocabulary.path("scores").spliterator(), false)
              .mapToDouble(JsonNode::asDouble)
              .toArray());
      keys.put("tokenizer.ggml.add_space_prefix", name.equals("spm-prefix"));
    } else {
      keys.put("tokenizer.ggml.pre", name);
      keys.put("tokenizer.ggml.merges", texts(vocabulary.path("merges")));
      keys.put("tokenizer.ggml.add_bos_token", false);
    }
    return keys;
  }

  private static String[] texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(JsonNode::asText)
        .toArray(String[]::new);
  }

  static Tokenizer tokenizer(Map<String, Object> keys) {
    return Tokenizers.from(new Metadata("t.gguf", keys));
  }

  @TestFactory
  Stream<DynamicTest> idsAreLlamaCpps() throws IOException {
    Map<String, List<String[]>> cases =
        TensorTypeTest.Oracle.lines("tokenizer-cases.csv")
            .skip(1)
            .map(line -> line.split(",", -1))
            .collect(Collectors.groupingBy(cells -> cells[0]));
    assertEquals(6, cases.size());
    return cases.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey() + ", " + entry.getValue().size() + " texts",
                    () -> assertIds(tokenizer(keys(entry.getKey())), entry.getValue())));
  }

  private static void assertIds(Tokenizer tokenizer, List<String[]> cases) {
    assertTrue(cases.size() > 60, "only " + cases.size() + " cases");
    for (String[] cells : cases) {
      byte[] text = HexFormat.of().parseHex(cells[1]);
      int[] expected = Arrays.stream(cells[2].split(" ")).mapToInt(Integer::parseInt).toArray();
      assertArrayEquals(
          expected,
          tokenizer.encode(text, true),
          () -> cells[1] + " '" + new String(text, StandardCharsets.UTF_8) + "'");
    }
  }

  @Test
  void anEmptyTextIsTheStartTokenAlone() {
    assertArrayEquals(new int[] {1}, tokenizer(keys("spm-prefix")).encode("", true));
    assertArrayEquals(new int[0], tokenizer(keys("spm-prefix")).encode("", false));
    assertArrayEquals(new int[0], tokenizer(keys("qwen2")).encode("", true));
  }

  @Test
  void anUnknownPreTokenizerIsAnErrorThatListsTheKnown() {
    var keys = keys("made-up");
    String message = assertThrows(BadInputException.class, () -> tokenizer(keys)).getMessage();
    assertTrue(message.startsWith("t.gguf, tokenizer.ggml.pre: expected one of gpt-2,"), message);
    assertTrue(message.contains("smollm") && message.contains("llama-bpe"), message);
    assertTrue(message.endsWith("found 'made-up'"), message);
    keys.remove("tokenizer.ggml.pre");
    message = assertThrows(BadInputException.class, () -> tokenizer(keys)).getMessage();
    assertTrue(message.endsWith("found nothing"), message);
  }

  @Test
  void anUnknownKindIsAnError() {
    var keys = keys("spm-plain");
    keys.put("tokenizer.ggml.model", "t5");
    assertEquals(
        "t.gguf, tokenizer.ggml.model: expected a tokenizer of kind llama or gpt2, found 't5'",
        assertThrows(BadInputException.class, () -> tokenizer(keys)).getMessage());
  }

  @Test
  void aStartTokenBeyondTheVocabularyIsAnError() {
    var keys = keys("spm-plain");
    keys.put("tokenizer.ggml.bos_token_id", 100_000L);
    assertTrue(
        assertThrows(BadInputException.class, () -> tokenizer(keys))
            .getMessage()
            .startsWith("t.gguf, tokenizer.ggml.bos_token_id: expected a token below"));
  }

  // A quadratic tokenizer would need minutes for these; none of them has a boundary to cut at.
  @Test
  void longTextsWithoutBoundariesAreNoTrap() {
    for (String name : List.of("spm-prefix", "llama-bpe", "smollm")) {
      Tokenizer tokenizer = tokenizer(keys(name));
      for (String part : List.of("a", " ", "\n", "1", "<tag", "<tag>", "é", "\uD83D\uDE00")) {
        String text = part.repeat(100_000 / part.length());
        assertTrue(tokenizer.encode(text, false).length > 0);
      }
    }
  }

  // The checksum is of the whole file, by sha256sum.
  @Test
  void aTextFileLosesOneLineFeedAtItsEnd(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "the software\n\n");
    Tokenizer tokenizer = tokenizer(keys("smollm"));
    var tokens = TokenizedText.read(text, tokenizer);
    assertArrayEquals(tokenizer.encode("the software\n", true), tokens.ids());
    assertEquals(
        "4c38333dcdd308b5e59dfcb50b832a6e25ecff184e27ef68d096b227cb426685", tokens.textSha256());
  }

  // Pieces beside a control token are tokenized as texts of their own, with a space before.
  @Test
  void controlTokensAreReadWhereAskedFor() {
    Tokenizer tokenizer = tokenizer(keys("spm-prefix"));
    byte[] text = "a</s>a".getBytes(StandardCharsets.UTF_8);
    int[] a = tokenizer.encode("a", false);
    int[] parsed = tokenizer.encode(text, false, true);
    assertArrayEquals(a, Arrays.copyOf(parsed, a.length));
    assertEquals(2, parsed[a.length]);
    assertArrayEquals(a, Arrays.copyOfRange(parsed, a.length + 1, parsed.length));
    assertArrayEquals(tokenizer.encode(text, false), tokenizer.encode(text, false, false));
    assertTrue(Arrays.stream(tokenizer.encode(text, false)).noneMatch(id -> id == 2));
  }

  // Each document has a start token of its own; empty ones are no documents.
  @Test
  void documentsAreTokenizedOneByOne(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "the\nend\n---\n---\n-- -\n---\n");
    Tokenizer tokenizer = tokenizer(keys("spm-prefix"));
    var read = TokenizedText.read(text, tokenizer, new TextOptions(false, "---"));
    int[] first = tokenizer.encode("the\nend", true);
    int[] second = tokenizer.encode("-- -", true);
    assertArrayEquals(new int[] {first.length, first.length + second.length}, read.documentEnds());
    assertArrayEquals(
        IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray(), read.ids());
    var whole = TokenizedText.read(text, tokenizer, new TextOptions(false, "no such line"));
    assertArrayEquals(TokenizedText.read(text, tokenizer).ids(), whole.ids());
    Path empty = Files.writeString(folder.resolve("empty"), "---\n");
    var error =
        assertThrows(
            BadInputException.class,
            () -> TokenizedText.read(empty, tokenizer, new TextOptions(false, "---")));
    assertTrue(error.getMessage().contains("expected text between lines '---'"));
  }

  // SHA-256 of the bytes 01 00 00 00 00 02 00 00, by sha256sum.
  @Test
  void idsAreHashedAsLittleEndianIntegers() {
    assertEquals(
        "99fb3cc3089a84cd7dab716e7c722ec621ec4be866133d6c685b03d9aa660786",
        TokenizedText.sha256(new int[] {1, 512}));
  }

  @Test
  void anEmptyFileIsRefused(@TempDir Path folder) throws IOException {
    Path text = Files.createFile(folder.resolve("empty"));
    assertEquals(
        text + ": expected some text, found an empty file",
        assertThrows(
                BadInputException.class,
                () -> TokenizedText.read(text, tokenizer(keys("spm-plain"))))
            .getMessage());
  }
}
