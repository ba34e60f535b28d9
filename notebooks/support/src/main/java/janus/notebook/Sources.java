package janus.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import janus.results.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Links to the sources of {@code data/sources.json}, by key. */
final class Sources {
  private static final Pattern DOI = Pattern.compile("10\\.\\d{4,}/\\S+");
  private static final Pattern ARXIV = Pattern.compile("arXiv (\\d{4}\\.\\d{4,5})");
  private static final Pattern GITHUB = Pattern.compile("github ([\\w.-]+/[\\w.-]+)");

  private static JsonNode all;

  private Sources() {}

  private static synchronized JsonNode all() {
    if (all == null) {
      Path file = Workplace.root().resolve("data/sources.json");
      try {
        all = Files.isRegularFile(file) ? Json.MAPPER.readTree(file.toFile()) : empty();
      } catch (IOException e) {
        throw new IllegalStateException(Workplace.relative(file) + ": " + e.getMessage(), e);
      }
    }
    return all;
  }

  private static JsonNode empty() {
    return MissingNode.getInstance();
  }

  /** A key as HTML: a link where its identifier has an address; its title when pointed at. */
  static String html(String key) {
    JsonNode source = all().path(key);
    String text = Formats.html(key);
    if (source.isMissingNode()) {
      return text;
    }
    String title =
        Formats.html(source.path("title").asText() + ", " + source.path("year").asText());
    String address = address(source.path("identifier").asText());
    return address.isEmpty()
        ? "<span title=\"" + title + "\">" + text + "</span>"
        : "<a href=\"" + Formats.html(address) + "\" title=\"" + title + "\">" + text + "</a>";
  }

  /** The address of a DOI, a preprint or a repository, or an empty text. */
  static String address(String identifier) {
    Matcher doi = DOI.matcher(identifier);
    if (doi.find()) {
      return "https://doi.org/" + doi.group();
    }
    Matcher preprint = ARXIV.matcher(identifier);
    if (preprint.find()) {
      return "https://arxiv.org/abs/" + preprint.group(1);
    }
    Matcher repository = GITHUB.matcher(identifier);
    return repository.find() ? "https://github.com/" + repository.group(1) : "";
  }
}
