package janus.inference.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import janus.provenance.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@code tokenizer.json} of the Hugging Face {@code tokenizers} library in GGUF's terms, as far
 * as this library's tokenizers can follow it; anything else is refused, never guessed.
 *
 * <ul>
 *   <li>Byte-level BPE whose pre-tokenizer is one of {@link PreTokenizer}. A normalizer may be NFC
 *       or none; NFC is applied, which llama.cpp leaves out for the same model's GGUF file. A byte
 *       without a token is dropped before merging, or becomes the unknown token; llama.cpp, which
 *       drops it afterwards, merges less. As in llama.cpp, an apostrophe and U+017F are no
 *       contraction.
 *   <li>SentencePiece's BPE (U+2581 for spaces, byte fallback), merged by the list of merges. Runs
 *       of spaces may be cut otherwise than by the scores of the same model's GGUF file, where
 *       their tokens' scores are all equal.
 * </ul>
 */
final class HuggingFaceTokenizer {
  private static final long LARGEST_FILE = 1 << 26;
  private static final long NORMAL = 1;
  private static final long UNKNOWN = 2;
  private static final long CONTROL = 3;
  private static final long USER_DEFINED = 4;
  private static final long UNUSED = 5;
  private static final long BYTE = 6;

  private static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String LLAMA3 =
      CONTRACTIONS
          + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
          + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String QWEN2 = LLAMA3.replace("{1,3}", "");

  private final String place;
  private final JsonNode root;
  private final JsonNode settings;
  private final HuggingFaceConfig config;
  private final int size;
  private final String[] tokens;
  private final long[] kinds;
  private SpmTokenizer.SpacePrefix spacePrefix = SpmTokenizer.SpacePrefix.NONE;
  private final Map<String, Object> values = new LinkedHashMap<>();

  private HuggingFaceTokenizer(
      String place, JsonNode root, JsonNode settings, HuggingFaceConfig config, long rows) {
    this.place = place;
    this.root = root;
    this.settings = settings;
    this.config = config;
    this.size = (int) Math.min(rows, 1 << 22);
    this.tokens = new String[size];
    this.kinds = new long[size];
  }

  /**
   * Reads a {@code tokenizer.json} with no weights beside it: the configuration gives the size of
   * the vocabulary; without one, it ends with the last token.
   *
   * @throws BadInputException as {@link #read(Path, HuggingFaceConfig, long)}
   */
  static Tokenizer read(Path folder, HuggingFaceConfig config) {
    JsonNode root = HuggingFaceConfig.readObject(folder.resolve("tokenizer.json"), LARGEST_FILE);
    long rows = config.has("vocab_size") ? config.count("vocab_size") : 0;
    return read(folder, config, Math.max(rows, lastToken(root) + 1));
  }

  private static long lastToken(JsonNode root) {
    long last = -1;
    for (JsonNode id : root.path("model").path("vocab")) {
      last = Math.max(last, id.asLong(-1));
    }
    for (JsonNode added : root.path("added_tokens")) {
      last = Math.max(last, added.path("id").asLong(-1));
    }
    return last;
  }

  /**
   * Reads {@code tokenizer.json} and, where there is one, {@code tokenizer_config.json}.
   *
   * @param rows rows of the embedding; ids without a token are filled up
   * @throws BadInputException if a file is missing or not supported
   */
  static Tokenizer read(Path folder, HuggingFaceConfig config, long rows) {
    Path file = folder.resolve("tokenizer.json");
    Path settings = folder.resolve("tokenizer_config.json");
    return of(
        file.toString(),
        HuggingFaceConfig.readObject(file, LARGEST_FILE),
        Files.isRegularFile(settings)
            ? HuggingFaceConfig.readObject(settings, LARGEST_FILE)
            : MissingNode.getInstance(),
        config,
        rows);
  }

  static Tokenizer of(
      String place, JsonNode root, JsonNode settings, HuggingFaceConfig config, long rows) {
    var tokenizer = new HuggingFaceTokenizer(place, root, settings, config, rows);
    List<String> merges = tokenizer.read();
    var metadata = new Metadata(place, tokenizer.values);
    return tokenizer.isMetaspace()
        ? new SpmTokenizer(metadata, merges, tokenizer.spacePrefix)
        : new BpeTokenizer(metadata, tokenizer.unknown(), tokenizer.composes());
  }

