package janus.inference.weights;

import janus.provenance.BadInputException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The tokens of a model file with their kinds, and the search for user-defined tokens in a text.
 *
 * <p>As in llama.cpp, a token that is spelled like an end of generation or a fill-in-the-middle
 * mark counts as control whatever its declared kind, so that its spelling in a text stays text. Of
 * several spellings of one mark llama.cpp takes the one its hash table lists first, this all.
 */
final class Vocabulary {
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;

  private static final Set<String> ENDS =
      Set.of(
          "<|eot_id|>",
          "<|im_end|>",
          "<|end|>",
          "<|return|>",
          "<|call|>",
          "<|flush|>",
          "<|calls|>",
          "<end_of_turn>",
          "<|endoftext|>",
          "</s>",
          "<|eom_id|>",
          "<EOT>",
          "_<EOT>",
          "[EOT]",
          "[EOS]",
          "<|end_of_text|>",
          "<end_of_utterance>",
          "<eos>",
          "<turn|>",
          "<|tool_response>",
          "<｜end▁of▁sentence｜>",
          "[e~[");

  /** Marks that count as control where the file names no token under the key. */
  private static final Map<String, Set<String>> MARKS =
      Map.of(
          "tokenizer.ggml.fim_pre_token_id",
          Set.of(
              "<|fim_prefix|>",
              "<fim-prefix>",
              "<fim_prefix>",
              "<｜fim▁begin｜>",
              "<PRE>",
              "▁<PRE>",
              "<|code_prefix|>",
              "<|prefix|>"),
          "tokenizer.ggml.fim_suf_token_id",
          Set.of(
              "<|fim_suffix|>",
              "<fim-suffix>",
              "<fim_suffix>",
              "<｜fim▁hole｜>",
              "<SUF>",
              "▁<SUF>",
              "<|code_suffix|>",
              "<|suffix|>"),
          "tokenizer.ggml.fim_mid_token_id",
          Set.of(
              "<|fim_middle|>",
              "<fim-middle>",
              "<fim_middle>",
              "<｜fim▁end｜>",
              "<MID>",
              "▁<MID>",
              "<|code_middle|>",
              "<|middle|>"),
          "tokenizer.ggml.fim_pad_token_id",
          Set.of("<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]"),
          "tokenizer.ggml.fim_rep_token_id",
          Set.of("<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>"),
          "tokenizer.ggml.fim_sep_token_id",
          Set.of("<|file_sep|>"));

  /** Control words of one dialogue format that are matched in a text all the same. */
  private static final Set<String> ALWAYS_MATCHED =
      Set.of("<|channel|>", "<|message|>", "<|start|>", "<|constrain|>");

  private final Metadata metadata;
  private final List<String> tokens;
  private final int[] kinds;
  private final Map<String, Integer> ids;
  private final UserTokens userTokens;
  private final UserTokens specialTokens;

  Vocabulary(Metadata metadata) {
    this.metadata = metadata;
    this.tokens = metadata.strings("tokenizer.ggml.tokens");
    if (tokens.isEmpty()) {
      throw metadata.bad("tokenizer.ggml.tokens", "at least one token");
    }
    String key = "tokenizer.ggml.token_type";
    this.kinds = metadata.has(key) ? metadata.ints(key) : new int[tokens.size()];
    if (kinds.length < tokens.size()) {
      throw metadata.bad(key, "one for each of " + tokens.size() + " tokens");
    }
    this.ids = new HashMap<>(tokens.size() * 2);
    for (int id = 0; id < tokens.size(); id++) {
      ids.put(bytes(id), id);
    }
    this.userTokens = tokens(this::isUserDefined);
    this.specialTokens = tokens(id -> isUserDefined(id) || isControl(id));
  }

  /** The longest first. */
  private UserTokens tokens(IntPredicate matched) {
    List<Integer> found =
        IntStream.range(0, tokens.size())
            .filter(matched)
            .boxed()
            .sorted(Comparator.comparingInt((Integer id) -> -bytes(id).length()))
            .toList();
    String name = metadata.getString("general.name", "").toLowerCase(Locale.ROOT);
    boolean stripRight = name.contains("phi-3") || name.contains("phi3");
    return new UserTokens(found.stream().map(this::bytes).toList(), found, stripRight);
  }

  private boolean isControl(int id) {
    String token = tokens.get(id);
    return !token.isEmpty()
        && (kinds[id] == CONTROL || kinds[id] == UNKNOWN || looksLikeControl(token));
  }

  private boolean isUserDefined(int id) {
    String token = tokens.get(id);
    if (ALWAYS_MATCHED.contains(token)) {
      return true;
    }
    return kinds[id] == USER_DEFINED && !token.isEmpty() && !looksLikeControl(token);
  }

  /** Whether a token counts as control, being spelled like an end of generation. */
  static boolean isEnd(String token) {
    return ENDS.contains(token);
  }

  private boolean looksLikeControl(String token) {
    return isEnd(token)
        || MARKS.entrySet().stream()
            .anyMatch(mark -> !metadata.has(mark.getKey()) && mark.getValue().contains(token));
  }

  int size() {
    return tokens.size();
  }

  /** The token as the file spells it. */
  String piece(int id) {
    return tokens.get(id);
  }

  /** The UTF-8 bytes of the spelling; an empty token has one of its own that no text contains. */
  String bytes(int id) {
    String token = tokens.get(id);
    return Bytes.of(token.isEmpty() ? "[EMPTY_" + id + "]" : token);
  }

  /** The token with these UTF-8 bytes, or -1. */
  int id(String bytes) {
    return ids.getOrDefault(bytes, -1);
  }

  /**
   * The token a key names.
   *
   * @param otherwise where the file has no such key; -1 where that is beyond the vocabulary
   * @throws BadInputException if the named token is beyond the vocabulary
   */
  int special(String key, int otherwise) {
    if (!metadata.has(key)) {
      return otherwise < tokens.size() ? otherwise : -1;
    }
    int id = metadata.getInt(key);
    if (id < 0 || id >= tokens.size()) {
      throw metadata.bad(key, "a token below " + tokens.size());
    }
    return id;
  }

  /**
   * Refuses tokens that are to be added and do not exist.
   *
   * @throws BadInputException if one is -1
   */
  void requireSpecials(int bos, int eos) {
    if (bos < 0) {
      throw metadata.bad("tokenizer.ggml.bos_token_id", "the token that begins a text");
    }
    if (eos < 0) {
      throw metadata.bad("tokenizer.ggml.eos_token_id", "the token that ends a text");
    }
  }

  /** The tokens matched in a text before it is split. */
  UserTokens matched(boolean parseSpecial) {
    return parseSpecial ? specialTokens : userTokens;
  }
}
