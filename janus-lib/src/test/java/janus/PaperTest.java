package janus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import janus.results.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The article's numbers come from results files or from a quotation with its source. The sources of
 * the article are read as Typst reads them: prose, and code that may hold prose in brackets.
 */
class PaperTest {
  private static final Path PAPER = Path.of(System.getProperty("janus.root"), "docs/paper");

  /** Names with a digit; a model, a number format or a part is no number. */
  private static final Pattern NAMES =
      Pattern.compile(
          "Llama-3\\.2-3B|SmolLM2-135M|Gemma 3("
              + " 270M)?|WikiText-103|Janus-1|DRAMsim3|INT[48]|FP16|1T1C|LPDDR5X|tier(~|"
              + " )[12]|mm2");

  private static final Pattern CODE_NUMBER =
      Pattern.compile("(?<![\\w.#-])\\d[\\d.]*\\s?(pt|em|in|fr|deg|mm|%)?(?!\\w)");

  private static final Pattern STATEMENT = Pattern.compile("(let|show|set|import|for|context) ");

  /** What a source of the article says itself, and what its code holds. */
  private static final class Typst {
    private final String text;
    private int at;
    private final StringBuilder prose = new StringBuilder();
    private final StringBuilder code = new StringBuilder();
    private final List<String> strings = new ArrayList<>();

    private Typst(String text) {
      this.text = text;
    }

    static Typst of(String text) {
      var typst = new Typst(text.replaceAll("(?m)(?<!:)//.*$", ""));
      typst.content();
      return typst;
    }

    private boolean hasMore() {
      return at < text.length();
    }

    private void skipTo(char end) {
      at = text.indexOf(end, at + 1) + 1;
      assertTrue(at > 0, "no closing " + end);
    }

    private void skip(String pattern) {
      var found = Pattern.compile(pattern).matcher(text).region(at, text.length());
      if (found.lookingAt()) {
        at = found.end();
      } else {
        prose.append(text.charAt(at++));
      }
    }

    private void content() {
      while (hasMore() && text.charAt(at) != ']') {
        switch (text.charAt(at)) {
          case '#' -> hash();
          case '`', '$' -> skipTo(text.charAt(at));
          case '@' -> skip("@[\\w-]+");
          case '<' -> skip("<[\\w-]+>");
          default -> prose.append(text.charAt(at++));
        }
      }
    }

    /** A statement ends with its line; an expression where no bracket follows a name. */
    private void hash() {
      at++;
      boolean statement = STATEMENT.matcher(text).region(at, text.length()).lookingAt();
      while (hasMore() && (statement ? text.charAt(at) != '\n' : isPartOfExpression())) {
        codeCharacter();
      }
      prose.append(' ');
    }

    private boolean isPartOfExpression() {
      char c = text.charAt(at);
      boolean call = c == '.' && text.substring(at + 1).matches("(?s)[a-z][\\w-]*\\(.*");
      return Character.isLetterOrDigit(c) || "-_([{".indexOf(c) >= 0 || call;
    }

    private void codeCharacter() {
      char c = text.charAt(at);
      switch (c) {
        case '"' -> string();
        case '[' -> bracketed();
        case '(', '{' -> nested(c == '(' ? ')' : '}');
        case '$' -> skipTo('$');
        default -> code.append(text.charAt(at++));
      }
    }

    private void string() {
      int from = at;
      skipTo('"');
      strings.add(text.substring(from + 1, at - 1));
      code.append("\"\"");
    }

    private void bracketed() {
      at++;
      prose.append(' ');
      content();
      at++;
      code.append(' ');
    }

    private void nested(char end) {
      code.append(text.charAt(at++));
      while (text.charAt(at) != end) {
        codeCharacter();
      }
      code.append(text.charAt(at++));
    }

    List<String> typedNumbers() {
      var typed = new ArrayList<String>();
      var words = Pattern.compile("\\S*\\d\\S*").matcher(NAMES.matcher(prose).replaceAll(""));
      while (words.find()) {
        typed.add(words.group());
      }
      strings.stream().filter(s -> s.matches("[\\d,]*\\.\\d+")).forEach(typed::add);
      var numbers = CODE_NUMBER.matcher(code);
      while (numbers.find()) {
        boolean isLayout = numbers.group(1) != null;
        if (!isLayout && !numbers.group().strip().matches("\\d\\d?|100|101")) {
          typed.add(numbers.group());
        }
      }
      return typed;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"paper.typ", "values.typ", "report.typ"})
  void noNumberIsTyped(String source) throws IOException {
    assertEquals(List.of(), Typst.of(Files.readString(PAPER.resolve(source))).typedNumbers());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "It decodes 14.6 tokens/s.",
        "It decodes #rate, or *15*.",
        "#figure(chart(rows), caption: [The 55 workloads.])",
        "#{ if a > b [none of 12] else [all] }",
        "#let rate = 14.56",
        "#sig(14.56)",
        "#text(\"14.56\")",
        "#let tokens = 4096",
      })
  void aTypedNumberIsFound(String text) {
    assertFalse(Typst.of(text).typedNumbers().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Janus-1 keeps INT4 in tier~2 (@sizes) <here> `run 5`, $2 dot b \\/ 8$.",
        "It decodes #sig(rate, digits: 2)~% of #model.",
        "#set text(size: 9.6pt)\nprose",
        "#let wide = rows.at(1) // 4096\nprose",
      })
  void namesLayoutAndLookUpsAreNoNumbers(String text) {
    assertEquals(List.of(), Typst.of(text).typedNumbers());
  }

  // What another work says of itself is quoted from a place, and only what is quoted is kept.
  @Test
  void everyQuotationHasASourceAndIsUsed() throws IOException {
    String article = Files.readString(PAPER.resolve("paper.typ"));
    JsonNode related = Json.MAPPER.readTree(PAPER.resolve("related.json").toFile());
    for (var entry : related.properties()) {
      for (String field : List.of("title", "authors", "identifier", "where")) {
        assertFalse(entry.getValue().path(field).asText().isBlank(), entry.getKey() + " " + field);
      }
      assertTrue(article.contains("@" + entry.getKey()), entry.getKey() + " is not cited");
      for (var quote : entry.getValue().path("quotes").properties()) {
        String use = "quoted(\"" + entry.getKey() + "\", \"" + quote.getKey() + "\")";
        assertTrue(article.contains(use), use);
      }
    }
  }
}
