package janus.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.inference.arithmetic.Kernels;
import janus.kvcache.KvAccess;
import janus.kvcache.KvAccessListener;
import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvContents;
import janus.kvcache.KvLayout;
import janus.kvcache.KvOrder;
import janus.kvcache.KvScheme;
import janus.kvcache.ScalePlacement;
import janus.trace.CapturedKvSchedule;
import janus.trace.KvDecodeTrace;
import janus.trace.KvSchedule;
import janus.trace.KvTrace;
import janus.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces captured from a decoder at work, against those generated from its shape. */
final class CapturedTraceTest {
  private static final int TOKENS = 40;

  @TempDir Path folder;

  private LanguageModel model(String architecture) throws IOException {
    return LanguageModel.open(SyntheticModel.write(architecture, folder), 1, Kernels.plain());
  }

  private static int[] text() {
    return new SplittableRandom(3).ints(TOKENS, 0, SyntheticModel.VOCABULARY).toArray();
  }

  private static List<KvAccess> all(KvSchedule schedule) {
    var all = new ArrayList<KvAccess>();
    schedule.accesses().forEachRemaining(all::add);
    return all;
  }

  private static long[] lines(Trace trace) throws IOException {
    var lines = LongStream.builder();
    long[] packed = new long[512];
    try (Trace.Cursor cursor = trace.open()) {
      for (int n = cursor.fill(packed); n > 0; n = cursor.fill(packed)) {
        for (int i = 0; i < n; i++) {
          lines.add(packed[i]);
        }
      }
    }
    return lines.build().toArray();
  }

  // Windows of 24 tokens (gemma3), biases (qwen2) and head norms (qwen3) included.
  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3", "gemma3"})
  void theGeneratedTraceIsTheCapturedOneAccessForAccess(String architecture) throws IOException {
    KvCodec keys = KvCodecs.parse("int8-token");
    KvCodec values = KvCodecs.parse("int4-token");
    try (LanguageModel model = model(architecture)) {
      var captured = new CapturedKvSchedule(architecture);
      var decoder = new StepDecoder(model, keys, values, TOKENS, captured);
      for (int token : text()) {
        decoder.step(token);
      }
      var contents = KvContents.of(model.file().spec(), keys, values, TOKENS);
      var generated = new KvDecodeTrace(contents, 1, TOKENS);
      assertEquals(all(captured), all(generated));
      for (KvOrder order :
          List.of(
              KvOrder.Contiguous.HEAD_MAJOR,
              KvOrder.Contiguous.LAYER_MAJOR,
              new KvOrder.Paged(16, 5))) {
        var layout = new KvLayout(contents, order, ScalePlacement.INTERLEAVED);
        long[] expected = lines(new KvTrace(captured, layout, 0, 32));
        assertTrue(expected.length > 1000);
        assertArrayEquals(expected, lines(new KvTrace(generated, layout, 0, 32)));
      }
    }
  }

  // What is captured is a real run: it computes what the decoder of whole sequences computes.
  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3", "gemma3"})
  void tokenByTokenGivesTheStatesOfTheWholeSequence(String architecture) throws IOException {
    KvCodec full = KvCodecs.parse("f32");
    int[] text = text();
    try (LanguageModel model = model(architecture)) {
      float[] whole = model.hidden(text, 0, KvScheme.uncompressed());
      var decoder = new StepDecoder(model, full, full, TOKENS, KvAccessListener.NONE);
      int r = model.weights().kernels().rowTile();
      int hidden = SyntheticModel.HIDDEN;
      for (int t = 0; t < TOKENS; t++) {
        float[] state = decoder.step(text[t]);
        for (int k = 0; k < hidden; k++) {
          assertEquals(whole[t / r * r * hidden + t % r + k * r], state[k], 2e-4, "token " + t);
        }
      }
      assertThrows(IllegalStateException.class, () -> decoder.step(0));
    }
  }

  @Test
  void codecsOfSeveralTokensAreRefused() throws IOException {
    KvCodec grouped = KvCodecs.parse("int4-channel-g32");
    KvCodec full = KvCodecs.parse("f32");
    try (LanguageModel model = model("llama")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new StepDecoder(model, grouped, full, TOKENS, KvAccessListener.NONE));
    }
  }
}
