package janus.fuzz;

import com.sun.management.ThreadMXBean;
import janus.accelerator.Dataflow;
import janus.accelerator.Gemm;
import janus.accelerator.GemmFile;
import janus.accelerator.ScaleSimConfig;
import janus.catalog.AcceleratorCatalog;
import janus.catalog.DataFolder;
import janus.catalog.ModelCatalog;
import janus.catalog.PackageCatalog;
import janus.catalog.TechnologyCatalog;
import janus.claims.ReferenceSettings;
import janus.inference.InferenceReaders;
import janus.inference.scoring.Recipes;
import janus.inference.weights.ModelFile;
import janus.inference.weights.Models;
import janus.inference.weights.WeightReaders;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.kvcache.KvSemanticsParser;
import janus.kvcache.QueryCodec;
import janus.kvcache.Rotation;
import janus.kvcache.ScalePlacement;
import janus.provenance.BadInputException;
import janus.simulator.WriteMiss;
import janus.simulator.prefetch.Prefetchers;
import janus.simulator.replacement.Replacements;
import janus.thermal.BlockMapping;
import janus.thermal.Floorplan;
import janus.thermal.LayerFile;
import janus.thermal.PackageSetting;
import janus.thermal.PowerTrace;
import janus.thermal.SteadyFile;
import janus.trace.Trace;
import janus.trace.TraceFiles;
import janus.trace.TraceFormat;
import janus.units.DataSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Everything that reads what others wrote. Of any bytes a reader makes what they say, or refuses
 * them with a {@link BadInputException} (a setting with an {@link IllegalArgumentException}) whose
 * one line names the place; it throws nothing else, and allocates no more than in proportion to the
 * bytes.
 */
@SuppressWarnings("ImmutableEnumChecker") // Nothing changes the inputs.
enum Reader {
  GGUF(WeightReaders.ggufs()) {
    @Override
    void read(byte[] bytes) {
      ModelFile file = WeightReaders.gguf(bytes);
      WeightReaders.uses(file).forEach(this::attempt);
      attempt(() -> InferenceReaders.decoder(file));
    }
  },
  SAFETENSORS(WeightReaders.safetensors()) {
    @Override
    void read(byte[] bytes) {
      WeightReaders.safetensors(bytes);
    }
  },
  SAFETENSORS_FOLDER(WeightReaders.indexes()) {
    @Override
    void read(byte[] bytes) throws IOException {
      try (ModelFile model = Models.open(folder(WeightReaders.folderWith(bytes)))) {
        WeightReaders.uses(model).forEach(this::attempt);
      }
    }
  },
  CONFIG_JSON(WeightReaders.configs()) {
    @Override
    void read(byte[] bytes) {
      WeightReaders.config(bytes);
    }
  },
  TOKENIZER_JSON(WeightReaders.tokenizers()) {
    @Override
    void read(byte[] bytes) {
      WeightReaders.uses(WeightReaders.tokenizer(bytes)).forEach(this::attempt);
    }
  },
  CHECKPOINT(InferenceReaders.checkpoints()) {
    @Override
    void read(byte[] bytes) throws IOException {
      InferenceReaders.checkpoint(file(bytes));
    }
  },
  CHECKPOINT_RECORD(InferenceReaders.records()) {
    @Override
    void read(byte[] bytes) throws IOException {
      InferenceReaders.checkpoint(file(InferenceReaders.withChecksum(bytes)));
    }
  },
  TEXT_TRACE(traces("R 0x1f80\nW 0X1fC0\n# a comment\n\nR\t0x0 \r\nW 0x3fffffffffffffff\n")) {
    @Override
    void read(byte[] bytes) throws IOException {
      walk(file(bytes), TraceFormat.TEXT);
    }
  },
  DRAMSIM3_TRACE(traces("0x1f80 READ 12\n0x1fc0 WRITE 99999999999\n0x0 READ 0\n")) {
    @Override
    void read(byte[] bytes) throws IOException {
      walk(file(bytes), TraceFormat.DRAMSIM3);
    }
  },
  RAMULATOR_TRACE(traces("LD 0x1f80\nST 0x1fc0\nLD 0x0\n")) {
    @Override
    void read(byte[] bytes) throws IOException {
      walk(file(bytes), TraceFormat.RAMULATOR);
    }
  },
  CHAMPSIM_TRACE(List.of(champSim(), gzip(champSim()))) {
    @Override
    void read(byte[] bytes) throws IOException {
      walk(file(bytes), TraceFormat.CHAMPSIM);
    }
  },
  KNOWN_TRACE(knownTraces()) {
    @Override
    void read(byte[] bytes) throws IOException {
      walk(file(bytes), null);
    }
  },
  SPELLING(
      texts(
          "int4-asym-token-g32-clip0.95",
          "int8-channel-g64-prerope",
          "turbo4-seed7",
          "iq4_nl",
          "window(4, 128)",
          "h2o(64,64)",
          "sliding(256)",
          "stream(lookAhead=32, streams=4)",
          "next-line(2)",
          "128,64,32",
          "0.5 GiB",
          "t1_sram_size_mb=0.5",
          "hadamard",
          "srrip")) {
    @Override
    void read(byte[] bytes) {
      spelling(new String(bytes, StandardCharsets.UTF_8));
    }
  },
  FLOORPLAN(texts("# a die\na 1e-3 2e-3 0 0\nb\t0.001 0.002 0.001 0 4e6 0.1\na b 1\n")) {
    @Override
    void read(byte[] bytes) throws IOException {
      Floorplan.read(file(bytes)).toText();
    }
  },
  POWER_TRACE(texts("a b\n1 2.5\n0 1e-3\n")) {
    @Override
    void read(byte[] bytes) throws IOException {
      PowerTrace.read(file(bytes)).average();
    }
  },
  STEADY(texts("a\t318.15\nb\t320\n")) {
    @Override
    void read(byte[] bytes) throws IOException {
      SteadyFile.read(file(bytes));
    }
  },
  LAYERS(texts("0\nY\nY\n1.75e6\n0.01\n1e-4\na.flp\n1\nY\nN\n4e6\n0.25\n2e-05\na.flp\n")) {
    @Override
    void read(byte[] bytes) throws IOException {
      LayerFile.read(file(bytes)).in(PackageCatalog.bundled().standard());
    }
  },
  GEMM_FILE(
      texts(
          "Layer,M,N,K,\nfirst,1,2,3,\nsecond,4,5,6,1:1,\n",
          "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num"
              + " Filter, Strides,\nc, 14, 14, 3, 3, 16, 32, 1,\nDP, 9, 10, 3, 2, 3, 2, 2,\n")) {
    @Override
    void read(byte[] bytes) throws IOException {
      GemmFile.read(file(bytes)).layers().forEach(layer -> layer.gemm().weightElements());
    }
  },
  SCALE_SIM_CONFIG(
      texts(
          """
          [architecture_presets]
          ArrayHeight: 32
          ArrayWidth = 16
          IfmapSramSzkB: 4
          FilterSramSzkB: 8
          Bandwidth : 10
          Dataflow : ws
          [run_presets]
          InterfaceBandwidth: USER
          """)) {
    @Override
    void read(byte[] bytes) throws IOException {
      ScaleSimConfig config = ScaleSimConfig.read(file(bytes));
      config.buffered(config.array(), config.dataflow());
    }
  },
  MODEL_FACTS(facts("models/llama-2-7b", "models/deepseek-v2-lite", "models/whisper-small")) {
    @Override
    void read(byte[] bytes) throws IOException {
      new ModelCatalog(data("models", bytes)).byName("fuzz").matrixWeights();
    }
  },
  PACKAGE_FACTS(facts("packages/hotspot-default", "packages/limits")) {
    @Override
    void read(byte[] bytes) throws IOException {
      var catalog = new PackageCatalog(data("packages", bytes));
      catalog.lumped();
      for (String name : catalog.gridNames()) {
        catalog.settings(name);
      }
    }
  },
  ACCELERATOR_FACTS(facts("accelerators/rk3588", "accelerators/jetson-agx-orin-64gb")) {
    @Override
    void read(byte[] bytes) throws IOException {
      new AcceleratorCatalog(data("accelerators", bytes)).platforms();
    }
  };

