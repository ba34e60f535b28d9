package janus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds README and docs to what a program can check of good English, and follows their links. */
class DocumentsTest {
  private static final Path ROOT = Path.of(System.getProperty("janus.root")).normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?:;])\\s+");
  private static final int MOST_WORDS_OF_A_SENTENCE = 30;
  private static final int MOST_WORDS_OF_A_ROW = 25;

  /** Phrases that have a plainer word; see the table in the conventions. */
  private static final List<String> STOP_LIST =
      List.of(
          "known to nobody",
          "in vain",
          "whoever",
          "what is not so",
          "for the caller to mend",
          "few at first",
          "found and fixed",
          "on their way",
          "by so much");

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      var files = new ArrayList<>(docs.filter(file -> file.toString().endsWith(".md")).toList());
      files.add(ROOT.resolve("README.md"));
      return files.stream().sorted().toList();
    }
  }

  private static String name(Path file) {
    return ROOT.relativize(file).toString();
  }

  private static List<Path> notebooks() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("notebooks"))) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
    }
  }

  @Test
  void everyNotebookIsListed() throws IOException {
    Path start = ROOT.resolve("notebooks/0-start-here.ipynb");
    var missing = new ArrayList<String>();
    for (Path notebook : notebooks()) {
      String link = notebook.getFileName() + ")";
      for (Path list : List.of(start, ROOT.resolve("README.md"))) {
        if (!notebook.equals(list) && !Files.readString(list).contains(link)) {
          missing.add(name(list) + ": " + link);
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    var broken = new ArrayList<String>();
    var linking = new ArrayList<>(documents());
    linking.addAll(notebooks());
    List.of("CONTRIBUTING.md", "CHANGELOG.md").forEach(name -> linking.add(ROOT.resolve(name)));
    for (Path file : linking) {
      var links = LINK.matcher(Files.readString(file));
      while (links.find()) {
        String link = links.group(1);
        if (!link.contains("://") && !Files.exists(file.resolveSibling(link))) {
          broken.add(name(file) + ": " + link);
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  @Test
  void sentencesAreShort() throws IOException {
    var tooLong = new ArrayList<String>();
    for (Path file : documents()) {
      for (String paragraph : prose(Files.readString(file))) {
        SENTENCE_END
            .splitAsStream(paragraph)
            .filter(sentence -> words(sentence) > MOST_WORDS_OF_A_SENTENCE)
            .forEach(sentence -> tooLong.add(name(file) + ": " + sentence));
      }
    }
    assertEquals(List.of(), tooLong);
  }

  @Test
  void rowsOfTheValidationPagesAreShort() throws IOException {
    var tooLong = new ArrayList<String>();
    for (Path file : documents()) {
      if (name(file).startsWith("docs/validation")) {
        Files.readAllLines(file).stream()
            .filter(line -> line.startsWith("| ") && words(line.replace("|", " ")) > rowLimit(line))
            .forEach(line -> tooLong.add(name(file) + ": " + line));
      }
    }
    assertEquals(List.of(), tooLong);
  }

  /** Words that are no links count; a row's link is one word. */
  private static int rowLimit(String line) {
    return MOST_WORDS_OF_A_ROW + (int) LINK.matcher(line).results().count();
  }

  @Test
  void phrasesOfTheStopListAreAbsent() throws IOException {
    var found = new ArrayList<String>();
    for (Path file : documents()) {
      String text = Files.readString(file).toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
      STOP_LIST.stream().filter(text::contains).forEach(p -> found.add(name(file) + ": " + p));
    }
    assertEquals(List.of(), found);
  }

  /** Paragraphs and list items, without code, tables and headings. */
  private static List<String> prose(String text) {
    String withoutCode = text.replaceAll("(?s)```.*?```", "\n\n");
    return Stream.of(withoutCode.split("\\n\\s*\\n|\\n(?=[*-] )"))
        .filter(
            part -> Set.of('|', '#', '!').stream().noneMatch(c -> part.strip().startsWith("" + c)))
        .map(part -> LINK.matcher(part).replaceAll("]").replaceAll("`[^`]*`", "code"))
        .map(part -> part.replaceAll("\\s+", " ").strip())
        .toList();
  }

  private static int words(String text) {
    return (int)
        Stream.of(text.replaceAll("`[^`]*`", "code").split("\\s+"))
            .filter(word -> word.matches(".*[A-Za-z0-9].*"))
            .count();
  }
}
