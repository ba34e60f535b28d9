package janus.inference.weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The tokens that are matched in a text before it is split: each in turn, the longest first, cuts
 * the pieces that are left. A walk along a trie first finds the few that occur at all, so that
 * thousands of them cost one pass over the text.
 */
final class UserTokens {
  /** A stretch of text, or a token ({@code id >= 0}). */
  record Piece(int from, int to, int id) {
    boolean isText() {
      return id < 0;
    }
  }

  private final List<String> spellings;
  private final List<Integer> ids;
  private final boolean stripRight;
  private final Map<Integer, Integer> edges = new HashMap<>();
  private final List<Integer> ends = new ArrayList<>(List.of(-1));

  /**
   * @param spellings bytes of each token, the longest first
   * @param stripRight whether a token takes the white space that follows with it
   */
  UserTokens(List<String> spellings, List<Integer> ids, boolean stripRight) {
    this.stripRight = stripRight;
    this.spellings = spellings;
    this.ids = ids;
    for (int token = 0; token < spellings.size(); token++) {
      int node = 0;
      for (char c : spellings.get(token).toCharArray()) {
        int edge = (node << 8) | c;
        Integer next = edges.get(edge);
        if (next == null) {
          next = ends.size();
          edges.put(edge, next);
          ends.add(-1);
        }
        node = next;
      }
      ends.set(node, token);
    }
  }

  /** Cuts a text (one character a byte) into tokens and the stretches between. */
  List<Piece> cut(String text) {
    List<Piece> pieces = List.of(new Piece(0, text.length(), -1));
    if (text.isEmpty()) {
      return List.of();
    }
    for (int token : occurring(text)) {
      var next = new ArrayList<Piece>();
      int found = 0;
      for (Piece piece : pieces) {
        if (piece.isText()) {
          found = cut(text, piece, token, found, next);
        } else {
          next.add(piece);
        }
      }
      pieces = next;
    }
    return pieces;
  }

  /**
   * Cuts one piece.
   *
   * @param known a place before which the token does not occur in what is left to cut
   * @return the next such place; searching on from it, not from each piece, keeps this linear
   */
  private int cut(String text, Piece piece, int token, int known, List<Piece> into) {
    String spelling = spellings.get(token);
    int from = piece.from();
    int found = known;
    while (from < piece.to()) {
      if (found < from || !text.startsWith(spelling, found)) {
        found = text.indexOf(spelling, Math.max(found, from));
        found = found < 0 ? text.length() : found;
      }
      if (found + spelling.length() > piece.to()) {
        break;
      }
      if (found > from) {
        into.add(new Piece(from, found, -1));
      }
      from = found + spelling.length();
      into.add(new Piece(found, from, ids.get(token)));
      while (stripRight && from < piece.to() && isAsciiSpace(text.charAt(from))) {
        from++;
      }
    }
    if (from < piece.to()) {
      into.add(new Piece(from, piece.to(), -1));
    }
    return found;
  }

  private static boolean isAsciiSpace(char c) {
    return c == ' ' || (c >= 9 && c <= 13);
  }

  private SortedSet<Integer> occurring(String text) {
    var found = new TreeSet<Integer>();
    if (spellings.isEmpty()) {
      return found;
    }
    for (int start = 0; start < text.length(); start++) {
      Integer node = 0;
      for (int at = start; at < text.length(); at++) {
        node = edges.get((node << 8) | text.charAt(at));
        if (node == null) {
          break;
        }
        if (ends.get(node) >= 0) {
          found.add(ends.get(node));
        }
      }
    }
    return found;
  }
}
