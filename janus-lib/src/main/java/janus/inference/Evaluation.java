package janus.inference;

import janus.inference.Scorer.Rows;
import janus.inference.arithmetic.Kernels;
import janus.inference.scoring.LayerError;
import janus.inference.scoring.LlamaCppRecipe;
import janus.inference.scoring.Recipe;
import janus.inference.scoring.ScoredWindow;
import janus.inference.scoring.WindowScores;
import janus.inference.weights.TokenizedText;
import janus.kvcache.KvScheme;
import janus.progress.Progress;
import janus.provenance.BadInputException;
import janus.provenance.Sha256;
import janus.units.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures what KV schemes cost: every window of a text is run once for each scheme, in lock-step,
 * so that schemes are compared on the same tokens and with the same baseline.
 */
public final class Evaluation {
  /** Log-probabilities kept at a time in any case, for each of baseline and scheme. */
  private static final int KEPT_FLOATS = 1 << 22;

  /** Raised whenever the same run would give other numbers than before. */
  private static final int METHOD = 4;

  private final LanguageModel model;
  private final int[] ids;
  private final int documents;
  private final Settings settings;
  private final List<ScoredWindow> windows;
  private final List<KvScheme> schemes;
  private final boolean compared;

  /**
   * Log-probabilities of the baseline and of a scheme, {@code (rows, vocabulary)}; used again for
   * every window.
   */
  private float[][] kept;

  /** Final hidden states of each window that runs, scheme by scheme; used again for the next. */
  private List<float[]> hidden = List.of();

  /**
   * The settings of a run.
   *
   * @param recipe how the text is cut and which tokens are scored
   * @param contextTokens length of a window, n_ctx
   * @param chunks windows to run at most; 0 for the whole text
   * @param schemes what is measured, at least one
   * @param baseline what they are compared with, token by token and distribution by distribution,
   *     or null
   * @param llamaCompatible whether the baseline's distribution is rounded to 16 bits with a floor
   *     16 nats below its maximum, as llama.cpp's {@code --kl-divergence-base} files are
   */
  public record Settings(
      Recipe recipe,
      int contextTokens,
      int chunks,
      List<KvScheme> schemes,
      KvScheme baseline,
      boolean llamaCompatible) {
    public Settings {
      schemes = List.copyOf(schemes);
      Bounds.atLeast("chunks", 0, chunks);
      if (schemes.isEmpty()) {
        throw new IllegalArgumentException("schemes must not be empty");
      }
    }
  }

  /**
   * Prepares an evaluation; nothing is run yet.
   *
   * @throws BadInputException if the text is too short
   * @throws IllegalArgumentException if a scheme does not fit the model
   */
  public Evaluation(LanguageModel model, TokenizedText text, Settings settings) {
    this(model, text.ids(), text.documentEnds(), settings);
  }

  /**
   * Prepares an evaluation of token ids.
   *
   * @throws BadInputException if there are too few
   * @throws IllegalArgumentException if a scheme does not fit the model
   */
  public Evaluation(LanguageModel model, int[] ids, Settings settings) {
    this(model, ids, new int[] {ids.length}, settings);
  }

  private Evaluation(LanguageModel model, int[] text, int[] documentEnds, Settings settings) {
    this.model = model;
    this.settings = settings;
    int headDim = model.weights().spec().shape().attention().headDim();
    int layers = model.weights().spec().shape().layers();
    for (KvScheme scheme : settings.schemes()) {
      scheme.requireHeadDim(headDim);
      scheme.layers().requireLayers(layers);
    }
    if (model.tokenizer().addsEos() && settings.recipe() instanceof LlamaCppRecipe) {
      throw new BadInputException(
          "recipe llama.cpp: expected a tokenizer that adds no end token, found "
              + model.tokenizer().name());
    }
    this.ids = arranged(text, documentEnds);
    List<ScoredWindow> all = windows(documentEnds);
    this.documents = documentEnds.length;
    int count = settings.chunks() == 0 ? all.size() : Math.min(settings.chunks(), all.size());
    this.windows = all.subList(0, count);
    this.schemes = new ArrayList<>(settings.schemes());
    this.compared = settings.baseline() != null;
    if (compared) {
      schemes.add(settings.baseline());
    }
  }

  /** The tokens to be cut into windows. */
  private int[] arranged(int[] text, int[] documentEnds) {
    int[] arranged = settings.recipe().arranged(text, settings.contextTokens());
    if (arranged != text && documentEnds.length > 1) {
      throw new BadInputException(
          "recipe " + settings.recipe().spelling() + ": expected one document, found several");
    }
    return arranged;
  }

