package janus.command;

import com.fasterxml.jackson.databind.JsonNode;
import janus.provenance.Circumstances;
import janus.results.Csv;
import janus.results.Json;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** {@code --json} and {@code --csv}: a result for programs instead of tables for people. */
final class OutputOption {
  private static final class Format {
    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(names = "--csv", description = "Print comma-separated values, a header line first.")
    private boolean csv;
  }

  @ArgGroup private Format format;

  /**
   * Prints a result if it is asked for in a program's format.
   *
   * @param rows field of the result that lists the rows of its main table; null where the result is
   *     one row
   * @return whether it was printed
   */
  boolean print(PrintWriter out, Object result, Circumstances circumstances, String rows) {
    if (format == null || !(format.json || format.csv)) {
      return false;
    }
    if (format.json) {
      out.print(Json.withCircumstances(result, circumstances));
    } else {
      JsonNode tree = Json.MAPPER.valueToTree(result);
      out.print(Csv.of(rows == null ? List.of(tree) : tree.path(rows)));
    }
    return true;
  }
}
