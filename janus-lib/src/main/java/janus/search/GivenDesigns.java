package janus.search;

import janus.provenance.BadInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Designs that a table gives, a field a column. What the table leaves out has the value that a
 * space holds, or that of its start. Columns of results are passed over, so that a dump can be
 * evaluated again.
 */
public final class GivenDesigns {
  private final Question question;
  private final PointEvaluation evaluation;
  private final DesignPoint base;

  public GivenDesigns(Question question, PointEvaluation evaluation) {
    this.question = question;
    this.evaluation = evaluation;
    DesignSpace space = question.space();
    var held = new LinkedHashMap<String, String>();
    for (Variable variable : space.variables().values()) {
      if (variable.choices().size() == 1) {
        held.putAll(variable.choices().get(0));
      }
    }
    base = Fields.with("--fix", space.start(), held);
  }

  /**
   * Evaluates the designs.
   *
   * @param place of the table, for messages
   * @param header names of fields, and of columns of results
   * @param table cells of each row
   * @return a row of {@link DesignRows} for each
   * @throws BadInputException if a column is unknown or a value impossible
   */
  public List<Map<String, Object>> evaluate(
      String place, List<String> header, List<List<String>> table) {
    List<String> names = names(place, header);
    var rows =
        new DesignRows(names.stream().filter(name -> name != null).toList(), question.goal());
    var evaluated = new ArrayList<Map<String, Object>>();
    for (int row = 0; row < table.size(); row++) {
      Map<String, String> fields = fields(names, table.get(row));
      double[] values = values(place + ", row " + row, fields);
      evaluated.add(rows.row(row, fields, values));
    }
    return evaluated;
  }

  /** A design as a row of the question's space. */
  public static Map<String, Object> row(
      Question question, PointEvaluation evaluation, DesignPoint point) {
    return question.rows().row(0, Fields.of(point), evaluation.known(point));
  }

  /** The fields of the columns; null for a column of results. */
  private List<String> names(String place, List<String> header) {
    var names = new ArrayList<String>();
    for (String column : header) {
      boolean result = DesignRows.isResult(column);
      names.add(
          result
              ? null
              : Fields.require(place, column, DesignSpace.fields(question.space().start())));
    }
    return names;
  }

  private Map<String, String> fields(List<String> names, List<String> cells) {
    var fields = new LinkedHashMap<String, String>();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i) != null) {
        String cell = cells.get(i).strip();
        fields.put(names.get(i), cell.isEmpty() ? "null" : cell);
      }
    }
    if (fields.containsKey("scheme")) {
      fields.put("scheme", question.accuracy().scheme(fields.get("scheme")).spelling());
    }
    return fields;
  }

  private double[] values(String place, Map<String, String> fields) {
    try {
      return evaluation.values(Fields.with(place, base, fields));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(place + ": " + e.getMessage(), e);
    }
  }
}
