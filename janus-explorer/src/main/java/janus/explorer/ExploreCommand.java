package janus.explorer;

import janus.command.AddedCommand;
import janus.command.ObjectiveOptions;
import janus.files.OutputFile;
import janus.results.CsvTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code janus explore}: a page to explore a table of designs. */
@Command(
    name = "explore",
    description =
        "Writes a page that shows a table of designs on parallel axes, in a scatter plot and as"
            + " rows, all linked. It needs no network.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  janus-lib/janus explore results/3-technology-choice/arrays.csv"
          + " --minimize total_w,read_latency_ns --output target/explorer.html"
    })
public final class ExploreCommand implements AddedCommand, Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "A table as comma-separated values.")
  private Path file;

  @Mixin private ObjectiveOptions objectives;

  @Option(names = "--title", description = "Title of the page. Default: the file's name")
  private String title;

  @Option(
      names = "--command",
      description =
          "The command that evaluates a design, to which the page adds its fields. Default:"
              + " ${DEFAULT-VALUE}")
  private String command = "janus-lib/janus chip";

  @Option(
      names = "--output",
      paramLabel = "FILE.html",
      description = "Where the page goes. Default: ${DEFAULT-VALUE}")
  private Path output = Path.of("explorer.html");

  @Override
  public Integer call() {
    String named = title == null ? file.getFileName().toString() : title;
    String html =
        new ExplorerPage(named, command, objectives.objectives()).html(CsvTable.read(file));
    OutputFile.write(output, html.getBytes(StandardCharsets.UTF_8));
    return 0;
  }
}
