package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.sun.management.ThreadMXBean;
import janus.inference.SyntheticModel;
import janus.inference.weights.GgufBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Whatever a user gets wrong, every command answers with status 2, nothing on standard output, and
 * one line on standard error that says where, what was found, and what was expected.
 */
class BadInputTest {
  private static final Path ROOT = Path.of(System.getProperty("janus.root"));
  private static final String FLOORPLAN = ROOT.resolve("data/floorplans/janus-1.flp").toString();
  private static final String POWER = ROOT.resolve("data/floorplans/janus-1.ptrace").toString();

  /** A command that refuses has made nothing large: the facts of a run take some megabytes. */
  private static final long MOST_BYTES = 128L << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final PrintWriter QUIET = new PrintWriter(new StringWriter());

  private static final String CONFIG =
      "{\"model_type\": \"llama\", \"hidden_size\": 4, \"num_hidden_layers\": 1,"
          + " \"num_attention_heads\": 2, \"intermediate_size\": 8, \"vocab_size\": 6,"
          + " \"max_position_embeddings\": 64, \"hidden_act\": \"silu\"}";

  @TempDir static Path folder;

  /** A command line, and words its one line must hold. */
  private record Case(String command, List<String> words) {}

  private final List<Case> cases = new ArrayList<>();

  private void refused(String command, String... words) {
    cases.add(new Case(command, List.of(words)));
  }

