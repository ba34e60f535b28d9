package janus.inference.weights;

/** Names out of a file as they may stand in a message: one line, not long. */
final class Printable {
  private static final int LONGEST = 80;

  private Printable() {}

  static String of(String name) {
    if (name.length() <= LONGEST && name.chars().noneMatch(Character::isISOControl)) {
      return name;
    }
    String text = name.replaceAll("\\p{Cntrl}", "?");
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
