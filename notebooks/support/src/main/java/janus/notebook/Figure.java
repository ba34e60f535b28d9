package janus.notebook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A figure as strict plotly.js JSON: {@code data}, {@code layout} and {@code config}. In JupyterLab
 * and in the HTML page it is shown as a picture that becomes interactive.
 */
public final class Figure {
  /** Pixels per inch at scale 1. */
  static final int PIXELS_PER_INCH = 96;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String title;
  private final String description;
  private final int width;
  private final int height;
  private final ObjectNode json;
  private int pictureHeight;
  private Figure still;
  private byte[] png;

  /** A figure that is live in another form than that of its picture. */
  Figure(Figure still, int height, ObjectNode live) {
    this(still.title, still.width, height, still.description, live);
    this.still = still;
    pictureHeight = still.height;
  }

  Figure(String title, int width, int height, ObjectNode json) {
    this(title, width, height, "", json);
  }

  Figure(String title, int width, int height, String description, ObjectNode json) {
    this.description = description;
    this.title = title;
    this.width = width;
    this.height = height;
    pictureHeight = height;
    this.json = json;
  }

  /** The finding that the figure shows, in words. */
  public String title() {
    return title;
  }

  /** What it draws, in words, for those who do not see it. */
  String description() {
    return description;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Height of the picture, which has no slider. */
  int pictureHeight() {
    return pictureHeight;
  }

  ObjectNode json() {
    return json.deepCopy();
  }

  /** Strict JSON on one line. */
  public String toJson() {
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of nodes always has a JSON text", e);
    }
  }

  /** The figure as maps, lists, strings and numbers, for a kernel's message. */
  Map<String, Object> toMap() {
    return ScriptNumbers.map(json);
  }

  /** The picture at 300 DPI, drawn once. */
  synchronized byte[] png() {
    if (still != null) {
      return still.png();
    }
    if (png == null) {
      png = Kaleido.shared().png(this);
    }
    return png.clone();
  }

  @Override
  public String toString() {
    return "Figure: " + title + (description.isEmpty() ? "" : ". " + description);
  }
}
