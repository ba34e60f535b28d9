package janus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.ModelCatalog;
import janus.transformer.TransformerSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemSizingTest {
  private static TransformerSpec model(String name) {
    return ModelCatalog.bundled().byName(name);
  }

  // Llama-2-7B at INT4 with an FP16 scale per token and head: 32 layers x 2 x 32 heads x (64 + 2) B
  // = 132 KiB a token; 256 MiB hold 1985.9 of them. Weights: 6,607,081,472 of 4.125
  // bits are 3.4068 GB, 25204.0 tokens of 135,168 B, so the next token outgrows them.
  @Test
  void llama27bOnPaper() {
    TransformerSpec llama = model("llama-2-7b");
    assertEquals(1985, ProblemSizing.tokensIn(llama, "int4-token"));
    long weights = Math.round(6_607_081_472L * 4.125 / 8);
    assertEquals((weights + 135_167) / 135_168, ProblemSizing.crossover(llama));
  }

  @Test
  void theCapacityIsTheLastContextThatFits() {
    TransformerSpec llama = model("llama-2-7b");
    for (String codec : List.of("f16", "int8-token", "int4-token")) {
      long tokens = ProblemSizing.tokensIn(llama, codec);
      assertTrue(ProblemSizing.size(llama, codec, tokens).total().mib() <= 256, codec);
      assertTrue(ProblemSizing.size(llama, codec, tokens + 1).total().mib() > 256, codec);
    }
  }

  // A small cache per token: the model's own context ends first.
  @Test
  void theCapacityIsAtMostTheModelsContext() {
    TransformerSpec small = model("smollm2-135m");
    assertEquals(small.maxContextTokens(), ProblemSizing.tokensIn(small, "int4-token"));
  }
}