  /** Windows of every document that is long enough; of a single document, or an error. */
  private List<ScoredWindow> windows(int[] documentEnds) {
    Recipe recipe = settings.recipe();
    int contextTokens = settings.contextTokens();
    boolean addsBos = model.tokenizer().addsBos();
    if (documentEnds.length == 1) {
      return recipe.windows(ids.length, contextTokens, addsBos);
    }
    var all = new ArrayList<ScoredWindow>();
    int start = 0;
    int longest = 0;
    for (int end : documentEnds) {
      longest = Math.max(longest, end - start);
      if (end - start >= recipe.leastTokens(contextTokens)) {
        for (ScoredWindow window : recipe.windows(end - start, contextTokens, addsBos)) {
          all.add(window.moved(all.size(), start));
        }
      }
      start = end;
    }
    if (all.isEmpty()) {
      throw new BadInputException(
          String.format(
              Locale.ROOT,
              "recipe %s with n_ctx %d: expected a document of at least %d tokens, the longest of"
                  + " %d has %d",
              recipe.spelling(),
              contextTokens,
              recipe.leastTokens(contextTokens),
              documentEnds.length,
              longest));
    }
    return all;
  }

  /** Windows that will be run. */
  public int chunks() {
    return windows.size();
  }

  /**
   * Opens a file that remembers finished windows of this run. Runs of different length over the
   * same text share it.
   *
   * @throws BadInputException if the file belongs to another run
   */
  public ChunkFile checkpoint(Path file, TokenizedText text) {
    return ChunkFile.open(file, runOn(text), windows, schemes.size());
  }

  /**
   * The same in a folder, which is made if need be, under a name that belongs to this run alone.
   *
   * @throws IOException if the folder cannot be made
   */
  public ChunkFile checkpointIn(Path folder, TokenizedText text) throws IOException {
    String name = "perplexity-" + Sha256.of(runOn(text)).substring(0, 16) + ".chunks";
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    return checkpoint(folder.resolve(name), text);
  }

  /** All that the numbers of a window depend on. */
  private String runOn(TokenizedText text) {
    var run = new StringBuilder();
    run.append("method ").append(METHOD);
    run.append(", recipe ").append(settings.recipe().spelling());
    run.append(", n_ctx ").append(settings.contextTokens());
    run.append(", text ").append(text.textSha256());
    if (text.options().parsesSpecial() || documents > 1) {
      run.append(", ids ").append(text.idsSha256()).append(", documents ").append(documents);
    }
    run.append(", model ").append(model.file().sha256());
    if (!model.weightCodec().isStored()) {
      run.append(", weights ").append(model.weightCodec().spelling());
    }
    for (KvScheme scheme : settings.schemes()) {
      run.append(", ").append(scheme.spelling());
    }
    if (compared) {
      run.append(settings.llamaCompatible() ? ", rounded baseline " : ", baseline ");
      run.append(settings.baseline().spelling());
    }
    return run.toString();
  }

  /**
   * Runs everything.
   *
   * @param journal remembers finished windows, or {@link ChunkJournal#NONE}
   * @return for each scheme, then for the baseline if there is one, the scores of every window
   * @throws java.util.concurrent.CancellationException if the thread was interrupted
   */
  public List<List<WindowScores>> run(ChunkJournal journal, Progress progress) {
    model.load(windows.stream().mapToInt(ScoredWindow::length).max().orElseThrow(), progress);
    var scores = new ArrayList<List<WindowScores>>();
    for (int s = 0; s < schemes.size(); s++) {
      scores.add(new ArrayList<>());
    }
    var pace = new Pace();
    int next = 0;
    while (next < windows.size()) {
      Progress.checkInterrupted();
      List<WindowScores> known = journal.finished(next);
      List<ScoredWindow> some = known == null ? unfinished(next, journal) : List.of();
      List<List<WindowScores>> finished = known == null ? run(some) : List.of(known);
      for (int i = 0; i < some.size(); i++) {
        journal.add(some.get(i).index(), finished.get(i));
        pace.tokensRun += (long) some.get(i).length() * schemes.size();
      }
      for (List<WindowScores> ofWindow : finished) {
        for (int s = 0; s < ofWindow.size(); s++) {
          scores.get(s).add(ofWindow.get(s));
        }
        pace.report(progress, windows.get(next++), ofWindow.get(0));
      }
    }
    return scores;
  }

