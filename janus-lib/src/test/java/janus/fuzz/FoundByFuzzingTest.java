package janus.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.inference.InferenceReaders;
import janus.inference.weights.WeightReaders;
import janus.provenance.BadInputException;
import janus.simulator.prefetch.Prefetchers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Inputs that once broke a reader: what each is refused with now. */
class FoundByFuzzingTest {
  private static String refusal(Reader reader, byte[] input) {
    return assertThrows(BadInputException.class, () -> reader.read(input)).getMessage();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  // It made an array of as many layers as the header said, two billion; now 4,096 are the most.
  @Test
  void aModelThatClaimsThousandsOfLayersIsRefusedAtTheFirstThatIsMissing() {
    byte[] model = WeightReaders.ggufs().get(0).clone();
    String key = "llama.block_count";
    int at = new String(model, StandardCharsets.ISO_8859_1).indexOf(key) + key.length() + 4;
    assertEquals(1, model[at]);
    model[at + 1] = (byte) 0x08;
    var file = WeightReaders.gguf(model);
    var refusal =
        assertThrows(BadInputException.class, () -> InferenceReaders.decoder(file)).getMessage();
    assertEquals("fuzz.bin: expected a tensor 'blk.1.attn_q.weight', found none", refusal);
  }

  // It read past the end of the record.
  @Test
  void aCheckpointsRecordThatEndsEarlyIsRefused() {
    byte[] record = InferenceReaders.records().get(0);
    String line = refusal(Reader.CHECKPOINT_RECORD, Arrays.copyOf(record, record.length - 1));
    assertTrue(line.endsWith("expected the scores of 1 schemes, found something else"), line);
    line = refusal(Reader.CHECKPOINT_RECORD, new byte[0]);
    assertTrue(line.contains("byte 38: expected the scores"), line);
  }

  // A window without scores went unnoticed until it was asked for one.
  @Test
  void aCheckpointsRecordOfFewerSchemesIsRefused() {
    String line = refusal(Reader.CHECKPOINT_RECORD, new byte[8]);
    assertTrue(line.contains("expected the scores of 1 schemes"), line);
  }

  // It made tables of two billion entries.
  @Test
  void aPrefetcherOfBillionsOfStreamsIsRefused() {
    String spelling = "stream(streams=2147483647)";
    String line =
        assertThrows(BadInputException.class, () -> Prefetchers.parse(spelling)).getMessage();
    assertEquals(
        "prefetcher '" + spelling + "': streams must be at most 1048576: 2147483647", line);
  }

  // Bytes that are no UTF-8 ended as an error of reading, without the file's name.
  @Test
  void factsThatAreNoUtf8AreRefusedWithTheirFile() {
    String line = refusal(Reader.MODEL_FACTS, new byte[] {0, 0x40, 0, 0, 0, 0, 0, 0});
    assertTrue(line.contains("models/fuzz.json: expected JSON"), line);
  }

  // The message repeated line feeds and escape sequences out of the file.
  @Test
  void controlCharactersOfAFileStayOutOfTheMessage() {
    String line = refusal(Reader.FLOORPLAN, utf8("core\u001b[31m 1 2\u000b3"));
    assertTrue(line.endsWith("found 'core?[31m 1 2 3'"), line);
    line = refusal(Reader.CONFIG_JSON, utf8("{\"a\nb\": tr\u0085}"));
    assertEquals(line, BadInputException.oneLine(line));
  }

  // The message named no file.
  @Test
  void mergesOfUnknownTokensAreRefusedWithTheirFile() {
    String tokenizer = new String(WeightReaders.tokenizers().get(0), StandardCharsets.UTF_8);
    String line = refusal(Reader.TOKENIZER_JSON, utf8(tokenizer.replace("\"▁ a\"", "\"▁ z\"")));
    assertEquals(
        "fuzz.bin, model.merges: expected pairs of tokens that make a token, found '▁ z'", line);
  }
}
