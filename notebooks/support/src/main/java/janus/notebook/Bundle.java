package janus.notebook;

import java.util.Map;

/**
 * The representations of one value in a notebook, by MIME type. A viewer shows the richest type
 * that it supports.
 *
 * @param data text, Base64 text or, for JSON types, maps, lists, strings and numbers
 * @param metadata metadata by MIME type, as the size of a picture in CSS pixels
 */
record Bundle(Map<String, Object> data, Map<String, Map<String, Object>> metadata) {
  static final String PLAIN = "text/plain";
  static final String HTML = "text/html";
  static final String MARKDOWN = "text/markdown";
  static final String PNG = "image/png";

  /**
   * A figure as plotly.js JSON. It does not use {@code application/vnd.plotly.v1+json}, because
   * Plotly's renderer for JupyterLab shows the picture beside it at its natural size, draws only
   * when the pointer enters it, and then changes the notebook.
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