  /** Windows from {@code first} on that are to be run together. */
  private List<ScoredWindow> unfinished(int first, ChunkJournal journal) {
    int most = Math.min(windows.size(), first + windowsAtOnce());
    int end = first + 1;
    while (end < most && journal.finished(end) == null) {
      end++;
    }
    return windows.subList(first, end);
  }

  /** Windows that run together, each with all schemes. */
  int windowsAtOnce() {
    return Math.max(1, LanguageModel.sequencesAtOnce(settings.contextTokens()) / schemes.size());
  }

  /**
   * Runs everything and sums it up.
   *
   * @param binWidth positions of a bin of perplexity by position, or 0 for none
   */
  public EvaluationReport report(
      TokenizedText text, ChunkJournal journal, Progress progress, int binWidth) {
    return EvaluationReport.of(model, text, settings, chunks(), run(journal, progress), binWidth);
  }

  /** Message of the progress. */
  private final class Pace {
    private final long started = System.nanoTime();
    private long tokensRun;
    private double weighted;
    private double weights;

    void report(Progress progress, ScoredWindow window, WindowScores scores) {
      weighted += window.weight() * scores.meanLoss();
      weights += window.weight();
      double rate = tokensRun / ((System.nanoTime() - started) * 1e-9);
      long left = 0;
      for (ScoredWindow other : windows.subList(window.index() + 1, windows.size())) {
        left += (long) other.length() * schemes.size();
      }
      progress.update(
          window.index() + 1,
          windows.size(),
          String.format(
              Locale.ROOT,
              "chunk %d of %d, perplexity %.4f, %.0f tokens/s, %s left",
              window.index() + 1,
              windows.size(),
              StrictMath.exp(weighted / weights),
              rate,
              tokensRun == 0 ? "?" : duration(Math.round(left / rate))));
    }

