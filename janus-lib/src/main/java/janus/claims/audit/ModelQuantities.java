package janus.claims.audit;

import janus.catalog.DataFolder;
import janus.catalog.Document;
import janus.claims.PublishedLlmTrace;
import janus.claims.PublishedReads;
import janus.claims.ReferenceCompatible;
import janus.claims.ReferenceSettings;
import janus.codesign.Design;
import janus.codesign.DesignEvaluator;
import janus.codesign.Facts;
import janus.codesign.PreparedDesign;
import janus.codesign.Workload;
import janus.kvcache.KvCacheSize;
import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.simulator.Simulator;
import janus.technology.MemoryArray;
import janus.technology.Traffic;
import janus.trace.KvTraceSettings;
import janus.trace.Trace;
import janus.transformer.TransformerSpec;
import janus.units.DataSize;
import janus.units.Range;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/**
 * The quantities that formulas of claims name, from the facts and the models:
 *
 * <pre>
 * range(low, typical, high)                a published range
 * hull(a, b, ...)                          from the least to the greatest; typical is that of a
 * rank(a, b, ...)                          place of a in ascending order, 1 for the least
 * least(a, b, ...)                         the least of them
 * whole(a)                                 a without its decimals
 * fact('room/document', 'field.field')     a fact of data/
 * kv_mib(model, codec, tokens)             payload of a KV cache, without scales
 * kv_total_mib(model, codec, tokens)       the same with scales
 * weights_billion(model)                   weights in matrices
 * decode_weights_billion(model)            weights that a decoded token reads
 * array(technology, mib, celsius, field)   {@link MemoryArray#estimate} of 16 banks at the published traffic
 * chip(tokens, field)                      {@link janus.codesign.DesignReport} of the published chip
 * kv_loss_percent(model, bits)             published rise of the perplexity, with that many bits of keys and values
 * reference(trace, size, lookAhead, field) {@link janus.claims.ReferenceResult} of the published simulator
 * simulated(tokens, field)                 {@link janus.simulator.SimulationResult} of a decode step on the published chip
 * </pre>
 *
 * <p>Reports and simulations are computed when a formula first asks for them. Not for several
 * threads.
 */
final class ModelQuantities implements Quantities {
  private static final int BANKS = 16;
  private static final int WORD_BITS = 1024;
  private static final int LINE_BYTES = 128;

  private final DataFolder data;
  private final DesignEvaluator evaluator;
  private final Map<String, Function<Arguments, Value>> functions = new LinkedHashMap<>();
  private final Map<String, Object> computed = new HashMap<>();

  ModelQuantities(DataFolder data) {
    this.data = data;
    evaluator = new DesignEvaluator(new Facts(data));
    functions.put("range", a -> amount(new Range(a.number(0), a.number(1), a.number(2))));
    functions.put("hull", a -> amount(hull(a.ranges())));
    functions.put("rank", a -> amount(rank(a.ranges())));
    functions.put("whole", a -> amount(a.ranges().get(0).map(Math::floor)));
    functions.put("least", a -> amount(least(a.ranges())));
    functions.put("fact", a -> amount(fact(a.word(0), a.word(1))));
    functions.put("kv_mib", a -> Value.exactly(cache(a).payload().mib()));
    functions.put("kv_total_mib", a -> Value.exactly(cache(a).total().mib()));
    functions.put("weights_billion", a -> Value.exactly(model(a).matrixWeights() / 1e9));
    functions.put("decode_weights_billion", a -> Value.exactly(model(a).decodeWeights() / 1e9));
    functions.put("array", a -> amount(array(a)));
    functions.put("chip", a -> field(chip(a.whole(0)), a.word(1)));
    functions.put("kv_loss_percent", a -> amount(kvLossPercent(a.word(0), a.number(1))));
    functions.put("reference", a -> field(reference(a), a.word(3)));
    functions.put("simulated", a -> field(simulated(a.whole(0)), a.word(1)));
  }

  @Override
  public Value call(String function, List<Value> arguments) {
    Function<Arguments, Value> known = functions.get(function);
    if (known == null) {
      throw new IllegalArgumentException(
          "no such quantity; valid names: " + String.join(", ", functions.keySet()));
    }
    return known.apply(new Arguments(arguments));
  }

  /** Arguments of a function, with their kinds. */
  private record Arguments(List<Value> values) {
    String word(int index) {
      return require(index, Value.wordOf(get(index)), "a word in quotes");
    }

    double number(int index) {
      return range(index).typical();
    }

    int whole(int index) {
      double number = number(index);
      return require(index, number == (int) number ? (int) number : null, "a whole number");
    }

    List<Range> ranges() {
      require(0, values.isEmpty() ? null : this, "a number");
      return java.util.stream.IntStream.range(0, values.size()).mapToObj(this::range).toList();
    }

    private Range range(int index) {
      return require(index, Value.rangeOf(get(index)), "a number");
    }

    private Value get(int index) {
      return index < values.size() ? values.get(index) : null;
    }

    private static <T> T require(int index, T value, String expected) {
      if (value == null) {
        throw new IllegalArgumentException("argument " + (index + 1) + ": expected " + expected);
      }
      return value;
    }
  }

  private static Value amount(Range range) {
    return new Value.Amount(range);
  }

  private static Range hull(List<Range> ranges) {
    return new Range(
        ranges.stream().mapToDouble(Range::low).min().orElseThrow(),
        ranges.get(0).typical(),
        ranges.stream().mapToDouble(Range::high).max().orElseThrow());
  }

