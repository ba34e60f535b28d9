package janus.kvcache;

import java.util.stream.IntStream;

/**
 * The tokens that {@link SnapSemantics} keeps: once, after the prompt's last query, the tokens
 * before the window with the largest mean of five neighbours' weights (zeros beyond both ends); of
 * equals the oldest.
 */
final class SnapTokens extends KeptTokens {
  private static final int NEIGHBOURS = 2;

  private final SnapSemantics semantics;
  private final int promptTokens;
  private final double[] gathered;

  SnapTokens(SnapSemantics semantics, int maxTokens, int promptTokens) {
    super(maxTokens);
    this.semantics = semantics;
    this.promptTokens = promptTokens;
    this.gathered = new double[Math.max(0, promptTokens - semantics.window())];
  }

  @Override
  public void observe(float[] weights, int offset) {
    boolean votes = query() >= promptTokens - semantics.window() && query() < promptTokens;
    for (int token = 0; votes && token < gathered.length; token++) {
      gathered[token] += weights[offset + token];
    }
  }

  @Override
  public void evict() {
    if (query() != promptTokens - 1 || promptTokens <= semantics.keptTokens()) {
      return;
    }
    int[] worst =
        IntStream.range(0, gathered.length)
            .boxed()
            .sorted((a, b) -> Double.compare(pooled(b), pooled(a)))
            .skip(semantics.heavy())
            .mapToInt(token -> token)
            .sorted()
            .toArray();
    for (int i = worst.length - 1; i >= 0; i--) {
      drop(worst[i]);
    }
  }

  private double pooled(int token) {
    double sum = 0;
    int end = Math.min(gathered.length, token + NEIGHBOURS + 1);
    for (int i = Math.max(0, token - NEIGHBOURS); i < end; i++) {
      sum += gathered[i];
    }
    return sum;
  }
}
