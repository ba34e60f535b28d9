package janus.command;

import janus.inference.weights.Models;
import janus.inference.weights.Printable;
import janus.inference.weights.TokenizedText;
import janus.inference.weights.Tokenizer;
import janus.provenance.Circumstances;
import janus.results.Json;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code janus tokenize}: the token ids of a text. */
@Command(
    name = "tokenize",
    description = {
      "The token ids of a text, as llama.cpp's perplexity tool makes them: one line feed at the very",
      "end is dropped, the start token is added where the model wants it, control tokens spelled in",
      "the text stay text. ids_sha256 is the SHA-256 of the ids, each as four bytes, little-endian."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example, after janus-lib/janus fetch:",
      "  janus-lib/janus tokenize --model .janus/models/SmolLM2-135M-Instruct.Q4_1.gguf --text LICENSE"
    })
final class TokenizeCommand implements Callable<Integer> {
  private static final int SHOWN = 16;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description =
          "A GGUF file, or a folder with config.json and tokenizer.json; no weights are read.")
  private Path model;

  @Option(names = "--text", required = true, paramLabel = "FILE", description = "The text, UTF-8.")
  private Path text;

  @Option(names = "--json", description = "Print one JSON object, with every id.")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** What {@code --json} prints. */
  record Output(
      String tokenizer,
      String preTokenizer,
      int vocabularySize,
      boolean addsBos,
      int tokenCount,
      String idsSha256,
      List<Integer> ids,
      String warning) {}

  @Override
  public Integer call() {
    Tokenizer tokenizer = Models.tokenizer(model);
    TokenizedText tokens = TokenizedText.read(text, tokenizer);
    if (json) {
      printJson(tokenizer, tokens);
    } else {
      printTable(tokenizer, tokens);
    }
    return Main.OK;
  }

  private void printJson(Tokenizer tokenizer, TokenizedText tokens) {
    var output =
        new Output(
            tokenizer.name(),
            tokenizer.preTokenizer(),
            tokenizer.vocabularySize(),
            tokenizer.addsBos(),
            tokens.count(),
            tokens.idsSha256(),
            Arrays.stream(tokens.ids()).boxed().toList(),
            tokens.warning());
    var circumstances =
        Circumstances.current()
            .withInput("model", Models.headerSha256(model))
            .withInput("text", tokens.textSha256());
    spec.commandLine().getOut().print(Json.withCircumstances(output, circumstances));
  }

  private void printTable(Tokenizer tokenizer, TokenizedText tokens) {
    var out = spec.commandLine().getOut();
    out.printf(
        "%s: %d tokens (tokenizer %s, pre-tokenizer %s)%nids sha256 %s%n%n",
        text, tokens.count(), tokenizer.name(), tokenizer.preTokenizer(), tokens.idsSha256());
    if (tokens.warning() != null) {
      out.printf("warning: %s%n%n", Printable.of(tokens.warning()));
    }
    var table = new TextTable("position", "id", "token");
    int[] ids = tokens.ids();
    for (int i = 0; i < Math.min(SHOWN, ids.length); i++) {
      table.row(i, ids[i], tokenizer.piece(ids[i]).replaceAll("\\p{Cc}", "?"));
    }
    out.print(table);
    if (ids.length > SHOWN) {
      out.printf("... %d more; --json prints all%n", ids.length - SHOWN);
    }
  }
}
