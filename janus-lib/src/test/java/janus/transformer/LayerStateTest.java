package janus.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LayerStateTest {
  // 2 key heads of 8 twice, 4 value heads of 16: 96 channels, 4 inputs each; 4 matrices of 8 by 16.
  @Test
  void aDeltaNetKeepsAMatrixAValueHead() {
    assertEquals(new LayerState(384, 512), LayerState.deltaNet(2, 4, 8, 16, 4));
  }

  // 128 channels and 2 groups' two projections of 6: 152 channels; 8 heads of 16 by 6.
  @Test
  void mamba2ConvolvesInputsAndProjections() {
    assertEquals(new LayerState(608, 768), LayerState.mamba2(128, 8, 16, 2, 6, 4));
  }

  @Test
  void inputsTake16BitsAndSums32() {
    assertEquals(2 * 384 + 4 * 512, LayerState.deltaNet(2, 4, 8, 16, 4).bytes());
    assertEquals(384 + 512, LayerState.deltaNet(2, 4, 8, 16, 4).elements());
    assertEquals(new LayerState(192, 0), LayerState.convolution(64, 3));
    assertEquals(new LayerState(0, 4 * 24 * 24), LayerState.lightning(4, 24));
    assertEquals(new LayerState(3 * 16 * 4, 2 * 8 * 8), LayerState.kimiDelta(2, 8, 4));
    assertEquals(new LayerState(512, 768), LayerState.mamba(128, 6, 4));
  }

  @Test
  void statesBeyondAllReasonAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new LayerState(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> new LayerState(0, 1L << 41));
  }
}
