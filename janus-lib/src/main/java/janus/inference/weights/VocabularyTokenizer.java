package janus.inference.weights;

/**
 * A tokenizer with a {@link Vocabulary}: user-defined tokens are cut out of a text, and a subclass
 * encodes the stretches between them.
 */
abstract class VocabularyTokenizer implements Tokenizer {
  final Vocabulary vocabulary;
  private final int bos;
  private final int eos;
  private final boolean addsBos;
  private final boolean addsEos;

  /** The tokens around a text where a file names none. */
  record Usual(int bos, int eos, boolean addsBos) {}

  VocabularyTokenizer(Metadata metadata, Usual usual) {
    this.vocabulary = new Vocabulary(metadata);
    this.bos = vocabulary.special("tokenizer.ggml.bos_token_id", usual.bos());
    this.eos = vocabulary.special("tokenizer.ggml.eos_token_id", usual.eos());
    this.addsBos = metadata.getBoolean("tokenizer.ggml.add_bos_token", usual.addsBos());
    this.addsEos = metadata.getBoolean("tokenizer.ggml.add_eos_token", false);
    vocabulary.requireSpecials(addsBos ? bos : 0, addsEos ? eos : 0);
  }

  /** Appends the tokens of a stretch of text. */
  abstract void encode(byte[] utf8, UserTokens.Piece piece, TokenList out);

  @Override
  public final int[] encode(byte[] utf8, boolean addSpecial, boolean parseSpecial) {
    var out = new TokenList();
    if (addSpecial && addsBos) {
      out.add(bos);
    }
    for (UserTokens.Piece piece : vocabulary.matched(parseSpecial).cut(Bytes.of(utf8))) {
      if (piece.isText()) {
        encode(utf8, piece, out);
      } else {
        out.add(piece.id());
      }
    }
    if (addSpecial && addsEos) {
      out.add(eos);
    }
    return out.toArray();
  }

  @Override
  public int bosToken() {
    return bos;
  }

  @Override
  public int eosToken() {
    return eos;
  }

  @Override
  public boolean addsBos() {
    return addsBos;
  }

  @Override
  public boolean addsEos() {
    return addsEos;
  }

  @Override
  public int vocabularySize() {
    return vocabulary.size();
  }

  @Override
  public String piece(int id) {
    return vocabulary.piece(id);
  }
}
