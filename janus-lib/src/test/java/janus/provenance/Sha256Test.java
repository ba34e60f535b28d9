package janus.provenance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  // NIST, "Secure Hash Standard: examples", one block.
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void theExampleOfTheStandard() {
    assertEquals(ABC, Sha256.of("abc"));
  }

  @Test
  void aFileHasTheChecksumOfItsBytes(@TempDir Path folder) throws Exception {
    assertEquals(ABC, Sha256.ofFile(Files.writeString(folder.resolve("f"), "abc")));
    // More than one buffer of 64 KiB.
    byte[] zeros = new byte[200_000];
    assertEquals(Sha256.of(zeros), Sha256.ofFile(Files.write(folder.resolve("z"), zeros)));
  }
}
