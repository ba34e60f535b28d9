package janus.simulator.replacement;

import janus.provenance.BadInputException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The spellings of replacement policies. */
public final class Replacements {
  private static final Pattern RANDOM =
      Pattern.compile("random(?:\\(\\s*(?:seed\\s*=)?\\s*(-?[0-9]{1,18})\\s*\\))?");

  private Replacements() {}

  public static List<String> spellings() {
    return List.of("lru", "fifo", "random(seed=1)", "srrip", "opt");
  }

  /**
   * The policy of a spelling; {@code random} alone has seed 1.
   *
   * @throws BadInputException if there is none; lists the valid spellings
   */
  public static ReplacementPolicy parse(String spelling) {
    String name = spelling.strip().toLowerCase(Locale.ROOT);
    var random = RANDOM.matcher(name);
    if (random.matches()) {
      return new RandomReplacement(random.group(1) == null ? 1 : Long.parseLong(random.group(1)));
    }
    return switch (name) {
      case "lru" -> new Lru();
      case "fifo" -> new Fifo();
      case "srrip" -> new Srrip();
      case "opt" -> new Belady();
      default ->
          throw new BadInputException(
              "replacement '"
                  + spelling
                  + "' is unknown; valid: "
                  + String.join(", ", spellings()));
    };
  }
}
