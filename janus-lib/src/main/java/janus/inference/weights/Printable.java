package janus.inference.weights;

/** Names out of a file as they may stand in a message: one line, not long. */
public final class Printable {
  private static final int LONGEST = 80;

  private Printable() {}

  /** The name, its control characters replaced, cut off where it is long. */
  public static String of(String name) {
    if (name.length() <= LONGEST && name.chars().noneMatch(Character::isISOControl)) {
      return name;
    }
    String text = name.replaceAll("\\p{Cc}", "?");
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
