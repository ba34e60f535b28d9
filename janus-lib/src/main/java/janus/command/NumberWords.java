package janus.command;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/**
 * Numbers as a person types them, in the digits 0 to 9. A whole number may end in a factor: {@code
 * k}, {@code M}, {@code G} for powers of 1000, {@code Ki}, {@code Mi}, {@code Gi} for powers of
 * 1024. Spellings that only Java knows, such as {@code 1d} or {@code 0x1p-10}, are refused.
 */
final class NumberWords {
  private static final Pattern WHOLE = Pattern.compile("([+-]?[0-9]+)(k|M|G|Ki|Mi|Gi)?");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?|NaN|Infinity)");

  private static final Map<String, Long> FACTORS =
      Map.of(
          "k",
          1000L,
          "M",
          1_000_000L,
          "G",
          1_000_000_000L,
          "Ki",
          1L << 10,
          "Mi",
          1L << 20,
          "Gi",
          1L << 30);

  private NumberWords() {}

  /** Makes a command line read numbers this way. */
  static void register(CommandLine commandLine) {
    commandLine.registerConverter(int.class, NumberWords::toInt);
    commandLine.registerConverter(Integer.class, NumberWords::toInt);
    commandLine.registerConverter(long.class, word -> toLong(word, Long.MAX_VALUE));
    commandLine.registerConverter(Long.class, word -> toLong(word, Long.MAX_VALUE));
    commandLine.registerConverter(double.class, NumberWords::toDouble);
    commandLine.registerConverter(Double.class, NumberWords::toDouble);
  }

  private static int toInt(String word) {
    return (int) toLong(word, Integer.MAX_VALUE);
  }

  private static long toLong(String word, long most) {
    Matcher matcher = WHOLE.matcher(word);
    if (matcher.matches()) {
      try {
        long factor = matcher.group(2) == null ? 1 : FACTORS.get(matcher.group(2));
        long number = Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
        if (number <= most && number >= -most - 1) {
          return number;
        }
      } catch (NumberFormatException | ArithmeticException e) {
        // More than 64 bits; falls through to the same message.
      }
    }
    throw new TypeConversionException(
        "expected a whole number of at most " + most + ", found '" + word + "'");
  }

  private static double toDouble(String word) {
    if (!DECIMAL.matcher(word).matches()) {
      throw new TypeConversionException("expected a number, found '" + word + "'");
    }
    return Double.parseDouble(word);
  }
}
