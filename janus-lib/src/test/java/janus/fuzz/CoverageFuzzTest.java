package janus.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * The {@link Reader}s as targets of a fuzzer that looks for inputs which reach new code (Jazzer,
 * libFuzzer's way). In an ordinary test run each reads only its valid inputs and those that were
 * kept in {@code src/test/resources/janus/fuzz/CoverageFuzzTestInputs}, and nothing is
 * instrumented. To look for more, one reader at a time, for at most 15 minutes:
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

  @ValidInputs(Reader.GGUF)
  @FuzzTest(maxDuration = "15m")
  void gguf(byte[] input) {
    check(Reader.GGUF, input);
  }

  @ValidInputs(Reader.SAFETENSORS)
  @FuzzTest(maxDuration = "15m")
  void safetensors(byte[] input) {
    check(Reader.SAFETENSORS, input);
  }

  @ValidInputs(Reader.SAFETENSORS_FOLDER)
  @FuzzTest(maxDuration = "15m")
  void safetensorsFolder(byte[] input) {
    check(Reader.SAFETENSORS_FOLDER, input);
  }

  @ValidInputs(Reader.CONFIG_JSON)
  @FuzzTest(maxDuration = "15m")
  void configJson(byte[] input) {
    check(Reader.CONFIG_JSON, input);
  }

  @ValidInputs(Reader.TOKENIZER_JSON)
  @FuzzTest(maxDuration = "15m")
  void tokenizerJson(byte[] input) {
    check(Reader.TOKENIZER_JSON, input);
  }

  @ValidInputs(Reader.CHECKPOINT)
  @FuzzTest(maxDuration = "15m")
  void checkpoint(byte[] input) {
    check(Reader.CHECKPOINT, input);
  }

  @ValidInputs(Reader.CHECKPOINT_RECORD)
  @FuzzTest(maxDuration = "15m")
  void checkpointRecord(byte[] input) {
    check(Reader.CHECKPOINT_RECORD, input);
  }

  @ValidInputs(Reader.TEXT_TRACE)
  @FuzzTest(maxDuration = "15m")
  void textTrace(byte[] input) {
    check(Reader.TEXT_TRACE, input);
  }

  @ValidInputs(Reader.DRAMSIM3_TRACE)
  @FuzzTest(maxDuration = "15m")
  void dramsim3Trace(byte[] input) {
    check(Reader.DRAMSIM3_TRACE, input);
  }

  @ValidInputs(Reader.RAMULATOR_TRACE)
  @FuzzTest(maxDuration = "15m")
  void ramulatorTrace(byte[] input) {
    check(Reader.RAMULATOR_TRACE, input);
  }

  @ValidInputs(Reader.CHAMPSIM_TRACE)
  @FuzzTest(maxDuration = "15m")
  void champsimTrace(byte[] input) {
    check(Reader.CHAMPSIM_TRACE, input);
  }

  @ValidInputs(Reader.KNOWN_TRACE)
  @FuzzTest(maxDuration = "15m")
  void knownTrace(byte[] input) {
    check(Reader.KNOWN_TRACE, input);
  }

  @ValidInputs(Reader.SPELLING)
  @FuzzTest(maxDuration = "15m")
  void spelling(byte[] input) {
    check(Reader.SPELLING, input);
  }

  @ValidInputs(Reader.FLOORPLAN)
  @FuzzTest(maxDuration = "15m")
  void floorplan(byte[] input) {
    check(Reader.FLOORPLAN, input);
  }

  @ValidInputs(Reader.LAYERS)
  @FuzzTest(maxDuration = "15m")
  void layers(byte[] input) {
    check(Reader.LAYERS, input);
  }

  @ValidInputs(Reader.POWER_TRACE)
  @FuzzTest(maxDuration = "15m")
  void powerTrace(byte[] input) {
    check(Reader.POWER_TRACE, input);
  }

  @ValidInputs(Reader.STEADY)
  @FuzzTest(maxDuration = "15m")
  void steady(byte[] input) {
    check(Reader.STEADY, input);
  }

  @ValidInputs(Reader.GEMM_FILE)
  @FuzzTest(maxDuration = "15m")
  void gemmFile(byte[] input) {
    check(Reader.GEMM_FILE, input);
  }

  @ValidInputs(Reader.SCALE_SIM_CONFIG)
  @FuzzTest(maxDuration = "15m")
  void scaleSimConfig(byte[] input) {
    check(Reader.SCALE_SIM_CONFIG, input);
  }

  @ValidInputs(Reader.MODEL_FACTS)
  @FuzzTest(maxDuration = "15m")
  void modelFacts(byte[] input) {
    check(Reader.MODEL_FACTS, input);
  }

  @ValidInputs(Reader.PACKAGE_FACTS)
  @FuzzTest(maxDuration = "15m")
  void packageFacts(byte[] input) {
    check(Reader.PACKAGE_FACTS, input);
  }

  @ValidInputs(Reader.ACCELERATOR_FACTS)
  @FuzzTest(maxDuration = "15m")
  void acceleratorFacts(byte[] input) {
    check(Reader.ACCELERATOR_FACTS, input);
  }

  private static void check(Reader reader, byte[] input) {
    reader.refuses(input, FIXED_BYTES);
  }
}