  @TestFactory
  Stream<DynamicTest> oneLineSaysWhatIsWrong() throws IOException {
    Path model = SyntheticModel.write("llama", folder);
    SyntheticModel.writeText(folder);
    byte[] whole = Files.readAllBytes(model);
    file("truncated.gguf", Arrays.copyOf(whole, whole.length / 2));
    file("header.gguf", Arrays.copyOf(whole, 100));
    file("noise.gguf", utf8("this is no model at all"));
    file("mamba.gguf", new GgufBuilder(3).text("general.architecture", "mamba").build());
    file(
        "type.gguf",
        new GgufBuilder(3)
            .text("general.architecture", "llama")
            .info("token_embd.weight", 999, 0, 64, 320)
            .build());
    file("empty.txt", new byte[0]);
    file("short.txt", utf8("A few words only."));
    file("config.json", utf8("{\"model_type\": \"resnet\"}"));
    file("broken.json", utf8("{\"model_type\": "));
    file("trace.txt", utf8("R 0x40\nX 0x80\n"));
    file("cut.gz", Arrays.copyOf(gzip("R 0x40\n".repeat(999)), 40));
    file("layers.csv", utf8("layer,M,N\nfirst,1,2\n"));
    file("bad.flp", utf8("core 1 2\n"));
    file("bad.ptrace", utf8("no such block\n1 2 3\n"));
    file("a-file", new byte[0]);
    file("emptyspace.json", utf8("{\"tier2.capacityMib\": []}"));
    file("unboundedspace.json", utf8("{\"tier2.banks\": {\"from\": 1, \"step\": 2}}"));
    file("unknownspace.json", utf8("{\"tier2.capcityMib\": [1]}"));
    file("cut.json", utf8("{\"search\": {"));
    file("unknown.yaml", utf8("modle: llama-2-7b\n"));
    file("cut.yaml", utf8("model: llama-2-7b\nlimits: [power_w<=5\n"));
    file("points.csv", utf8("tier3.banks\n1\n"));
    Files.createSymbolicLink(folder.resolve("loop.txt"), Path.of("loop.txt"));

    refused("", "a command is missing", "simulate");
    refused("simulat", "simulat", "is unknown", "simulate");
    refused("size --model llama-2-7b --context 1 --frobnicate", "--frobnicate");
    refused("trace frob", "frob", "generate");
    refused("trace convrt", "'convrt' is unknown (did you mean 'convert'?)", "one of generate");
    refused("help siz", "'siz' is unknown (did you mean 'size'?)");
    refused("help trace conver", "'conver' is unknown (did you mean 'convert'?)");

    refused("size --modell X", "unknown option '--modell' (did you mean '--model'?)");
    refused("size --modell=X", "unknown option '--modell' (did you mean '--model'?)");
    refused("size --model llama-2-7b --contxt 1", "'--contxt' (did you mean '--context'?)");
    refused("run --quik", "unknown option '--quik' (did you mean '--quick'?)");
    refused("size --model llama-2-7b --context 1 2", "unexpected argument '2'");

    refused("design --space emptyspace.json", "tier2.capacityMib", "at least one value");
    refused("design --from nil", "'--from'", "expected published or null, found 'nil'");
    refused("design --space unboundedspace.json", "tier2.banks", "a range with numbers from, to");
    refused("design --space unknownspace.json", "(did you mean 'tier2.capacityMib'?)");
    refused("design --fix tier2.capcityMib=1", "--fix", "(did you mean 'tier2.capacityMib'?)");
    refused("design --fix tier2.banks=many", "tier2.banks", "many");
    refused("design --minimize die_mm2 --maximize die_mm2", "'die_mm2' twice");
    refused("design --limit power<=5", "'power' lacks its unit; expected power_w");
    refused("design --limit power_w<=5W", "expected a number in the unit of power_w, found '5W'");
    refused("design --limit power_w=5", "NAME<=NUMBER");
    refused("design --fix scheme=int3-token", "has no accuracy", "--allow-unmeasured");
    refused("design --accuracy gone", "gone", "expected a folder of measured schemes");
    refused("design --resume cut.json", "--resume", "expected the state of a search");
    refused("design --spec unknown.yaml", "field 'modle' is unknown (did you mean 'model'?)");
    refused("design --spec cut.yaml", "cut.yaml, line 2: expected YAML or JSON");
    refused("design --quick --blocks 1..1", "--blocks 1..1: expected A..B");
    refused("design --dump all.csv", "expected a space of at most 1000000 designs");
    refused("design --evaluate points.csv", "variable 'tier3.banks' is unknown");
    refused("size --model llama-3-7b --context 1", "llama-3-7b", "llama-2-7b");
    refused("size --model llama-3-7b --context 1", "(did you mean 'llama-2-7b'");
    refused("size --model llama-2-7b --context 1 --codec int4-tokn", "'int4-token'?");
    refused("technology --technology edram-1t1d", "(did you mean 'edram-1t1c'?)");
    refused("run 1-problem-sizin", "(did you mean '1-problem-sizing'?)");
    refused("size --model gone.gguf --context 1", "gone.gguf");
    refused("size --model truncated.gguf --context 1 --codec nothing", "nothing", "int{8,6,4,3,2}");
    refused("size --model header.gguf --context 1", "header.gguf", "expected");
    refused("size --model noise.gguf --context 1", "noise.gguf", "GGUF");
    refused("size --model config.json --context 1", "config.json", "num_hidden_layers", "expected");
    refused("size --model broken.json --context 1", "broken.json");
    refused("size --model llama-2-7b --context -1", "-1");
    refused("size --model llama-2-7b --context many", "--context", "many");
    refused("size --model llama-2-7b --context 8 --sequences 0", "sequences", "0");
    refused("size --model llama-2-7b", "--context");

    for (String command :
        List.of(
            "perplexity --text words.txt",
            "tokenize --text words.txt",
            "trace capture --out c.txt --text words.txt")) {
      refused(command + " --model gone.gguf", "gone.gguf");
      refused(command + " --model header.gguf", "header.gguf", "expected");
      refused(command + " --model noise.gguf", "noise.gguf", "GGUF");
      if (!command.startsWith("tokenize")) {
        refused(command + " --model truncated.gguf", "truncated.gguf", "expected");
        refused(command + " --model mamba.gguf", "mamba.gguf", "mamba", "llama");
        refused(command + " --model type.gguf", "type.gguf", "999");
      }
      refused(command + " --model .", ".");
    }
    for (String command :
        List.of(
            "perplexity --model llama.gguf",
            "tokenize --model llama.gguf",
            "trace capture --out c.txt --model llama.gguf")) {
      refused(command + " --text gone.txt", "gone.txt");
      refused(command + " --text empty.txt", "empty.txt", "expected");
      refused(command + " --text .", ".");
    }
    refused("perplexity --model llama.gguf --text short.txt", "17 tokens", "1024");
    refused(
        "perplexity --model llama.gguf --text words.txt --n-ctx 1",
        "n_ctx must be at least 2",
        "1");
    refused("perplexity --model llama.gguf --text words.txt --chunks -2", "chunks", "-2");
    refused("perplexity --model llama.gguf --text words.txt --keys int5", "int5", "int{8,6,4,3,2}");
    refused(
        "perplexity --model llama.gguf --text words.txt --keys f32,f16 --values f32,f16,f32",
        "--keys",
        "3");
    refused("perplexity --model llama.gguf --text words.txt --recipe mine", "mine", "llama.cpp");
    refused("perplexity --model llama.gguf --text words.txt --threads 0", "threads", "0");
    refused(
        "perplexity --model llama.gguf --text words.txt --resume words.txt",
        "words.txt",
        "checkpoint");

    refused("technology --technology flux", "flux", "edram-1t1c");
    refused("technology --capacity-mib -3", "capacity", "-3");
    refused("technology --capacity-mib 0", "capacity", "0");
    refused("technology --node-nm -13", "-13");
    refused("technology --samples -1", "samples", "-1");

    refused("simulate --trace gone.txt", "gone.txt");
    refused("simulate --trace trace.txt", "trace.txt", "line 2", "X 0x80", "expected R|W");
    refused("simulate --trace cut.gz", "cut.gz");
    refused("trace profile cut.gz", "cut.gz");
    refused("simulate --trace trace.txt --format vcd", "vcd", "champsim");
    refused("simulate --model llama-2-7b --context 64 --prefetcher psychic", "psychic", "stream");
    refused("simulate --model llama-2-7b --context 64 --prefetcher stream --look-ahead -1", "-1");
    refused("simulate --model nobody --context 64", "nobody", "llama-2-7b");
    refused("simulate --model nobody.json --context 64", "nobody.json");
    refused("simulate --kind waves", "waves", "sequential");
    refused("simulate --kind random --accesses 10 --tier1 -4MiB", "-4");
    refused("simulate --kind random --accesses 10 --replacement best", "best", "lru");
    refused("simulate --reference-compatible --kind random --accesses 10 --set speed=9", "speed");
    refused("simulate --kind random --accesses 10 --tier2-technology ram", "ram", "edram-1t1c");
    refused("simulate --kind random --accesses 10 --temperature-c 300", "300", "sram-hd", "125");
    for (String tier : List.of("1", "2", "3")) {
      refused(
          "simulate --kind random --accesses 10 --tier" + tier + "-technology sram-retention",
          "tier " + tier + " must be",
          "serves traffic: sram-retention sleeps");
    }
    refused("simulate --kind random --accesses 10 --tier2 0B", "--tier2 must be above 0 B", "0B");
    refused("simulate --kind random --accesses 10 --tier3 0MiB", "--tier3 must be above 0 B");
    refused("trace profile gone.txt", "gone.txt");
    refused("trace profile trace.txt", "trace.txt", "line 2");
    refused("trace convert trace.txt out.txt --to ramulator", "trace.txt", "line 2");
    refused("trace convert gone.txt out.txt --to ramulator", "gone.txt");
    refused("trace generate --kind random --accesses 10 --out nowhere/x.txt", "nowhere");
    refused("trace generate --kind random --accesses 10 --out a-file/x.txt", "a-file");
    refused("trace generate --kind random --accesses 10 --out .", "cannot be written: is a folder");
    refused("trace generate --kind random --accesses 10 --out loop.txt", "loop.txt", "40 links");
    refused("trace generate --kind random --accesses -1 --out x.txt", "-1");

    refused("heat --floorplan gone.flp --power P", "gone.flp");
    refused("heat --floorplan bad.flp --power P", "bad.flp", "expected");
    refused("heat --floorplan F --power gone.ptrace", "gone.ptrace");
    refused("heat --floorplan F --power bad.ptrace", "bad.ptrace");
    refused("heat --floorplan F --power P --grid 0", "grid", "0");
    refused("heat --floorplan F --power P --package paper", "paper");
    refused("heat --floorplan F --power P --set t_chip=thick", "t_chip");
    refused("heat --floorplan F --power P --set colour=9", "colour");

    refused("systolic --gemm 1,2", "1,2", "M,N,K");
    refused("systolic --gemm 1,2,0", "0");
    refused("systolic --gemm 1,2,3 --dataflow zigzag", "zigzag", "ws");
    refused("systolic --rows 0 --gemm 1,2,3", "rows", "0");
    refused("systolic --model llama-2-7b --dataflow zigzag", "zigzag", "ws");
    refused("systolic --gemm 1,2,3 --step decode", "--step needs --model");
    for (String option : List.of("--context", "--tiles", "--clock-ghz")) {
      refused("systolic --gemm 1,2,3 " + option + " 4", option + " needs --model");
    }
    refused("systolic --layers gone.csv", "gone.csv");
    refused("systolic --layers layers.csv", "layers.csv");

    refused("run 9", "9", "1-problem-sizing");
    refused("run everything --results r", "everything", "1-problem-sizing");
    refused("run 1 --threads 0 --results r", "threads", "0");
    refused("run 1 --results a-file", "a-file");
    refused("run 1 --results a-file/r", "a-file");
    refused("run", "EXPERIMENT");
    refused("fetch --cache a-file", "a-file");
    return cases();
  }

