package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import janus.catalog.DataFolder;
import janus.catalog.ModelCatalog;
import org.junit.jupiter.api.Test;

class CacheFitTest {
  private final ModelCatalog models = new ModelCatalog(DataFolder.bundled());

  // 2 x 32 layers x 32 heads x (128 x 4 bits + 16 bits) is 132 KiB a token: 256 MiB hold 1985.9.
  @Test
  void contextThatFitsIsCountedToTheToken() {
    assertEquals(1985, CacheFit.tokens(models.byName("llama-2-7b"), "int4-token", 256));
    assertEquals(0, CacheFit.tokens(models.byName("llama-2-7b"), "f16", 0.1));
  }
}
