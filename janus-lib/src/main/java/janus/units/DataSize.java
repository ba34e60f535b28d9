package janus.units;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory in bytes. Binary units (KiB, MiB, GiB; powers of 1024) and decimal units (kB,
 * MB, GB; powers of 1000) stay apart, after IEC 80000-13.
 *
 * @param bytes the amount, at least 0
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final long GIB = 1024 * MIB;
  private static final Pattern SPELLING =
      Pattern.compile("\\s*([0-9]+(?:\\.[0-9]+)?)\\s*(B|kB|KB|MB|GB|KiB|MiB|GiB)\\s*");

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes must be at least 0: " + bytes);
    }
  }

  public static DataSize ofBytes(long bytes) {
    return new DataSize(bytes);
  }

  public static DataSize ofKiB(long kib) {
    return new DataSize(Math.multiplyExact(kib, KIB));
  }

  public static DataSize ofMiB(long mib) {
    return new DataSize(Math.multiplyExact(mib, MIB));
  }

  /**
   * An amount in MiB, rounded to whole bytes.
   *
   * @throws IllegalArgumentException if it is negative, no number or more than 2<sup>40</sup>
   */
  public static DataSize ofMiB(double mib) {
    return new DataSize((long) StrictMath.rint(Bounds.within("size", 0, 0x1p40, "MiB", mib) * MIB));
  }

  /**
   * Reads {@code 224 MiB}, {@code 0.5GiB} or {@code 8 MB}.
   *
   * @throws IllegalArgumentException if the text is no number with one of the units B, kB, MB, GB,
   *     KiB, MiB, GiB, or not a whole number of bytes below 2<sup>60</sup>
   */
  public static DataSize parse(String text) {
    Matcher matcher = SPELLING.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "size must be a number with B, kB, MB, GB, KiB, MiB or GiB, as in '224 MiB': '"
              + text
              + "'");
    }
    long unit =
        switch (matcher.group(2)) {
          case "kB", "KB" -> 1000L;
          case "MB" -> 1_000_000L;
          case "GB" -> 1_000_000_000L;
          case "KiB" -> KIB;
          case "MiB" -> MIB;
          case "GiB" -> GIB;
          default -> 1L;
        };
    double bytes = Double.parseDouble(matcher.group(1)) * unit;
    if (bytes != Math.rint(bytes) || bytes >= 0x1p60) {
      throw new IllegalArgumentException(
          "size must be a whole number of bytes below 2^60: '" + text + "'");
    }
    return new DataSize((long) bytes);
  }

  public long bits() {
    return Math.multiplyExact(bytes, 8L);
  }

  public double kib() {
    return (double) bytes / KIB;
  }

  public double mib() {
    return (double) bytes / MIB;
  }

  public double gib() {
    return (double) bytes / GIB;
  }

  /** Decimal megabytes, 10<sup>6</sup> bytes. */
  public double mb() {
    return bytes / 1e6;
  }

  /** Decimal gigabytes, 10<sup>9</sup> bytes. */
  public double gb() {
    return bytes / 1e9;
  }

  public DataSize plus(DataSize other) {
    return new DataSize(Math.addExact(bytes, other.bytes));
  }

  @Override
  public int compareTo(DataSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The largest binary unit that leaves at least 1, with at most two decimals: {@code 224 MiB}. */
  @Override
  public String toString() {
    if (bytes >= GIB) {
      return trimmed(gib()) + " GiB";
    }
    if (bytes >= MIB) {
      return trimmed(mib()) + " MiB";
    }
    if (bytes >= KIB) {
      return trimmed(kib()) + " KiB";
    }
    return bytes + " B";
  }

  private static String trimmed(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.replaceFirst("\\.?0+$", "");
  }
}
