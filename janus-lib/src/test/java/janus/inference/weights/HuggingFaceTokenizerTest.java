package janus.inference.weights;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vocabularies of {@link TokenizerTest} as {@code tokenizer.json}: the same ids. */
class HuggingFaceTokenizerTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String NONE = "{'type': 'Sequence', 'normalizers': []}";
  private static final String PREPEND =
      "{'type': 'Sequence', 'normalizers': [{'type': 'Prepend', 'prepend': '▁'},"
          + "{'type': 'Replace', 'pattern': {'String': ' '}, 'content': '▁'}]}";

  private static JsonNode json(String text) {
    return HuggingFaceConfig.parseObject(
        "test", text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static String letters(String digits) {
    return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
        + digits
        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  }

  private static ObjectNode file(JsonNode vocabulary, String normalizer, JsonNode preTokenizer) {
    ObjectNode root = MAPPER.createObjectNode();
    ObjectNode model = root.putObject("model").put("type", "BPE");
    ObjectNode vocab = model.putObject("vocab");
    var added = root.putArray("added_tokens");
    for (int id = 0; id < vocabulary.path("tokens").size(); id++) {
      String token = vocabulary.path("tokens").path(id).asText();
      int kind = vocabulary.path("types").path(id).asInt();
      vocab.put(token, id);
      if (kind == 3 || kind == 4) {
        added.addObject().put("id", id).put("content", token).put("special", kind == 3);
      }
    }
    root.set("normalizer", json(normalizer));
    root.set("pre_tokenizer", preTokenizer);
    return root;
  }

  private static Tokenizer tokenizer(JsonNode root, int size) {
    return HuggingFaceTokenizer.of(
        "tokenizer.json",
        root,
        json("{}"),
        HuggingFaceConfig.of("config.json", json("{'_name_or_path': 'x', 'bos_token_id': 1}")),
        size);
  }

  private static JsonNode preTokenizer(String name) {
    String alone = "{'type': 'ByteLevel', 'add_prefix_space': false, 'use_regex': true}";
    if (name.equals("gpt-2")) {
      return json(alone);
    }
    ObjectNode sequence = MAPPER.createObjectNode().put("type", "Sequence");
    var parts = sequence.putArray("pretokenizers");
    if (name.equals("smollm")) {
      parts.add(json("{'type': 'Digits', 'individual_digits': true}")).add(json(alone));
      return sequence;
    }
    ObjectNode split = parts.addObject().put("type", "Split").put("behavior", "Isolated");
    split
        .put("invert", false)
        .putObject("pattern")
        .put("Regex", letters(name.equals("qwen2") ? "" : "{1,3}"));
    parts.add(json(alone.replace("true", "false")));
    return sequence;
  }

  private static void assertSameIds(Tokenizer expected, Tokenizer actual) throws IOException {
    List<String> lines = TensorTypeTest.Oracle.lines("tokenizer-cases.csv").skip(1).toList();
    for (String line : lines) {
      byte[] text = HexFormat.of().parseHex(line.split(",", -1)[1]);
      assertArrayEquals(expected.encode(text, false), actual.encode(text, false), line);
    }
    assertTrue(lines.size() > 300, "only " + lines.size());
  }

  @ParameterizedTest
  @CsvSource({"gpt-2,false", "smollm,false", "llama-bpe,true", "qwen2,false"})
  void byteLevelFilesGiveTheIdsOfGguf(String name, boolean ignoresMerges) throws IOException {
    JsonNode vocabulary = TokenizerTest.vocabulary("bpe");
    ObjectNode root = file(vocabulary, NONE, preTokenizer(name));
    ((ObjectNode) root.path("model"))
        .put("ignore_merges", ignoresMerges)
        .set("merges", vocabulary.path("merges"));
    Tokenizer actual = tokenizer(root, vocabulary.path("tokens").size());
    assertEquals(name, actual.preTokenizer());
    assertSameIds(TokenizerTest.tokenizer(TokenizerTest.keys(name)), actual);
  }

  /** A byte-level file with a start token of its own choosing. */
  private static Tokenizer byteLevel(String normalizer, String postProcessor, String settings)
      throws IOException {
    JsonNode vocabulary = TokenizerTest.vocabulary("bpe");
    ObjectNode root = file(vocabulary, normalizer, preTokenizer("qwen2"));
    ((ObjectNode) root.path("model")).set("merges", vocabulary.path("merges"));
    root.set("post_processor", json(postProcessor));
    return HuggingFaceTokenizer.of(
        "tokenizer.json",
        root,
        json(settings),
        HuggingFaceConfig.of("config.json", json("{'_name_or_path': 'x', 'bos_token_id': 1}")),
        vocabulary.path("tokens").size());
  }

  // U+0075 U+0308 and U+1105 U+1161 U+11A8 compose, U+2126 becomes U+03A9 (Unicode annex 15).
  @Test
  void aTextIsComposedWhereTheFileAsksForIt() throws IOException {
    byte[] apart = "Zu\u0308rich \u1105\u1161\u11a8 \u2126".getBytes(StandardCharsets.UTF_8);
    byte[] composed = "Z\u00fcrich \ub77d \u03a9".getBytes(StandardCharsets.UTF_8);
    Tokenizer nfc = byteLevel("{'type': 'NFC'}", "{}", "{}");
    Tokenizer plain = byteLevel(NONE, "{}", "{}");
    assertArrayEquals(plain.encode(composed, false), nfc.encode(apart, false));
    assertFalse(Arrays.equals(plain.encode(apart, false), nfc.encode(apart, false)));
  }

  private static String template(int id) {
    return "{'type':'TemplateProcessing','single':[{'SpecialToken':{'id':'<b>'}},"
        + "{'Sequence':{'id':'A'}}],'special_tokens':{'<b>':{'id':'<b>','ids':["
        + id
        + "]}}}";
  }

  // As AutoTokenizer of transformers 5.24: settings that say whether decide, else the file.
  @Test
  void theStartTokenIsTheSettingsOrElseTheTemplates() throws IOException {
    byte[] text = "a".getBytes(StandardCharsets.UTF_8);
    int[] bare = byteLevel(NONE, "{}", "{}").encode(text, true);
    int[] started = byteLevel(NONE, template(7), "{}").encode(text, true);
    assertEquals(bare.length + 1, started.length);
    assertEquals(7, started[0]);
    String silent = "{'add_eos_token': false}";
    assertArrayEquals(bare, byteLevel(NONE, template(7), silent).encode(text, true));
    String nameless = "{'add_bos_token': true, 'bos_token': null}";
    assertArrayEquals(bare, byteLevel(NONE, "{}", nameless).encode(text, true));
  }

  @Test
  void twoTokensBeforeATextAreRefused() {
    String two = template(7).replace("{'Sequence'", "{'SpecialToken':{'id':'<b>'}},{'Sequence'");
    var e = assertThrows(BadInputException.class, () -> byteLevel(NONE, two, "{}"));
    assertTrue(e.getMessage().contains("post_processor"), e.getMessage());
  }

  @Test
  void sentencePieceFilesGiveTheIdsOfGguf() throws IOException {
    JsonNode vocabulary = TokenizerTest.vocabulary("spm");
    ObjectNode root = file(vocabulary, PREPEND, MAPPER.nullNode());
    readByMerges(root, vocabulary);
    Tokenizer actual = tokenizer(root, vocabulary.path("tokens").size());
    assertSameIds(TokenizerTest.tokenizer(TokenizerTest.keys("spm-prefix")), actual);
  }

  private static void readByMerges(ObjectNode root, JsonNode vocabulary) {
    var merges = ((ObjectNode) root.path("model")).put("byte_fallback", true).putArray("merges");
    byScore(vocabulary).forEach(merges::add);
  }

  // The ids are those of the package tokenizers 0.23.3 for the same file.
  @ParameterizedTest
  @CsvSource({
    "never, the software, 297 265 278 285",
    "never, '<tag>the', 3 297 265",
    "first, the software, 274 278 285",
    "first, ' the software', 274 278 285",
    "first, '▁the', 274",
    "first, '<tag>the', 3 297 265",
    "first, ' the<tag>the <tag> a', 274 3 297 265 294 3 263",
    "always, ' the software', 274 278 285",
    "always, '<tag>the', 3 274",
    "always, '<tag> the', 3 274",
    "always, ' the<tag>the <tag> a', 274 3 274 294 3 263"
  })
  void metaspacePutsASpaceWhereThereIsNone(String scheme, String text, String ids) {
    JsonNode vocabulary = TokenizerTest.vocabulary("spm");
    String metaspace = "{'type': 'Metaspace', 'prepend_scheme': '" + scheme + "', 'split': false}";
    ObjectNode root = file(vocabulary, NONE, json(metaspace));
    readByMerges(root, vocabulary);
    assertIds(ids, tokenizer(root, vocabulary.path("tokens").size()), text);
  }

  // The ids are those of the package tokenizers 0.23.3 for the same file, where U+0001 is no token;
  // ! and ! make 401, - and - make 405, and 424 is the token for what is unknown.
  @ParameterizedTest
  @CsvSource({
    "'', !_!, 401",
    "'', _, ''",
    "'', -_-__-, 405 12",
    "<|endoftext|>, !_!, 0 424 0",
    "<|endoftext|>, -_-__-, 12 424 12 424 424 12"
  })
  void aByteWithoutATokenIsDroppedBeforeMergingOrUnknown(String unknown, String text, String ids) {
    JsonNode vocabulary = TokenizerTest.vocabulary("bpe");
    ObjectNode root = file(vocabulary, NONE, preTokenizer("gpt-2"));
    ObjectNode model = (ObjectNode) root.path("model");
    model.set("merges", vocabulary.path("merges"));
    ((ObjectNode) model.path("vocab")).remove("\u0101");
    model.put("unk_token", unknown.isEmpty() ? null : unknown);
    Tokenizer tokenizer = tokenizer(root, vocabulary.path("tokens").size());
    assertIds(ids, tokenizer, text.replace('_', '\u0001'));
  }

  private static void assertIds(String expected, Tokenizer tokenizer, String text) {
    int[] ids = tokenizer.encode(text, false);
    assertEquals(expected, Arrays.stream(ids).mapToObj(String::valueOf).collect(joining(" ")));
  }

  @ParameterizedTest
  @CsvSource({
    "lstrip, tokens without lstrip",
    "rstrip, tokens without rstrip",
    "single_word, tokens without single_word",
    "normalized, tokens that are not normalized where Prepend is"
  })
  void aTokenThatIsMatchedByMoreThanItsSpellingIsRefused(String flag, String expected) {
    JsonNode vocabulary = TokenizerTest.vocabulary("spm");
    ObjectNode root = file(vocabulary, PREPEND, MAPPER.nullNode());
    readByMerges(root, vocabulary);
    int size = vocabulary.path("tokens").size();
    for (JsonNode added : root.path("added_tokens")) {
      ((ObjectNode) added).put(flag, added.path("special").asBoolean());
    }
    assertEquals("spm", tokenizer(root, size).name());
    ((ObjectNode) root.path("added_tokens").path(2)).put(flag, true);
    assertEquals(
        "tokenizer.json, added_tokens: expected "
            + expected
            + ", found "
            + root.path("added_tokens").path(2),
        assertThrows(BadInputException.class, () -> tokenizer(root, size)).getMessage());
  }

  /** Every way to make a normal token of two others, the token of the highest score first. */
  private static List<String> byScore(JsonNode vocabulary) {
    var ids = new HashMap<String, Integer>();
    List<Integer> order = new ArrayList<>();
    for (int id = 0; id < vocabulary.path("tokens").size(); id++) {
      ids.put(vocabulary.path("tokens").path(id).asText(), id);
      order.add(id);
    }
    order.sort(Comparator.comparingDouble(id -> -vocabulary.path("scores").path(id).asDouble()));
    List<String> merges = new ArrayList<>();
    for (int id : order) {
      String token = vocabulary.path("tokens").path(id).asText();
      for (int cut = 1; cut < token.length(); cut++) {
        String left = token.substring(0, cut);
        String right = token.substring(cut);
        boolean normal = vocabulary.path("types").path(id).asInt() == 1;
        if (normal && ids.containsKey(left) && ids.containsKey(right)) {
          merges.add(left + " " + right);
        }
      }
    }
    return merges;
  }

  @Test
  void aPreTokenizerThatIsNotKnownIsRefused() {
    JsonNode vocabulary = TokenizerTest.vocabulary("bpe");
    ObjectNode root = file(vocabulary, "{'type': 'NFC'}", json("{'type': 'Whitespace'}"));
    ((ObjectNode) root.path("model")).set("merges", vocabulary.path("merges"));
    assertEquals(
        "tokenizer.json, pre_tokenizer: expected the cuts of gpt-2, smollm, llama-bpe or qwen2,"
            + " found {\"type\":\"Whitespace\"}",
        assertThrows(BadInputException.class, () -> tokenizer(root, 1000)).getMessage());
  }
}
