package janus.bench;

import janus.progress.Progress;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The method that JMH times: one simulation from start to report. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
public class SimulatorSpeed {
  /** A name of {@link SimulatorLoad}. */
  @Param("")
  public String simulation;

  private SimulatorLoad load;

  /** Creates the trace and the settings. */
  @Setup
  public void prepare() {
    load = SimulatorLoad.named(simulation);
  }

  /** Simulates once. */
  @Benchmark
  public Object simulate() throws IOException {
    return load.run(Progress.NONE);
  }
}
