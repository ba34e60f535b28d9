package janus.inference;

import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.Machine;
import janus.inference.arithmetic.Workers;
import janus.inference.scoring.LayerError;
import janus.inference.weights.ModelFile;
import janus.inference.weights.Models;
import janus.inference.weights.Tokenizer;
import janus.kvcache.KvScheme;
import janus.progress.Progress;
import janus.provenance.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model ready to be asked how likely tokens are: file, tokenizer, weights and the threads that
 * compute. Used by one thread at a time.
 */
public final class LanguageModel implements AutoCloseable {
  /** Memory left to everything that is neither weights nor activations. */
  private static final long RESERVE = 192L << 20;

  /** Tokens of sequences that run together, more than one sequence only while they fit. */
  private static final int TOKENS_AT_ONCE = 1024;

  private final ModelFile file;
  private final Tokenizer tokenizer;
  private final DecoderWeights weights;
  private final Workers workers;
  private final Decoder decoder;
  private final Scorer scorer;
  private final Machine machine;

  /** {@link #TOKENS_AT_ONCE}, or what fits into memory. */
  private int tokensAtOnce = TOKENS_AT_ONCE;

  /** Of sequences that run together; empty until weights are loaded. */
  private final List<DecoderState> states = new ArrayList<>();

  private LanguageModel(ModelFile file, DecoderWeights weights, Workers workers) {
    this.file = file;
    this.tokenizer = file.tokenizer();
    this.weights = weights;
    this.workers = workers;
    this.machine = Machine.of(weights.kernels(), workers);
    this.decoder = new Decoder(weights, machine);
    this.scorer = new Scorer(weights, machine);
  }

  /**
   * Opens a model and checks its header; weights are read by {@link #load}, or when first needed.
   *
   * @param threads at least 1; results do not depend on it
   * @throws BadInputException if the file cannot be used
   */
  public static LanguageModel open(Path path, int threads, Kernels kernels) {
    return open(path, threads, kernels, WeightCodec.STORED.spelling());
  }

  /**
   * The same with the linear maps of its layers coded.
   *
   * @param weightCodec {@code stored}, {@code int4-g128} and the like, or a codec of single tokens
   * @throws BadInputException if the file cannot be used, or not with this codec
   */
  public static LanguageModel open(Path path, int threads, Kernels kernels, String weightCodec) {
    WeightCodec codec = WeightCodec.parse(weightCodec);
    ModelFile file = Models.open(path);
    var workers = new Workers(threads);
    try {
      var weights = DecoderWeights.of(file, kernels, codec);
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

  /** Sequences of some length that run together if there are as many. */
  public static int sequencesAtOnce(int contextTokens) {
    return Math.max(1, TOKENS_AT_ONCE / contextTokens);
  }

  /** Memory of a run over sequences of some length: some together if they fit, or one by one. */
  public MemoryPlan memoryPlan(int contextTokens) {
    return planOf(fittingTokens(contextTokens));
  }

  private int fittingTokens(int contextTokens) {
    int together = contextTokens * sequencesAtOnce(contextTokens);
    return planOf(together).fits() ? together : contextTokens;
  }

  private MemoryPlan planOf(int tokens) {
    return MemoryPlan.of(weights, tokens, workers.count(), RESERVE);
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
    if (states.isEmpty()) {
      if (weights.bytes() > RESERVE) {
        // What reading a text left behind would lie beside the weights for good: the collector
        // looks among long-lived objects only when their room is full.
        System.gc();
      }
      int tokens = fittingTokens(contextTokens);
      MemoryPlan plan = planOf(tokens);
      plan.requireFits(file.path());
      tokensAtOnce = Math.min(TOKENS_AT_ONCE, tokens);
      weights.pack(workers, plan.packedBytes(), progress);
      state(0, contextTokens);
    }
  }

  /** Gets ready with every weight left in the file. */
  void leaveWeightsInFile(int contextTokens) {
    state(0, contextTokens);
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

  WeightCodec weightCodec() {
    return weights.codec();
  }

  Scorer scorer() {
    return scorer;
  }

  /** The inner loops that compute. */
  public Kernels kernels() {
    return weights.kernels();
  }

  /** Threads that compute. */
  public int threads() {
    return workers.count();
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
    return hidden(List.of(new Sequence(tokens, firstScored, scheme, null))).get(0);
  }

  /** The same of some sequences, as many together as go together. */
  List<float[]> hidden(List<Sequence> sequences) {
    load(sequences.stream().mapToInt(s -> s.tokens.length).max().orElseThrow(), Progress.NONE);
    var hidden = new ArrayList<float[]>();
    while (hidden.size() < sequences.size()) {
      var together = new ArrayList<Sequence>();
      int tokens = 0;
      for (Sequence next : sequences.subList(hidden.size(), sequences.size())) {
        tokens += next.tokens.length;
        if (!together.isEmpty() && tokens > tokensAtOnce) {
          break;
        }
        state(together.size(), next.tokens.length);
        together.add(next);
      }
      hidden.addAll(decoder.run(together, states, null));
    }
    return hidden;
  }

  /** The state of the {@code i}-th of the sequences that run together. */
  private DecoderState state(int i, int tokens) {
    if (i == states.size()) {
      states.add(new DecoderState(weights, tokens));
    } else if (states.get(i).tokens != tokens) {
      states.set(i, new DecoderState(weights, tokens));
    }
    return states.get(i);
  }

  /** Quantization errors of each layer, gathered over sequences of one length and one scheme. */
  List<LayerError> layerErrors(List<Sequence> sequences) {
    int length = sequences.get(0).tokens.length;
    load(length, Progress.NONE);
    DecoderState state = state(0, length);
    var exact = new DecoderState(weights, length);
    var reference =
        new LayeredAttention(
            machine,
            weights.attentionSpec(),
            KvScheme.uncompressed(),
            weights.spec().shape().layers(),
            0,
            exact);
    var errors = new LayerErrors(weights.spec(), weights.kernels().rowTile(), reference, exact);
    for (Sequence sequence : sequences) {
      decoder.run(List.of(sequence), List.of(state), errors);
    }
    return errors.errors();
  }

  @Override
  public void close() {
    workers.close();
    file.close();
  }
}
