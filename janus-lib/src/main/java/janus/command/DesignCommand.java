package janus.command;

import janus.catalog.DataFolder;
import janus.codesign.Design;
import janus.codesign.DesignEvaluator;
import janus.codesign.FactDraws;
import janus.codesign.Facts;
import janus.codesign.Workload;
import janus.experiment.DesignResults;
import janus.experiment.MeasuredAccuracy;
import janus.files.OutputFile;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.results.ResultsFolder;
import janus.search.Accuracy;
import janus.search.Answer;
import janus.search.DesignPoint;
import janus.search.DesignSpace;
import janus.search.Evaluation;
import janus.search.Goal;
import janus.search.PointEvaluation;
import janus.search.Pruner;
import janus.search.Question;
import janus.search.RateBound;
import janus.search.Search;
import janus.search.SearchElsewhere;
import janus.search.SearchState;
import janus.search.SearchState.Interval;
import janus.search.SpaceFile;
import janus.search.StandardSpace;
import janus.search.Variable;
import janus.search.Why;
import janus.search.Why.Baseline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus design}: the best of all designs of a space. */
@Command(
    name = "design",
    description =
        "Searches all designs of a space for those that no other beats within limits: the front."
            + " Without --minimize and --maximize: less joule_per_token and die_mm2, more"
            + " decode_tokens_per_s.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  janus-lib/janus design --model llama-3.2-3b --prompt 512 --answer 256 --quick"
          + " --limit 'power_w<=5' --limit 'junction_c<=85' --limit 'quality_loss_percent<=1'"
          + " --minimize joule_per_token,die_mm2 --maximize decode_tokens_per_s"
    })
final class DesignCommand implements Callable<Integer> {
  /** Status of a search without an answer. */
  static final int NOTHING_FOUND = 1;

  private static final String STEP = "6-closing-the-loop";
  private static final Pattern BLOCKS = Pattern.compile("(\\d{1,18})\\.\\.(\\d{1,18})");

  @Spec private CommandSpec spec;

  @Option(
      names = "--spec",
      paramLabel = "FILE",
      description = "A YAML or JSON file with options, which those given here override.")
  private Path specification;

  @Option(
      names = "--init",
      arity = "0..1",
      paramLabel = "FILE",
      fallbackValue = "design.yaml",
      description = "Write a file for --spec, to edit, and do no more. Default: design.yaml")
  private Path init;

  @Mixin private WorkloadOptions workload;

  @Mixin private ObjectiveOptions objectives;

  @Option(
      names = "--limit",
      paramLabel = "QUANTITY<=NUMBER",
      description = "What every design must keep, <= or >=. May be repeated.")
  private List<String> limits = List.of();

  @Option(
      names = "--space",
      paramLabel = "FILE.json",
      description = "Values of every variable, as --print-space writes them.")
  private Path spaceFile;

  /** The space that the file of {@code --spec} holds itself; else null. */
  private String space;

  @Option(
      names = "--print-space",
      description = "Print the space as JSON, to edit and give to --space, and do no more.")
  private boolean printSpace;

  @Option(
      names = "--fix",
      paramLabel = "FIELD=VALUE",
      description = "Hold a field, as tier2.technology=sram-ll. May be repeated.")
  private Map<String, String> fixed = new LinkedHashMap<>();

  @Option(
      names = "--accuracy",
      paramLabel = "RESULTS",
      description = {
        "Folder with schemes measured on the model, as janus run 2-quantization writes it.",
        "Default: the committed measurements, where they are on another model the worst of them"
      })
  private Path accuracyFolder;

  @Option(
      names = "--allow-unmeasured",
      description = "Take schemes that nobody measured; they keep no limit on quality.")
  private boolean allowUnmeasured;

  @Option(
      names = "--from",
      paramLabel = "DESIGN",
      description = "Where the path to the recommended design begins: published or null.",
      converter = BaselineName.class)
  private Baseline from = Baseline.PUBLISHED;

  @Option(names = "--quick", description = "At most three values of every variable.")
  private boolean quick;

  @Mixin private ThreadsOption threads;

  @Mixin private SampleOptions samples;

  /** Where the search runs; null for the threads of this process. */
  private SearchElsewhere elsewhere;

  /** Draws of the facts; null where none are asked for. */
  private FactDraws draws;

