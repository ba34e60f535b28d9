package janus.inference.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufFileTest {
  private static GgufFile open(GgufBuilder builder) {
    return GgufFile.of("t.gguf", builder.build());
  }

  private static GgufBuilder file() {
    return new GgufBuilder(3);
  }

  /** The one line a file is refused with. */
  private static String complaint(GgufBuilder builder) {
    return complaint(builder.build());
  }

  private static String complaint(byte[] bytes) {
    var e = assertThrows(BadInputException.class, () -> GgufFile.of("t.gguf", bytes));
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    assertTrue(e.getMessage().startsWith("t.gguf, "), e.getMessage());
    return e.getMessage();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void bothVersionsRead(int version) {
    var file = open(new GgufBuilder(version).tensor("a", new float[] {1, 2}, 2));
    float[] values = new float[2];
    file.read(file.tensor("a"), 0, 2, values, 0);
    assertArrayEquals(new float[] {1, 2}, values);
  }

  @Test
  void everyKindOfValueIsRead() {
    var nested = GgufBuilder.array(9, 1);
    nested.writeBytes(GgufBuilder.array(0, 0).toByteArray());
    var metadata =
        open(file()
                .raw("u8", 0, new byte[] {(byte) 200})
                .raw("i8", 1, new byte[] {-2})
                .raw("u16", 2, GgufBuilder.bytes(65535, 2))
                .raw("i16", 3, GgufBuilder.bytes(-3, 2))
                .raw("u32", 4, GgufBuilder.bytes(4294967295L, 4))
                .raw("i32", 5, GgufBuilder.bytes(-4, 4))
                .real("f32", 0.5f)
                .flag("bool", true)
                .text("text", "ä")
                .raw("u64", 10, GgufBuilder.bytes(1L << 40, 8))
                .raw("i64", 11, GgufBuilder.bytes(-5, 8))
                .raw("f64", 12, GgufBuilder.bytes(Double.doubleToLongBits(0.25), 8))
                .raw("beyond", 10, GgufBuilder.bytes(-1, 8))
                .raw("nested", 9, nested.toByteArray())
                .texts("texts", List.of("a", "b")))
            .metadata();
    assertEquals(
        List.of(200L, -2L, 65535L, -3L, 4294967295L, -4L, 1L << 40, -5L),
        List.of("u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64").stream()
            .map(metadata::getLong)
            .toList());
    assertEquals(0.5f, metadata.getFloat("f32"));
    assertEquals(0.25f, metadata.getFloat("f64"));
    assertTrue(metadata.getBoolean("bool"));
    assertEquals("ä", metadata.getString("text"));
    assertEquals(List.of("a", "b"), metadata.strings("texts"));
    assertTrue(metadata.isList("nested"));
    var e = assertThrows(BadInputException.class, () -> metadata.getLong("beyond"));
    assertEquals(
        "t.gguf, beyond: expected a whole number, found '18446744073709551615'", e.getMessage());
    e = assertThrows(BadInputException.class, () -> metadata.getInt("u32"));
    assertEquals(
        "t.gguf, u32: expected a whole number below 2^31, found '4294967295'", e.getMessage());
  }

  // Tensor data begin behind the header at a multiple of 32, each tensor at another one.
  @Test
  void everyPrefixOfAFileIsRefused() {
    byte[] whole = GgufBuilder.tinyModel().build();
    GgufFile.of("t.gguf", whole);
    for (int length = 0; length < whole.length; length++) {
      complaint(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void whatIsNoGgufIsRefused() {
    byte[] other = file().build();
    other[0] = 'X';
    assertEquals("t.gguf, magic: expected 'GGUF', found 0x58475546", complaint(other));
    assertTrue(complaint(new GgufBuilder(1)).contains("version: expected 2 or 3, found 1"));
    assertTrue(complaint(new GgufBuilder(3 << 24)).contains("big-endian"));
  }

  @Test
  void absurdCountsAreRefusedBeforeAnythingIsAllocated() {
    for (long count : new long[] {-1, Long.MAX_VALUE, 1L << 33, 1 << 20}) {
      byte[] tensors = file().build();
      System.arraycopy(GgufBuilder.bytes(count, 8), 0, tensors, 8, 8);
      assertTrue(complaint(tensors).contains("tensor count"));
      byte[] keys = file().build();
      System.arraycopy(GgufBuilder.bytes(count, 8), 0, keys, 16, 8);
      assertTrue(complaint(keys).contains("key count"));
      assertTrue(
          complaint(file().raw("k", 9, GgufBuilder.array(8, count).toByteArray()))
              .contains("k (array length): expected a count that fits"));
      assertTrue(
          complaint(file().raw("k", 8, GgufBuilder.bytes(count, 8)))
              .contains("k: expected a text that fits"));
    }
  }

  @Test
  void arraysNestOnlyAFewDeep() {
    var value = GgufBuilder.array(9, 1);
    for (int depth = 0; depth < 1000; depth++) {
      value.writeBytes(GgufBuilder.array(9, 1).toByteArray());
    }
    assertTrue(
        complaint(file().raw("k", 9, value.toByteArray())).contains("nested at most 4 deep"));
  }

  @Test
  void nothingComesTwice() {
    assertEquals(
        "t.gguf, key 'k': expected it once, found it twice",
        complaint(file().number("k", 1).number("k", 2)));
    assertEquals(
        "t.gguf, tensor 'a': expected it once, found it twice",
        complaint(file().tensor("a", new float[1], 1).tensor("a", new float[1], 1)));
  }

  @Test
  void impossibleTensorsAreNamed() {
    assertTrue(
        complaint(file().info("a", 0, 0, 8)).contains("tensor 'a': expected 32 bytes at offset 0"));
    assertTrue(
        complaint(file().tensor("a", new float[8], 8).info("b", 0, -32, 8)).contains("tensor 'b'"));
    assertTrue(
        complaint(file().tensor("a", new float[8], 8).info("b", 0, 4, 1))
            .contains("tensor 'b': expected an offset that is a multiple of 32, found 4"));
    assertTrue(
        complaint(file().tensor("a", new float[8], 8).info("b", 0, 0, 8))
            .contains("tensor 'b': expected bytes of its own, found an overlap with 'a'"));
    assertTrue(
        complaint(file().info("a", 0, 0, 1L << 32, 1L << 32, 1L << 32))
            .contains("tensor 'a', dimension 2"));
    assertTrue(complaint(file().info("a", 0, 0, 0)).contains("tensor 'a', dimension 1"));
    assertTrue(complaint(file().info("a", 0, 0, 1, 1, 1, 1, 1)).contains("at most 4 dimensions"));
    assertTrue(complaint(file().info("a", 23, 0, 256)).contains("found IQ4_XS"));
    assertTrue(complaint(file().info("a", 99, 0, 256)).contains("found type 99"));
    assertTrue(complaint(file().info("a", 8, 0, 33)).contains("columns in blocks of 32 for Q8_0"));
  }

  @Test
  void aVocabularyThatDoesNotMatchTheEmbeddingIsRefused() {
    assertEquals(
        "t.gguf, tokenizer.ggml.tokens: expected a token for each of the 3 rows of"
            + " token_embd.weight, found a list of 2",
        complaint(
            file()
                .texts("tokenizer.ggml.tokens", List.of("a", "b"))
                .tensor("token_embd.weight", new float[6], 2, 3)));
  }

  private static GgufBuilder part(int number, int tensors) {
    return file()
        .number("split.no", number)
        .number("split.count", 2)
        .number("split.tensors.count", tensors);
  }

  @Test
  void partsAreReadAsOneModel(@TempDir Path folder) throws IOException {
    Path first = folder.resolve("m-00001-of-00002.gguf");
    Files.write(first, part(0, 2).tensor("a", new float[] {1, 2}, 2).build());
    Path second = folder.resolve("m-00002-of-00002.gguf");
    var e = assertThrows(BadInputException.class, () -> GgufFile.open(first));
    assertEquals(second + ": no such file", e.getMessage());
    Files.write(second, part(1, 2).tensor("b", new float[] {3, 4}, 2).build());
    try (GgufFile file = GgufFile.open(first)) {
      float[] numbers = new float[2];
      file.read(file.tensor("b"), 0, 2, numbers, 0);
      assertArrayEquals(new float[] {3, 4}, numbers);
      assertEquals(List.of("a", "b"), List.copyOf(file.tensors().keySet()));
    }
    e = assertThrows(BadInputException.class, () -> GgufFile.open(second));
    assertTrue(e.getMessage().contains("split.no: expected 0"), e.getMessage());
  }

  @Test
  void partsThatHoldFewerTensorsThanStatedAreRefused(@TempDir Path folder) throws IOException {
    Path first = folder.resolve("m-00001-of-00002.gguf");
    Files.write(first, part(0, 3).tensor("a", new float[] {1, 2}, 2).build());
    Files.write(
        folder.resolve("m-00002-of-00002.gguf"),
        part(1, 3).tensor("b", new float[] {3, 4}, 2).build());
    var e = assertThrows(BadInputException.class, () -> GgufFile.open(first));
    assertTrue(e.getMessage().contains("split.tensors.count"), e.getMessage());
  }

  @Test
  void partsUnderOtherNamesAreRefused() {
    assertTrue(complaint(part(0, 1)).contains("ends in -00001-of-00002.gguf"));
  }

  @Test
  void aGitLfsPointerIsNoModel(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("m.gguf");
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
    var e = assertThrows(BadInputException.class, () -> GgufFile.open(file));
    assertTrue(e.getMessage().contains("a Git LFS pointer"), e.getMessage());
  }

  @Test
  void listsOfOneNumberAreThatNumber() {
    var file = new GgufBuilder(3).text("general.architecture", "llama");
    file.number("llama.block_count", 2).numbers("llama.attention.head_count", 4, 4);
    file.numbers("llama.attention.head_count_kv", 2, 1).numbers("llama.other", 7, 7, 7);
    Metadata metadata = open(file).metadata();
    assertEquals(4, metadata.getInt("llama.attention.head_count"));
    assertTrue(metadata.isList("llama.attention.head_count_kv"));
    assertTrue(metadata.isList("llama.other"));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void weightsThatAreNotFiniteAreNamed(float bad) {
    var file = open(file().tensor("w", new float[] {0, 1, bad, 3}, 2, 2));
    var e =
        assertThrows(
            BadInputException.class, () -> file.read(file.tensor("w"), 1, 3, new float[3], 0));
    assertEquals(
        "t.gguf, tensor 'w', element 2: expected a finite number, found " + bad, e.getMessage());
  }

  // d = 1 (0x3c00) and q = j: element j of the block is j; elements 30..33 span two blocks.
  @Test
  void readsBeginAndEndInsideBlocks() {
    byte[] blocks = new byte[68];
    for (int block = 0; block < 2; block++) {
      blocks[34 * block + 1] = 0x3c;
      for (int j = 0; j < 32; j++) {
        blocks[34 * block + 2 + j] = (byte) (32 * block + j);
      }
    }
    var file = open(file().tensor("q", 8, blocks, 64));
    float[] values = new float[6];
    file.read(file.tensor("q"), 30, 4, values, 1);
    assertArrayEquals(new float[] {0, 30, 31, 32, 33, 0}, values);
  }

  @Test
  void rawRowsAreTheFilesBytes() {
    var file = open(file().tensor("w", new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    var raw = file.raw(file.tensor("w"), 1, 2);
    assertEquals(16, raw.remaining());
    assertEquals(3f, raw.getFloat(0));
    assertEquals(6f, raw.getFloat(12));
    assertThrows(IndexOutOfBoundsException.class, () -> file.raw(file.tensor("w"), 2, 2));
  }

  @Test
  void theShapeComesFromTheHeader() {
    var spec = open(GgufBuilder.tinyModel()).spec();
    assertEquals("tiny", spec.name());
    assertEquals(1, spec.layers());
    assertEquals(2, spec.attention().queryHeads());
    assertEquals(1, spec.attention().kvHeads());
    assertEquals(2, spec.attention().headDim());
    assertEquals(8, spec.feedForward().ffnDim());
    assertEquals(6, spec.vocabulary());
    assertTrue(spec.feedForward().gated());
    assertTrue(spec.tiedEmbeddings());
  }

  private void noShape(GgufBuilder builder, String key, String expected) {
    var e = assertThrows(BadInputException.class, open(builder)::spec);
    assertTrue(e.getMessage().contains(key), e.getMessage());
    assertTrue(e.getMessage().contains("expected " + expected), e.getMessage());
  }

  // A cache sized by one layer's heads would be wrong in the others.
  @Test
  void layersThatDifferHaveNoShape() {
    String heads = "llama.attention.head_count_kv";
    var file = new GgufBuilder(3).text("general.architecture", "llama");
    file.number("llama.block_count", 2).number("llama.context_length", 64);
    file.number("llama.embedding_length", 4).number("llama.attention.head_count", 2);
    file.numbers("llama.feed_forward_length", 8, 8).numbers(heads, 1, 2);
    noShape(file, heads, "one number for all layers");
  }

  @Test
  void cachesOfAnotherKindHaveNoShape() {
    String values = "llama.attention.value_length";
    noShape(GgufBuilder.tinyModel().number(values, 3), values, "that of the keys, 2");
    String state = "llama.ssm.state_size";
    noShape(GgufBuilder.tinyModel().number(state, 16), state, "0");
    String causal = "llama.attention.causal";
    noShape(GgufBuilder.tinyModel().flag(causal, false), causal, "true");
  }

  @Test
  void aMissingKeyIsNamed() {
    var file = open(file().text("general.architecture", "llama"));
    var e = assertThrows(BadInputException.class, file::spec);
    assertEquals(
        "t.gguf, llama.block_count: expected a whole number, found nothing", e.getMessage());
  }

  // 5 GiB of nothing, sparse on disk: the tensor's last row lies beyond 2^32 bytes.
  @Test
  void aFileOfSeveralGigabytesOpensOnASmallHeap(@TempDir Path folder) throws IOException {
    long rows = 5L << 18;
    byte[] header = file().info("big", 0, 0, 1024, rows).build();
    Path path = folder.resolve("big.gguf");
    try (var out = new java.io.RandomAccessFile(path.toFile(), "rw")) {
      out.write(header);
      out.seek(header.length + (5L << 30) - 4);
      out.write(GgufBuilder.floats(7));
    }
    try (var file = Models.open(path)) {
      float[] last = new float[2];
      file.read(file.tensor("big"), rows * 1024 - 2, 2, last, 0);
      assertArrayEquals(new float[] {0, 7}, last);
      assertEquals(7f, file.raw(file.tensor("big"), rows - 1, 1).getFloat(4092));
    }
  }

  private static Path write(Path folder, GgufBuilder builder) throws IOException {
    return Files.write(folder.resolve("w.gguf"), builder.build());
  }

  // 40,000 numbers are 42,500 bytes in Q8_0 and 160,000 in F32: up to three copies of 64 KiB.
  @ParameterizedTest
  @ValueSource(ints = {0, 8})
  void numbersReadOnceAreThoseOfTheMapping(int type, @TempDir Path folder) throws IOException {
    var random = new java.util.SplittableRandom(3);
    byte[] blocks = new byte[Math.toIntExact(TensorType.byId(type).bytes(40_000))];
    for (int i = 0; i < blocks.length; i++) {
      // The high byte of a scale or a number never has all bits of an exponent.
      blocks[i] = (byte) random.nextInt(0x40);
    }
    Path path =
        write(folder, file().tensor("v", new float[3], 3).tensor("w", type, blocks, 40_000));
    try (var file = Models.open(path)) {
      TensorInfo tensor = file.tensor("w");
      for (int first : new int[] {0, 5, 32}) {
        for (int count : new int[] {1, 31, 33, 20_001, 40_000 - first}) {
          float[] mapped = new float[count + 2];
          float[] once = new float[count + 2];
          file.read(tensor, first, count, mapped, 1);
          file.readOnce(tensor, first, count, once, 1);
          assertArrayEquals(mapped, once);
        }
      }
    }
  }

  @Test
  void aNumberThatIsNotFiniteIsNamedInALaterCopyToo(@TempDir Path folder) throws IOException {
    float[] numbers = new float[40_000];
    numbers[33_333] = Float.NaN;
    Path path = write(folder, file().tensor("w", numbers, 40_000));
    try (var file = Models.open(path)) {
      var e =
          assertThrows(
              BadInputException.class,
              () -> file.readOnce(file.tensor("w"), 0, 40_000, new float[40_000], 0));
      assertEquals(
          path + ", tensor 'w', element 33333: expected a finite number, found NaN",
          e.getMessage());
    }
  }

  @Test
  void aFileThatBecameShorterIsRefusedInOneLine(@TempDir Path folder) throws IOException {
    Path path = write(folder, file().tensor("w", new float[40_000], 40_000));
    long size = Files.size(path);
    try (var file = Models.open(path)) {
      try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(size - 1);
      }
      float[] values = new float[40_000];
      file.readOnce(file.tensor("w"), 0, 39_999, values, 0);
      var e =
          assertThrows(
              BadInputException.class, () -> file.readOnce(file.tensor("w"), 0, 40_000, values, 0));
      assertEquals(
          path
              + ": expected "
              + size
              + " bytes as when it was opened, found an end before byte "
              + size,
          e.getMessage());
    }
  }

  @Test
  void anInterruptClosesNothing(@TempDir Path folder) throws IOException {
    Path path = write(folder, file().tensor("w", new float[] {1, 2}, 2));
    try (var file = Models.open(path)) {
      float[] values = new float[2];
      Thread.currentThread().interrupt();
      file.readOnce(file.tensor("w"), 0, 1, values, 0);
      assertTrue(Thread.interrupted());
      file.readOnce(file.tensor("w"), 1, 1, values, 1);
      assertArrayEquals(new float[] {1, 2}, values);
    }
  }

  @Test
  void missingFilesAreNamed(@TempDir Path folder) throws IOException {
    Path absent = folder.resolve("absent.gguf");
    assertEquals(
        absent + ": no such file",
        assertThrows(BadInputException.class, () -> Models.open(absent)).getMessage());
    Path empty = Files.createFile(folder.resolve("empty.gguf"));
    assertTrue(
        assertThrows(BadInputException.class, () -> Models.open(empty))
            .getMessage()
            .contains("expected 4 more bytes, found the end of the file at byte 0"));
  }
}
