package janus.notebook;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A sentence of a notebook as Markdown. Its numbers come from tables, so the text agrees with the
 * measurements.
 */
public final class Finding {
  private static final Pattern CONVERSION = Pattern.compile("%[-+,0-9.]*[a-zA-Z%]");

  private final String markdown;

  private Finding(String markdown) {
    this.markdown = markdown;
  }

  /**
   * A finding.
   *
   * @param template Markdown with a conversion of {@link String#format} per value; {@code %s}
   *     writes a number with four significant digits
   * @param values numbers and texts; an array of numbers stands for its numbers
   * @throws IllegalArgumentException if a number is missing (NaN)
   */
  public static Finding of(String template, Object... values) {
    IjavaBinding.attach();
    var conversions =
        CONVERSION.matcher(template).results().map(MatchResult::group).filter(c -> !c.equals("%%"));
    Iterator<String> conversion = conversions.iterator();
    Object[] written = Arrays.stream(values).flatMap(Finding::each).toArray();
    for (int i = 0; i < written.length; i++) {
      boolean asText = conversion.hasNext() && conversion.next().equals("%s");
      if (written[i] instanceof Number number) {
        if (Double.isNaN(number.doubleValue())) {
          throw new IllegalArgumentException("value " + (i + 1) + " of a finding is missing");
        }
        written[i] = asText ? Formats.number(number.doubleValue()) : number;
      }
    }
    return new Finding(String.format(Locale.ROOT, template, written));
  }

  private static Stream<Object> each(Object value) {
    return value instanceof double[] numbers
        ? Arrays.stream(numbers).mapToObj(number -> number)
        : Stream.of(value);
  }

  /** The text as Markdown. */
  public String markdown() {
    return markdown;
  }

  /** Shown by a kernel without a display for findings; the executor refuses such an output. */
  @Override
  public String toString() {
    return "Finding: " + markdown;
  }
}
