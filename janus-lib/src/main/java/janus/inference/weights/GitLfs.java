package janus.inference.weights;

import janus.provenance.BadInputException;
import java.nio.charset.StandardCharsets;

/**
 * The small text that Git leaves where a large file was not fetched. Source: git-lfs, {@code
 * docs/spec.md}: the first line is {@code version https://git-lfs.github.com/spec/v1}.
 */
final class GitLfs {
  private static final byte[] START =
      "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.US_ASCII);

  private GitLfs() {}

  /**
   * Refuses a pointer.
   *
   * @param place the file's name, for messages
   * @throws BadInputException if the bytes are a pointer's
   */
  static void reject(String place, ByteSource source) {
    if (source.size() >= START.length) {
      byte[] first = new byte[START.length];
      source.slice(0, first.length).get(first);
      reject(place, first);
    }
  }

  static void reject(String place, byte[] bytes) {
    for (int i = 0; i < START.length; i++) {
      if (i >= bytes.length || bytes[i] != START[i]) {
        return;
      }
    }
    throw new BadInputException(
        place + ": expected the file itself, found a Git LFS pointer to it (git lfs pull)");
  }
}