  private Stream<DynamicTest> cases() {
    return cases.stream().map(each -> dynamicTest("janus " + each.command(), () -> check(each)));
  }

  /** Models that are whole but for one number, which every command that runs one refuses. */
  @TestFactory
  Stream<DynamicTest> damagedModelsAreRefusedBeforeTheyAreRun() throws IOException {
    var model = new DamagedModel(Files.readAllBytes(SyntheticModel.write("llama", folder)));
    SyntheticModel.writeText(folder);
    String query = "blk.0.attn_q.weight";
    damaged("tensors", model.count(8, Long.MAX_VALUE), "tensor count", "9223372036854775807");
    damaged("keys", model.count(16, 1L << 40), "key count", "1099511627776");
    damaged("past", model.offset(query, 1L << 40), query, "offset 1099511627776", "cut short");
    damaged("negative", model.offset(query, -32), query, "offset");
    damaged("overlap", model.offset(query, 0), query, "overlap with 'token_embd.weight'");
    damaged(
        "huge",
        model.extent(query, 0, Long.MAX_VALUE / 16),
        query,
        "dimension 2",
        "times 576460752303423487");
    damaged("long", model.extent(query, 1, 1L << 40), query, "bytes");
    damaged("flat", model.extent(query, 1, 0), query, "dimension 2", "at least 1");
    damaged("narrow", model.extent(query, 1, 32), query, "64 x 64", "64 x 32");
    damaged("words", model.extent("token_embd.weight", 1, 319), "token_embd.weight", "320", "319");
    damaged("layers", model.key("llama.block_count", Integer.MAX_VALUE), "layers", "2147483647");
    damaged("nothing", model.key("llama.block_count", 0), "layers", "from 1 to");
    damaged("more", model.key("llama.block_count", 3), "blk.2.attn_q.weight");
    damaged("wide", model.key("llama.embedding_length", Integer.MAX_VALUE), "headDim", "from 1 to");
    damaged("headless", model.key("llama.attention.head_count", 0), "queryHeads", "from 1 to", "0");
    damaged("heads", model.key("llama.attention.head_count_kv", 3), "multiple of kvHeads", "3");
    damaged("odd", model.key("llama.rope.dimension_count", 3), "rotary channels", "even", "3");
    damaged("base", model.key("llama.rope.freq_base", 0), "rotary base", "positive");
    int nan = Float.floatToRawIntBits(Float.NaN);
    damaged("epsilon", model.key("layer_norm_rms_epsilon", nan), "finite number", "NaN");
    damaged("bos", model.key("tokenizer.ggml.bos_token_id", 320), "bos_token_id", "320");
    damaged("norm", model.number("output_norm.weight", 1, Float.NaN), "output_norm", "NaN");
    damaged(
        "embedding",
        model.number("token_embd.weight", 2, Float.POSITIVE_INFINITY),
        "token_embd.weight",
        "element 0",
        "finite",
        "Infinity");
    damaged("rope", model.number("rope_freqs.weight", 1, 0), "rope_freqs.weight", "above 0");
    file("overflow.gguf", model.number("output_norm.weight", 1, Float.MAX_VALUE));
    refused(
        "perplexity --text words.txt --n-ctx 64 --chunks 1 --model overflow.gguf",
        "overflow.gguf",
        "chunk 1",
        "finite loss");
    return cases();
  }

