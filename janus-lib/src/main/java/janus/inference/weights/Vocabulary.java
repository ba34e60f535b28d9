package janus.inference.weights;

import janus.provenance.BadInputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens of a model file with their kinds, and the search for user-defined tokens in a text.
 */
final class Vocabulary {
  /** Kinds of token, by the number in {@code tokenizer.ggml.token_type}. */
  enum Kind {
    UNDEFINED,
    NORMAL,
    UNKNOWN,
    CONTROL,
    USER_DEFINED,
    UNUSED,
    BYTE
  }

  private final Metadata metadata;
  private final List<String> tokens;
  private final int[] kinds;
  private final Map<String, Integer> ids;
  private final UserTokens userTokens;

  Vocabulary(Metadata metadata) {
    this.metadata = metadata;
    this.tokens = metadata.strings("tokenizer.ggml.tokens");
    if (tokens.isEmpty()) {
      throw metadata.bad("tokenizer.ggml.tokens", "at least one token");
    }
    this.kinds =
        metadata.has("tokenizer.ggml.token_type")
            ? metadata.ints("tokenizer.ggml.token_type")
            : new int[0];
    if (kinds.length != 0 && kinds.length != tokens.size()) {
      throw metadata.bad(
          "tokenizer.ggml.token_type", "one for each of " + tokens.size() + " tokens");
    }
    this.ids = new HashMap<>(tokens.size() * 2);
    var users = new ArrayList<Integer>();
    for (int id = 0; id < tokens.size(); id++) {
      ids.put(Bytes.of(tokens.get(id)), id);
      if (kind(id) == Kind.USER_DEFINED && !tokens.get(id).isEmpty()) {
        users.add(id);
      }
    }
    users.sort(Comparator.comparingInt((Integer id) -> -bytes(id).length()));
    this.userTokens = new UserTokens(users.stream().map(this::bytes).toList(), users);
  }

  int size() {
    return tokens.size();
  }

  String piece(int id) {
    return tokens.get(id);
  }

  /** The token's UTF-8 bytes. */
  String bytes(int id) {
    return Bytes.of(tokens.get(id));
  }

  Kind kind(int id) {
    if (kinds.length == 0) {
      return Kind.NORMAL;
    }
    int kind = kinds[id];
    return kind >= 0 && kind < Kind.values().length ? Kind.values()[kind] : Kind.UNDEFINED;
  }

  /** The token with these UTF-8 bytes, or -1. */
  int id(String bytes) {
    return ids.getOrDefault(bytes, -1);
  }

  /**
   * The id under a key.
   *
   * @throws BadInputException if it is not in the vocabulary
   */
  int special(String key, int otherwise) {
    int id = metadata.getInt(key, otherwise);
    if (id < 0 || id >= tokens.size()) {
      if (!metadata.has(key)) {
        return -1;
      }
      throw metadata.bad(key, "a token of " + tokens.size());
    }
    return id;
  }

  UserTokens userTokens() {
    return userTokens;
  }
}
