package janus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.DataFolder;
import janus.progress.Progress;
import janus.technology.Traffic;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TechnologyTrafficTest {
  @TempDir private Path folder;

  // 224 MiB of cache are read in every step, and of the 135168 bytes that a token adds (131072 and
  // its scales) as large a share as fits is written: megabytes a second, not the published 2 GB.
  @Test
  void trafficIsThatOfTheDecodeStep() {
    var laboratory =
        new Laboratory(
            DataFolder.bundled(), folder, folder, null, null, List.of(), false, 1, Progress.NONE);
    Traffic traffic = TechnologyChoice.traffic(laboratory);
    double stepsPerS = traffic.readGbPerS() * 1e9 / (224L << 20);
    assertTrue(stepsPerS > 5 && stepsPerS < 20, stepsPerS + " steps/s");
    double share = 224 / (135168.0 * 4096 / (1 << 20));
    assertEquals(135168 * share * stepsPerS / 1e9, traffic.writeGbPerS(), 1e-6);
  }
}