  private void damaged(String name, byte[] model, String... words) throws IOException {
    file(name + ".gguf", model);
    for (String command :
        List.of(
            "perplexity --text words.txt --n-ctx 64 --chunks 1",
            "trace capture --text words.txt --tokens 4 --out c.txt")) {
      refused(command + " --model " + name + ".gguf", words);
    }
  }

  /** A checkpoint of another run, or a place where none can be, is refused and stays as it is. */
  @TestFactory
  Stream<DynamicTest> aCheckpointOfAnotherRunIsRefusedAndKept() throws IOException {
    SyntheticModel.write("llama", folder);
    Files.move(SyntheticModel.write("qwen2", folder), folder.resolve("another.gguf"));
    Path words = SyntheticModel.writeText(folder);
    file("other.txt", utf8("Else. " + Files.readString(words)));
    file("run.json", utf8("{}"));
    file("a-file", new byte[0]);
    Files.createSymbolicLink(folder.resolve("full.txt"), Path.of("/dev/full"));
    String run = "perplexity --n-ctx 64 --chunks 1 --resume ";
    String same = run + "kept.chunks --model llama.gguf --text words.txt";
    String[] first = Arrays.stream(same.split(" ")).map(BadInputTest::here).toArray(String[]::new);
    assertEquals(0, Main.run(new PrintWriter(new StringWriter()), QUIET, first));
    for (String other : List.of("--n-ctx 32", "--keys f16", "--kl", "--recipe gptq")) {
      String command =
          other.startsWith("--n-ctx") ? same.replace("--n-ctx 64", other) : same + " " + other;
      refused(command, "--resume", "kept.chunks", "of this run", "another");
    }
    refused(same.replace("llama.gguf", "another.gguf"), "kept.chunks", "another (");
    refused(same.replace("words.txt", "other.txt"), "kept.chunks", "another");
    String rest = " --model llama.gguf --text words.txt";
    refused(run + "run.json" + rest, "run.json", "checkpoint");
    refused(run + "llama.gguf" + rest, "llama.gguf", "checkpoint");
    refused(run + "." + rest, "--resume", "read and written");
    refused(run + "nowhere/x.chunks" + rest, "nowhere", "no such file or folder");
    refused(run + "full.txt" + rest, "full.txt", "No space left");
    return cases();
  }