  /** Bytes it may allocate for each byte it is given. */
  private static final long BYTES_PER_BYTE = 1000;

  private static final ModelCatalog MODELS = ModelCatalog.bundled();
  private static final TechnologyCatalog TECHNOLOGIES = TechnologyCatalog.bundled();
  private static final Path FOLDER = folder();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final List<byte[]> valid;

  Reader(List<byte[]> valid) {
    this.valid = valid;
  }

  /** Small inputs it reads. */
  List<byte[]> valid() {
    return valid;
  }

  abstract void read(byte[] bytes) throws IOException;

  /**
   * Reads, and holds the reader to its word.
   *
   * @return whether it refused
   */
  boolean refuses(byte[] bytes) {
    // Buffers, and the tables of a policy that somebody names.
    return refuses(bytes, (this == SPELLING ? 64L : 1L) << 20);
  }

  /**
   * The same.
   *
   * @param fixedBytes bytes it may allocate whatever it is given
   */
  boolean refuses(byte[] bytes, long fixedBytes) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    boolean refused = refusesOnce(bytes);
    long allowed = fixedBytes + BYTES_PER_BYTE * bytes.length;
    if (THREADS.getCurrentThreadAllocatedBytes() - before > allowed) {
      // Classes and facts may have been loaded; once more without.
      before = THREADS.getCurrentThreadAllocatedBytes();
      refusesOnce(bytes);
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      if (allocated > allowed) {
        throw new AssertionError(allocated + " bytes allocated for " + bytes.length);
      }
    }
    return refused;
  }

  private boolean refusesOnce(byte[] bytes) {
    boolean refused = false;
    try {
      read(bytes);
    } catch (BadInputException e) {
      refused = true;
      requireGoodLine(e);
    } catch (IllegalArgumentException e) {
      if (this != SPELLING || e.getClass() != IllegalArgumentException.class) {
        throw e;
      }
      refused = true;
      requireGoodLine(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return refused;
  }

  final void requireGoodLine(Exception e) {
    String message = e.getMessage();
    boolean named =
        this == SPELLING || message.contains("fuzz") || message.startsWith("text, byte ");
    boolean oneLine = this == SPELLING || message.equals(BadInputException.oneLine(message));
    if (!named || !oneLine) {
      throw new AssertionError("not one line that names the place: " + message, e);
    }
  }

  /** What is made of an input that was read: it may be refused here, too. */
  final void attempt(Runnable use) {
    try {
      use.run();
    } catch (BadInputException e) {
      requireGoodLine(e);
    }
  }

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("janus-fuzz");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(java.util.Comparator.reverseOrder())
          .map(Path::toFile)
          .forEach(java.io.File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes in a file of this reader's own. */
  final Path file(byte[] bytes) throws IOException {
    return write(FOLDER.resolve(name() + ".fuzz"), bytes);
  }

  /** Writes over what is there: file systems are slow at replacing files thousands of times. */
  private static Path write(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes));
      channel.truncate(bytes.length);
      return file;
    }
  }

  /** Files in a folder of this reader's own. */
  final Path folder(Map<String, byte[]> files) throws IOException {
    Path folder = Files.createDirectories(FOLDER.resolve(name() + ".fuzz"));
    for (var file : files.entrySet()) {
      write(folder.resolve(file.getKey()), file.getValue());
    }
    return folder;
  }

  /** A folder of facts with one document, {@code fuzz}, in a room. */
  final DataFolder data(String room, byte[] bytes) throws IOException {
    Path root = FOLDER.resolve(name() + ".data");
    write(Files.createDirectories(root.resolve(room)).resolve("fuzz.json"), bytes);
    return DataFolder.open(root);
  }

  static void walk(Path file, TraceFormat format) throws IOException {
    long[] packed = new long[64];
    try (Trace.Cursor cursor = TraceFiles.open(file, format).open()) {
      while (cursor.fill(packed) > 0) {
        for (long access : packed) {
          if (access < 0) {
            throw new AssertionError("address " + access);
          }
        }
      }
    }
  }

  /** Offers a text to every parser of what a person types. */
  static void spelling(String text) {
    List<Consumer<String>> parsers =
        List.of(
            t -> {
              var codec = KvCodecs.parse(t);
              if (!KvCodecs.parse(codec.spelling()).equals(codec)) {
                throw new AssertionError(t);
              }
              KvScheme.of(codec, KvCodecs.parse("f16")).requireHeadDim(64);
            },
            KvSemanticsParser::parse,
            Rotation::parse,
            QueryCodec::parse,
            ScalePlacement::parse,
            Recipes::parse,
            Prefetchers::parse,
            Replacements::parse,
            WriteMiss::parse,
            TraceFormat::parse,
            Gemm::parse,
            Dataflow::parse,
            PackageSetting::parse,
            BlockMapping::parse,
            DataSize::parse,
            t -> ReferenceSettings.DEFAULTS.with(List.of(t)),
            MODELS::byName,
            TECHNOLOGIES::byName);
    IllegalArgumentException refusal = null;
    BadInputException bad = null;
    int refused = 0;
    for (Consumer<String> parser : parsers) {
      try {
        parser.accept(text);
      } catch (BadInputException e) {
        bad = e;
        refused++;
      } catch (IllegalArgumentException e) {
        if (e.getClass() != IllegalArgumentException.class) {
          throw e;
        }
        refusal = e;
        refused++;
      }
    }
    if (refused == parsers.size()) {
      throw refusal == null ? bad : refusal;
    }
  }

  private static List<byte[]> texts(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static List<byte[]> knownTraces() {
    var all = new ArrayList<>(List.of(champSim()));
    all.addAll(
        texts(
            " L 04222cac,4\nI  04001000,3\n M 0421c7f0,4\n",
            "2 408ed4\n0 10019d94\n1 7fff9c58\n",
            "0x7f1b5c110093: W 0x7ffec3420278\n#eof\n",
            "r,1048576,64,500\n77,w,256,8,0,1000,4096\n",
            "0xffff800000000000 R\nLD 4096\n"));
    return all;
  }

  private static List<byte[]> traces(String text) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    return List.of(plain, gzip(plain));
  }

  private static byte[] gzip(byte[] plain) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] champSim() {
    ByteBuffer records = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    records.putLong(0, 0x400000).putLong(16, 0x40).putLong(32, 0x80).putLong(40, 0xc0);
    return records.putLong(64, 0x400004).putLong(64 + 32, 1L << 61).array();
  }

  // From the class path: Maven asks for the tests in its own process, which knows no checkout.
  private static List<byte[]> facts(String... names) {
    return Arrays.stream(names)
        .map(
            name -> {
              try (var fact = Reader.class.getResourceAsStream("/janus/data/" + name + ".json")) {
                return fact.readAllBytes();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }
}
