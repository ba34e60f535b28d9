package janus.kvcache;

import janus.provenance.BadInputException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The spellings of {@link KvSemantics}: a name, or a name with whole numbers in parentheses. Spaces
 * after commas are read and not printed.
 */
public final class KvSemanticsParser {
  private static final Pattern CALL =
      Pattern.compile("([a-z0-9-]+)(?:\\(\\s*([0-9]{1,9})\\s*(?:,\\s*([0-9]{1,9})\\s*)?\\))?");

  private static final List<String> SPELLINGS =
      List.of(
          "all",
          "window(S,W)",
          "kivi(R)",
          "evict(S,W)",
          "h2o(H,W)",
          "tova(K)",
          "snapkv(K,W)",
          "prefill-full");

  private KvSemanticsParser() {}

  /**
   * The rule of a spelling.
   *
   * @throws BadInputException if there is none (the message lists the valid spellings), or a number
   *     is out of range
   */
  public static KvSemantics parse(String spelling) {
    Matcher call = CALL.matcher(spelling);
    if (call.matches()) {
      int first = call.group(2) == null ? 0 : Integer.parseInt(call.group(2));
      int second = call.group(3) == null ? 0 : Integer.parseInt(call.group(3));
      int numbers = call.group(2) == null ? 0 : call.group(3) == null ? 1 : 2;
      try {
        KvSemantics semantics =
            switch (call.group(1) + "/" + numbers) {
              case "all/0", "ggml/0" -> new AllSemantics();
              case "window/2" -> new WindowSemantics(first, second);
              case "kivi/1" -> new KiviSemantics(first);
              case "evict/2" -> new EvictSemantics(first, second);
              case "h2o/2" -> new HeavyHitterSemantics(first, second);
              case "tova/1" -> new TovaSemantics(first);
              case "snapkv/2" -> new SnapSemantics(first, second);
              case "prefill-full/0" -> new PrefillFullSemantics();
              default -> null;
            };
        if (semantics != null) {
          return semantics;
        }
      } catch (IllegalArgumentException e) {
        throw new BadInputException("semantics '" + spelling + "': " + e.getMessage(), e);
      }
    }
    throw new BadInputException(
        "semantics '"
            + spelling
            + "' is unknown; valid are "
            + String.join(", ", SPELLINGS)
            + ", numbers from 0 to 999999999");
  }

  /**
   * Spellings that {@link #parse} accepts, for help texts: S, W, R, H and K are numbers of tokens.
   */
  public static List<String> spellings() {
    return SPELLINGS;
  }
}
