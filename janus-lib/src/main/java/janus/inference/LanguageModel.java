package janus.inference;

import janus.inference.scoring.LayerError;
import janus.inference.weights.ModelFile;
import janus.inference.weights.Models;
import janus.inference.weights.Tokenizer;
import janus.kvcache.KvScheme;
import janus.progress.Progress;
import janus.provenance.BadInputException;
import java.nio.file.Path;
import java.util.List;

/**
 * A model ready to be asked how likely tokens are: file, tokenizer, weights and the threads that
 * compute. Used by one thread at a time.
 */
public final class LanguageModel implements AutoCloseable {
  /** Memory left to everything that is neither weights nor activations. */
  private static final long RESERVE = 192L << 20;

  private final ModelFile file;
  private final Tokenizer tokenizer;
  private final DecoderWeights weights;
  private final Workers workers;
  private final Decoder decoder;
  private final Scorer scorer;
  private DecoderState state;

  private LanguageModel(ModelFile file, DecoderWeights weights, Workers workers) {
    this.file = file;
    this.tokenizer = file.tokenizer();
    this.weights = weights;
    this.workers = workers;
    this.decoder = new Decoder(weights, workers);
    this.scorer = new Scorer(weights, workers);
  }

  /**
   * Opens a model and checks its header; weights are read by {@link #load}, or when first needed.
   *
   * @param threads at least 1; results do not depend on it
   * @throws BadInputException if the file cannot be used
   */
  public static LanguageModel open(Path path, int threads, Kernels kernels) {
    ModelFile file = Models.open(path);
    var workers = new Workers(threads);
    try {
      var weights = DecoderWeights.of(file, kernels);
      int vocabulary = weights.spec().shape().vocabulary();
      if (file.tokenizer().vocabularySize() != vocabulary) {
        throw new BadInputException(
            path
                + ": tokenizer of "
                + file.tokenizer().vocabularySize()
                + " tokens, but token_embd.weight has "
                + vocabulary
                + " rows; expected as many");
      }
      return new LanguageModel(file, weights, workers);
    } catch (RuntimeException | Error e) {
      workers.close();
      file.close();
      throw e;
    }
  }

  /** What running sequences of some length takes. */
  public MemoryPlan memoryPlan(int contextTokens) {
    return MemoryPlan.of(weights, contextTokens, workers.count(), RESERVE);
  }

  /**
   * Refuses a context that cannot fit, before anything is read or written.
   *
   * @throws BadInputException naming what it needs
   */
  public void requireFits(int contextTokens) {
    memoryPlan(contextTokens).requireFits(file.path());
  }

  /**
   * Reads the weights, unless that has been done.
   *
   * @param contextTokens longest sequence it will be asked about
   * @throws BadInputException if a weight is not finite, or the work does not fit into memory
   */
  public void load(int contextTokens, Progress progress) {
    if (state == null) {
      if (weights.bytes() > RESERVE) {
        // What reading a text left behind would lie beside the weights for good: the collector
        // looks among long-lived objects only when their room is full.
        System.gc();
      }
      MemoryPlan plan = memoryPlan(contextTokens);
      plan.requireFits(file.path());
      weights.pack(workers, plan.packedBytes(), progress);
      state = new DecoderState(weights, contextTokens, workers.count());
    }
  }

  /** Gets ready with every weight left in the file. */
  void leaveWeightsInFile(int contextTokens) {
    state = new DecoderState(weights, contextTokens, workers.count());
  }

  /** The file it was opened from. */
  public ModelFile file() {
    return file;
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  public DecoderWeights weights() {
    return weights;
  }

  Scorer scorer() {
    return scorer;
  }

  Workers workers() {
    return workers;
  }

  /**
   * Final hidden states.
   *
   * @param tokens the sequence
   * @param firstScored first position wanted
   * @return rows in row tiles, position {@code firstScored} first
   */
  float[] hidden(int[] tokens, int firstScored, KvScheme scheme) {
    return hidden(tokens, firstScored, scheme, null);
  }

  /** As above, into {@code room} if that is long enough. */
  float[] hidden(int[] tokens, int firstScored, KvScheme scheme, float[] room) {
    load(tokens.length, Progress.NONE);
    if (state.tokens != tokens.length) {
      state = new DecoderState(weights, tokens.length, workers.count());
    }
    return decoder.run(tokens, firstScored, scheme, state, room, null);
  }

  /**
   * Quantization errors of each layer, gathered over sequences of one length.
   *
   * @param sequences token ids
   * @param firstScored positions before are the prompt
   */
  List<LayerError> layerErrors(List<int[]> sequences, int firstScored, KvScheme scheme) {
    int length = sequences.get(0).length;
    load(length, Progress.NONE);
    if (state.tokens != length) {
      state = new DecoderState(weights, length, workers.count());
    }
    var exact = new DecoderState(weights, length, workers.count());
    var reference = new Attention(weights.spec(), weights.kernels(), workers);
    reference.begin(KvScheme.uncompressed(), firstScored, exact);
    var errors =
        new LayerErrors(weights.spec(), weights.kernels().rowTile(), reference, exact, scheme);
    for (int[] tokens : sequences) {
      decoder.run(tokens, firstScored, scheme, state, null, errors);
    }
    return errors.errors();
  }

  @Override
  public void close() {
    workers.close();
    file.close();
  }
}
