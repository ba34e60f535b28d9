package janus.command;

import janus.codesign.DesignEvaluator;
import janus.codesign.Workload;
import janus.files.OutputFile;
import janus.search.Answer;
import janus.search.Evaluation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** Writes the page of an answer, where a jar is there that draws it. */
final class DesignPages {
  private static final String FILE = "explorer.html";

  private final Answer answer;
  private final DesignText text;

  DesignPages(Answer answer, DesignText text) {
    this.answer = answer;
    this.text = text;
  }

  /**
   * Writes {@code explorer.html}.
   *
   * @param folder of the results
   * @return the file; null where no jar draws it
   */
  Path write(Path folder, Evaluation designs, DesignEvaluator evaluator) {
    DesignPage page = ServiceLoader.load(DesignPage.class).findFirst().orElse(null);
    if (page == null) {
      return null;
    }
    var content =
        new DesignPage.Content(
            "A chip for " + workload().model(),
            command(),
            answer.question().goal().objectives(),
            text.forPage(),
            new DesignSample(answer).table(designs, evaluator));
    Path file = folder.resolve(FILE);
    OutputFile.write(file, page.html(content).getBytes(StandardCharsets.UTF_8));
    return file;
  }

  private Workload workload() {
    return answer.question().space().start().workload();
  }

  /** The command with what no variable sets. */
  private String command() {
    Workload workload = workload();
    List<String> variables = answer.question().space().columns();
    var words = new ArrayList<>(List.of("janus-lib/janus chip --model", workload.model()));
    Map<String, Object> options =
        Map.of(
            "promptTokens", "--prompt " + workload.promptTokens(),
            "answerTokens", "--answer " + workload.answerTokens(),
            "contextTokens", "--context " + workload.contextTokens(),
            "batch", "--batch " + workload.batch(),
            "weightBits", "--weight-bits " + Text.number(workload.weightBits()));
    options.entrySet().stream()
        .filter(option -> !variables.contains(option.getKey()))
        .map(option -> option.getValue().toString())
        .sorted()
        .forEach(words::add);
    return String.join(" ", words);
  }
}
