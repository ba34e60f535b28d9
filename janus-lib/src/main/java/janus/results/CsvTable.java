package janus.results;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import janus.provenance.BadInputException;
import janus.provenance.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A table read from comma-separated values after RFC 4180: a header, then a row a line. Empty lines
 * are no rows.
 *
 * @param place where it comes from, for messages
 * @param header names of the columns, all different
 * @param rows cells of each row, as many as columns
 */
public record CsvTable(String place, List<String> header, List<List<String>> rows) {
  private static final ObjectReader READER =
      new CsvMapper()
          .readerForListOf(String.class)
          .with(CsvParser.Feature.WRAP_AS_ARRAY)
          .with(CsvParser.Feature.SKIP_EMPTY_LINES);

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  /**
   * Checks the shape.
   *
   * @throws BadInputException if a column has no name or that of another, or a row has more or
   *     fewer cells than there are columns
   */
  public CsvTable {
    header = List.copyOf(header);
    rows = List.copyOf(rows);
    var names = new HashSet<String>();
    for (String name : header) {
      if (name.isBlank() || !names.add(name)) {
        throw new BadInputException(
            place + ": expected columns with different names, found '" + name + "'");
      }
    }
    for (int row = 0; row < rows.size(); row++) {
      if (rows.get(row).size() != header.size()) {
        throw new BadInputException(
            place
                + ", row "
                + row
                + ": expected "
                + header.size()
                + " cells, found "
                + rows.get(row).size());
      }
    }
  }

  /**
   * Reads a file.
   *
   * @throws BadInputException if it cannot be read or is no table; names file and row
   */
  public static CsvTable read(Path file) {
    String text = String.join("\n", TextFile.lines(file, "comma-separated values"));
    try (MappingIterator<List<String>> lines = READER.readValues(text)) {
      if (!lines.hasNext()) {
        throw new BadInputException(file + ": expected a header line, found an empty file");
      }
      return new CsvTable(file.toString(), lines.next(), lines.readAll());
    } catch (IOException | RuntimeJsonMappingException e) {
      throw new BadInputException(file + ": expected comma-separated values: " + e.getMessage(), e);
    }
  }

  /**
   * The numbers of a column.
   *
   * @throws BadInputException if there is no such column, or a cell of it is no decimal number;
   *     names the row, the first being 0
   */
  public double[] numbers(String column) {
    int index = header.indexOf(column);
    if (index < 0) {
      throw new BadInputException(
          place + ": has no column '" + column + "'; one of " + String.join(", ", header));
    }
    var numbers = new double[rows.size()];
    for (int row = 0; row < numbers.length; row++) {
      numbers[row] = number(row, column, rows.get(row).get(index).strip());
    }
    return numbers;
  }

  /**
   * The numbers of some columns.
   *
   * @return {@code (row, column)}
   * @throws BadInputException as {@link #numbers(String)}
   */
  public double[][] numbers(List<String> columns) {
    List<double[]> byColumn = columns.stream().map(this::numbers).toList();
    var numbers = new double[rows.size()][columns.size()];
    for (int row = 0; row < numbers.length; row++) {
      for (int column = 0; column < numbers[row].length; column++) {
        numbers[row][column] = byColumn.get(column)[row];
      }
    }
    return numbers;
  }

  /** A cell of a column that exists. */
  public String cell(int row, String column) {
    return rows.get(row).get(header.indexOf(column));
  }

  private double number(int row, String column, String cell) {
    double value = NUMBER.matcher(cell).matches() ? Double.parseDouble(cell) : Double.NaN;
    if (!Double.isFinite(value)) {
      throw new BadInputException(
          place + ", row " + row + ", " + column + ": expected a number, found '" + cell + "'");
    }
    return value;
  }
}
