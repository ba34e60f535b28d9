package janus.notebook;

import java.util.Map;

/**
 * What a notebook stores of one value: a representation for each MIME type, of which a viewer shows
 * the richest that it knows.
 *
 * @param data text, Base64 text or, for JSON types, maps, lists, strings and numbers
 * @param metadata of some of the types, as the size of a picture in CSS pixels
 */
record Bundle(Map<String, Object> data, Map<String, Map<String, Object>> metadata) {
  static final String PLAIN = "text/plain";
  static final String HTML = "text/html";
  static final String MARKDOWN = "text/markdown";
  static final String PNG = "image/png";

  /**
   * A figure as plotly.js JSON. It has a type of its own because Plotly's renderer for JupyterLab
   * shows a picture beside {@code application/vnd.plotly.v1+json} at its natural size, draws only
   * once the pointer enters it, and then changes the notebook.
   */
  static final String FIGURE = "application/vnd.janus.figure.v1+json";

  Bundle {
    data = Map.copyOf(data);
    metadata = Map.copyOf(metadata);
    if (!data.containsKey(PLAIN)) {
      throw new IllegalArgumentException("a bundle needs text/plain, found " + data.keySet());
    }
  }

  Bundle(Map<String, Object> data) {
    this(data, Map.of());
  }
}
