package janus.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import janus.kvcache.KvCacheSize;
import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvContents;
import janus.kvcache.KvLayout;
import janus.kvcache.KvOrder;
import janus.kvcache.PlainCodec;
import janus.kvcache.ScalePlacement;
import janus.transformer.AttentionShape;
import janus.transformer.LatentAttention;
import janus.transformer.SlidingWindow;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Layouts touch the bytes that sizing counts. */
final class KvLayoutFootprintTest {
  private static final List<KvOrder> ORDERS =
      List.of(
          KvOrder.Contiguous.HEAD_MAJOR,
          KvOrder.Contiguous.LAYER_MAJOR,
          KvOrder.Contiguous.TOKEN_MAJOR,
          new KvOrder.Paged(64, 3));

  private static final List<AttentionShape> SHAPES =
      List.of(
          AttentionShape.full(4, 2, 32),
          new AttentionShape(4, 1, 32, SlidingWindow.exceptEvery(3, 64), null),
          new AttentionShape(4, 4, 24, SlidingWindow.NONE, new LatentAttention(32, 32, 0, 16, 16)));

  private static long touched(KvContents contents, KvOrder order, ScalePlacement scales)
      throws IOException {
    var layout = new KvLayout(contents, order, scales);
    var trace = new KvTrace(new KvDecodeTrace(contents, contents.maxTokens(), 1), layout, 0, 1);
    return Arrays.stream(Walks.all(trace)).map(a -> a >>> 1).distinct().count()
        - layout.tableBytes();
  }

  @Test
  void everyLayoutTouchesWhatSizingCounts() throws IOException {
    for (String keys :
        new String[] {"f16", "int4-token", "int2-asym-channel-g32", "int3-token-g32"}) {
      for (String values : new String[] {"int8-token", "int4-asym-token-g32"}) {
        KvCodec keyCodec = KvCodecs.parse(keys);
        KvCodec valueCodec = KvCodecs.parse(values);
        for (AttentionShape shape : SHAPES) {
          for (long tokens : new long[] {64, 192}) {
            var spec = KvDecodeTraceTest.model(3, shape);
            var contents = KvContents.of(spec, keyCodec, valueCodec, tokens);
            long size = KvCacheSize.of(spec, keyCodec, valueCodec, tokens).total().bytes();
            for (KvOrder order : ORDERS) {
              for (ScalePlacement scales : ScalePlacement.values()) {
                // The last token completes a block, which reads the buffer it was gathered in.
                long buffer = new KvLayout(contents, order, scales).bufferBytes();
                assertEquals(
                    size + buffer, touched(contents, order, scales), keys + values + order);
              }
            }
          }
        }
      }
    }
  }

  // 100 tokens are 3 blocks of 32 and 4 tokens in 16 bits.
  @Test
  void unfinishedBlocksStayInFull() throws IOException {
    KvCodec keys = KvCodecs.parse("int2-asym-channel-g32");
    KvCodec values = KvCodecs.parse("int4-token");
    var spec = KvDecodeTraceTest.model(3, SHAPES.get(0));
    var contents = KvContents.of(spec, keys, values, 100);
    long size = KvCacheSize.of(spec, keys, values, 100).total().bytes();
    // Keys: 6 heads x (3 blocks x (32 x 2 + 32) x 32 bits + 4 x 32 x 16 bits).
    assertEquals(6 * (3 * 96 * 32 + 4 * 512) / 8 + 6 * 100 * (32 * 4 + 16) / 8, size);
    for (KvOrder order : ORDERS) {
      for (ScalePlacement scales : ScalePlacement.values()) {
        assertEquals(size, touched(contents, order, scales), order.spelling());
      }
    }
  }

  // One head of one byte-wide channel, blocks of 4 tokens: 4 codes and a scale byte are one unit
  // of 5 bytes; K has room for 8 tokens in 10 bytes, V for 8 in 8; the buffer of K is 3 x 2 bytes
  // from byte 18.
  @Test
  void aBlockIsWrittenWhenItIsComplete() throws IOException {
    var keys = new PlainCodec(8, 8, 4);
    var values = new PlainCodec(8, 0, 1);
    var spec = KvDecodeTraceTest.model(1, AttentionShape.full(1, 1, 1));
    var contents = KvContents.of(spec, keys, values, 8);
    var layout = new KvLayout(contents, KvOrder.Contiguous.HEAD_MAJOR, ScalePlacement.INTERLEAVED);
    assertEquals(18, layout.footprintBytes());
    assertEquals(6, layout.bufferBytes());
    var trace = new KvTrace(new KvDecodeTrace(contents, 7, 2), layout, 0, 1);
    long[] expected = {
      // Token 6 goes to the buffer's third place; block 0 is complete, 4 and 5 wait before it.
      write(22),
      write(23),
      write(16),
      read(0),
      read(1),
      read(2),
      read(3),
      read(4),
      read(18),
      read(19),
      read(20),
      read(21),
      read(22),
      read(23),
      read(10),
      read(11),
      read(12),
      read(13),
      read(14),
      read(15),
      read(16),
      // Token 7 completes block 1: the buffer is read, the block is written.
      read(18),
      read(19),
      read(20),
      read(21),
      read(22),
      read(23),
      write(5),
      write(6),
      write(7),
      write(8),
      write(9),
      write(17),
      read(0),
      read(1),
      read(2),
      read(3),
      read(4),
      read(5),
      read(6),
      read(7),
      read(8),
      read(9),
      read(10),
      read(11),
      read(12),
      read(13),
      read(14),
      read(15),
      read(16),
      read(17)
    };
    assertArrayEquals(expected, Walks.all(trace));
  }

  private static long read(long address) {
    return Trace.pack(AccessKind.READ, address);
  }

  private static long write(long address) {
    return Trace.pack(AccessKind.WRITE, address);
  }
}
