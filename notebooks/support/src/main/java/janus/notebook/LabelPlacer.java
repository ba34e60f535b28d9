package janus.notebook;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds a place for the name of each point: beside it where there is room, further off with a line
 * to it where there is none. Greedy, in the order the names come, so that the same points always
 * give the same places. Lengths are pixels from the upper left corner of the plot.
 */
final class LabelPlacer {
  static final int FONT = 11;

  private static final double CHARACTER_PIXELS = 5.6;
  private static final double LINE_PIXELS = 14;
  private static final double[] DISTANCES = {7, 16, 26, 38, 52, 68, 86};
  // Right and left first: names are wide.
  private static final int[] DEGREES = {0, 180, -90, 90, -45, 45, -135, 135, -20, 20, -160, 160};
  private static final double NEAR = 8;

  /** A rectangle that is taken. */
  private record Box(double left, double top, double right, double bottom) {
    double overlap(Box other) {
      double w = Math.min(right, other.right) - Math.max(left, other.left);
      double h = Math.min(bottom, other.bottom) - Math.max(top, other.top);
      return w > 0 && h > 0 ? w * h : 0;
    }
  }

  /** Where a name stands against its point, downwards positive, and how it is anchored there. */
  record Offset(double dx, double dy, String xAnchor, String yAnchor, boolean far) {
    String align() {
      return xAnchor;
    }
  }

  private final Box plot;
  private final List<Box> points = new ArrayList<>();
  private final List<Box> names = new ArrayList<>();

  LabelPlacer(double width, double height) {
    plot = new Box(0, 0, width, height);
  }

  /** Keeps a point clear. */
  void point(double x, double y, double size) {
    double half = size / 2 + 1;
    points.add(new Box(x - half, y - half, x + half, y + half));
  }

  /** Keeps a line clear. */
  void line(double x1, double y1, double x2, double y2) {
    int steps = Math.max(1, (int) (Math.hypot(x2 - x1, y2 - y1) / 4));
    for (int i = 0; i <= steps; i++) {
      point(x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps, 1);
    }
  }

  /** Finds the place of a name, and keeps it clear of later ones. */
  Offset place(String text, double x, double y) {
    String[] lines = text.split("<br>", -1);
    double w = 0;
    for (String line : lines) {
      w = Math.max(w, line.length() * CHARACTER_PIXELS + 4);
    }
    double h = lines.length * LINE_PIXELS + 2;
    Offset best = null;
    Box bestBox = null;
    double least = Double.POSITIVE_INFINITY;
    for (double distance : DISTANCES) {
      for (int turn = 0; turn < DEGREES.length; turn++) {
        double angle = Math.toRadians(DEGREES[turn]);
        double dx = Math.rint(distance * Math.cos(angle));
        double dy = Math.rint(distance * Math.sin(angle));
        boolean upright = Math.abs(DEGREES[turn]) == 90;
        String xAnchor = upright ? "center" : dx > 0 ? "left" : "right";
        String yAnchor = upright ? (dy < 0 ? "bottom" : "top") : "middle";
        double left = x + dx - (upright ? w / 2 : dx > 0 ? 0 : w);
        double top = y + dy - (upright ? (dy < 0 ? h : 0) : h / 2);
        Box box = new Box(left, top, left + w, top + h);
        double cost = distance + turn + 4 * (w * h - box.overlap(plot));
        for (Box taken : points) {
          cost += 4 * box.overlap(taken);
        }
        for (Box taken : names) {
          cost += 8 * box.overlap(taken);
        }
        if (cost < least) {
          least = cost;
          best = new Offset(dx, dy, xAnchor, yAnchor, distance > NEAR);
          bestBox = box;
        }
      }
    }
    names.add(bestBox);
    return best;
  }
}