  @TestFactory
  Stream<DynamicTest> numbersOutOfRangeAreRefusedBeforeAnythingLargeIsMade() throws IOException {
    SyntheticModel.write("llama", folder);
    SyntheticModel.writeText(folder);
    file(
        "heads.json",
        utf8(CONFIG.replace("\"num_hidden_layers\": 1", "\"num_hidden_layers\": 2147483647")));
    file("a-file", new byte[0]);
    file("end.gz", Arrays.copyOf(gzip("R 0x40\n"), 3));
    file("hot.ptrace", utf8("a\n1e308\n"));
    file("one.flp", utf8("a 0.001 0.001 0 0\n"));
    file("one.ptrace", utf8("a\n1\n"));
    String perplexity = "perplexity --model llama.gguf --text words.txt --n-ctx 64 --chunks 1 ";
    refused(perplexity + "--threads 100000", "--threads", "1024", "100000");
    refused(perplexity + "--layer-errors -1", "--layer-errors", "-1");
    refused(perplexity + "--by-position -1", "--by-position", "-1");
    refused(perplexity + "--keys q8_0", "q8_0", "headDim", "32", "16");
    refused(perplexity + "--keys int4-token-g48", "int4-token-g48", "g{16,32,64,128}");
    for (String number : List.of("1e9999", "NaN", "2147483648", "1.5", "many")) {
      refused(
          "perplexity --model llama.gguf --text words.txt --n-ctx " + number, "--n-ctx", number);
      refused(perplexity + "--chunks " + number, "--chunks", number);
      refused(perplexity + "--threads " + number, "--threads", number);
    }
    for (String tokens : List.of("0", "1", "-1", "100000", "2147483647")) {
      refused("perplexity --model llama.gguf --text words.txt --n-ctx " + tokens, tokens);
    }
    refused("size --model heads.json --context 64", "heads.json", "layers", "2147483647");
    refused("simulate --model heads.json --context 64", "heads.json", "layers", "2147483647");

    String random = "simulate --kind random --accesses 10 ";
    for (String option :
        List.of(
            "--tier1-banks",
            "--tier1-ports",
            "--tier1-latency-cycles",
            "--mshrs",
            "--prefetch-mshrs",
            "--prefetch-queue",
            "--write-buffer",
            "--tier2-banks",
            "--tier2-latency-cycles",
            "--tier2-queue",
            "--tier3-channels",
            "--outstanding",
            "--accesses-per-cycle",
            "--look-ahead",
            "--prefetch-streams")) {
      refused(random + option + " 2147483647", "must be", "2147483647");
      refused(random + option + " NaN", option, "NaN");
    }
    for (String option : List.of("--batch", "--beams")) {
      refused(
          "simulate --model smollm2-135m --context 64 " + option + " 2147483647",
          "batch x beams x layers",
          "2147483647");
    }
    refused("simulate --trace end.gz", "end.gz", "ends early");
    refused("trace profile end.gz", "end.gz", "ends early");

    refused("technology --samples 2147483647", "--samples", "1000000");
    refused("technology --technology ,", "--technology");
    for (String number : List.of("NaN", "Infinity", "1e9999", "-1000")) {
      refused("technology --ambient-c " + number, "--ambient-c");
      refused("technology --other-w " + number, "--other-w");
    }
    refused("systolic --gemm 8,8,8 --read-words 1e9999", "--read-words", "Infinity");
    refused("systolic --gemm 8,8,8 --read-words 1e308", "to 1e12", "1.0E308");
    refused("systolic --gemm 8,8,8 --read-words 1e-320", "--read-words", "from 1.0E-6");
    refused("systolic --model llama-2-7b --write-words -1", "--write-words", "-1.0");
    refused("systolic --gemm 8,8,8 --buffer-words 0", "--buffer-words", "from 1", "0");
    refused("systolic --model llama-2-7b --context 2147483647", "--context", "16777216");

    String heat = "heat --floorplan one.flp --grid 8 --power ";
    refused(heat + "hot.ptrace", "hot.ptrace", "1e308");
    for (String number : List.of("NaN", "1e9999", "1e308", "1e-320", "-1")) {
      refused(heat + "one.ptrace --set t_sink=" + number, "t_sink", "above 0");
      refused(heat + "one.ptrace --set ambient=" + number, "ambient", "above 0");
    }
    refused(heat + "one.ptrace --steady nowhere/x.steady", "nowhere", "no such file or folder");

    refused("run 1 --threads 100000 --results r", "threads", "1024", "100000");
    refused("run 2 --quick --results r --cache r --text gone.txt", "gone.txt", "no such file");
    refused("run 2 --quick --results r --cache r --model gone.gguf", "gone.gguf", "no such file");
    refused("run 2 --quick --results r --cache r --study thesis", "thesis", "whole-text");
    return cases();
  }

