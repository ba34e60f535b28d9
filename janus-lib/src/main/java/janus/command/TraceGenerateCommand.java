package janus.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code janus trace generate}: the trace of a model or a pattern as a file. */
@Command(
    name = "generate",
    description = "Writes the trace of a model or a pattern.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  janus-lib/janus trace generate --model smollm2-135m --context 512 --codec int4-token"
          + " --out decode.txt.gz",
      "  janus-lib/janus trace generate --kind random --accesses 100000 --seed 7 --to ramulator"
          + " --out random.trace"
    })
final class TraceGenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TraceOptions options;

  @Mixin private TraceTarget target;

  @Override
  public Integer call() throws IOException {
    target.requireFormat();
    return target.write(spec, options.generate());
  }
}
