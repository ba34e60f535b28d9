package janus.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import janus.provenance.BadInputException;
import janus.provenance.Sha256;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

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

  private DataFolder(String place, SortedMap<String, byte[]> files) {
    this.place = place;
    this.files = Collections.unmodifiableSortedMap(files);
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
    byte[] bytes = files.get(path);
    if (bytes == null) {
      throw new BadInputException(place + "/" + path + ": no such file");
    }
    try {
      return new Document(place + "/" + path, MAPPER.readTree(bytes));
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw new BadInputException(
          place + "/" + path + ", line " + at.getLineNr() + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new BadInputException(place + "/" + path + ": expected JSON: " + e.getMessage(), e);
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
    static final DataFolder FOLDER = read();

    private static DataFolder read() {
      try {
        URI uri = DataFolder.class.getResource("/janus/data/sources.json").toURI();
        if (!uri.getScheme().equals("jar")) {
          return new DataFolder("data", readAll(Path.of(uri).getParent()));
        }
        Path jar =
            Path.of(DataFolder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
          return new DataFolder("data", readAll(zip.getPath("janus", "data")));
        }
      } catch (IOException | URISyntaxException e) {
        throw new IllegalStateException("the facts are part of the jar", e);
      }
    }
  }
}
