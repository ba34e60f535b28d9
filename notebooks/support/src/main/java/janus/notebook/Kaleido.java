package janus.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import janus.provenance.Sha256;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Draws figures as PNG, SVG and PDF without a system browser. Kaleido 0.2.1, the last version with
 * its own browser, answers each request, a line of JSON, with a line of JSON. It runs plotly.js
 * from the Python package plotly, without network access. It uses only its own fonts, so a picture
 * is the same on every machine. One Kaleido process serves all figures of this process.
 */
final class Kaleido implements AutoCloseable {
  static final int DPI = 300;

  private static final int START_SECONDS = 30;
  private static final int DRAW_SECONDS = 120;
  private static final int ATTEMPTS = 4;

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern SVG_ID =
      Pattern.compile("(?:id=\"defs-|class=\"[^\"]*\\b(?:trace|cb))([0-9a-f]{6})\\b");
  private static final int PNG_SIGNATURE_BYTES = 8;
  private static final double METRES_PER_INCH = 0.0254;

  /** Restricts fontconfig to Kaleido's own fonts below XDG_DATA_HOME. */
  private static final String BUNDLED_FONTS =
      """
      <?xml version="1.0"?>
      <!DOCTYPE fontconfig SYSTEM "fonts.dtd">
      <fontconfig><dir prefix="xdg">fonts</dir></fontconfig>
      """;

  private static Kaleido shared;
  private static boolean told;
  private static Path fonts;

  private final Path folder;
  private final Path plotlyJs;
  private final int startSeconds;
  private Process process;
  private BufferedWriter requests;
  private BlockingQueue<String> answers;

  /** A Kaleido process that starts with the first figure. */
  Kaleido(Path folder, Path plotlyJs, int startSeconds) {
    this.folder = folder;
    this.plotlyJs = plotlyJs;
    this.startSeconds = startSeconds;
  }

  private void start() throws IOException {
    process = processBuilder().start();
    requests =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    answers = lines(process);
    answer("its start", startSeconds);
  }

