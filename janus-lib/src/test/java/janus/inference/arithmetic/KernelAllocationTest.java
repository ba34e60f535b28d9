package janus.inference.arithmetic;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A compiler that does not keep a kernel's vectors in registers makes an object of each, and the
 * kernel ten times slower. Once compiled, a kernel allocates at most its few partial sums.
 */
class KernelAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** A kernel as it is in the compiler's eyes after so many rounds is as good as it gets. */
  private static final int MOST_ROUNDS = 4000;

  private static final int CALLS_OF_ROUND = 10;

  /** Two rows of a tile, or some partial sums; vectors would be more. */
  private static final long MOST_BYTES_OF_CALL = 1280;

  private static final int ROWS = 8;
  private static final int DEPTH = 24;
  private static final int COUNT = 128;

  /** Of rows that are added up. */
  private static final int STRIDE = 64;

  /**
   * A call of a kernel.
   *
   * @param name of the kernel
   */
  private record Call(String name, Runnable action) {}

  @TestFactory
  Stream<DynamicTest> compiledKernelsAllocateNoVectors() {
    return Stream.of(Kernels.best(), Kernels.plain())
        .distinct()
        .flatMap(kernels -> calls(kernels).stream().map(call -> test(kernels, call)));
  }

  private static DynamicTest test(Kernels kernels, Call call) {
    return DynamicTest.dynamicTest(
        kernels.name() + " " + call.name(),
        () -> {
          long bytes = leastBytesOfCall(call.action());
          assertTrue(bytes <= MOST_BYTES_OF_CALL, call.name() + " allocates " + bytes);
        });
  }

  private static long leastBytesOfCall(Runnable action) throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS && least > MOST_BYTES_OF_CALL; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS_OF_ROUND; i++) {
        action.run();
      }
      long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
      least = Math.min(least, bytes / CALLS_OF_ROUND);
      // Leaves the compiler the processor.
      Thread.sleep(1);
    }
    return least;
  }

  private static List<Call> calls(Kernels kernels) {
    int r = kernels.rowTile();
    int c = kernels.columnTile();
    var a = new Tiles(new float[r * DEPTH], 0, r * DEPTH, 1);
    var b = new Tiles(new float[2 * c * DEPTH], 0, c * DEPTH, 2);
    var product = new RowMajor(new float[2 * r * c], 0, 2 * c);
    var x = new float[4 * ROWS * Math.max(c, STRIDE)];
    var to = new float[x.length];
    var weights = new float[COUNT];
    var sums = new float[4 * c];
    var maxima = new float[c];
    Arrays.fill(sums, 1);
    var rows = new RowMajor(x, 0, STRIDE);
    var calls = new ArrayList<Call>();
    calls.add(new Call("multiply", () -> kernels.multiply(a, b, DEPTH, product, false)));
    calls.add(new Call("multiply more", () -> kernels.multiply(a, b, DEPTH, product, true)));
    calls.add(new Call("softmaxColumns", () -> kernels.softmaxColumns(x, 0, ROWS, 1, maxima, to)));
    calls.add(new Call("max", () -> kernels.max(x, 0, COUNT)));
    calls.add(new Call("sumExp", () -> kernels.sumExp(x, 0, COUNT, 1)));
    calls.add(new Call("sumSquares", () -> kernels.sumSquares(x, 0, COUNT)));
    calls.add(new Call("add", () -> kernels.add(x, 0, to, 0, COUNT)));
    calls.add(new Call("scale", () -> kernels.scale(x, 0, 2, weights, to, 0)));
    calls.add(new Call("addWeighted", () -> kernels.addWeighted(rows, ROWS, weights, 0, to)));
    calls.add(
        new Call(
            "addWeightedInHalves", () -> kernels.addWeightedInHalves(rows, ROWS, weights, 0, to)));
    calls.add(new Call("divideColumns", () -> kernels.divideColumns(x, 0, ROWS, sums, 2 * c)));
    calls.add(new Call("silu", () -> kernels.silu(to, 0, ROWS, 2 * c)));
    calls.add(new Call("gelu", () -> kernels.gelu(to, 0, ROWS, 2 * c)));
    calls.add(new Call("divergence", () -> kernels.divergence(x, 0, to, 0, COUNT)));
    if (kernels != Kernels.plain()) {
      calls.add(new Call("multiplyAdds", () -> kernels.multiplyAdds(64)));
    }
    return calls;
  }
}