  /** Workloads that no chip can be asked for, or that do not fit theirs. */
  @TestFactory
  Stream<DynamicTest> impossibleWorkloadsAreRefused() {
    refused("chip --draft-tokens 3", "--draft-tokens needs --acceptance");
    refused("chip --acceptance 0.5", "--acceptance needs --draft-tokens");
    refused("chip --draft-model smollm2-135m", "--draft-model needs --draft-tokens");
    refused("chip --draft-tokens 3 --acceptance 1.5", "acceptance must be from 0 to 1", "1.5");
    refused("chip --draft-tokens -1 --acceptance 0.5", "drafting.tokens must be from 0", "-1");
    refused("chip --draft-tokens 2 --acceptance 0.5 --draft-model smollm", "model 'smollm'");
    refused("chip --idle-s -1", "idleS must be from 0 to", "-1");
    refused("chip --tier2-holds cahe", "'cahe' is unknown", "did you mean 'cache'");
    refused("chip --tier2-holds draft", "expected a draft model, found none");
    refused("chip --tier2-holds model", "tier 2 must hold model of 3.24 GiB", "224 MiB");
    refused("chip --tier2-holds layers(33)", "at most 32 layers", "layers(33)");
    refused(
        "chip --model llama-3.2-3b --draft-tokens 2 --acceptance 0.5 --draft-model llama-3.2-1b"
            + " --tier2-holds draft",
        "tier 2 must hold draft of 607.66 MiB");
    refused("chip --weights q4_k_x", "weights 'q4_k_x' is unknown", "did you mean 'q4_k_m'");
    refused("chip --weights q8_0 --weight-bits 8", "expected --weights or --weight-bits");
    refused("require --rate 10 --idle-s 3", "--idle-s needs a chip");
    return cases();
  }

