package janus.inference.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes GGUF files for tests: keys and tensors in the order they are added. */
public final class GgufBuilder {
  private final int version;
  private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
  private final List<byte[]> infos = new ArrayList<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private int keyCount;

  public GgufBuilder(int version) {
    this.version = version;
  }

  /** A key whose value is given as the bytes that follow its type. */
  public GgufBuilder raw(String key, int type, byte[] value) {
    string(keys, key);
    number(keys, type, 4);
    keys.writeBytes(value);
    keyCount++;
    return this;
  }

  public GgufBuilder text(String key, String value) {
    var bytes = new ByteArrayOutputStream();
    string(bytes, value);
    return raw(key, 8, bytes.toByteArray());
  }

  public GgufBuilder number(String key, long value) {
    return raw(key, 4, bytes(value, 4));
  }

  public GgufBuilder real(String key, float value) {
    return raw(key, 6, bytes(Float.floatToRawIntBits(value), 4));
  }

  public GgufBuilder flag(String key, boolean value) {
    return raw(key, 7, new byte[] {(byte) (value ? 1 : 0)});
  }

  public GgufBuilder texts(String key, List<String> values) {
    var bytes = array(8, values.size());
    values.forEach(value -> string(bytes, value));
    return raw(key, 9, bytes.toByteArray());
  }

  public GgufBuilder reals(String key, float... values) {
    var bytes = array(6, values.length);
    for (float value : values) {
      number(bytes, Float.floatToRawIntBits(value), 4);
    }
    return raw(key, 9, bytes.toByteArray());
  }

  public GgufBuilder numbers(String key, int... values) {
    var bytes = array(5, values.length);
    for (int value : values) {
      number(bytes, value, 4);
    }
    return raw(key, 9, bytes.toByteArray());
  }

  public GgufBuilder flags(String key, boolean... values) {
    var bytes = array(7, values.length);
    for (boolean value : values) {
      bytes.write(value ? 1 : 0);
    }
    return raw(key, 9, bytes.toByteArray());
  }

  /** A tensor behind the others, at the next multiple of 32. */
  public GgufBuilder tensor(String name, int type, byte[] bytes, long... shape) {
    while (data.size() % 32 != 0) {
      data.write(0);
    }
    info(name, type, data.size(), shape);
    data.writeBytes(bytes);
    return this;
  }

  /** A tensor of FP32 numbers. */
  public GgufBuilder tensor(String name, float[] values, long... shape) {
    return tensor(name, 0, floats(values), shape);
  }

  /** An entry in the list of tensors, wherever it points. */
  public GgufBuilder info(String name, int type, long offset, long... shape) {
    var info = new ByteArrayOutputStream();
    string(info, name);
    number(info, shape.length, 4);
    for (long extent : shape) {
      number(info, extent, 8);
    }
    number(info, type, 4);
    number(info, offset, 8);
    infos.add(info.toByteArray());
    return this;
  }

  public byte[] build() {
    var out = new ByteArrayOutputStream();
    out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    number(out, version, 4);
    number(out, infos.size(), 8);
    number(out, keyCount, 8);
    out.writeBytes(keys.toByteArray());
    infos.forEach(out::writeBytes);
    while (out.size() % 32 != 0) {
      out.write(0);
    }
    out.writeBytes(data.toByteArray());
    return out.toByteArray();
  }

  static byte[] floats(float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  static byte[] bytes(long value, int count) {
    var out = new ByteArrayOutputStream();
    number(out, value, count);
    return out.toByteArray();
  }

  static ByteArrayOutputStream array(int type, long length) {
    var out = new ByteArrayOutputStream();
    number(out, type, 4);
    number(out, length, 8);
    return out;
  }

  static void string(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(out, bytes.length, 8);
    out.writeBytes(bytes);
  }

  static void number(ByteArrayOutputStream out, long value, int count) {
    for (int i = 0; i < count; i++) {
      out.write((int) (value >> (8 * i)));
    }
  }

  /** A whole small model: one layer, two heads of two channels, a vocabulary of six. */
  static GgufBuilder tinyModel() {
    var builder =
        new GgufBuilder(3)
            .text("general.architecture", "llama")
            .text("general.name", "tiny")
            .number("llama.block_count", 1)
            .number("llama.context_length", 64)
            .number("llama.embedding_length", 4)
            .number("llama.feed_forward_length", 8)
            .number("llama.attention.head_count", 2)
            .number("llama.attention.head_count_kv", 1)
            .number("llama.rope.dimension_count", 2)
            .real("llama.rope.freq_base", 10000f)
            .real("llama.attention.layer_norm_rms_epsilon", 1e-5f)
            .text("tokenizer.ggml.model", "llama")
            .texts("tokenizer.ggml.tokens", List.of("<unk>", "<s>", "</s>", "▁", "a", "▁a"))
            .reals("tokenizer.ggml.scores", 0, 0, 0, -3, -4, -1)
            .numbers("tokenizer.ggml.token_type", 2, 3, 3, 1, 1, 4)
            .number("tokenizer.ggml.bos_token_id", 1)
            .number("tokenizer.ggml.eos_token_id", 2)
            .flag("tokenizer.ggml.add_bos_token", true);
    builder.tensor("token_embd.weight", ramp(24), 4, 6).tensor("output_norm.weight", ramp(4), 4);
    String layer = "blk.0.";
    return builder
        .tensor(layer + "attn_norm.weight", ramp(4), 4)
        .tensor(layer + "attn_q.weight", ramp(16), 4, 4)
        .tensor(layer + "attn_k.weight", ramp(8), 4, 2)
        .tensor(layer + "attn_v.weight", ramp(8), 4, 2)
        .tensor(layer + "attn_output.weight", ramp(16), 4, 4)
        .tensor(layer + "ffn_norm.weight", ramp(4), 4)
        .tensor(layer + "ffn_gate.weight", ramp(32), 4, 8)
        .tensor(layer + "ffn_up.weight", ramp(32), 4, 8)
        .tensor(layer + "ffn_down.weight", ramp(32), 8, 4);
  }

  static float[] ramp(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i - count / 3f;
    }
    return values;
  }
}
