package janus.experiment;

import janus.claims.PublishedClaims;
import janus.inference.LanguageModel;
import janus.inference.arithmetic.Kernels;
import janus.inference.weights.TokenizedText;
import janus.kvcache.KvScheme;
import janus.provenance.BadInputException;
import janus.results.ResultsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Step 2: what a compressed cache costs in quality, measured on a real model and a real text. The
 * published precisions are compared; {@link QuantizationStudy} goes further where it is asked for.
 */
public final class Quantization implements Experiment {
  private static final int CONTEXT_TOKENS = 512;
  private static final int CHUNKS = 64;
  private static final int QUICK_CHUNKS = 2;

  @Override
  public String name() {
    return "2-quantization";
  }

  @Override
  public String question() {
    return "How far can the KV cache be compressed, and what does it cost in quality?";
  }

  @Override
  public List<Headline> run(Laboratory laboratory) throws IOException {
    var study = new QuantizationStudy(laboratory);
    var fetch = new Fetch(laboratory.cache());
    requireThere(laboratory.model());
    requireThere(laboratory.text());
    Path modelFile = laboratory.model();
    if (modelFile == null) {
      fetch.model(laboratory.progress());
      modelFile = fetch.modelFile();
    }
    Path textFile = laboratory.text();
    if (textFile == null) {
      fetch.text(laboratory.progress());
      textFile = fetch.textFile();
    }
    try (LanguageModel model =
        LanguageModel.open(modelFile, laboratory.threads(), Kernels.best())) {
      TokenizedText text = TokenizedText.read(textFile, model.tokenizer());
      if (!laboratory.study().isEmpty()) {
        return study.run(model, text, modelFile);
      }
      // A model of the user's own has a folder of its own beside that of the fetched one.
      String place =
          laboratory.model() == null
              ? name()
              : name() + "/" + QuantizationPass.folderName(modelFile);
      String folder = QuantizationPass.folderFor(laboratory.results(), place, textFile);
      var pass =
          new QuantizationPass(
              folder,
              CONTEXT_TOKENS,
              laboratory.quick() ? QUICK_CHUNKS : CHUNKS,
              KvScheme.uncompressed(),
              QuantizationStudy.published());
      var rows = pass.run(laboratory, model, text);
      published(laboratory);
      return QuantizationPass.headlines(rows, folder);
    }
  }

  /** Nothing is downloaded for the sake of a file that is not there. */
  private static void requireThere(Path file) {
    if (file != null && !Files.exists(file)) {
      throw new BadInputException(file + ": no such file");
    }
  }

  /** What others printed, with its source, in a folder of its own: never in a column of ours. */
  private void published(Laboratory laboratory) throws IOException {
    String folder = name() + "/published";
    var results = new ResultsFolder(laboratory.results().resolve(folder));
    results.table(
        "published-perplexity",
        PublishedClaims.KvPerplexity.class,
        new PublishedClaims(laboratory.data()).perplexities());
    results.write(folder, laboratory.quick(), Map.of(), 0, laboratory.circumstances());
  }
}
