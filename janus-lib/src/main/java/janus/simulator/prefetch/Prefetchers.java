package janus.simulator.prefetch;

import janus.provenance.BadInputException;
import janus.trace.KvTrace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The spellings of prefetchers: a name, then where wanted numbers in parentheses, by position or by
 * name: {@code none}, {@code next-line(2)}, {@code stream(lookAhead=32, streams=4)}. What is left
 * out has its default.
 */
public final class Prefetchers {
  private static final Pattern SPELLING =
      Pattern.compile("\\s*([a-z0-9-]+)\\s*(?:\\((.*)\\))?\\s*", Pattern.CASE_INSENSITIVE);

  /** Larger tables and distances than this are a slip of the keyboard. */
  private static final int MOST = 1 << 20;

  /** One name: its parameters with their defaults, and the constructor call they end in. */
  private record Entry(
      Map<String, Integer> parameters, BiFunction<int[], Future, Prefetcher> constructor) {
    String spelling(String name) {
      return parameters.isEmpty()
          ? name
          : parameters.entrySet().stream()
              .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
              .collect(Collectors.joining(", ", name + "(", ")"));
    }
  }

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    entry("none", numbers -> new NoPrefetcher());
    entry("next-line", numbers -> new NextLinePrefetcher(numbers[0]), "degree", 1);
    entry(
        "stream",
        numbers -> new StreamPrefetcher(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]),
        "lookAhead",
        16,
        "issueWidth",
        4,
        "trigger",
        1,
        "streams",
        1,
        "throttle",
        1);
    entry(
        "stride",
        numbers -> new StridePrefetcher(numbers[0], numbers[1], numbers[2]),
        "lookAhead",
        16,
        "streams",
        16,
        "zoneLines",
        16384);
    entry(
        "best-offset",
        numbers -> new BestOffsetPrefetcher(numbers[0], numbers[1], numbers[2]),
        "scoreMax",
        31,
        "roundMax",
        100,
        "badScore",
        1);
    entry(
        "ghb",
        numbers -> new GhbPrefetcher(numbers[0], numbers[1], numbers[2]),
        "entries",
        256,
        "indexEntries",
        256,
        "degree",
        4);
    entry(
        "spp-lite",
        numbers ->
            new SppLitePrefetcher(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]),
        "pageLines",
        64,
        "pages",
        256,
        "patterns",
        512,
        "threshold",
        25,
        "depth",
        16);
    told(
        "descriptor",
        (numbers, future) ->
            new DescriptorPrefetcher(kvTrace(known(future)), numbers[0], numbers[1], numbers[2]),
        "lookAhead",
        16,
        "issueWidth",
        4,
        "descriptors",
        4);
    told(
        "oracle",
        (numbers, future) -> new OraclePrefetcher(known(future), numbers[0], numbers[1]),
        "lookAhead",
        16,
        "issueWidth",
        4);
  }

  private static KvTrace kvTrace(Future future) {
    if (future.trace() instanceof KvTrace trace && trace.lineBytes() == future.lineBytes()) {
      return trace;
    }
    throw new BadInputException(
        "prefetcher 'descriptor' walks the KV cache of a model; expected a generated KV trace with"
            + " lines of "
            + future.lineBytes()
            + " B, not "
            + future.trace().description());
  }

  private Prefetchers() {}

  private static void entry(
      String name, Function<int[], Prefetcher> constructor, Object... parametersAndDefaults) {
    told(name, (numbers, future) -> constructor.apply(numbers), parametersAndDefaults);
  }

  /** A prefetcher that is told what will be simulated. */
  private static void told(
      String name,
      BiFunction<int[], Future, Prefetcher> constructor,
      Object... parametersAndDefaults) {
    var parameters = new LinkedHashMap<String, Integer>();
    for (int i = 0; i < parametersAndDefaults.length; i += 2) {
      parameters.put((String) parametersAndDefaults[i], (Integer) parametersAndDefaults[i + 1]);
    }
    ENTRIES.put(name, new Entry(parameters, constructor));
  }

  /** Every name with its parameters and defaults. */
  public static List<String> spellings() {
    return ENTRIES.entrySet().stream()
        .map(entry -> entry.getValue().spelling(entry.getKey()))
        .toList();
  }

  /**
   * The prefetcher of a spelling.
   *
   * @throws BadInputException if there is no such name or parameter, or a number is out of range
   */
  public static Prefetcher parse(String spelling) {
    return parse(spelling, Map.of());
  }

  /**
   * The prefetcher of a spelling, of those that need not know the trace.
   *
   * @param defaults values that replace the built-in defaults of the parameters of that name
   * @throws BadInputException if there is no such name or parameter, or a number is out of range
   */
  public static Prefetcher parse(String spelling, Map<String, Integer> defaults) {
    return parse(spelling, defaults, null);
  }

  /**
   * The prefetcher of a spelling.
   *
   * @param defaults values that replace the built-in defaults of the parameters of that name
   * @param future what will be simulated, which {@code oracle} and {@code descriptor} are told;
   *     null where it is not known yet
   * @throws BadInputException if there is no such name or parameter, a number is out of range, or
   *     the prefetcher does not fit the trace
   */
  public static Prefetcher parse(String spelling, Map<String, Integer> defaults, Future future) {
    var matcher = SPELLING.matcher(spelling);
    Entry entry =
        matcher.matches() ? ENTRIES.get(matcher.group(1).toLowerCase(java.util.Locale.ROOT)) : null;
    if (entry == null) {
      throw new BadInputException(
          "prefetcher '" + spelling + "' is unknown; valid: " + String.join("; ", spellings()));
    }
    String[] names = entry.parameters().keySet().toArray(String[]::new);
    int[] numbers =
        entry.parameters().entrySet().stream()
            .mapToInt(p -> defaults.getOrDefault(p.getKey(), p.getValue()))
            .toArray();
    String inside = matcher.group(2);
    if (inside != null && !inside.isBlank()) {
      String[] arguments = inside.split(",", -1);
      for (int i = 0; i < arguments.length; i++) {
        String[] parts = arguments[i].split("=", 2);
        int place = parts.length == 1 ? i : indexOf(names, parts[0].strip());
        if (place < 0 || place >= names.length) {
          throw unusable(spelling, arguments[i], entry);
        }
        try {
          numbers[place] = Integer.parseInt(parts[parts.length - 1].strip());
        } catch (NumberFormatException e) {
          throw unusable(spelling, arguments[i], entry);
        }
      }
    }
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] > MOST) {
        throw new BadInputException(
            "prefetcher '"
                + spelling
                + "': "
                + names[i]
                + " must be at most "
                + MOST
                + ": "
                + numbers[i]);
      }
    }
    try {
      return entry.constructor().apply(numbers, future);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("prefetcher '" + spelling + "': " + e.getMessage(), e);
    }
  }

  private static Future known(Future future) {
    if (future == null) {
      throw new BadInputException(
          "prefetchers 'descriptor' and 'oracle' must be told the trace; expected another here");
    }
    return future;
  }

  /** Camel case and hyphens are one: lookAhead, look-ahead. */
  private static int indexOf(String[] names, String name) {
    String plain = name.replace("-", "");
    for (int i = 0; i < names.length; i++) {
      if (names[i].equalsIgnoreCase(plain)) {
        return i;
      }
    }
    return -1;
  }

  private static BadInputException unusable(String spelling, String argument, Entry entry) {
    return new BadInputException(
        "prefetcher '"
            + spelling
            + "': '"
            + argument.strip()
            + "' is no parameter; expected whole numbers for "
            + (entry.parameters().isEmpty()
                ? "none"
                : String.join(", ", entry.parameters().keySet())));
  }
}
