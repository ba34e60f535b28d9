package janus.trace;

import static janus.trace.AccessKind.READ;
import static janus.trace.AccessKind.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.kvcache.KvContents;
import janus.kvcache.KvLayout;
import janus.kvcache.KvOrder;
import janus.kvcache.PlainCodec;
import janus.kvcache.ScalePlacement;
import janus.transformer.AttentionShape;
import janus.transformer.FeedForward;
import janus.transformer.LatentAttention;
import janus.transformer.SlidingWindow;
import janus.transformer.TransformerSpec;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class KvDecodeTraceTest {
  private static final TransformerSpec LLAMA_2_7B = model(32, AttentionShape.full(32, 32, 128));

  private static final PlainCodec BYTES = new PlainCodec(8, 0, 1);

  static TransformerSpec model(int layers, AttentionShape attention) {
    return TransformerSpec.decoder(
        "m", layers, 64, attention, FeedForward.dense(64, true), 100, 1 << 20, true);
  }

  private static KvTrace decode(
      KvContents contents,
      KvOrder order,
      ScalePlacement scales,
      long context,
      long steps,
      int line) {
    return new KvTrace(
        new KvDecodeTrace(contents, context, steps),
        new KvLayout(contents, order, scales),
        0,
        line);
  }

  private static KvTrace decode(KvContents contents, KvOrder order, int line) {
    return decode(contents, order, ScalePlacement.INTERLEAVED, contents.maxTokens(), 1, line);
  }

  private static long[] reads(long... addresses) {
    return LongStream.of(addresses).map(a -> Trace.pack(READ, a)).toArray();
  }

  private static long[] count(Trace trace) throws IOException {
    long[] count = new long[2];
    long[] packed = new long[8192];
    try (Trace.Cursor cursor = trace.open()) {
      for (int n = cursor.fill(packed); n > 0; n = cursor.fill(packed)) {
        for (int i = 0; i < n; i++) {
          count[(int) (packed[i] & 1)]++;
        }
      }
    }
    return count;
  }

  private static long distinctLines(Trace trace) throws IOException {
    return Arrays.stream(Walks.all(trace)).map(a -> a >>> 1).distinct().count();
  }

  // 2 x 32 layers x 32 heads x 4096 tokens x 128 channels x 4 bit = 512 MiB = 4 194 304 x 128 B.
  @Test
  void llama27bAtFourBitsReadsFourMillionLines() throws IOException {
    var codec = new PlainCodec(4, 0, 1);
    var contents = KvContents.of(LLAMA_2_7B, codec, codec, 4096);
    for (KvOrder order : KvOrder.Contiguous.values()) {
      KvTrace trace = decode(contents, order, 128);
      assertEquals(512L << 20, trace.layout().footprintBytes());
      if (order == KvOrder.Contiguous.HEAD_MAJOR) {
        // Writes: 2 x 32 x 32 vectors, each alone in its head's region.
        assertArrayEquals(new long[] {4_194_304, 2048}, count(trace));
      } else {
        // A line holds the vectors of two heads (64 B each), so two heads' reads touch each line;
        // the vectors of a token are written together, 16 lines a layer and part.
        assertArrayEquals(new long[] {2 * 4_194_304, 1024}, count(trace));
      }
    }
  }

  // 4 bits and a 16-bit scale a vector: 66 B; a head's 4096 vectors are 270 336 B = 2112 lines.
  @Test
  void scalesAreRead() throws IOException {
    var codec = new PlainCodec(4, 16, 1);
    var contents = KvContents.of(LLAMA_2_7B, codec, codec, 4096);
    for (ScalePlacement scales : ScalePlacement.values()) {
      KvTrace trace = decode(contents, KvOrder.Contiguous.HEAD_MAJOR, scales, 4096, 1, 128);
      assertEquals(528L << 20, trace.layout().footprintBytes());
      assertEquals(2048 * 2112, count(trace)[0]);
    }
  }

  // One layer, 2 heads of 4 B, 3 tokens: K at 0..23, V at 24..47. Lines of 4 B are vectors.
  @Test
  void headMajorByHand() throws IOException {
    var contents = KvContents.of(model(1, AttentionShape.full(2, 2, 4)), BYTES, BYTES, 3);
    long[] expected =
        LongStream.concat(
                LongStream.of(8, 20, 32, 44).map(a -> Trace.pack(WRITE, a)),
                Arrays.stream(reads(0, 4, 8, 24, 28, 32, 12, 16, 20, 36, 40, 44)))
            .toArray();
    assertArrayEquals(expected, Walks.all(decode(contents, KvOrder.Contiguous.HEAD_MAJOR, 4)));
  }

  // The same with heads side by side: head 0 of token t at 8t, head 1 at 8t + 4.
  @Test
  void layerMajorByHand() throws IOException {
    var contents = KvContents.of(model(1, AttentionShape.full(2, 2, 4)), BYTES, BYTES, 3);
    long[] expected =
        LongStream.concat(
                LongStream.of(16, 20, 40, 44).map(a -> Trace.pack(WRITE, a)),
                Arrays.stream(reads(0, 8, 16, 24, 32, 40, 4, 12, 20, 28, 36, 44)))
            .toArray();
    assertArrayEquals(expected, Walks.all(decode(contents, KvOrder.Contiguous.LAYER_MAJOR, 4)));
  }

  // Two layers: a token is a record of 16 B, K and V of layer 0, then of layer 1.
  @Test
  void tokenMajorByHand() throws IOException {
    var contents = KvContents.of(model(2, AttentionShape.full(1, 1, 4)), BYTES, BYTES, 2);
    long[] expected = {
      Trace.pack(WRITE, 16),
      Trace.pack(WRITE, 20),
      Trace.pack(READ, 0),
      Trace.pack(READ, 16),
      Trace.pack(READ, 4),
      Trace.pack(READ, 20),
      Trace.pack(WRITE, 24),
      Trace.pack(WRITE, 28),
      Trace.pack(READ, 8),
      Trace.pack(READ, 24),
      Trace.pack(READ, 12),
      Trace.pack(READ, 28)
    };
    assertArrayEquals(expected, Walks.all(decode(contents, KvOrder.Contiguous.TOKEN_MAJOR, 4)));
  }

  // Lines of 16 B hold 4 vectors of a head; 5 tokens take 2 lines, the write is in the second.
  @Test
  void aLineIsNotReadTwiceInARow() throws IOException {
    var contents = KvContents.of(model(1, AttentionShape.full(1, 1, 4)), BYTES, BYTES, 8);
    assertArrayEquals(
        new long[] {
          Trace.pack(WRITE, 16),
          Trace.pack(WRITE, 48),
          Trace.pack(READ, 0),
          Trace.pack(READ, 16),
          Trace.pack(READ, 32),
          Trace.pack(READ, 48)
        },
        Walks.all(
            decode(contents, KvOrder.Contiguous.HEAD_MAJOR, ScalePlacement.INTERLEAVED, 5, 1, 16)));
  }

  // A window of 4 tokens in a ring of 4 places; token 5 overwrites the place of token 1.
  @Test
  void slidingLayersReadTheirRing() throws IOException {
    var attention = new AttentionShape(1, 1, 4, SlidingWindow.inEveryLayer(4), null);
    var contents = KvContents.of(model(1, attention), BYTES, BYTES, 100);
    KvTrace trace =
        decode(contents, KvOrder.Contiguous.HEAD_MAJOR, ScalePlacement.INTERLEAVED, 6, 1, 4);
    assertEquals(32, trace.layout().footprintBytes());
    assertArrayEquals(
        new long[] {
          Trace.pack(WRITE, 4),
          Trace.pack(WRITE, 20),
          Trace.pack(READ, 0),
          Trace.pack(READ, 4),
          Trace.pack(READ, 8),
          Trace.pack(READ, 12),
          Trace.pack(READ, 16),
          Trace.pack(READ, 20),
          Trace.pack(READ, 24),
          Trace.pack(READ, 28)
        },
        Walks.all(trace));
  }

  // Five local layers of 512 tokens to one global: 15 local and 3 global layers of Gemma-3-270M
  // keep 19.5 MiB in 16 bit at 4096 tokens.
  @Test
  void localAndGlobalLayersKeepWhatTheySee() throws IOException {
    var codec = new PlainCodec(16, 0, 1);
    var spec = model(18, new AttentionShape(4, 1, 256, SlidingWindow.exceptEvery(6, 512), null));
    var contents = KvContents.of(spec, codec, codec, 4096);
    for (KvOrder order : KvOrder.Contiguous.values()) {
      KvTrace trace = decode(contents, order, 64);
      assertEquals(39L << 19, trace.layout().footprintBytes());
      assertEquals((39L << 19) / 64, distinctLines(trace));
    }
  }

  // DeepSeek-V2-Lite: 27 layers x (512 + 64) channels x 2 B x 4096 tokens = 121.5 MiB, read once.
  @Test
  void latentAttentionReadsOneVectorAToken() throws IOException {
    var latent = new LatentAttention(512, 64, 0, 128, 128);
    var codec = new PlainCodec(16, 0, 1);
    var spec = model(27, new AttentionShape(16, 16, 192, SlidingWindow.NONE, latent));
    KvTrace trace =
        decode(KvContents.of(spec, codec, codec, 4096), KvOrder.Contiguous.HEAD_MAJOR, 128);
    assertEquals(243L << 19, trace.layout().footprintBytes());
    // A vector of 1152 B is 9 lines.
    assertArrayEquals(new long[] {(243L << 19) / 128, 27 * 9}, count(trace));
  }

  @Test
  void pagesArePermutedButEveryByteIsTouched() throws IOException {
    var codec = new PlainCodec(4, 16, 1);
    var contents =
        KvContents.of(model(2, AttentionShape.full(4, 2, 32)), codec, codec, 160).withBatch(3);
    KvTrace trace = decode(contents, new KvOrder.Paged(16, 7), 8);
    // 18 B a vector, 2 layers x 2 parts x 2 heads x 160 tokens x 3 sequences, and 10 pages each.
    assertEquals(18 * 2 * 2 * 2 * 160 * 3, trace.layout().footprintBytes());
    assertEquals(4 * 10 * 3, trace.layout().tableBytes());
    assertEquals(
        (trace.layout().footprintBytes() + trace.layout().tableBytes()) / 8, distinctLines(trace));
    long[] other = Walks.all(decode(contents, new KvOrder.Paged(16, 8), 8));
    assertTrue(!Arrays.equals(Walks.all(trace), other));
  }

  // Prompt of 32 tokens = 2 of 3 pages shared: pages 2 + 4 x 1 instead of 4 x 3.
  @Test
  void beamsShareThePagesOfTheirPrompt() {
    var spec = model(1, AttentionShape.full(1, 1, 16));
    var contents = KvContents.of(spec, BYTES, BYTES, 48).withBeams(4, 32);
    var paged = new KvLayout(contents, new KvOrder.Paged(16, 1), ScalePlacement.INTERLEAVED);
    assertEquals(2 * 16 * 16 * (2 + 4), paged.footprintBytes());
    var copied = new KvLayout(contents, KvOrder.Contiguous.HEAD_MAJOR, ScalePlacement.INTERLEAVED);
    assertEquals(2 * 16 * 16 * 12, copied.footprintBytes());
  }

  @Test
  void everyLayoutTouchesItsWholeFootprintAndNothingElse() throws IOException {
    var perChannel = new PlainCodec(3, 16, 32);
    var perToken = new PlainCodec(2, 32, 1);
    var window = new AttentionShape(4, 2, 24, SlidingWindow.exceptEvery(2, 64), null);
    var contents = KvContents.of(model(3, window), perChannel, perToken, 128).withBatch(2);
    for (KvOrder order :
        new KvOrder[] {
          KvOrder.Contiguous.HEAD_MAJOR,
          KvOrder.Contiguous.LAYER_MAJOR,
          KvOrder.Contiguous.TOKEN_MAJOR,
          new KvOrder.Paged(32, 3)
        }) {
      for (ScalePlacement scales : ScalePlacement.values()) {
        KvTrace trace = decode(contents, order, scales, 128, 1, 1);
        // Keys: 3 bits and 16 a channel for 32 tokens, 3.5 bits; values 2 bits and 32 a vector.
        // Layers 0 and 2 keep 64 tokens, layer 1 keeps 128: 256 of them, 2 heads, 2 sequences.
        long bits = 256L * 2 * 2 * (24 * 7 / 2 + 24 * 2 + 32);
        assertEquals(bits / 8, trace.layout().footprintBytes());
        // The last token completes its block, so the buffer is read too.
        long beside = trace.layout().tableBytes() + trace.layout().bufferBytes();
        assertEquals(bits / 8 + beside, distinctLines(trace));
      }
    }
  }

  @Test
  void whatDoesNotFitIsNamed() {
    var spec = model(1, AttentionShape.full(1, 1, 16));
    var contents = KvContents.of(spec, BYTES, BYTES, 48);
    assertThrows(IllegalArgumentException.class, () -> new KvDecodeTrace(contents, 49, 1));
    assertThrows(IllegalArgumentException.class, () -> new KvDecodeTrace(contents, 48, 2));
    assertThrows(IllegalArgumentException.class, () -> new KvDecodeTrace(contents, 0, 1));
    var perChannel = new PlainCodec(3, 16, 32);
    var grouped = KvContents.of(spec, perChannel, BYTES, 48);
    assertThrows(
        IllegalArgumentException.class,
        () -> new KvLayout(grouped, new KvOrder.Paged(16, 1), ScalePlacement.INTERLEAVED));
  }

  // The first token of all: nothing is there but itself.
  @Test
  void oneTokenReadsItself() throws IOException {
    var contents = KvContents.of(model(1, AttentionShape.full(1, 1, 4)), BYTES, BYTES, 1);
    assertArrayEquals(
        new long[] {
          Trace.pack(WRITE, 0), Trace.pack(WRITE, 4), Trace.pack(READ, 0), Trace.pack(READ, 4)
        },
        Walks.all(decode(contents, KvOrder.Contiguous.HEAD_MAJOR, 4)));
  }
}
