package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.kvcache.KvCodecs;
import janus.results.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListCommandTest {
  private static String janus(String... words) {
    var out = new StringWriter();
    assertEquals(0, Main.run(new PrintWriter(out), new PrintWriter(out), words), out.toString());
    return out.toString();
  }

  @Test
  void everyModelListedIsTakenByItsName() throws IOException {
    var names = Json.MAPPER.readTree(janus("models", "--json")).path("names");
    assertTrue(names.size() > 3);
    for (var entry : names) {
      janus("size", "--model", entry.path("name").asText(), "--context", "8");
    }
    assertTrue(janus("models").contains("qwen3-next-80b-a3b"), "caches without known weights");
  }

  @Test
  void everyTechnologyListedIsTakenByItsName() {
    var listed = new ArrayList<String>();
    janus("technologies").lines().forEach(line -> listed.add(line.substring(0, line.indexOf(' '))));
    assertTrue(listed.contains("edram-1t1c"));
    for (String name : listed) {
      janus("technology", "--technology", name);
    }
  }

  @Test
  void theOtherListsHoldTheirKnownNames() {
    assertEquals(KvCodecs.spellings(), janus("codecs").lines().toList());
    assertTrue(janus("prefetchers").contains("stream(lookAhead=16"));
    for (String list : List.of("packages", "platforms")) {
      assertTrue(janus(list).lines().count() > 1, list);
    }
  }
}
