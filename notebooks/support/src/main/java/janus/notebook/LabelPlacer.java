package janus.notebook;

import java.util.ArrayList;
import java.util.List;

/**
 * Places the name of each point: beside the point if there is room, else farther away with a line
 * to it. The search is greedy in the order of the calls, so the same points give the same places.
 * Lengths are pixels from the upper left corner of the plot.
 */
final class LabelPlacer {
  static final int FONT = 11;

  private static final double CHARACTER_PIXELS = 5.6;
  private static final double LINE_PIXELS = 14;
  private static final double[] DISTANCES = {7, 16, 26, 38, 52, 68, 86};
  // Right and left first: names are wide.
  private static final int[] DEGREES = {0, 180, -90, 90, -45, 45, -135, 135, -20, 20, -160, 160};
  private static final double NEAR = 8;

  /** An occupied rectangle. */
  private record Box(double left, double top, double right, double bottom) {
    double overlap(Box other) {
      double w = Math.min(right, other.right) - Math.max(left, other.left);
      double h = Math.min(bottom, other.bottom) - Math.max(top, other.top);
      return w > 0 && h > 0 ? w * h : 0;
    }
  }

  /** The offset of a name from its point, positive downwards, and its anchor. */
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

  /** Places a name and keeps its rectangle clear of later names. */
  Offset place(String text, double x, double y) {
    String[] lines = text.split("<br>", -1);
    double w = 0;
    for (String line : lines) {
      w = Math.max(w, line.length() * CHARACTER_PIXELS + 4);
    }
    double h = lines.length * LINE_PIXELS + 2;
    Offset best = null;
    double least = Double.POSITIVE_INFINITY;
    for (double distance : DISTANCES) {
      for (int turn = 0; turn < DEGREES.length; turn++) {
        Offset offset = offset(distance, DEGREES[turn]);
        double cost = cost(box(offset, x, y, w, h), distance + turn, w * h);
        if (cost < least) {
          least = cost;
          best = offset;
        }
      }
    }
    names.add(box(best, x, y, w, h));
    return best;
  }

  private static Offset offset(double distance, int degrees) {
    double angle = Math.toRadians(degrees);
    double dx = Math.rint(distance * Math.cos(angle));
    double dy = Math.rint(distance * Math.sin(angle));
    boolean vertical = Math.abs(degrees) == 90;
    String xAnchor = vertical ? "center" : dx > 0 ? "left" : "right";
    String yAnchor = vertical ? (dy < 0 ? "bottom" : "top") : "middle";
    return new Offset(dx, dy, xAnchor, yAnchor, distance > NEAR);
  }

  /** The rectangle of a name of w by h pixels beside a point. */
  private static Box box(Offset offset, double x, double y, double w, double h) {
    boolean vertical = offset.xAnchor().equals("center");
    double left = x + offset.dx() - (vertical ? w / 2 : offset.dx() > 0 ? 0 : w);
    double top = y + offset.dy() - (vertical ? (offset.dy() < 0 ? h : 0) : h / 2);
    return new Box(left, top, left + w, top + h);
  }

  /** The distance cost and penalties for the area outside the plot, over points and over names. */
  private double cost(Box box, double distanceCost, double area) {
    double cost = distanceCost + 4 * (area - box.overlap(plot));
    for (Box taken : points) {
      cost += 4 * box.overlap(taken);
    }
    for (Box taken : names) {
      cost += 8 * box.overlap(taken);
    }
    return cost;
  }
}