  /** Fills the keys and returns the merges. */
  private List<String> read() {
    JsonNode model = root.path("model");
    if (!model.path("type").asText("BPE").equals("BPE") || !model.path("vocab").isObject()) {
      throw bad("model.type", "BPE", model.path("type"));
    }
    values.put("general.name", config.name());
    readTokens(model.path("vocab"));
    List<String> merges = merges(model.path("merges"));
    if (isMetaspace()) {
      readSentencePiece(model);
    } else {
      readByteLevel(model, merges);
    }
    values.put("tokenizer.ggml.tokens", tokens);
    values.put("tokenizer.ggml.token_type", kinds);
    readSpecials();
    return merges;
  }

  private void readTokens(JsonNode vocab) {
    vocab
        .properties()
        .forEach(entry -> put(entry.getKey(), entry.getValue(), NORMAL, "model.vocab"));
    for (JsonNode added : root.path("added_tokens")) {
      boolean special = added.path("special").asBoolean(false);
      requireMatchedAsSpelled(added, special);
      put(
          added.path("content").asText(),
          added.path("id"),
          special ? CONTROL : USER_DEFINED,
          "added_tokens");
    }
    for (int id = 0; id < size; id++) {
      if (tokens[id] == null) {
        tokens[id] = "[PAD" + id + "]";
        kinds[id] = UNUSED;
      }
    }
    for (int id = 0; id < size && !unknown().isEmpty(); id++) {
      kinds[id] = tokens[id].equals(unknown()) ? UNKNOWN : kinds[id];
    }
  }

  /** Whether texts are composed before they are cut; readByteLevel refuses any other normalizer. */
  private boolean composes() {
    return !parts("normalizer", "normalizers").isEmpty();
  }

  private String unknown() {
    return root.path("model").path("unk_token").asText("");
  }

  /** Refuses a token that is matched in a text by more than its spelling. */
  private void requireMatchedAsSpelled(JsonNode added, boolean special) {
    if (special || Vocabulary.isEnd(added.path("content").asText())) {
      return;
    }
    for (String flag : List.of("lstrip", "rstrip", "single_word")) {
      if (added.path(flag).asBoolean(false)) {
        throw bad("added_tokens", "tokens without " + flag, added);
      }
    }
    boolean prepends =
        parts("normalizer", "normalizers").stream().anyMatch(HuggingFaceTokenizer::isPrepend);
    if (prepends && added.path("normalized").asBoolean(false)) {
      throw bad("added_tokens", "tokens that are not normalized where Prepend is", added);
    }
  }

  private void put(String token, JsonNode id, long kind, String field) {
    int index = id.isInt() ? id.intValue() : -1;
    if (index < 0 || index >= size) {
      throw bad(field, "an id below " + size + ", the rows of the embedding", id);
    }
    tokens[index] = token;
    kinds[index] = kind;
  }

  private List<String> merges(JsonNode merges) {
    if (!merges.isArray()) {
      throw bad("model.merges", "a list", merges);
    }
    List<String> lines = new ArrayList<>();
    for (JsonNode merge : merges) {
      boolean pair = merge.isArray() && merge.size() == 2;
      String line = pair ? merge.path(0).asText() + " " + merge.path(1).asText() : merge.asText("");
      if (line.indexOf(' ', 1) < 0) {
        throw bad("model.merges", "pairs of tokens", merge);
      }
      lines.add(line);
    }
    return lines;
  }

  /** Whether spaces become U+2581, by the normalizer or the pre-tokenizer. */
  private boolean isMetaspace() {
    return parts("normalizer", "normalizers").stream().anyMatch(HuggingFaceTokenizer::isReplace)
        || parts("pre_tokenizer", "pretokenizers").stream()
            .anyMatch(part -> type(part).equals("Metaspace"));
  }

  private static boolean isReplace(JsonNode part) {
    return type(part).equals("Replace")
        && part.path("pattern").path("String").asText("").equals(" ")
        && part.path("content").asText("").equals("▁");
  }

  private static boolean isPrepend(JsonNode part) {
    return type(part).equals("Prepend") && part.path("prepend").asText("").equals("▁");
  }