    private String duration(long seconds) {
      return seconds < 3600
          ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
          : String.format(
              Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
  }

  /** The windows of the text, in order. */
  public List<ScoredWindow> windows() {
    return windows;
  }

  /**
   * Quantization errors of every layer, gathered over the first windows in a pass of their own; a
   * last window that is shorter is left out.
   *
   * @param count windows at most, at least 1
   * @return for each scheme (the baseline left out), the layers in order
   */
  public List<List<LayerError>> layerErrors(int count, Progress progress) {
    int length = windows.get(0).length();
    List<ScoredWindow> some =
        windows.stream().filter(window -> window.length() == length).limit(count).toList();
    var errors = new ArrayList<List<LayerError>>();
    for (KvScheme scheme : settings.schemes()) {
      progress.update(errors.size(), settings.schemes().size(), "errors of " + scheme.spelling());
      errors.add(
          model.layerErrors(
              some.stream()
                  .map(window -> new Sequence(input(window), window.scoredFrom(), scheme, null))
                  .toList()));
    }
    return errors;
  }

  /**
   * Says for each scheme whose perplexity is not finite where its numbers were lost: the first
   * window, and its first layer whose stored keys, stored values or attention output are not
   * finite.
   */
  public List<String> lostNumbers(EvaluationReport report) {
    var said = new ArrayList<String>();
    for (int s = 0; s < report.results().size(); s++) {
      SchemeReport result = report.results().get(s);
      if (!Double.isFinite(result.perplexity())) {
        said.add(lostNumbers(settings.schemes().get(s), result));
      }
    }
    return said;
  }

  private String lostNumbers(KvScheme scheme, SchemeReport result) {
    ScoredWindow window = windows.get(result.firstLostChunk());
    var sequence = new Sequence(input(window), window.scoredFrom(), scheme, null);
    String place =
        model.layerErrors(List.of(sequence)).stream()
            .filter(LayerError::losesNumbers)
            .findFirst()
            .map(error -> error.lost(result.keys(), result.values()))
            .orElse("every layer stays finite, the logits do not");
    return "the perplexity of %s is not a number: in chunk %d, %s"
        .formatted(scheme.spelling(), window.index() + 1, place);
  }

  private int[] input(ScoredWindow window) {
    int[] input = Arrays.copyOfRange(ids, window.start(), window.start() + window.length());
    if (window.startsWithBos()) {
      input[0] = model.tokenizer().bosToken();
    }
    return input;
  }

  /**
   * Runs some windows with every scheme.
   *
   * @return for each window the scores of every scheme
   */
  public List<List<WindowScores>> run(List<ScoredWindow> some) {
    var sequences = new ArrayList<Sequence>();
    for (ScoredWindow window : some) {
      int[] input = input(window);
      for (KvScheme scheme : schemes) {
        int i = sequences.size();
        float[] room = i < hidden.size() ? hidden.get(i) : null;
        sequences.add(new Sequence(input, window.scoredFrom(), scheme, room));
      }
    }
    hidden = model.hidden(sequences);
    var rows = new ArrayList<Rows>();
    for (float[] states : hidden) {
      rows.add(new Rows(states, targets(some.get(rows.size() / schemes.size()))));
    }
    var scores = new ArrayList<List<WindowScores>>();
    if (!compared) {
      int atOnce = LanguageModel.sequencesAtOnce(settings.contextTokens());
      for (int first = 0; first < rows.size(); first += atOnce) {
        model.scorer().score(rows.subList(first, Math.min(rows.size(), first + atOnce)));
      }
    }
    for (int w = 0; w < some.size(); w++) {
      List<Rows> ofWindow = rows.subList(w * schemes.size(), (w + 1) * schemes.size());
      Comparison[] comparisons = compared ? compare(ofWindow) : new Comparison[schemes.size()];
      requireFinite(some.get(w), ofWindow);
      var scoresOfWindow = new ArrayList<WindowScores>();
      for (int s = 0; s < schemes.size(); s++) {
        double[] losses = ofWindow.get(s).losses();
        boolean[] correct = ofWindow.get(s).correct();
        scoresOfWindow.add(
            comparisons[s] == null
                ? new WindowScores(some.get(w), losses).withCorrect(correct)
                : comparisons[s].scores(some.get(w), losses).withCorrect(correct));
      }
      scores.add(scoresOfWindow);
    }
    return scores;
  }

  private int[] targets(ScoredWindow window) {
    var targets = new int[window.count()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = ids[window.target(window.scoredFrom() + i)];
    }
    return targets;
  }

  /** A loss that is not finite without any quantization is a fault of the model. */
  private void requireFinite(ScoredWindow window, List<Rows> rows) {
    for (int s = 0; s < schemes.size(); s++) {
      KvScheme scheme = schemes.get(s);
      boolean exact =
          scheme.keys().payloadBits() == Float.SIZE && scheme.values().payloadBits() == Float.SIZE;
      double sum = Arrays.stream(rows.get(s).losses()).sum();
      if (exact && !Double.isFinite(sum)) {
        throw new BadInputException(
            model.file().path()
                + ", chunk "
                + (window.index() + 1)
                + ": expected a finite loss of the uncompressed run, found "
                + sum
                + "; the weights are finite, but what is computed from them is not");
      }
    }
  }

  /**
   * Rows, in whole row tiles, whose distributions are kept at a time: as many as are best
   * multiplied with the weights in one go, since these come from memory once for every batch, or
   * fewer where the heap is short.
   */
  private int keptRows() {
    Kernels kernels = model.weights().kernels();
    int r = kernels.rowTile();
    int rows = KEPT_FLOATS / model.scorer().vocabulary() / r * r;
    int many = kernels.rowTilesAtOnce() * r;
    long bytes = 2L * Float.BYTES * many * model.scorer().vocabulary();
    int wanted = rows < many && bytes <= MemoryPlan.available() / 2 ? many : Math.max(r, rows);
    int longest = windows.stream().mapToInt(ScoredWindow::count).max().orElseThrow();
    return Math.min(wanted, (longest + r - 1) / r * r);
  }

  /** Distributions in batches of rows, so that memory does not grow with the window. */
  private Comparison[] compare(List<Rows> rows) {
    int last = schemes.size() - 1;
    Rows base = rows.get(last);
    int count = base.count();
    int vocabulary = model.scorer().vocabulary();
    if (kept == null) {
      kept = new float[2][keptRows() * vocabulary];
    }
    int batch = kept[0].length / vocabulary;
    float[] baseLogP = kept[0];
    float[] logP = kept[1];
    var comparisons = new Comparison[schemes.size()];
    for (int s = 0; s < last; s++) {
      comparisons[s] =
          new Comparison(model.weights().kernels(), vocabulary, count, settings.llamaCompatible());
    }
    for (int first = 0; first < count; first += batch) {
      Progress.checkInterrupted();
      Rows some = base.part(first, batch);
      model.scorer().score(some, baseLogP);
      if (settings.llamaCompatible()) {
        Comparison.roundAsLlama(baseLogP, some.count(), vocabulary, model.workers());
      }
      for (int s = 0; s < last; s++) {
        model.scorer().score(rows.get(s).part(first, batch), logP);
        comparisons[s].add(
            baseLogP,
            logP,
            some.targets(),
            first,
            rows.get(s).losses(),
            base.losses(),
            model.workers());
      }
    }
    return comparisons;
  }
}
