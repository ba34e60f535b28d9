package janus.command;

import janus.files.OutputFile;
import janus.progress.Progress;
import janus.provenance.BadInputException;
import janus.results.Csv;
import janus.results.CsvTable;
import janus.results.Json;
import janus.search.DesignRows;
import janus.search.DesignSpace;
import janus.search.Evaluation;
import janus.search.GivenDesigns;
import janus.search.PointEvaluation;
import janus.search.Question;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tables of designs: every design of a space, or those of a file. */
final class DesignTables {
  private static final long MOST_DESIGNS = janus.search.Pruner.EVALUATED_WHOLE;

  private final Question question;

  DesignTables(Question question) {
    this.question = question;
  }

  /** Writes every design with all quantities. */
  void dump(Path file, Evaluation designs, Progress progress) {
    DesignSpace space = question.space();
    if (space.size() > MOST_DESIGNS) {
      throw new BadInputException(
          "--dump: expected a space of at most "
              + MOST_DESIGNS
              + " designs, found "
              + space.size());
    }
    DesignRows rows = question.rows();
    Evaluation.Cursor cursor = designs.cursor();
    double[] values = new double[designs.quantities()];
    try (OutputFile out = OutputFile.open(file)) {
      write(out, rows.header());
      for (long number = 0; number < space.size(); number++) {
        Progress.checkInterrupted();
        cursor.evaluate(number, values);
        write(out, new ArrayList<>(rows.row(number, space.values(number), values).values()));
        progress.update(number, space.size(), "designs written");
      }
      out.commit();
    }
  }

  private static void write(OutputFile out, List<?> row) {
    out.write(Csv.line(row).getBytes(StandardCharsets.UTF_8));
  }

  /** What {@code --evaluate --json} prints. */
  private record Evaluated(List<Map<String, Object>> designs) {}

  /** Evaluates the designs of a table. */
  void evaluate(Path file, PointEvaluation evaluation, PrintWriter out, boolean json) {
    CsvTable table = CsvTable.read(file);
    List<Map<String, Object>> found =
        new GivenDesigns(question, evaluation)
            .evaluate(file.toString(), table.header(), table.rows());
    if (json) {
      out.print(Json.of(new Evaluated(found)));
    } else if (!found.isEmpty()) {
      out.print(Csv.line(new ArrayList<>(found.get(0).keySet())));
      found.forEach(row -> out.print(Csv.line(new ArrayList<>(row.values()))));
    }
  }
}
