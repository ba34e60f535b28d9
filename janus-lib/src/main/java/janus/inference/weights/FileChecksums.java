package janus.inference.weights;

import janus.provenance.BadInputException;
import janus.provenance.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/** The checksum of a model that lies in one file or in several. */
final class FileChecksums {
  private FileChecksums() {}

  /** Of one file its own; of several that over name and checksum of each, in the order given. */
  static String of(List<Path> files) {
    if (files.size() == 1) {
      return of(files.get(0));
    }
    MessageDigest digest = Sha256.newDigest();
    for (Path file : files) {
      String line = file.getFileName() + "\n" + of(file) + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return Sha256.hex(digest.digest());
  }

  private static String of(Path file) {
    try {
      return Sha256.ofFile(file);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + BadInputException.reason(e), e);
    }
  }
}
