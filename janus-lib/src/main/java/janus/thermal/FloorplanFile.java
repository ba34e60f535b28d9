package janus.thermal;

import janus.provenance.BadInputException;
import janus.provenance.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The die in a floorplan file of HotSpot. In a {@code .flp} file a line of five columns is a block
 * (name, width, height, left, bottom), two more are its own heat capacity and resistivity, and a
 * line of three (two blocks and a density of wires) is a connection. Empty lines and what follows a
 * {@code #} are skipped.
 *
 * @param floorplan the blocks
 * @param notes what the file says and is not modelled, for a person
 */
public record FloorplanFile(Floorplan floorplan, List<String> notes) {
  private static final int CONNECTION = 3;
  private static final int BLOCK = 5;
  private static final int BLOCK_OF_OWN_MATERIAL = 7;
  private static final int MOST_NAMED = 4;
  private static final Pattern COMMENT = Pattern.compile("\\s+#.*");

  public FloorplanFile {
    notes = List.copyOf(notes);
  }

  /**
   * Reads a {@code .flp} file.
   *
   * @throws BadInputException if it cannot be read or used; names file, line and value
   */
  public static FloorplanFile read(Path file) {
    List<String> lines = TextFile.lines(file, "a floorplan (.flp)");
    var blocks = new ArrayList<Floorplan.Block>();
    var ownMaterials = new ArrayList<String>();
    boolean connections = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = COMMENT.matcher(lines.get(i).strip()).replaceFirst("");
      if (!line.isEmpty() && !line.startsWith("#")) {
        String place = file + ", line " + (i + 1);
        String[] words = line.split("\\s+", -1);
        if (words.length == CONNECTION) {
          number(place, "a density of wires", words[2]);
          connections = true;
        } else {
          blocks.add(block(place, line, words));
        }
        if (words.length == BLOCK_OF_OWN_MATERIAL) {
          ownMaterials.add(words[0]);
        }
      }
    }
    if (blocks.isEmpty()) {
      throw new BadInputException(
          file + ": expected at least one block, name width height left bottom; found none");
    }
    try {
      var floorplan = new Floorplan(blocks);
      return new FloorplanFile(floorplan, notes(floorplan, ownMaterials, connections));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(file + ": " + e.getMessage(), e);
    }
  }

  private static List<String> notes(
      Floorplan floorplan, List<String> ownMaterials, boolean connections) {
    var notes = new ArrayList<>(floorplan.notes());
    if (!ownMaterials.isEmpty()) {
      notes.add(
          "heat capacity and resistivity of single blocks ("
              + String.join(
                  ", ", ownMaterials.subList(0, Math.min(MOST_NAMED, ownMaterials.size())))
              + (ownMaterials.size() > MOST_NAMED ? ", ..." : "")
              + ") are not modelled; all have the die's k_chip and p_chip");
    }
    if (connections) {
      notes.add("connections between blocks carry no heat and are left out");
    }
    return notes;
  }

  private static Floorplan.Block block(String place, String line, String[] words) {
    if (words.length != BLOCK && words.length != BLOCK_OF_OWN_MATERIAL) {
      throw new BadInputException(
          place
              + ": expected name width height left bottom (and heat capacity and resistivity), or a"
              + " connection of two blocks, found '"
              + line
              + "'");
    }
    double[] numbers = new double[words.length - 1];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(place, i < BLOCK - 1 ? "a number of metres" : "a number", words[i + 1]);
    }
    try {
      return new Floorplan.Block(words[0], numbers[0], numbers[1], numbers[2], numbers[3]);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(place + ": " + e.getMessage(), e);
    }
  }

  private static double number(String place, String what, String word) {
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw new BadInputException(place + ": expected " + what + ", found '" + word + "'", e);
    }
  }
}
