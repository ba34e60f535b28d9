package janus.experiment;

import janus.files.OutputFile;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which steps of {@code janus run all} are done, in a file of the cache, so that a run that was
 * interrupted goes on behind the last whole step. The first line says what the steps were run with;
 * steps that were run with something else do not count. Not for several threads.
 */
public final class FinishedSteps {
  private final Path file;
  private final List<String> lines = new ArrayList<>();

  /**
   * Reads the file, if there is one.
   *
   * @param file where the steps are noted
   * @param with all that the results depend on, in one line
   */
  public FinishedSteps(Path file, String with) {
    this.file = file;
    List<String> read = read(file);
    if (!read.isEmpty() && read.get(0).equals(with)) {
      lines.addAll(read);
    } else {
      lines.add(with);
    }
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + BadInputException.reason(e), e);
    }
  }

  /** Whether a step is done. */
  public boolean contains(String step) {
    return lines.subList(1, lines.size()).contains(step);
  }

  /** Notes that a step is done. */
  public void add(String step) {
    lines.add(step);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be written: " + BadInputException.reason(e), e);
    }
    OutputFile.write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Forgets the steps: the next run begins with the first. */
  public void clear() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be deleted: " + BadInputException.reason(e), e);
    }
  }
}
