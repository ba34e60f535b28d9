package janus.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import janus.provenance.BadInputException;
import janus.provenance.JsonReason;
import janus.provenance.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The facts as files: folders ("rooms") of JSON documents, in the jar or on disk. All files, some
 * hundred kilobytes, are read when the folder is opened.
 */
public final class DataFolder {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String place;
  private final SortedMap<String, byte[]> files;

  /** Names of the files that come from another place, with that place. */
  private final Map<String, String> places;

  private DataFolder(
      String place, SortedMap<String, byte[]> files, Map<String, String> otherPlaces) {
    this.place = place;
    this.files = Collections.unmodifiableSortedMap(files);
    this.places = Map.copyOf(otherPlaces);
  }

  private DataFolder(String place, SortedMap<String, byte[]> files) {
    this(place, files, Map.of());
  }

  /** The facts inside the jar. */
  public static DataFolder bundled() {
    return Bundled.FOLDER;
  }

  /**
   * The facts in a folder laid out like {@code data/}.
   *
   * @throws BadInputException if the path is no readable folder
   */
  public static DataFolder open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new BadInputException(folder + ": expected a folder of facts, laid out like data/");
    }
    try {
      return new DataFolder(folder.toString(), readAll(folder));
    } catch (IOException e) {
      throw new BadInputException(folder + ": cannot be read: " + BadInputException.reason(e), e);
    }
  }

  /**
   * Facts of one's own over the bundled ones: a file replaces the one of its name or adds to them.
   *
   * @param folder laid out like {@code data/}; it need not hold more than what differs
   * @throws BadInputException if it is no readable folder, holds no facts, or a file lies where no
   *     facts are read
   */
  public static DataFolder over(Path folder) {
    DataFolder own = open(folder);
    if (own.files.isEmpty()) {
      throw new BadInputException(
          folder + ": expected .json files in folders like those of data/, found none");
    }
    var all = new TreeMap<>(bundled().files);
    var rooms = new TreeSet<String>();
    all.keySet().forEach(name -> rooms.add(room(name)));
    for (String name : own.files.keySet()) {
      if (!rooms.contains(room(name)) || (room(name).isEmpty() && !all.containsKey(name))) {
        throw new BadInputException(
            folder.resolve(name) + ": no facts are read there; expected one of " + rooms);
      }
    }
    all.putAll(own.files);
    var places = new TreeMap<String, String>();
    own.files.keySet().forEach(name -> places.put(name, folder.toString()));
    return new DataFolder(bundled().place, all, places);
  }

  private static String room(String name) {
    return name.substring(0, name.lastIndexOf('/') + 1);
  }

  /** Names of the documents in a room, without {@code .json}, in alphabetical order. */
  public List<String> names(String room) {
    String prefix = room + "/";
    return files.keySet().stream()
        .filter(name -> name.startsWith(prefix) && name.indexOf('/', prefix.length()) < 0)
        .filter(name -> name.endsWith(".json"))
        .map(name -> name.substring(prefix.length(), name.length() - ".json".length()))
        .toList();
  }

  /**
   * A document of a room, as {@code document("models", "llama-2-7b")}. The empty room is the top
   * folder.
   *
   * @throws BadInputException if the file is missing or no valid JSON
   */
  public Document document(String room, String name) {
    String path = (room.isEmpty() ? "" : room + "/") + name + ".json";
    String file = places.getOrDefault(path, place) + "/" + path;
    byte[] bytes = files.get(path);
    if (bytes == null) {
      throw new BadInputException(file + ": no such file");
    }
    try {
      JsonNode node = MAPPER.readTree(bytes);
      if (!node.isObject()) {
        throw new BadInputException(file + ": expected a JSON object");
      }
      return new Document(file, node);
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          file + ", line " + JsonReason.line(e) + ": expected JSON: " + JsonReason.of(e), e);
    } catch (IOException e) {
      throw new BadInputException(
          file + ": expected JSON in UTF-8: " + BadInputException.reason(e), e);
    }
  }

  /** One checksum over the names and bytes of all files. */
  public String sha256() {
    MessageDigest digest = Sha256.newDigest();
    files.forEach(
        (name, bytes) ->
            digest.update(
                (name + "\n" + Sha256.of(bytes) + "\n").getBytes(StandardCharsets.UTF_8)));
    return Sha256.hex(digest.digest());
  }

  private static SortedMap<String, byte[]> readAll(Path folder) throws IOException {
    var files = new TreeMap<String, byte[]>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        if (name.endsWith(".json")) {
          files.put(name, Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  /** Reads the bundled facts on first use. */
  private static final class Bundled {
    private static final String IN_THE_JAR = "janus/data/";

    static final DataFolder FOLDER = read();

    private static DataFolder read() {
      try {
        Path code =
            Path.of(DataFolder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return new DataFolder(
            "data",
            Files.isDirectory(code) ? readAll(code.resolve(IN_THE_JAR)) : readAllOfJar(code));
      } catch (IOException | URISyntaxException e) {
        throw new IllegalStateException("the facts are part of the jar", e);
      }
    }

    /** The class path has the jar open; a file system on it would read its directory again. */
    private static SortedMap<String, byte[]> readAllOfJar(Path jar) throws IOException {
      var files = new TreeMap<String, byte[]>();
      try (var zip = new ZipFile(jar.toFile())) {
        for (ZipEntry entry : Collections.list(zip.entries())) {
          String name = entry.getName();
          if (name.startsWith(IN_THE_JAR) && name.endsWith(".json")) {
            try (InputStream in = zip.getInputStream(entry)) {
              files.put(name.substring(IN_THE_JAR.length()), in.readAllBytes());
            }
          }
        }
      }
      return files;
    }
  }
}
