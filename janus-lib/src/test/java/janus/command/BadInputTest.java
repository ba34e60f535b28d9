package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import janus.inference.SyntheticModel;
import janus.inference.weights.GgufBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
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
    Files.createSymbolicLink(folder.resolve("device.txt"), Path.of("/dev/null"));

    refused("", "a command is missing", "simulate");
    refused("simulat", "simulat", "is unknown", "simulate");
    refused("size --model llama-2-7b --context 1 --frobnicate", "--frobnicate");
    refused("trace frob", "frob", "generate");

    refused("size --model llama-3-7b --context 1", "llama-3-7b", "llama-2-7b");
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
            "bench perplexity --keys f32 --values f32",
            "trace capture --out c.txt --text words.txt")) {
      refused(command + " --model gone.gguf", "gone.gguf");
      refused(command + " --model truncated.gguf", "truncated.gguf", "expected");
      refused(command + " --model header.gguf", "header.gguf", "expected");
      refused(command + " --model noise.gguf", "noise.gguf", "GGUF");
      if (!command.startsWith("tokenize")) {
        refused(command + " --model mamba.gguf", "mamba.gguf", "mamba", "llama");
      }
      refused(command + " --model type.gguf", "type.gguf", "999");
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
    refused("bench perplexity --model llama.gguf --passes 0", "passes", "0");
    refused("bench simulator --iterations 0", "iterations must be at least 1", "0");

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
    refused("trace profile gone.txt", "gone.txt");
    refused("trace profile trace.txt", "trace.txt", "line 2");
    refused("trace convert trace.txt out.txt --to ramulator", "trace.txt", "line 2");
    refused("trace convert gone.txt out.txt --to ramulator", "gone.txt");
    refused("trace generate --kind random --accesses 10 --out nowhere/x.txt", "nowhere");
    refused("trace generate --kind random --accesses 10 --out a-file/x.txt", "a-file");
    refused("trace generate --kind random --accesses 10 --out device.txt", "device.txt");
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
    refused("systolic --layers gone.csv", "gone.csv");
    refused("systolic --layers layers.csv", "layers.csv");

    refused("run 9", "9", "1-problem-sizing");
    refused("run everything --results r", "everything", "1-problem-sizing");
    refused("run 1 --threads 0 --results r", "threads", "0");
    refused("run 1 --results a-file", "a-file");
    refused("run 1 --results a-file/r", "a-file");
    refused("run", "EXPERIMENT");
    refused("fetch --cache a-file", "a-file");
    return cases.stream().map(each -> dynamicTest("janus " + each.command(), () -> check(each)));
  }

  /** A command that is added later is tried here, too. */
  @TestFactory
  Stream<DynamicTest> everyCommandRefusesAnOptionItDoesNotKnow() {
    return every("", new CommandLine(new Main()))
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
    var before = names();
    var arguments = new ArrayList<String>();
    for (String word : each.command().isEmpty() ? new String[0] : each.command().split(" ", -1)) {
      arguments.add(here(word));
    }
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        Main.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(new String[0]));
    assertEquals(2, status, out + "" + err);
    assertEquals("", out.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    for (String word : each.words()) {
      assertTrue(err.toString().contains(word), "expected '" + word + "' in: " + err);
    }
    assertEquals(before, names(), "files left behind");
  }

  private static List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toString).sorted().toList();
    }
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
