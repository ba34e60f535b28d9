package janus.command;

import janus.files.OutputFile;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code janus manual}: the help of every command as a page of the manual. */
@Command(
    name = "manual",
    mixinStandardHelpOptions = true,
    description = "Writes a page for man(1) for janus and each command, as man/janus-size.1.",
    footer = {"", "Example:", "  janus-lib/janus manual target/man"})
final class ManualCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "Folder to write them to.")
  private Path folder;

  @Spec private CommandSpec spec;

  private int pages;

  @Override
  public Integer call() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new BadInputException(folder + ": cannot be made: " + BadInputException.reason(e), e);
    }
    write(Commands.all());
    spec.commandLine().getOut().printf("%d pages in %s%n", pages, folder);
    return Main.OK;
  }

  private void write(CommandLine command) {
    byte[] page = ManualPage.of(command).getBytes(StandardCharsets.UTF_8);
    OutputFile.write(folder.resolve(ManualPage.name(command) + ".1"), page);
    pages++;
    command.getSubcommands().values().forEach(this::write);
  }
}