  private static Range least(List<Range> ranges) {
    return ranges.stream().reduce((a, b) -> Formula.combine(a, b, Math::min)).orElseThrow();
  }

  /** The first is best where its low end meets the others' high ends, and worst the other way. */
  private static Range rank(List<Range> ranges) {
    Range first = ranges.get(0);
    List<Range> others = ranges.subList(1, ranges.size());
    return new Range(
        1 + below(first.low(), others.stream().mapToDouble(Range::high)),
        1 + below(first.typical(), others.stream().mapToDouble(Range::typical)),
        1 + below(first.high(), others.stream().mapToDouble(Range::low)));
  }

  private static double below(double value, DoubleStream others) {
    return others.map(other -> other < value ? 1 : 0).sum();
  }

  private Range fact(String document, String fields) {
    int slash = document.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("expected 'room/document', found '" + document + "'");
    }
    Document at = data.document(document.substring(0, slash), document.substring(slash + 1));
    String[] path = fields.split("\\.", -1);
    for (String field : Arrays.copyOf(path, path.length - 1)) {
      at = at.child(field);
    }
    String last = path[path.length - 1];
    return at.fact(last, at.child(last).text("unit")).range();
  }

  private TransformerSpec model(Arguments a) {
    return evaluator.facts().model(a.word(0));
  }

  private KvCacheSize cache(Arguments a) {
    KvCodec codec = KvCodecs.parse(a.word(1));
    return KvCacheSize.of(model(a), KvScheme.of(codec, codec), a.whole(2));
  }

  private Range array(Arguments a) {
    var array =
        new MemoryArray(
            evaluator.facts().technologies().byName(a.word(0)),
            DataSize.ofMiB(a.number(1)),
            BANKS,
            WORD_BITS,
            Traffic.published(),
            a.number(2),
            Design.janus1().compute().clockGhz());
    return Value.rangeOf(field(array.estimate(), a.word(3)));
  }

  private Object chip(int tokens) {
    var prepared = (PreparedDesign) once("chip", () -> evaluator.prepare(Design.janus1()));
    return once(
        "chip " + tokens, () -> evaluator.evaluate(prepared, Workload.janus1().atContext(tokens)));
  }

  /** From the published row that loses the least to the one that loses the most. */
  private Range kvLossPercent(String model, double bits) {
    double[] losses =
        data.document("published", "kv-perplexity").children("rows").stream()
            .filter(row -> row.text("model").equals(model) && row.has("weightBits"))
            .filter(row -> row.number("weightBits") == 16)
            .filter(row -> Math.round(row.number("keyBits")) == bits)
            .filter(row -> Math.round(row.number("valueBits")) == bits)
            .mapToDouble(row -> row.number("perplexity") / row.number("baselinePerplexity"))
            .map(ratio -> 100 * (ratio - 1))
            .sorted()
            .toArray();
    if (losses.length == 0) {
      throw new IllegalArgumentException("no published row of " + model + " at " + bits + " bits");
    }
    return new Range(losses[0], losses[losses.length / 2], losses[losses.length - 1]);
  }

  private Object reference(Arguments a) {
    int size = a.whole(1);
    Trace trace =
        switch (a.word(0)) {
          case "llm" -> new PublishedLlmTrace(size, 32, 4096);
          case "sequential" -> PublishedReads.of(size, LINE_BYTES);
          case "strided" -> PublishedReads.of(size, 16 * LINE_BYTES);
          default ->
              throw new IllegalArgumentException("trace must be 'llm', 'sequential' or 'strided'");
        };
    var settings = ReferenceSettings.DEFAULTS.with(List.of("prefetch_look_ahead=" + a.whole(2)));
    return once(
        trace.description() + " " + settings,
        () -> run(() -> new ReferenceCompatible(settings).run(trace)));
  }

  private Object simulated(int tokens) {
    Workload work = Workload.janus1();
    TransformerSpec model = evaluator.facts().model(work.model());
    Trace trace = KvTraceSettings.of(model, work.scheme(), tokens).decode();
    return once(
        trace.description(),
        () -> run(() -> new Simulator(Design.janus1().simulator()).run(trace)));
  }

  /** A simulation of a trace that lies in memory, whose reading cannot fail. */
  @FunctionalInterface
  private interface Simulation {
    Object result() throws IOException;
  }

  private static Object run(Simulation simulation) {
    try {
      return simulation.result();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Object once(String key, Supplier<Object> computation) {
    Object known = computed.get(key);
    if (known == null) {
      known = computation.get();
      computed.put(key, known);
    }
    return known;
  }

  /** A component of a record, or of a record in it: {@code tier1.reads.hits}. */
  private static Value field(Object owner, String path) {
    Object value = owner;
    for (String name : path.split("\\.", -1)) {
      value = component(value, name);
    }
    if (value instanceof Range range) {
      return amount(range);
    }
    if (value instanceof Number number) {
      return Value.exactly(number.doubleValue());
    }
    if (value instanceof String text) {
      return new Value.Word(text);
    }
    throw new IllegalArgumentException(path + " is " + value + "; expected a number or a word");
  }

  private static Object component(Object owner, String name) {
    if (owner instanceof List<?> parts) {
      return parts.stream()
          .filter(part -> Value.wordOf(field(part, "kind")).equals(name))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no part of the kind " + name));
    }
    try {
      for (RecordComponent component : owner.getClass().getRecordComponents()) {
        if (component.getName().equals(name)) {
          return component.getAccessor().invoke(owner);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(name, e);
    }
    throw new IllegalArgumentException(
        owner.getClass().getSimpleName() + " has no component " + name);
  }
}
