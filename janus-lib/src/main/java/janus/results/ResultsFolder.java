package janus.results;

import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.provenance.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of one run: tables as CSV and JSON, and {@code run.json} with their circumstances.
 * Tables are kept in memory and written together by {@link #write}: every file appears whole, and
 * {@code run.json}, which names each table with its checksum, comes last.
 */
public final class ResultsFolder {
  private final Path folder;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final List<TableEntry> tables = new ArrayList<>();

  /** One table as {@code run.json} lists it. */
  public record TableEntry(String file, int rows, String sha256) {}

  /** What {@code run.json} holds. */
  public record Run(
      String experiment,
      boolean reducedSize,
      Map<String, Object> settings,
      double durationSeconds,
      List<TableEntry> tables,
      Circumstances circumstances) {}

  public ResultsFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Adds a table, to be written as {@code name.csv} and {@code name.json}.
   *
   * @param name lower case with hyphens
   */
  public <R extends Record> void table(String name, Class<R> type, List<? extends R> rows) {
    if (!name.matches("[a-z0-9.]+(-[a-z0-9.]+)*")) {
      throw new IllegalArgumentException("table name must be lower case with hyphens: " + name);
    }
    byte[] csv = Csv.of(type, rows).getBytes(StandardCharsets.UTF_8);
    if (files.put(name + ".csv", csv) != null) {
      throw new IllegalArgumentException("table was added twice: " + name);
    }
    files.put(name + ".json", Json.of(rows).getBytes(StandardCharsets.UTF_8));
    tables.add(new TableEntry(name + ".csv", rows.size(), Sha256.of(csv)));
  }

  /**
   * Writes all tables, then {@code run.json}.
   *
   * @param experiment name of the experiment
   * @param reducedSize whether this was a reduced run for a quick look
   * @param settings what was chosen, by name with unit
   * @param durationSeconds how long it took
   * @throws BadInputException if the folder cannot be written
   */
  public void write(
      String experiment,
      boolean reducedSize,
      Map<String, Object> settings,
      double durationSeconds,
      Circumstances circumstances) {
    var run = new Run(experiment, reducedSize, settings, durationSeconds, tables, circumstances);
    try {
      Files.createDirectories(folder);
      for (var file : files.entrySet()) {
        writeWhole(folder.resolve(file.getKey()), file.getValue());
      }
      writeWhole(folder.resolve("run.json"), Json.of(run).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BadInputException(folder + ": results cannot be written: " + e, e);
    }
  }

  /**
   * Writes a file so that a reader, or a crash, finds the old bytes or the new ones, never a part.
   *
   * @throws IOException if it cannot be written; the old file is then untouched
   */
  public static void writeWhole(Path file, byte[] bytes) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    Path part = Files.createTempFile(parent, "." + file.getFileName(), ".part");
    try {
      try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        var buffer = java.nio.ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      makeReadable(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Temporary files are private to their owner; results are for everybody. */
  private static void makeReadable(Path file) throws IOException {
    try {
      Files.setPosixFilePermissions(
          file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    } catch (UnsupportedOperationException e) {
      // A file system without POSIX permissions has nothing to set.
    }
  }
}
