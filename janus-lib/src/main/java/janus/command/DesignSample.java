package janus.command;

import janus.codesign.DesignEvaluator;
import janus.results.CsvTable;
import janus.search.Answer;
import janus.search.Answer.FoundDesign;
import janus.search.DesignPoint;
import janus.search.DesignRows;
import janus.search.Evaluation;
import janus.search.GivenDesigns;
import janus.search.PointEvaluation;
import janus.search.Question;
import janus.search.Why.Baseline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The designs that a page shows: the front, every n-th of the others, and the baselines. */
final class DesignSample {
  /** Of a large space, so many are evaluated in some seconds. */
  static final int MOST_OTHERS = 4000;

  private final Answer answer;
  private final Question question;

  DesignSample(Answer answer) {
    this.answer = answer;
    question = answer.question();
  }

  /** Rows of {@link DesignRows} with a mark at their end. */
  CsvTable table(Evaluation designs, DesignEvaluator evaluator) {
    var header = new ArrayList<>(question.rows().header());
    header.add(DesignPage.MARK);
    List<List<String>> rows = new ArrayList<>();
    Evaluation.Cursor cursor = designs.cursor();
    double[] values = new double[designs.quantities()];
    for (long number : numbers()) {
      cursor.evaluate(number, values);
      rows.add(
          cells(
              question.rows().row(number, question.space().values(number), values), mark(number)));
    }
    var points = new PointEvaluation(evaluator, question.accuracy());
    for (Baseline baseline : Baseline.values()) {
      rows.add(cells(baseline(points, baseline), baseline.spelling()));
    }
    return new CsvTable("designs", header, rows);
  }

  private Map<String, Object> baseline(PointEvaluation points, Baseline baseline) {
    DesignPoint start = question.space().start();
    var point = new DesignPoint(baseline.of(start.design()), start.workload());
    Map<String, Object> row = GivenDesigns.row(question, points, point);
    row.put(DesignRows.NUMBER, null);
    return row;
  }

  private NavigableSet<Long> numbers() {
    long size = question.space().size();
    var numbers =
        answer.front().stream()
            .map(FoundDesign::number)
            .collect(Collectors.toCollection(TreeSet::new));
    long step = Math.max(1, (size + MOST_OTHERS - 1) / MOST_OTHERS);
    for (long number = 0; number < size; number += step) {
      numbers.add(number);
    }
    return numbers;
  }

  private String mark(long number) {
    FoundDesign best = answer.recommended();
    return best != null && best.number() == number ? "recommended" : "";
  }

  private static List<String> cells(Map<String, Object> row, String mark) {
    var cells = new ArrayList<String>();
    row.values().forEach(value -> cells.add(Objects.toString(value, "")));
    cells.add(mark);
    return cells;
  }
}
