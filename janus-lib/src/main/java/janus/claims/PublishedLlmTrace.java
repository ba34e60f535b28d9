package janus.claims;

import janus.trace.AccessKind;
import janus.trace.KvDecodeTrace;
import janus.trace.Trace;

/**
 * The trace behind the published hit rates of Janus-1 (its Python simulator's LLM generator),
 * access for access. For each token and layer it reads one line of every token before, then writes
 * one line of its own, and at every fourth token reads a line of weights:
 *
 * <pre>
 * for token, for layer:
 *   for past &lt; token: R 0x100000 + 4 hiddenDim (layer contextTokens + past)
 *   W 0x100000 + 4 hiddenDim (layer contextTokens + token)
 *   if token mod 4 = 0: R 0x500000 + (2 hiddenDim layer, rounded down to 128)
 * </pre>
 *
 * <p>A token's vectors are 4 {@code hiddenDim} bytes, of which 128 are touched: 1 in 128 at the
 * default width. What a decoder really touches is {@link KvDecodeTrace}.
 *
 * @param contextTokens tokens decoded
 * @param layers layers
 * @param hiddenDim channels, a multiple of 32
 */
public record PublishedLlmTrace(int contextTokens, int layers, int hiddenDim) implements Trace {
  private static final long CACHE = 0x100000;
  private static final long WEIGHTS = 0x500000;
  private static final int LINE_BYTES = 128;
  private static final int TOKENS_A_WEIGHT = 4;

  /** 2048 tokens, 32 layers of 4096 channels: 67 092 480 reads and 65 536 writes. */
  public static final PublishedLlmTrace DEFAULT = new PublishedLlmTrace(2048, 32, 4096);

  public PublishedLlmTrace {
    if (contextTokens < 1 || layers < 1) {
      throw new IllegalArgumentException(
          "contextTokens and layers must be at least 1: " + contextTokens + ", " + layers);
    }
    if (hiddenDim < 32 || hiddenDim % 32 != 0) {
      throw new IllegalArgumentException("hiddenDim must be a multiple of 32: " + hiddenDim);
    }
  }

  @Override
  public String description() {
    return "published LLM trace, "
        + contextTokens
        + " tokens, "
        + layers
        + " layers of "
        + hiddenDim
        + " channels";
  }

  @Override
  public Cursor open() {
    return new Cursor() {
      private final long tokenBytes = 4L * hiddenDim;
      private int token;
      private int layer;

      /** Reads of this token and layer that were given; then its write, then the weights. */
      private int done;

      @Override
      public int fill(long[] packed) {
        int count = 0;
        while (count < packed.length && token < contextTokens) {
          long layerStart = CACHE + tokenBytes * contextTokens * layer;
          int end = count + Math.min(packed.length - count, Math.max(token - done, 0));
          long access = Trace.pack(AccessKind.READ, layerStart + tokenBytes * done);
          done += end - count;
          while (count < end) {
            packed[count++] = access;
            access += 2 * tokenBytes;
          }
          if (count == packed.length) {
            break;
          }
          if (done == token) {
            packed[count++] = Trace.pack(AccessKind.WRITE, layerStart + tokenBytes * token);
            done++;
          } else {
            if (token % TOKENS_A_WEIGHT == 0) {
              long line = 2L * hiddenDim * layer / LINE_BYTES * LINE_BYTES;
              packed[count++] = Trace.pack(AccessKind.READ, WEIGHTS + line);
            }
            done = 0;
            if (++layer == layers) {
              layer = 0;
              token++;
            }
          }
        }
        return count;
      }
    };
  }
}
