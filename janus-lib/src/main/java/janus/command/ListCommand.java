package janus.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that lists names: what options take, and what each name stands for. */
@Command(mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  private final Listing listing;

  @Spec private CommandSpec spec;

  @Mixin private FactsOption facts;

  @Mixin private OutputOption output;

  private ListCommand(Listing listing) {
    this.listing = listing;
  }

  /** The command of a list. */
  static CommandSpec of(Listing listing) {
    var spec = CommandSpec.forAnnotatedObject(new ListCommand(listing)).name(listing.command());
    spec.usageMessage()
        .description(listing.description())
        .footer("", "Example:", "  janus-lib/janus " + listing.command() + " --json");
    return spec;
  }

  /** What {@code --json} prints. */
  private record Output(List<Listing.Entry> names) {}

  @Override
  public Integer call() {
    List<Listing.Entry> entries = listing.entries(facts.facts());
    PrintWriter out = spec.commandLine().getOut();
    if (!output.print(out, new Output(entries), facts.circumstances(), "names")) {
      entries.forEach(entry -> out.println((entry.name() + "  " + entry.description()).strip()));
    }
    return Main.OK;
  }
}