  /** Numbers that are finite and yet no memory, chip or clock has. */
  @TestFactory
  Stream<DynamicTest> numbersThatNothingHasAreRefused() throws IOException {
    refused("size --model llama-2-7b --context 0", "--context", "1 to 2147483646", "0");
    refused("size --model llama-2-7b --context 9223372036854775807", "--context", "2147483646");
    refused(
        "size --model llama-2-7b --context 4096 --sequences 2147483647",
        "sequences must be at most",
        "2 GiB",
        "2147483647");

    for (String number : List.of("1e308", "1e30", "NaN", "Infinity", "-1")) {
      refused("technology --read-gb-per-s " + number, "read traffic must be from 0 to", "GB/s");
      refused("technology --write-gb-per-s " + number, "write traffic must be from 0 to");
      refused("technology --kv-write-mb-per-s " + number, "KV write rate", "MB/s");
      refused("technology --theta-c-per-w " + number, "theta must be from 0 to 1000000 C/W");
      refused("technology --capacity-mib " + number, "--capacity-mib must be");
    }
    refused("technology --capacity-mib 1e-30", "--capacity-mib", "1.0E-6 to 1000000000000 MiB");
    refused("technology --ambient-c 5000", "--ambient-c", "-273.15 to 1000 C", "5000");
    refused("technology --ambient-c 50", "--ambient-c needs --theta-c-per-w");
    refused("technology --other-w 2", "--other-w needs --theta-c-per-w");
    refused("technology --seed 2", "--seed needs --samples");
    for (String option : List.of("--banks", "--word-bits")) {
      for (String number : List.of("0", "-1", "2147483647")) {
        refused("technology " + option + " " + number, "must be from 1 to", number);
      }
    }
    for (String number : List.of("0", "-1", "1e308", "1e30", "1e-30", "1e-308", "NaN")) {
      for (String command :
          List.of(
              "technology",
              "systolic --model llama-2-7b",
              "simulate --kind random --accesses 10",
              "simulate --kind random --accesses 10 --tier2-technology edram-1t1c")) {
        refused(command + " --clock-ghz " + number, "clock", "1.0E-6 to 1000 GHz");
      }
    }

    String random = "simulate --kind random --accesses 10 ";
    for (String number : List.of("1e308", "1e30", "-1", "NaN")) {
      refused(random + "--refresh-retention-us " + number, "retentionUs must be", "86400000000");
    }
    for (String number : List.of("0", "-1")) {
      refused(random + "--refresh-rows-per-bank " + number, "--refresh-rows-per-bank", number);
      refused(random + "--refresh-rows-per-command " + number, "--refresh-rows-per-command");
      refused(random + "--refresh-blocked-cycles " + number, "--refresh-blocked-cycles", number);
    }
    for (String tier : List.of("--tier1", "--tier2", "--tier3")) {
      refused(random + tier + " 4000000000GiB", "below 2^60", "4000000000GiB");
    }
    refused("simulate --kind random --accesses 9223372036854775807", "accesses", "17592186044416");
    String model = "simulate --model smollm2-135m --context 64 ";
    refused(model + "--steps 4611686018427387904", "steps", "1 to 2147483647");
    refused("simulate --kind weights --model smollm2-135m --steps 1000000000000", "2147483647");
    refused("simulate --kind weights --model smollm2-135m --batch 2147483647", "batch", "1048576");

    for (String kind : List.of("decode", "prefill", "weights", "published-llm")) {
      String made = "--model smollm2-135m --kind " + kind + " --context ";
      refused("simulate " + made + "0", "--context must be from 1 to 2147483647: 0");
      refused("trace profile " + made + "-1", "--context must be from 1 to 2147483647: -1");
    }

    for (String number : List.of("1e308", "1e30", "-300", "NaN")) {
      String heat = "heat --floorplan F --power P --grid 8 ";
      refused(heat + "--junction-limit " + number, "junction limit", "-273.15 to 10000 C");
      refused(heat + "--skin-limit " + number, "skin limit", "-273.15 to 10000 C");
    }
    String heat = "heat --floorplan F --power P --grid 8 --set ";
    refused(heat + "t_chip=1e9", "t_chip", "from 1e-12 to 1e3 (m)", "1.0E9");
    refused(heat + "ambient=1e9", "ambient", "from 1e-12 to 1e4 (K)", "1.0E9");

    for (String option : List.of("--rows", "--columns")) {
      refused("systolic --gemm 8,8,8 " + option + " 2147483647", "1 to 65536", "2147483647");
    }
    refused("systolic --model llama-2-7b --tiles 2147483647", "tiles", "1 to 1048576");
    refused(
        "systolic --gemm 2147483647,2147483647,1 --dataflow os --read-words 16",
        "2147483647,2147483647,1",
        "at most 1073741824 folds");
    refused(
        "systolic --gemm 2147483647,2048,2048 --read-words 1e-6",
        "too many cycles to count",
        "2147483647,2048,2048");
    return cases();
  }

  /** To open a pipe is to wait for its writer, and a device may never end. */
  @TestFactory
  Stream<DynamicTest> pipesAndDevicesAreRefused() throws Exception {
    SyntheticModel.write("llama", folder);
    SyntheticModel.writeText(folder);
    Path pipe = folder.resolve("pipe.txt");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Files.createSymbolicLink(folder.resolve("zero.txt"), Path.of("/dev/zero"));
    // Traces are read from pipes.
    refused("simulate --trace zero.txt", "zero.txt", "expected a trace file");
    refused("trace profile zero.txt", "zero.txt", "expected a trace file");
    refused("trace convert --to text zero.txt x.txt", "zero.txt", "expected a trace file");
    for (String file : List.of("pipe.txt", "zero.txt")) {
      refused("heat --power P --floorplan " + file, file, "a pipe", "floorplan");
      refused("heat --floorplan F --power " + file, file, "a pipe", "power trace");
      refused("heat --floorplan F --power P --transient x.txt --init " + file, file, "a pipe");
      refused("systolic --layers " + file, file, "a pipe");
      refused("tokenize --model llama.gguf --text " + file, file, "expected a text file");
      refused("perplexity --model llama.gguf --text " + file, file, "expected a text file");
      refused(
          "trace capture --model llama.gguf --out x.txt --text " + file,
          file,
          "expected a text file");
      refused("tokenize --text words.txt --model " + file, file, "expected a file");
    }
    return cases();
  }

