package janus.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * The {@link Reader}s as targets of a fuzzer that looks for inputs which reach new code (Jazzer,
 * libFuzzer's way). In an ordinary test run each reads only the inputs that were kept, those in
 * {@code src/test/resources/janus/fuzz/CoverageFuzzTestInputs}, and nothing is instrumented. To
 * look for more, one reader at a time, for at most 15 minutes:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn -pl janus-lib test -Djazzer.hooks=true -Dtest=CoverageFuzzTest#gguf
 * </pre>
 *
 * <p>What it finds it writes into the resources, where it is a test from then on; what reached new
 * code, into {@code .cifuzz-corpus}, from which the next search starts.
 */
class CoverageFuzzTest {
  /** What a fuzzer allocates itself counts with what the reader does. */
  private static final long FIXED_BYTES = 1L << 28;

  @FuzzTest(maxDuration = "15m")
  void gguf(byte[] input) {
    check(Reader.GGUF, input);
  }

  @FuzzTest(maxDuration = "15m")
  void safetensors(byte[] input) {
    check(Reader.SAFETENSORS, input);
  }

  @FuzzTest(maxDuration = "15m")
  void configJson(byte[] input) {
    check(Reader.CONFIG_JSON, input);
  }

  @FuzzTest(maxDuration = "15m")
  void tokenizerJson(byte[] input) {
    check(Reader.TOKENIZER_JSON, input);
  }

  @FuzzTest(maxDuration = "15m")
  void checkpoint(byte[] input) {
    check(Reader.CHECKPOINT, input);
  }

  @FuzzTest(maxDuration = "15m")
  void checkpointRecord(byte[] input) {
    check(Reader.CHECKPOINT_RECORD, input);
  }

  @FuzzTest(maxDuration = "15m")
  void textTrace(byte[] input) {
    check(Reader.TEXT_TRACE, input);
  }

  @FuzzTest(maxDuration = "15m")
  void dramsim3Trace(byte[] input) {
    check(Reader.DRAMSIM3_TRACE, input);
  }

  @FuzzTest(maxDuration = "15m")
  void ramulatorTrace(byte[] input) {
    check(Reader.RAMULATOR_TRACE, input);
  }

  @FuzzTest(maxDuration = "15m")
  void champsimTrace(byte[] input) {
    check(Reader.CHAMPSIM_TRACE, input);
  }

  @FuzzTest(maxDuration = "15m")
  void spelling(byte[] input) {
    check(Reader.SPELLING, input);
  }

  @FuzzTest(maxDuration = "15m")
  void floorplan(byte[] input) {
    check(Reader.FLOORPLAN, input);
  }

  @FuzzTest(maxDuration = "15m")
  void powerTrace(byte[] input) {
    check(Reader.POWER_TRACE, input);
  }

  @FuzzTest(maxDuration = "15m")
  void steady(byte[] input) {
    check(Reader.STEADY, input);
  }

  @FuzzTest(maxDuration = "15m")
  void gemmFile(byte[] input) {
    check(Reader.GEMM_FILE, input);
  }

  @FuzzTest(maxDuration = "15m")
  void modelFacts(byte[] input) {
    check(Reader.MODEL_FACTS, input);
  }

  @FuzzTest(maxDuration = "15m")
  void packageFacts(byte[] input) {
    check(Reader.PACKAGE_FACTS, input);
  }

  @FuzzTest(maxDuration = "15m")
  void acceleratorFacts(byte[] input) {
    check(Reader.ACCELERATOR_FACTS, input);
  }

  private static void check(Reader reader, byte[] input) {
    reader.refuses(input, FIXED_BYTES);
  }
}