  private void readSentencePiece(JsonNode model) {
    if (!model.path("byte_fallback").asBoolean(false)) {
      throw bad("model.byte_fallback", "true", model.path("byte_fallback"));
    }
    for (JsonNode part : parts("normalizer", "normalizers")) {
      if (!isPrepend(part) && !isReplace(part)) {
        throw bad("normalizer", "Prepend or Replace for U+2581", part);
      }
      if (isPrepend(part)) {
        spacePrefix = SpmTokenizer.SpacePrefix.EACH;
      }
    }
    for (JsonNode part : parts("pre_tokenizer", "pretokenizers")) {
      boolean split =
          type(part).equals("Split") && part.path("pattern").path("String").asText("").equals(" ");
      if (!type(part).equals("Metaspace") && !split) {
        throw bad("pre_tokenizer", "Metaspace or none", part);
      }
      if (type(part).equals("Metaspace")) {
        if (part.path("split").asBoolean(true)) {
          throw bad("pre_tokenizer", "Metaspace that does not split", part);
        }
        if (spacePrefix == SpmTokenizer.SpacePrefix.NONE) {
          spacePrefix = metaspacePrefix(part);
        }
      }
    }
    for (int id = 0; id < size; id++) {
      if (kinds[id] == NORMAL && tokens[id].matches("<0x[0-9A-F]{2}>")) {
        kinds[id] = BYTE;
      }
    }
    values.put("tokenizer.ggml.model", "llama");
  }

  private SpmTokenizer.SpacePrefix metaspacePrefix(JsonNode part) {
    String otherwise = part.path("add_prefix_space").asBoolean(true) ? "always" : "never";
    JsonNode scheme = part.path("prepend_scheme");
    return switch (scheme.asText(otherwise)) {
      case "never" -> SpmTokenizer.SpacePrefix.NONE;
      case "first" -> SpmTokenizer.SpacePrefix.FIRST_WITHOUT_SPACE;
      case "always" -> SpmTokenizer.SpacePrefix.EACH_WITHOUT_SPACE;
      default -> throw bad("pre_tokenizer.prepend_scheme", "never, first or always", scheme);
    };
  }

  private void readByteLevel(JsonNode model, List<String> merges) {
    for (JsonNode part : parts("normalizer", "normalizers")) {
      if (!type(part).equals("NFC")) {
        throw bad("normalizer", "NFC or none", part);
      }
    }
    if (model.path("byte_fallback").asBoolean(false)) {
      throw bad(
          "model.byte_fallback", "false with a byte-level vocabulary", model.path("byte_fallback"));
    }
    if (model.path("fuse_unk").asBoolean(false) && !unknown().isEmpty()) {
      throw bad("model.fuse_unk", "false with a byte-level vocabulary", model.path("fuse_unk"));
    }
    values.put("tokenizer.ggml.model", "gpt2");
    values.put("tokenizer.ggml.pre", preTokenizer(model.path("ignore_merges").asBoolean(false)));
    values.put("tokenizer.ggml.merges", merges.toArray(new String[0]));
    values.put("tokenizer.ggml.add_space_prefix", false);
  }

  private String preTokenizer(boolean ignoresMerges) {
    List<JsonNode> parts = parts("pre_tokenizer", "pretokenizers");
    JsonNode last = parts.isEmpty() ? root.path("pre_tokenizer") : parts.get(parts.size() - 1);
    boolean byteLevel =
        type(last).equals("ByteLevel") && !last.path("add_prefix_space").asBoolean(true);
    boolean cutsWords = last.path("use_regex").asBoolean(true);
    if (byteLevel && parts.size() == 1 && cutsWords && !ignoresMerges) {
      return PreTokenizer.GPT_2.spelling();
    }
    if (byteLevel && parts.size() == 2) {
      JsonNode first = parts.get(0);
      String pattern = first.path("pattern").path("Regex").asText("");
      boolean isolated =
          type(first).equals("Split")
              && first.path("behavior").asText("").equals("Isolated")
              && !first.path("invert").asBoolean(false);
      boolean digits =
          type(first).equals("Digits") && first.path("individual_digits").asBoolean(false);
      if (digits && cutsWords && !ignoresMerges) {
        return PreTokenizer.SMOLLM.spelling();
      }
      if (isolated && !cutsWords && pattern.equals(LLAMA3)) {
        return (ignoresMerges ? PreTokenizer.LLAMA_BPE : PreTokenizer.DBRX).spelling();
      }
      if (isolated && !cutsWords && !ignoresMerges && pattern.equals(QWEN2)) {
        return PreTokenizer.QWEN2.spelling();
      }
    }
    throw bad(
        "pre_tokenizer",
        "the cuts of gpt-2, smollm, llama-bpe or qwen2",
        root.path("pre_tokenizer"));
  }