  @TestFactory
  Stream<DynamicTest> whatWouldChangeNothingIsRefused() {
    refused("heat --floorplan F --power P --init x.txt", "--init", "x.txt", "--transient");
    String random = "simulate --kind random --accesses 10 ";
    refused(random + "--keys frob", "--keys changes nothing for a trace of kind random");
    refused(random + "--model llama-2-7b", "--model changes nothing");
    refused(random + "--stride 2", "--stride changes nothing");
    refused("trace profile --model llama-2-7b --tile 2", "--tile", "kind decode");
    refused("trace generate --kind weights --model t5-small --codec f16 --out x.txt", "--codec");
    refused("trace capture --model llama.gguf --text words.txt --out x.txt --batch 2", "--batch");
    refused("trace profile here.txt --accesses 3", "--accesses", "the trace file", "here.txt");
    refused("simulate --trace here.txt --context 3", "--context", "the trace file", "here.txt");
    refused(random + "--format text", "--format needs --trace");
    refused(random + "--misses-format text", "--misses-format needs --misses-out");
    refused(random + "--reference-compatible --tier1 1MiB", "--tier1 does not go with");
    refused(random + "--reference-compatible --no-bounds", "--bounds does not go with");
    refused("run 1 --results r --study", "--study", "2-quantization", "1");
    refused("run 3 1 --results r --model llama.gguf", "--model", "llama.gguf", "3, 1");
    refused("run all frob --results r", "frob", "1-problem-sizing");
    return cases();
  }

  @TestFactory
  Stream<DynamicTest> numbersAreToldFromWordsWithoutNamesOfTypes() {
    refused("size --model llama-2-7b --context 1e3", "--context", "whole number", "'1e3'");
    refused("size --model llama-2-7b --context 1 --sequences 2147483648", "most 2147483647");
    refused("technology --clock-ghz 1,5", "--clock-ghz", "expected a number, found '1,5'");
    refused("systolic --gemm 1,1,1 --layers x.csv", "janus: --gemm", "mutually exclusive");
    return cases();
  }

  @TestFactory
  Stream<DynamicTest> wordsAreTakenAsTheyAre() throws IOException {
    file("words.args", utf8("--help"));
    for (String word : List.of("@" + folder.resolve("words.args"), "@gone", "")) {
      refused("fetch " + word, "'" + word + "'", "expected model");
    }
    return cases();
  }

  /** An empty word would mean the current folder. */
  @Test
  void anEmptyPathIsRefusedWithItsOption() {
    for (String[] command :
        new String[][] {
          {"tokenize", "--model", "", "--text", "words.txt"},
          {"perplexity", "--text", "", "--model", "llama.gguf"},
          {"run", "1", "--results", ""}
        }) {
      var err = new StringWriter();
      assertEquals(2, Main.run(QUIET, new PrintWriter(err), command));
      assertTrue(err.toString().contains("expected a file or folder, found ''"), err.toString());
    }
  }

  /** A command that is added later is tried here, too. */
  @TestFactory
  Stream<DynamicTest> everyCommandRefusesAnOptionItDoesNotKnow() {
    return every("", Commands.all())
        .map(
            command ->
                dynamicTest(
                    "janus" + command,
                    () ->
                        check(
                            new Case((command + " --no-such-option").strip(), List.of("janus")))));
  }

  private static Stream<String> every(String name, CommandLine command) {
    return Stream.concat(
        Stream.of(name),
        command.getSubcommands().entrySet().stream()
            .flatMap(inner -> every(name + " " + inner.getKey(), inner.getValue())));
  }

  private static void check(Case each) throws IOException {
    var before = files();
    var arguments = new ArrayList<String>();
    for (String word : each.command().isEmpty() ? new String[0] : each.command().split(" ", -1)) {
      arguments.add(here(word));
    }
    var out = new StringWriter();
    var err = new StringWriter();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    int status =
        Main.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(new String[0]));
    allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    assertEquals(2, status, out + "" + err);
    assertEquals("", out.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertFalse(err.toString().contains("Exception"), err.toString());
    for (String word : each.words()) {
      assertTrue(err.toString().contains(word), "expected '" + word + "' in: " + err);
    }
    assertEquals(before, files(), "files left behind, gone or changed");
    assertTrue(allocated < MOST_BYTES, allocated + " bytes allocated");
  }

  /** Names, sizes and times of all files. */
  private static List<String> files() throws IOException {
    var all = new ArrayList<String>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        var found =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        all.add(
            file
                + (found.isRegularFile()
                    ? " " + found.size() + " " + found.lastModifiedTime()
                    : ""));
      }
    }
    all.sort(null);
    return all;
  }

  /** File names lie in the folder of this test. */
  private static String here(String word) {
    if (word.equals("F")) {
      return FLOORPLAN;
    }
    if (word.equals("P")) {
      return POWER;
    }
    boolean isFile =
        word.equals(".")
            || word.equals("r")
            || word.startsWith("a-file")
            || word.matches("[a-z/]+(\\.trace)?\\.[a-z]+");
    return isFile && !word.contains("llama.cpp") ? folder.resolve(word).toString() : word;
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(utf8(text));
    }
    return bytes.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void file(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }
}
