package janus.inference.weights;

import com.fasterxml.jackson.databind.JsonNode;
import janus.provenance.BadInputException;
import janus.transformer.TransformerSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A folder as Hugging Face lays one out: {@code config.json}, {@code tokenizer.json}, and {@code
 * model.safetensors} or the parts named in {@code model.safetensors.index.json}. Read are the
 * families of {@link #FAMILIES}. Tensors and metadata appear under GGUF's names, as llama.cpp's
 * converter would write them:
 *
 * <ul>
 *   <li>For architecture {@code llama} the rows of the query and key matrices (and biases) are
 *       reordered within each head, so that a rotation turns neighbouring channels (2i, 2i+1), the
 *       NORM pairing, where the file pairs (i, i + headDim/2): row 2i + j of a head is the file's
 *       row j headDim/2 + i. For the others the pairing stays the file's (NEOX).
 *   <li>Rope scaling becomes GGUF's keys and tensors, as {@link RopeConfig} says.
 * </ul>
 */
public final class SafetensorsModel extends StoredModel {
  /** Model types and the GGUF architecture they become. */
  static final Map<String, String> FAMILIES =
      Collections.unmodifiableMap(
          new TreeMap<>(
              Map.of("llama", "llama", "mistral", "llama", "qwen2", "qwen2", "qwen3", "qwen3")));

  /** The place of a tensor's bytes, and the order of its rows. */
  private record Place(TensorReader reader, TensorInfo stored, int interleavedHeads) {}

  private final Path folder;
  private final HuggingFaceConfig config;
  private final String architecture;
  private final List<ByteSource> sources = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private final Map<String, Place> places = new HashMap<>();
  private final Metadata metadata;

  private SafetensorsModel(Path folder, Path weights) {
    super(folder);
    this.folder = folder;
    this.config = HuggingFaceConfig.read(folder.resolve("config.json"));
    this.architecture = FAMILIES.get(config.modelType());
    if (architecture == null) {
      throw config.bad("model_type", "one of " + String.join(", ", FAMILIES.keySet()));
    }
    this.metadata = new Metadata(folder + "/config.json", describe());
    try {
      openParts(weights);
      addRopeFactors();
      requireOutput();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Opens a folder, or one weights file in it.
   *
   * @throws BadInputException if a file is missing or not whole, or the model is of another family
   */
  public static SafetensorsModel open(Path path) {
    if (Files.isDirectory(path)) {
      return new SafetensorsModel(path, null);
    }
    if (!Files.isRegularFile(path)) {
      throw new BadInputException(path + ": no such file");
    }
    Path parent = path.toAbsolutePath().getParent();
    return new SafetensorsModel(path.getParent() == null ? parent : path.getParent(), path);
  }

  private void openParts(Path weights) {
    Path single = weights == null ? folder.resolve("model.safetensors") : weights;
    Path index = folder.resolve("model.safetensors.index.json");
    if (weights == null && !Files.exists(single) && Files.exists(index)) {
      openIndexed(index);
      return;
    }
    if (!Files.exists(single)) {
      throw new BadInputException(
          folder + ": expected model.safetensors or model.safetensors.index.json, found neither");
    }
    openPart(single).forEach((name, tensor) -> add(single, sources.get(0), tensor));
  }

  private void openIndexed(Path index) {
    JsonNode map = HuggingFaceConfig.readObject(index, 1 << 26).path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw new BadInputException(index + ", weight_map: expected an object, found nothing");
    }
    var parts = new TreeMap<String, Map<String, TensorInfo>>();
    var opened = new HashMap<String, ByteSource>();
    map.properties()
        .forEach(
            entry -> {
              String part = entry.getValue().asText("");
              if (!part.matches("[A-Za-z0-9._-]+") || !part.endsWith(".safetensors")) {
                throw new BadInputException(
                    index
                        + ", weight_map: expected a .safetensors file beside it, found '"
                        + Printable.of(part)
                        + "'");
              }
              if (!parts.containsKey(part)) {
                parts.put(part, openPart(folder.resolve(part)));
                opened.put(part, sources.get(sources.size() - 1));
              }
              TensorInfo tensor = parts.get(part).get(entry.getKey());
              if (tensor == null) {
                throw new BadInputException(
                    folder.resolve(part)
                        + ": expected a tensor '"
                        + Printable.of(entry.getKey())
                        + "', found none");
              }
              add(folder.resolve(part), opened.get(part), tensor);
            });
  }

  private Map<String, TensorInfo> openPart(Path part) {
    ByteSource source = ByteSource.map(part);
    sources.add(source);
    files.add(part);
    return SafetensorsHeader.read(part.toString(), source);
  }

  private void add(Path file, ByteSource source, TensorInfo stored) {
    String name = TensorNames.gguf(stored.name());
    if (name == null) {
      throw new BadInputException(
          file
              + ", tensor '"
              + Printable.of(stored.name())
              + "': expected a tensor of the "
              + config.modelType()
              + " family");
    }
    if (name.isEmpty() || (name.equals("output.weight") && config.tiedEmbeddings())) {
      return;
    }
    int heads = 0;
    if (architecture.equals("llama") && name.matches("blk\\.\\d+\\.attn_[qk]\\.(weight|bias)")) {
      heads = name.contains("attn_q") ? config.heads() : config.kvHeads();
      long rows = name.endsWith("bias") ? stored.columns() : stored.rows();
      if (rows != (long) heads * config.headDim() || config.headDim() % 2 != 0) {
        throw new BadInputException(
            file
                + ", tensor '"
                + Printable.of(stored.name())
                + "': expected "
                + heads
                + " heads of "
                + config.headDim()
                + " rows, found "
                + rows);
      }
    }
    var tensor =
        new TensorInfo(name, stored.type(), stored.shape(), stored.offset(), stored.bytes());
    tensors.put(name, tensor);
    places.put(name, new Place(new TensorReader(file.toString(), source), stored, heads));
  }

  private void addRopeFactors() {
    new RopeConfig(config).tensors().forEach(this::addNumbers);
  }

  /** A tensor that the configuration implies. */
  private void addNumbers(String name, float[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(numbers);
    List<Long> shape = List.of((long) numbers.length);
    var tensor = new TensorInfo(name, TensorType.F32, shape, 0, bytes.capacity());
    tensors.put(name, tensor);
    var reader = new TensorReader(folder.toString(), ByteSource.of(bytes.array()));
    places.put(name, new Place(reader, tensor, 0));
  }

  private void requireOutput() {
    if (!config.tiedEmbeddings() && !tensors.containsKey("output.weight")) {
      throw new BadInputException(
          folder + ": expected a tensor 'lm_head.weight', as tie_word_embeddings is false");
    }
    TensorInfo embedding = tensor("token_embd.weight");
    if (embedding.rows() != config.count("vocab_size")) {
      throw config.bad("vocab_size", embedding.rows() + ", the rows of the embedding");
    }
  }

  private Map<String, Object> describe() {
    var values = new LinkedHashMap<String, Object>();
    String prefix = architecture + ".";
    values.put("general.architecture", architecture);
    values.put("general.name", config.name());
    values.put(prefix + "block_count", (long) config.layers());
    values.put(prefix + "context_length", (long) config.contextTokens());
    values.put(prefix + "embedding_length", (long) config.hiddenDim());
    values.put(prefix + "feed_forward_length", (long) config.ffnDim());
    values.put(prefix + "attention.head_count", (long) config.heads());
    values.put(prefix + "attention.head_count_kv", (long) config.kvHeads());
    values.put(prefix + "attention.key_length", (long) config.headDim());
    values.put(prefix + "attention.value_length", (long) config.headDim());
    values.put(prefix + "attention.layer_norm_rms_epsilon", config.number("rms_norm_eps", 1e-6));
    values.put(prefix + "vocab_size", (long) config.count("vocab_size"));
    new RopeConfig(config).metadata().forEach((key, value) -> values.put(prefix + key, value));
    requirePlain();
    return values;
  }

  private void requirePlain() {
    JsonNode quantized = config.node("quantization_config");
    if (quantized.isObject()) {
      throw new BadInputException(
          config.place()
              + ", quantization_config: expected weights of 16 or 32 bits, found those of "
              + Printable.of(quantized.path("quant_method").asText("an unknown method")));
    }
    if (!config.node("hidden_act").asText("silu").matches("silu|swish")) {
      throw config.bad("hidden_act", "silu");
    }
    if (config.number("partial_rotary_factor", 1) != 1) {
      throw config.bad("partial_rotary_factor", "1");
    }
  }

  @Override
  public String architecture() {
    return architecture;
  }

  /** The network's keys; the tokenizer's are read with {@link #tokenizer()}. */
  @Override
  public Metadata metadata() {
    return metadata;
  }

  @Override
  void read(
      boolean once, TensorInfo tensor, long first, int count, float[] destination, int offset) {
    Place place = places.get(tensor.name());
    TensorInfo stored = place.stored();
    if (place.interleavedHeads() == 0) {
      place.reader().read(once, stored, first, count, destination, offset);
      return;
    }
    Objects.checkFromIndexSize(first, count, stored.elements());
    long columns = tensor.shape().size() < 2 ? 1 : tensor.columns();
    int done = 0;
    while (done < count) {
      long row = (first + done) / columns;
      long column = (first + done) % columns;
      int step = (int) Math.min(columns - column, count - done);
      long at = storedRow(row) * columns + column;
      place.reader().read(once, stored, at, step, destination, offset + done);
      done += step;
    }
  }

  @Override
  public ByteBuffer raw(TensorInfo tensor, long firstRow, int rows) {
    Place place = places.get(tensor.name());
    if (place.interleavedHeads() == 0) {
      return place.reader().raw(place.stored(), firstRow, rows);
    }
    Objects.checkFromIndexSize(firstRow, rows, tensor.rows());
    // A bias is one row whose elements are reordered, a matrix has its rows reordered.
    boolean bias = tensor.shape().size() < 2;
    int bytes = bias ? tensor.type().blockBytes() : Math.toIntExact(tensor.rowBytes());
    int units = bias ? Math.toIntExact(tensor.columns()) : rows;
    ByteBuffer copy =
        ByteBuffer.allocate(Math.multiplyExact(bytes, units)).order(ByteOrder.LITTLE_ENDIAN);
    for (int unit = 0; unit < units; unit++) {
      long at = storedRow(firstRow + unit) * bytes;
      copy.put(place.reader().bytes(place.stored().offset() + at, bytes));
    }
    return copy.flip();
  }

  /** The file's row for a row in NORM order. */
  private long storedRow(long row) {
    int headDim = config.headDim();
    long head = row / headDim;
    long inHead = row % headDim;
    return head * headDim + inHead % 2 * (headDim / 2) + inHead / 2;
  }

  @Override
  Tokenizer readTokenizer() {
    return HuggingFaceTokenizer.read(folder, config, tensor("token_embd.weight").rows());
  }

  @Override
  public TransformerSpec spec() {
    return config.spec();
  }

  /** Config, tokenizer and weights. */
  @Override
  List<Path> files() {
    var all = new TreeMap<String, Path>();
    files.forEach(file -> all.put(file.getFileName().toString(), file));
    for (String name : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
      if (Files.isRegularFile(folder.resolve(name))) {
        all.put(name, folder.resolve(name));
      }
    }
    return List.copyOf(all.values());
  }

  @Override
  public void close() {
    sources.forEach(ByteSource::close);
  }
}
