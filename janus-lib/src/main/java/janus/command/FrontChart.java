package janus.command;

import janus.pareto.Objective;
import janus.search.Answer;
import janus.search.Goal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The front drawn with characters: the first objective to the right, the last one upwards. */
final class FrontChart {
  private static final int COLUMNS = 60;
  private static final int ROWS = 14;

  private final Answer answer;

  FrontChart(Answer answer) {
    this.answer = answer;
  }

  String text() {
    List<Objective> objectives = answer.question().goal().objectives();
    if (objectives.size() < 2) {
      return "";
    }
    String right = objectives.get(0).name();
    String up = objectives.get(objectives.size() - 1).name();
    return draw(right, values(right), up, values(up));
  }

  private double[] values(String quantity) {
    Goal goal = answer.question().goal();
    int place = goal.quantities().indexOf(quantity);
    return answer.front().stream().mapToDouble(design -> design.values()[place]).toArray();
  }

  private static String draw(String right, double[] x, String up, double[] y) {
    char[][] cells = new char[ROWS][COLUMNS];
    for (char[] row : cells) {
      Arrays.fill(row, ' ');
    }
    for (int i = 0; i < x.length; i++) {
      cells[ROWS - 1 - place(y[i], y, ROWS)][place(x[i], x, COLUMNS)] = 'o';
    }
    var text = new StringBuilder(up + '\n');
    for (int row = 0; row < ROWS; row++) {
      String label = row == 0 ? number(max(y)) : row == ROWS - 1 ? number(min(y)) : "";
      text.append(String.format(Locale.ROOT, "%10s |%s%n", label, new String(cells[row])));
    }
    String rule = "-".repeat(COLUMNS);
    text.append(String.format(Locale.ROOT, "%10s +%s%n", "", rule));
    String low = number(min(x));
    String high = number(max(x));
    String gap = " ".repeat(Math.max(1, COLUMNS - low.length() - high.length()));
    return text.append(" ".repeat(12) + low + gap + high + ' ' + right + '\n').toString();
  }

  private static String number(double value) {
    return Text.number(value);
  }

  private static double min(double[] all) {
    return Arrays.stream(all).min().orElseThrow();
  }

  private static double max(double[] all) {
    return Arrays.stream(all).max().orElseThrow();
  }

  private static int place(double value, double[] all, int cells) {
    double low = min(all);
    double high = max(all);
    return high > low ? (int) Math.round((value - low) / (high - low) * (cells - 1)) : 0;
  }
}