  @Option(
      names = "--on",
      paramLabel = "PLACE",
      description = {
        "Search on Apache Spark: local[2], or spark://HOST:7077 for a cluster. The answer is the",
        "same. Needs the module janus-spark."
      })
  private String on;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = "Keep the state of the search in FILE, and go on from what is there.")
  private Path resume;

  @Option(
      names = "--blocks",
      paramLabel = "A..B",
      description = {
        "Search blocks A to B, without B, of " + Search.BLOCK_DESIGNS + " designs each, and keep",
        "what was found in the file of --resume, for --merge."
      })
  private String blocks;

  @Option(
      names = "--merge",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Add up what runs with --blocks found, in place of searching.")
  private List<Path> merged = List.of();

  @Option(
      names = "--dump",
      paramLabel = "FILE.csv",
      description = "Write every design with all quantities to a file, and do no more.")
  private Path dump;

  @Option(
      names = "--evaluate",
      paramLabel = "FILE.csv",
      description = "Evaluate the designs of a table, a field a column, and do no more.")
  private Path points;

  @Option(names = "--results", description = "Results folder. Default: ${DEFAULT-VALUE}")
  private Path results = Path.of("results");

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final Circumstances data =
      Circumstances.current().withInput("data", DataFolder.bundled().sha256());

  @Override
  public Integer call() {
    if (init != null) {
      writeSpecification();
      return Main.OK;
    }
    if (specification != null) {
      takeSpecification();
    }
    draws = samples.draws(spec);
    WorkloadOptions.Chosen chosen = workload.choose(DataFolder.bundled());
    Facts facts = Facts.bundled().withModel(chosen.workload().model(), chosen.spec());
    var start = new DesignPoint(Design.janus1(), chosen.workload());
    Accuracy accuracy = accuracy(chosen.workload());
    List<Variable> variables = variables(facts, start, accuracy);
    if (printSpace) {
      spec.commandLine().getOut().print(SpaceFile.write(variables));
      return Main.OK;
    }
    var designs = new DesignSpace(start, variables);
    if (!allowUnmeasured) {
      accuracy.requireMeasured(designs);
    }
    var question = new Question(designs, goal(), accuracy);
    return answer(question, facts, circumstances(chosen));
  }

  private void writeSpecification() {
    if (Files.exists(init)) {
      throw new BadInputException("--init " + init + ": expected a new file, found an old one");
    }
    OutputFile.write(init, DesignSpecification.EXAMPLE.getBytes(StandardCharsets.UTF_8));
    spec.commandLine()
        .getOut()
        .println("wrote " + init + "; edit it, then: janus design --spec " + init);
  }

  /** Parses the command line once more, with the options of the file that it does not give. */
  private void takeSpecification() {
    CommandLine.ParseResult given = spec.commandLine().getParseResult();
    DesignSpecification file = DesignSpecification.read(specification);
    List<String> words = given.originalArgs();
    var all = new ArrayList<>(file.options(given::hasMatchedOption));
    all.addAll(words.subList(words.indexOf(spec.name()) + 1, words.size()));
    spec.commandLine().parseArgs(all.toArray(String[]::new));
    space = file.space();
  }

  private Circumstances circumstances(WorkloadOptions.Chosen chosen) {
    Circumstances all = data;
    for (var input : chosen.model().circumstances().sha256().entrySet()) {
      all = all.withInput(input.getKey(), input.getValue());
    }
    return all;
  }

  private Accuracy accuracy(Workload asked) {
    boolean given = accuracyFolder != null;
    Path folder = given ? accuracyFolder : MeasuredAccuracy.committed();
    return MeasuredAccuracy.read(folder, asked.model(), !given);
  }

  private List<Variable> variables(Facts facts, DesignPoint start, Accuracy accuracy) {
    List<Variable> all =
        spaceFile != null
            ? SpaceFile.read(spaceFile.toString(), text(spaceFile), start)
            : space != null
                ? SpaceFile.read(specification + ", space", space, start)
                : StandardSpace.of(facts, accuracy);
    if (quick) {
      all = SpaceFile.reduced(all);
    }
    var held = new LinkedHashMap<String, String>();
    if (workload.givesScheme()) {
      held.put("scheme", start.workload().scheme().spelling());
    }
    held.putAll(fixed);
    return accuracy.spelledOut(SpaceFile.fix(all, held, start));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + BadInputException.reason(e), e);
    }
  }

  private Goal goal() {
    return Goal.of(objectives.given() ? objectives.objectives() : Goal.USUAL, limits);
  }

  private int answer(Question question, Facts facts, Circumstances circumstances) {
    var out = spec.commandLine().getOut();
    var evaluator = new DesignEvaluator(facts);
    if (points != null) {
      var evaluation = new PointEvaluation(evaluator, question.accuracy());
      new DesignTables(question).evaluate(points, evaluation, out, json);
      return Main.OK;
    }
    if (dump == null) {
      RateBound.require(facts, question);
    }
    // Tables take seconds; what can be refused is refused before.
    var search = Search.of(question, facts, circumstances.sha256());
    if (dump != null) {
      try (var progress = TerminalProgress.on(spec.commandLine().getErr())) {
        new DesignTables(question).dump(dump, search.designs(), progress);
      }
      return Main.OK;
    }
    if (on != null) {
      elsewhere = SearchElsewhere.on(on, question, facts, circumstances.sha256());
    }
    return search(question, search, evaluator, circumstances);
  }

  private int search(
      Question question, Search search, DesignEvaluator evaluator, Circumstances circumstances) {
    Path folder = results.resolve(STEP).resolve(folderName(question));
    ResultsFolder.requireWritable(folder);
    long begin = System.nanoTime();
    Evaluation designs = search.designs();
    Interval wanted = blocks == null ? search.all() : interval(search);
    var out = spec.commandLine().getOut();
    try (var stop = new StopSignal(out)) {
      SearchState state = state(search, wanted, stop);
      if (state.isWhole() && state.front().isEmpty() && state.pruned() > 0) {
        // The design that breaks the fewest limits may be among those left out.
        state = nearest(new Search(designs, question.goal(), Pruner.none(), Map.of()), stop);
      }
      Answer found = Answer.of(question, designs, state);
      Answer answer = draws == null ? found : found.sampled(evaluator, draws);
      Why why = Why.of(answer, evaluator, from);
      if (state.isWhole()) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        String name = STEP + "/" + folder.getFileName();
        DesignResults.write(answer, why, folder, name, quick, seconds, circumstances);
      }
      var text = new DesignText(answer, evaluator, why);
      out.print(json ? text.json(circumstances) : text.people());
      if (state.isWhole()) {
        Path page = new DesignPages(answer, text).write(folder, designs, evaluator);
        if (page != null && !json) {
          out.println("\nThe page of it: " + page);
        }
      }
      return state.isWhole() && state.front().isEmpty() ? NOTHING_FOUND : Main.OK;
    }
  }

  private SearchState state(Search search, Interval wanted, StopSignal stop) {
    if (!merged.isEmpty()) {
      return search.union(
          merged.stream().map(file -> SearchState.read("--merge", file)).toList(),
          merged.stream().map(file -> "--merge " + file).toList());
    }
    SearchState from =
        resume == null || !Files.exists(resume)
            ? search.begin()
            : search.union(
                List.of(SearchState.read("--resume", resume)), List.of("--resume " + resume));
    try (var progress = TerminalProgress.on(spec.commandLine().getErr())) {
      var setting = new Search.Setting(threads.count(), progress, this::save, stop);
      return elsewhere == null
          ? search.run(from, wanted, setting)
          : elsewhere.run(search, from, wanted, setting);
    }
  }

  private SearchState nearest(Search whole, StopSignal stop) {
    try (var progress = TerminalProgress.on(spec.commandLine().getErr())) {
      var setting = new Search.Setting(threads.count(), progress, state -> {}, stop);
      return whole.run(whole.begin(), whole.all(), setting);
    }
  }

  private void save(SearchState state) {
    if (resume != null) {
      state.write(resume);
    }
  }

  private Interval interval(Search search) {
    Matcher matcher = BLOCKS.matcher(blocks);
    long from = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    long to = matcher.matches() ? Long.parseLong(matcher.group(2)) : 0;
    if (from >= to || to > search.blocks()) {
      throw new BadInputException(
          "--blocks " + blocks + ": expected A..B with A below B and B at most " + search.blocks());
    }
    if (resume == null) {
      throw new BadInputException("--blocks: expected --resume FILE, which keeps what is found");
    }
    return search.ofBlocks(from, to);
  }

  private static String folderName(Question question) {
    String model = question.space().start().workload().model();
    String name = Path.of(model).getFileName().toString().toLowerCase(java.util.Locale.ROOT);
    return name.replaceAll("[^a-z0-9.]+", "-");
  }

  /** Reads the names of baselines. */
  static final class BaselineName implements CommandLine.ITypeConverter<Baseline> {
    @Override
    public Baseline convert(String name) {
      return Arrays.stream(Baseline.values())
          .filter(baseline -> baseline.spelling().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new CommandLine.TypeConversionException(
                      "expected published or null, found '" + name + "'"));
    }
  }
}