  /**
   * The command with the environment of Kaleido's start script, which fails on paths with spaces.
   * Kaleido reads its switches as ASCII; a path relative to its folder omits other letters above
   * it.
   */
  private ProcessBuilder processBuilder() throws IOException {
    var builder =
        new ProcessBuilder(
            folder.resolve("bin/kaleido").toString(),
            "plotly",
            "--plotlyjs=" + folder.toRealPath().relativize(plotlyJs.toRealPath()),
            "--disable-gpu",
            "--no-sandbox",
            "--single-process",
            "--allow-file-access-from-files",
            "--disable-breakpad",
            "--disable-dev-shm-usage");
    builder.directory(folder.toFile());
    var environment = builder.environment();
    environment.put("LD_LIBRARY_PATH", folder.resolve("lib").toString());
    environment.put("FONTCONFIG_FILE", fonts().toString());
    environment.put("XDG_DATA_HOME", folder.resolve("xdg").toString());
    environment.remove("LD_PRELOAD");
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  /** The fontconfig file: fonts of the machine would change widths and characters of a picture. */
  private static Path fonts() throws IOException {
    if (fonts == null) {
      fonts = Files.createTempFile("janus-fonts", ".conf");
      fonts.toFile().deleteOnExit();
      Files.writeString(fonts, BUNDLED_FONTS);
    }
    return fonts;
  }

  /** The lines that a process prints; an empty line marks its end. */
  private static BlockingQueue<String> lines(Process process) {
    var lines = new LinkedBlockingQueue<String>();
    var reader =
        new Thread(
            () -> {
              try (var out =
                  new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                out.lines().filter(line -> line.startsWith("{")).forEach(lines::add);
              } catch (IOException | UncheckedIOException e) {
                // A broken stream counts as the end.
              }
              lines.add("");
            },
            "kaleido");
    reader.setDaemon(true);
    reader.start();
    return lines;
  }

  /**
   * The shared Kaleido process.
   *
   * @throws IllegalStateException if Kaleido or plotly.js is missing; says how to install them
   */
  static synchronized Kaleido shared() {
    if (shared == null) {
      Path folder =
          find("JANUS_KALEIDO", "kaleido/executable")
              .orElseThrow(() -> missing("Kaleido", "JANUS_KALEIDO"));
      shared = new Kaleido(folder, plotlyJs(), START_SECONDS);
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  /** Whether Kaleido and plotly.js are installed. */
  static boolean available() {
    return find("JANUS_KALEIDO", "kaleido/executable").isPresent()
        && find("JANUS_PLOTLY_JS", PLOTLY_JS).isPresent();
  }

  /** Says once that pictures are not drawn. */
  static synchronized void tellOnce() {
    if (!told) {
      told = true;
      System.out.println(
          "Pictures stay as they are: "
              + missing("the program that draws them, Kaleido,", "JANUS_KALEIDO").getMessage());
    }
  }

  private static final String PLOTLY_JS = "plotly/package_data/plotly.min.js";

  /** The plotly.js that draws every figure. */
  static Path plotlyJs() {
    return find("JANUS_PLOTLY_JS", PLOTLY_JS)
        .orElseThrow(() -> missing("plotly.js", "JANUS_PLOTLY_JS"));
  }

  private static IllegalStateException missing(String what, String variable) {
    return new IllegalStateException(
        what
            + " is not in .janus/venv; notebooks/run installs it (or give its path in the"
            + " environment variable "
            + variable
            + ")");
  }

  /** A path from an environment variable, or in the site-packages of a Python environment. */
  private static Optional<Path> find(String variable, String inSitePackages) {
    String named = System.getenv(variable);
    if (named != null && !named.isBlank()) {
      Path path = Path.of(named);
      return Files.exists(path) ? Optional.of(path) : Optional.empty();
    }
    var homes = new ArrayList<Path>(List.of(Workplace.root().resolve(".janus/venv")));
    for (String home : new String[] {System.getenv("VIRTUAL_ENV"), System.getenv("CONDA_PREFIX")}) {
      if (home != null) {
        homes.add(Path.of(home));
      }
    }
    return homes.stream().flatMap(home -> findIn(home, inSitePackages).stream()).findFirst();
  }

  private static Optional<Path> findIn(Path home, String inSitePackages) {
    Path lib = home.resolve("lib");
    try (Stream<Path> versions = Files.isDirectory(lib) ? Files.list(lib) : Stream.of()) {
      return versions
          .sorted()
          .map(version -> version.resolve("site-packages").resolve(inSitePackages))
          .filter(Files::exists)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A PNG at 300 DPI, with its resolution stated. */
  byte[] png(Figure figure) {
    return withResolution(Base64.getDecoder().decode(draw(figure, "png")));
  }

  /**
   * An SVG whose ids depend only on the figure. plotly.js gives the figure and each trace a random
   * id.
   */
  byte[] svg(Figure figure) {
    return withOwnIds(draw(figure, "svg"), figure.toJson()).getBytes(StandardCharsets.UTF_8);
  }

  /** Replaces every random id by a hash of the figure and the id's position in the file. */
  static String withOwnIds(String svg, String json) {
    var drawn = new LinkedHashSet<String>();
    SVG_ID.matcher(svg).results().forEach(match -> drawn.add(match.group(1)));
    String own = svg;
    int place = 0;
    for (String id : drawn) {
      own = own.replace(id, Sha256.of(place + json).substring(0, 6));
      place++;
    }
    return own;
  }

  byte[] pdf(Figure figure) {
    return Base64.getDecoder().decode(draw(figure, "pdf"));
  }

  private synchronized String draw(Figure figure, String format) {
    ObjectNode request = MAPPER.createObjectNode();
    request.set("data", figure.json());
    request.put("format", format);
    request.put("width", figure.width()).put("height", figure.height());
    request.put("scale", (double) DPI / Figure.PIXELS_PER_INCH);
    // On a loaded machine the browser sometimes hangs at its start; a new process does not.
    IOException last = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        send(request);
        return answer(figure.toString(), DRAW_SECONDS).path("result").asText();
      } catch (IOException e) {
        close();
        last = e;
      }
    }
    throw new IllegalStateException(
        figure + " could not be drawn: Kaleido stopped: " + last.getMessage(), last);
  }

  private void send(ObjectNode request) throws IOException {
    if (process == null || !process.isAlive()) {
      start();
    }
    requests.write(MAPPER.writeValueAsString(request));
    requests.write('\n');
    requests.flush();
  }

  private String nextLine(int seconds) {
    try {
      return answers.poll(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("interrupted");
      cancelled.initCause(e);
      throw cancelled;
    }
  }

  private JsonNode answer(String what, int seconds) throws IOException {
    String line = nextLine(seconds);
    if (line == null) {
      throw new IOException("no answer for " + seconds + " seconds");
    }
    if (line.isEmpty()) {
      throw new IOException(
          "no answer; a system library may be missing (for example: apt-get install libnss3"
              + " libexpat1)");
    }
    JsonNode answer = MAPPER.readTree(line);
    if (answer.path("code").asInt() != 0) {
      throw new IllegalStateException(what + " failed: " + answer.path("message").asText());
    }
    return answer;
  }

  /** Adds the chunk pHYs, pixels per metre, after the header (PNG specification 11.3.5.3). */
  static byte[] withResolution(byte[] png) {
    int headerEnd = PNG_SIGNATURE_BYTES + 4 + 4 + 13 + 4;
    int pixelsPerMetre = (int) Math.round(DPI / METRES_PER_INCH);
    byte[] body =
        ByteBuffer.allocate(13)
            .put("pHYs".getBytes(StandardCharsets.US_ASCII))
            .putInt(pixelsPerMetre)
            .putInt(pixelsPerMetre)
            .put((byte) 1)
            .array();
    var crc = new CRC32();
    crc.update(body);
    var out = new ByteArrayOutputStream(png.length + 21);
    out.write(png, 0, headerEnd);
    out.writeBytes(ByteBuffer.allocate(4).putInt(body.length - 4).array());
    out.writeBytes(body);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    out.write(png, headerEnd, png.length - headerEnd);
    return out.toByteArray();
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
      process = null;
    }
  }
}
