package janus.command;

import janus.inference.weights.Printable;
import janus.kvcache.CacheNotes;
import janus.kvcache.KvCacheSize;
import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.transformer.CacheShape;
import janus.units.Bounds;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code janus size}: how big the KV cache is. */
@Command(
    name = "size",
    description = "How big the KV cache of a model is, scales included. Codecs not given are f16.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  janus-lib/janus size --model llama-2-7b --context 4096 --codec int4-token --json"
    })
final class SizeCommand implements Callable<Integer> {
  private static final KvCodec F16 = KvCodecs.parse("f16");

  @Mixin private ModelOption model;

  @Option(
      names = "--context",
      required = true,
      paramLabel = "TOKENS",
      description = "Tokens of one sequence.")
  private long contextTokens;

  @Mixin private SchemeOption scheme;

  @Mixin private FactsOption facts;

  @Option(names = "--sequences", description = "Sequences at once. Default: ${DEFAULT-VALUE}")
  private int sequences = 1;

  @Mixin private OutputOption output;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** What {@code --json} prints. */
  record Output(
      String model,
      long contextTokens,
      int sequences,
      String keys,
      String values,
      String rotation,
      String semantics,
      String layerCodecs,
      long elements,
      double bitsPerElement,
      long payloadBytes,
      long overheadBytes,
      long fullPrecisionBytes,
      long stateBytes,
      long totalBytes,
      double payloadMib,
      double overheadMib,
      double fullPrecisionMib,
      double stateMib,
      double totalMib,
      Long maxContextTokens,
      String warning,
      List<String> notes) {
    static Output of(
        CacheShape cache, KvScheme scheme, long contextTokens, int sequences, KvCacheSize size) {
      return new Output(
          cache.name(),
          contextTokens,
          sequences,
          scheme.keys().spelling(),
          scheme.values().spelling(),
          scheme.rotation().spelling(),
          scheme.semantics().spelling(),
          scheme.layers().spelling(),
          size.elements(),
          size.bitsPerElement(),
          size.payload().bytes(),
          size.overhead().bytes(),
          size.fullPrecision().bytes(),
          size.state().bytes(),
          size.total().bytes(),
          size.payload().mib(),
          size.overhead().mib(),
          size.fullPrecision().mib(),
          size.state().mib(),
          size.total().mib(),
          cache.maxContextTokens() == 0 ? null : cache.maxContextTokens(),
          CacheNotes.warning(cache, contextTokens),
          CacheNotes.of(cache, contextTokens));
    }
  }

  @Override
  public Integer call() {
    KvScheme stored = scheme.over(KvScheme.of(F16, F16));
    Bounds.within("--context", 1, Integer.MAX_VALUE - 1, contextTokens);
    ModelOption.ChosenCache chosen = model.chooseCache(facts.facts());
    KvCacheSize size = KvCacheSize.of(chosen.cache(), stored, contextTokens).times(sequences);
    var result = Output.of(chosen.cache(), stored, contextTokens, sequences, size);
    var out = spec.commandLine().getOut();
    if (!output.print(out, result, chosen.circumstances(), null)) {
      print(out, result);
    }
    return Main.OK;
  }

  private static String layers(Output output) {
    return output.layerCodecs().equals("none") ? "" : ", layers " + output.layerCodecs();
  }

  private static void print(PrintWriter out, Output output) {
    out.printf(
        Locale.ROOT,
        "KV cache of %s, %d tokens, keys %s, values %s, %s: %.3f bits an element%n%n",
        Printable.of(output.model()),
        output.contextTokens(),
        output.keys(),
        output.values(),
        output.semantics() + layers(output),
        output.bitsPerElement());
    var table = new TextTable("part", "bytes", "MiB");
    row(table, "elements", output.payloadBytes(), output.payloadMib());
    row(table, "scales and zero points", output.overheadBytes(), output.overheadMib());
    row(table, "kept in 16 bits", output.fullPrecisionBytes(), output.fullPrecisionMib());
    if (output.stateBytes() > 0) {
      row(table, "states", output.stateBytes(), output.stateMib());
    }
    row(table, "total", output.totalBytes(), output.totalMib());
    out.print(table);
    if (output.warning() != null) {
      out.printf("%nwarning: %s%n", Printable.of(output.warning()));
    }
    output.notes().forEach(note -> out.printf("note: %s%n", Printable.of(note)));
  }

  private static void row(TextTable table, String part, long bytes, double mib) {
    table.row(part, bytes, String.format(Locale.ROOT, "%.2f", mib));
  }
}
