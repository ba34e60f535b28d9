package janus.kvcache;

import janus.provenance.BadInputException;
import janus.units.Bounds;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order of the vectors of a cache. Written as loops from the outermost; channels are always
 * innermost, and "layer, part" means all keys of a layer, then all its values.
 */
public sealed interface KvOrder {
  /** The orders a person can type. */
  String SPELLINGS = "head-major, layer-major, token-major, paged-N (pages of N tokens)";

  /** The name a person types, for example {@code paged-16}. */
  String spelling();

  /** Without indirection. */
  enum Contiguous implements KvOrder {
    /** sequence, layer, part, head, token: the keys of a head are one run. */
    HEAD_MAJOR("head-major"),
    /** sequence, layer, part, token, head: the heads of a token are neighbours. */
    LAYER_MAJOR("layer-major"),
    /** sequence, token, layer, part, head: all that a token adds is one record. */
    TOKEN_MAJOR("token-major");

    private final String spelling;

    Contiguous(String spelling) {
      this.spelling = spelling;
    }

    @Override
    public String spelling() {
      return spelling;
    }
  }

  /**
   * layer, part, page, head, token: pages of some tokens lie anywhere in a pool that all sequences
   * share, and a block table says where. See Kwon et al., "Efficient Memory Management for Large
   * Language Model Serving with PagedAttention", SOSP 2023. A table entry takes {@link
   * KvLayout#TABLE_ENTRY_BYTES} bytes.
   *
   * @param pageTokens tokens of a page
   * @param seed decides the places, a random permutation as after a long time of serving
   */
  record Paged(int pageTokens, long seed) implements KvOrder {
    public Paged {
      Bounds.atLeast("pageTokens", 1, pageTokens);
    }

    @Override
    public String spelling() {
      return "paged-" + pageTokens;
    }
  }

  /**
   * The order of that name.
   *
   * @param seed for paged orders
   * @throws BadInputException listing the valid names
   */
  static KvOrder parse(String spelling, long seed) {
    for (Contiguous order : Contiguous.values()) {
      if (order.spelling.equals(spelling)) {
        return order;
      }
    }
    Matcher paged = Pattern.compile("paged-([1-9][0-9]{0,6})").matcher(spelling);
    if (paged.matches()) {
      return new Paged(Integer.parseInt(paged.group(1)), seed);
    }
    throw new BadInputException("unknown layout '" + spelling + "'; one of " + SPELLINGS);
  }
}
