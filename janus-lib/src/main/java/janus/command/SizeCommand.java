package janus.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code janus size}: how big the KV cache is. */
@Command(name = "size", description = "How big the KV cache of a model is.")
final class SizeCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return Main.OK;
  }
}
