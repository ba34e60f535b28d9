package janus.results;

import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.provenance.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The results of one run: tables as CSV and JSON, and {@code run.json} with their circumstances.
 * Tables are kept in memory and written together by {@link #write}: every file appears whole, no
 * old one goes before all new ones are on the disk, and {@code run.json}, which names each table
 * with its checksum, goes first and comes last. A process that is asked to end while it writes ends
 * once all is written; what a killed one left, the next removes; of two at once, one writes after
 * the other.
 */
public final class ResultsFolder {
  private static final String RUN = "run.json";
  private static final String PART = ".janus-part-";

  private final Path folder;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final List<TableEntry> tables = new ArrayList<>();

  /** One table as {@code run.json} lists it. */
  public record TableEntry(String file, int rows, String sha256) {}

  /** The content of {@code run.json}. */
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
    add(name, Csv.of(type, rows), Json.of(rows), rows.size());
  }

  /**
   * Adds a table whose columns no record names.
   *
   * @param name lower case with hyphens
   * @param header names of the columns
   * @param rows cells by column
   */
  public void table(String name, List<String> header, List<? extends Map<String, ?>> rows) {
    List<List<?>> cells = new ArrayList<>();
    for (Map<String, ?> row : rows) {
      cells.add(header.stream().map(row::get).toList());
    }
    add(name, Csv.of(header, cells), Json.of(rows), rows.size());
  }

  /**
   * Adds an object, to be written as {@code name.json}.
   *
   * @param name lower case with hyphens
   */
  public void document(String name, Object value) {
    files.put(name + ".json", Json.of(value).getBytes(StandardCharsets.UTF_8));
  }

  private void add(String name, String csv, String json, int rows) {
    if (!name.matches("[a-z0-9.]+(-[a-z0-9.]+)*")) {
      throw new IllegalArgumentException("table name must be lower case with hyphens: " + name);
    }
    byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
    if (files.put(name + ".csv", bytes) != null) {
      throw new IllegalArgumentException("table was added twice: " + name);
    }
    files.put(name + ".json", json.getBytes(StandardCharsets.UTF_8));
    tables.add(new TableEntry(name + ".csv", rows, Sha256.of(bytes)));
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
    var all = new LinkedHashMap<>(files);
    all.put(RUN, Json.of(run).getBytes(StandardCharsets.UTF_8));
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      replaceAll(folder, all);
    } catch (IOException e) {
      throw new BadInputException(
          folder + ": results cannot be written: " + BadInputException.reason(e), e);
    }
  }

  /**
   * Fails before a long computation whose results could not be kept.
   *
   * @throws BadInputException if the folder, or the nearest one above it that exists, is no folder
   *     that can be written
   */
  public static void requireWritable(Path folder) {
    Path nearest = folder.toAbsolutePath();
    while (!Files.exists(nearest, LinkOption.NOFOLLOW_LINKS)) {
      nearest = nearest.getParent();
    }
    if (!Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
      throw new BadInputException(
          folder + ": expected a results folder that can be written; " + nearest + " is not one");
    }
  }

  /**
   * Replaces files of a folder while no other process does. A signal during the replacement takes
   * effect at its end.
   */
  private static void replaceAll(Path folder, Map<String, byte[]> files) throws IOException {
    var replacing = new ReentrantLock();
    var ending = new Thread(replacing::lock);
    replacing.lock();
    try (var turn = FolderTurn.take(folder)) {
      Runtime.getRuntime().addShutdownHook(ending);
      try {
        replace(turn.folder(), files);
      } finally {
        Runtime.getRuntime().removeShutdownHook(ending);
      }
    } catch (IllegalStateException e) {
      // The process is ending: it did so before, and nothing is replaced, or waits for all to be.
    } finally {
      replacing.unlock();
    }
  }

  private static void replace(Path folder, Map<String, byte[]> files) throws IOException {
    removeParts(folder);
    var parts = new LinkedHashMap<Path, Path>();
    try {
      // All bytes are on the disk before the first file is replaced.
      for (var file : files.entrySet()) {
        Path part = folder.resolve(PART + parts.size());
        parts.put(part, folder.resolve(file.getKey()));
        write(part, file.getValue());
      }
      if (files.containsKey(RUN)) {
        // While it does not name all tables truly, it names none.
        Files.deleteIfExists(folder.resolve(RUN));
      }
      for (var part : parts.entrySet()) {
        Files.move(
            part.getKey(),
            part.getValue(),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      for (Path part : parts.keySet()) {
        Files.deleteIfExists(part);
      }
    }
  }

  /** Files left by a process that was killed in its turn. */
  private static void removeParts(Path folder) throws IOException {
    try (var parts = Files.newDirectoryStream(folder, PART + "*")) {
      for (Path part : parts) {
        Files.deleteIfExists(part);
      }
    }
  }

  /** A new file, safely on the disk. */
  private static void write(Path file, byte[] bytes) throws IOException {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }
}