  /**
   * The tokens around a text, as {@code AutoTokenizer} of transformers 5.24 adds them: where the
   * settings say whether, those they name; else those of the file's own post-processor.
   */
  private void readSpecials() {
    putNamed("bos");
    putNamed("eos");
    boolean isSettled = settings.has("add_bos_token") || settings.has("add_eos_token");
    if (isSettled) {
      settle("bos");
      settle("eos");
      return;
    }
    putAdded("bos", -1);
    putAdded("eos", -1);
    for (JsonNode part : parts("post_processor", "processors")) {
      switch (type(part)) {
        case "TemplateProcessing" -> readTemplate(part);
        case "BertProcessing", "RobertaProcessing" -> {
          putAdded("bos", part.path("cls").path(1).asInt(-1));
          putAdded("eos", part.path("sep").path(1).asInt(-1));
        }
        default -> {}
      }
    }
  }

  /** Adds the token of the settings if they say so and name one. */
  private void settle(String which) {
    JsonNode adds = settings.path("add_" + which + "_token");
    String spelling = spelling(which);
    boolean added = adds.asBoolean(false) && !spelling.isEmpty();
    if (added && idOf(spelling) < 0) {
      throw bad(which + "_token", "a token of the vocabulary", settings.path(which + "_token"));
    }
    putAdded(which, added ? idOf(spelling) : -1);
  }

  /** The spelling of a special token in the settings, or the default of the tokenizer's class. */
  private String spelling(String which) {
    JsonNode named = settings.path(which + "_token");
    if (named.isMissingNode()) {
      String name = settings.path("tokenizer_class").asText("").replaceFirst("Fast$", "");
      return switch (name) {
        case "LlamaTokenizer" -> which.equals("bos") ? "<s>" : "</s>";
        case "GPT2Tokenizer" -> "<|endoftext|>";
        default -> "";
      };
    }
    return named.isObject() ? named.path("content").asText("") : named.asText("");
  }

  private int idOf(String spelling) {
    for (int id = 0; id < size; id++) {
      if (tokens[id].equals(spelling)) {
        return id;
      }
    }
    return -1;
  }

  /** The id of a special token, added or not: as the settings name it, or the configuration. */
  private void putNamed(String which) {
    int id = spelling(which).isEmpty() ? -1 : idOf(spelling(which));
    JsonNode given = config.node(which + "_token_id");
    JsonNode first = given.isArray() ? given.path(0) : given;
    if (id >= 0 || first.isInt()) {
      values.put("tokenizer.ggml." + which + "_token_id", id >= 0 ? (long) id : first.longValue());
    }
  }

  /** States whether a special token is added; a negative id means it is not. */
  private void putAdded(String which, long id) {
    values.put("tokenizer.ggml.add_" + which + "_token", id >= 0);
    if (id >= 0) {
      values.put("tokenizer.ggml." + which + "_token_id", id);
    }
  }

  /** The special tokens of a template: at most one before and one behind the text. */
  private void readTemplate(JsonNode template) {
    String side = "bos";
    for (JsonNode piece : template.path("single")) {
      if (piece.has("Sequence")) {
        side = "eos";
        continue;
      }
      String name = piece.path("SpecialToken").path("id").asText("");
      JsonNode ids = template.path("special_tokens").path(name).path("ids");
      int id = ids.isMissingNode() ? idOf(name) : ids.path(0).asInt(-1);
      boolean again = Boolean.TRUE.equals(values.get("tokenizer.ggml.add_" + side + "_token"));
      if (id < 0 || ids.size() > 1 || again) {
        throw bad("post_processor", "at most one token before and one behind a text", template);
      }
      putAdded(side, id);
    }
  }

  /** The steps of a component: those of a sequence, itself, or none. */
  private List<JsonNode> parts(String component, String sequenceField) {
    JsonNode node = root.path(component);
    List<JsonNode> parts = new ArrayList<>();
    if (type(node).equals("Sequence")) {
      node.path(sequenceField).forEach(parts::add);
    } else if (node.isObject()) {
      parts.add(node);
    }
    return parts;
  }

  private static String type(JsonNode node) {
    return node.path("type").asText("");
  }

  private BadInputException bad(String field, String expected, JsonNode found) {
    String text = found.isMissingNode() ? "nothing" : found.toString();
    text = text.length() <= 120 ? text : text.substring(0, 120) + "...";
    return new BadInputException(
        place + ", " + field + ": expected " + expected + ", found " + text);
  }
}
