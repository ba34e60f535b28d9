package janus.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeatCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeDie() throws IOException {
    write("die.flp", "a 0.001 0.001 0 0\nb 0.001 0.001 0.001 0\n");
    write("die.ptrace", "b a\n1 2\n3 4\n");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private int run(String floorplan, String power, String... more) {
    var args = new ArrayList<>(List.of("heat", "--grid", "8"));
    args.addAll(List.of("--floorplan", folder.resolve(floorplan).toString()));
    args.addAll(List.of("--power", folder.resolve(power).toString()));
    args.addAll(List.of(more));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(
        new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(new String[0]));
  }

  private JsonNode json(String floorplan, String power, String... more) throws IOException {
    var args = new ArrayList<>(List.of(more));
    args.add("--json");
    assertEquals(0, run(floorplan, power, args.toArray(new String[0])), err.toString());
    return new ObjectMapper().readTree(out.toString());
  }

  // HotSpot writes the columns of a .ttrace file as those of the .ptrace file lie.
  @Test
  void temperaturesOverTimeComeInTheOrderOfThePowers() throws IOException {
    Path file = folder.resolve("die.ttrace");
    JsonNode report = json("die.flp", "die.ptrace", "--transient", file.toString());
    List<String> lines = Files.readAllLines(file);
    assertEquals("b\ta", lines.get(0));
    JsonNode first = report.at("/transient/kelvin/0");
    String[] words = lines.get(1).split("\t", -1);
    assertEquals("a", report.at("/transient/blocks/0").textValue());
    assertEquals(first.get(1).doubleValue(), Double.parseDouble(words[0]), 1e-4);
    assertEquals(first.get(0).doubleValue(), Double.parseDouble(words[1]), 1e-4);
  }

  @Test
  void aByteOrderMarkIsNoPartOfAName() throws IOException {
    String expected = json("die.flp", "die.ptrace").path("blocks").toString();
    for (String name : List.of("die.flp", "die.ptrace")) {
      write(name, "\uFEFF" + Files.readString(folder.resolve(name)));
    }
    assertEquals(expected, json("die.flp", "die.ptrace").path("blocks").toString());
  }

  // The rise of 1e-13 K is less than the last bit of 318 K.
  @Test
  void smallPowersKeepTheirBalanceAndTheirLimit() throws IOException {
    JsonNode large = json("die.flp", "die.ptrace", "--junction-limit", "90");
    for (String watt : List.of("1e-5", "1e-14", "1e-300")) {
      write("small.ptrace", "a b\n" + 3 + watt.substring(1) + " " + 2 + watt.substring(1) + "\n");
      JsonNode small = json("die.flp", "small.ptrace", "--junction-limit", "90");
      assertEquals(0, small.path("heat_balance_residual").doubleValue(), 1e-12);
      assertEquals(
          large.path("throttling_power_w").doubleValue(),
          small.path("throttling_power_w").doubleValue(),
          1e-6);
    }
  }

  @Test
  void whereNothingCanBeWrittenNothingIsComputed() throws IOException {
    for (String option : List.of("--steady", "--transient")) {
      Path nowhere = folder.resolve("nowhere/x");
      assertEquals(2, run("die.flp", "die.ptrace", option, nowhere.toString()));
      assertTrue(err.toString().contains("no such file or folder"), err.toString());
      assertEquals(2, run("die.flp", "die.ptrace", option, folder.toString()));
      assertTrue(err.toString().contains("is a folder"), err.toString());
    }
    // A limit that is no temperature is said before a file is touched.
    Path steady = folder.resolve("die.steady");
    assertEquals(
        2, run("die.flp", "die.ptrace", "--steady", steady.toString(), "--junction-limit", "-400"));
    assertFalse(Files.exists(steady));
  }

  @Test
  void whyAFileCannotBeReadIsSaid() throws IOException {
    assertEquals(2, run("none.flp", "die.ptrace"));
    assertTrue(err.toString().contains("none.flp: cannot be read"), err.toString());
    assertTrue(err.toString().contains("no such file or folder"), err.toString());
    Files.write(folder.resolve("die.flp"), new byte[] {'a', (byte) 0xff, '\n'});
    assertEquals(2, run("die.flp", "die.ptrace"));
    assertTrue(err.toString().contains("expected text in UTF-8"), err.toString());
    assertEquals(1, err.toString().getBytes(UTF_8).length - err.toString().strip().length());
  }

  // 3 + 2 W through 27.4 C/W, spread over the die: the mean of its cells is 25 + 5 x 27.4 C.
  @Test
  void aPackageOfWhichAResistanceIsPublishedIsFittedToIt() throws IOException {
    JsonNode made = json("die.flp", "die.ptrace", "--package", "TFBGA-256", "--set", "ambient=300");
    double mean =
        (made.at("/blocks/0/celsius").doubleValue() + made.at("/blocks/1/celsius").doubleValue())
            / 2;
    assertEquals(300 - 273.15 + 5 * 27.4, mean, 1.5);
    assertEquals(2, run("die.flp", "die.ptrace", "--package", "tfbga-255"));
    assertTrue(err.toString().contains("did you mean 'tfbga-256'"), err.toString());
  }

  @Test
  void whatAFloorplanSaysAndIsNotModelledIsNoted() throws IOException {
    write("own.flp", "a 0.001 0.001 0 0\nb 0.001 0.001 0.001 0 4e6 0.0058\na b 1\n");
    JsonNode made = json("own.flp", "die.ptrace");
    assertEquals(2, made.get("notes").size());
    assertFalse(json("die.flp", "die.ptrace").has("notes"));
  }

  // k_chip is 1 / 0.01.
  @Test
  void layersOfHotSpotAreADieAndItsInterface() throws IOException {
    write(
        "die.lcf",
        "0\nY\nY\n1.75e6\n0.01\n0.0002\ndie.flp\n1\nY\nN\n4e6\n0.25\n2.0e-05\ndie.flp\n");
    JsonNode layered = json("die.lcf", "die.ptrace");
    JsonNode set = json("die.flp", "die.ptrace", "--set", "k_chip=100", "--set", "t_chip=0.0002");
    assertEquals(set.get("blocks"), layered.get("blocks"));
  }
}
