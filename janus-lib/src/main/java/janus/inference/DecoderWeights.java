package janus.inference;

import janus.inference.arithmetic.AttentionSpec;
import janus.inference.arithmetic.HeadWeights;
import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.RopeFactors;
import janus.inference.arithmetic.Workers;
import janus.inference.weights.ModelFile;
import janus.inference.weights.Printable;
import janus.inference.weights.TensorInfo;
import janus.progress.Progress;
import janus.provenance.BadInputException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A decoder's weights, ready to multiply. Immutable once loaded; many decoders may share them.
 * Matrices are FP32 in memory, expanded once, as far as the memory given allows; the rest stays as
 * the file has it and is expanded tile by tile whenever it is used, which gives the same numbers
 * more slowly.
 */
public final class DecoderWeights {
  private final DecoderSpec spec;
  private final Kernels kernels;
  private final WeightCodec codec;
  private final Matrix embedding;
  private final Matrix output;
  private final float[] outputNorm;
  private final RopeFactors ropeFactors;
  private final Layer[] layers;

  /** One layer; what an architecture lacks is null. */
  static final class Layer {
    Matrix queryKeyValue;
    HeadWeights heads;
    Matrix attentionOutput;
    float[] attentionOutputBias;
    Matrix gateUp;
    float[] gateBias;
    float[] upBias;
    Matrix down;
    float[] downBias;
    float[] attentionNorm;
    float[] afterAttentionNorm;
    float[] feedForwardNorm;
    float[] afterFeedForwardNorm;
  }

  private DecoderWeights(ModelFile file, DecoderSpec spec, Kernels kernels, WeightCodec codec) {
    this.codec = codec;
    this.spec = spec;
    this.kernels = kernels;
    var read = new Reader(file, spec, kernels.columnTile(), codec);
    this.embedding =
        read.matrix(
            spec.shape().vocabulary(), spec.shape().hiddenDim(), "token_embd", WeightCodec.STORED);
    this.output =
        spec.shape().tiedEmbeddings()
            ? embedding
            : read.matrix(
                spec.shape().vocabulary(), spec.shape().hiddenDim(), "output", WeightCodec.STORED);
    this.outputNorm = read.vector("output_norm.weight", spec.shape().hiddenDim());
    this.ropeFactors = read.ropeFactors();
    // The number of layers for which the file has tensors: the header may claim billions.
    var found = new ArrayList<Layer>();
    for (int i = 0; i < spec.shape().layers(); i++) {
      found.add(read.layer(i));
    }
    this.layers = found.toArray(Layer[]::new);
    read.requireNothingLeft();
  }

  /**
   * Checks every tensor's shape; matrices stay in the file.
   *
   * @throws BadInputException if the architecture is unknown, a tensor is missing or has another
   *     shape than the header says, or there is one that the architecture does not compute with
   */
  static DecoderWeights of(ModelFile file, Kernels kernels) {
    return of(file, kernels, WeightCodec.STORED);
  }

  /** The same with the linear maps of layers coded. */
  static DecoderWeights of(ModelFile file, Kernels kernels, WeightCodec codec) {
    return new DecoderWeights(file, DecoderSpec.of(file), kernels, codec);
  }

  /**
   * Expands matrices to FP32 while they fit.
   *
   * @param fp32Bytes memory they may take
   * @throws BadInputException if a number is not finite
   */
  void pack(Workers workers, long fp32Bytes, Progress progress) {
    long left = fp32Bytes;
    long total = bytes();
    long done = 0;
    for (Matrix matrix : matrices()) {
      Progress.checkInterrupted();
      if (matrix.bytes() <= left && matrix.canPack()) {
        try {
          matrix.pack(workers);
          left -= matrix.bytes();
        } catch (OutOfMemoryError e) {
          // The heap is laid out less well than planned: the rest stays in the file.
          left = 0;
        }
      }
      done += matrix.bytes();
      progress.update(done, total, "reading weights");
    }
  }

  /** Every matrix once, the layers' first. */
  private List<Matrix> matrices() {
    var all = new ArrayList<Matrix>();
    for (Layer layer : layers) {
      all.addAll(List.of(layer.queryKeyValue, layer.attentionOutput, layer.gateUp, layer.down));
    }
    all.add(embedding);
    if (output != embedding) {
      all.add(output);
    }
    return all;
  }

  /** Bytes of all matrices as FP32. */
  public long bytes() {
    return matrices().stream().mapToLong(Matrix::bytes).sum();
  }

  /** Bytes of the matrices that are expanded and in memory. */
  public long packedBytes() {
    return matrices().stream().filter(Matrix::isPacked).mapToLong(Matrix::bytes).sum();
  }

  /** The encoding of the layers' linear maps. */
  WeightCodec codec() {
    return codec;
  }

  /** Bits of a weight of the layers' linear maps where they are coded, else null. */
  Double codedBitsPerWeight() {
    if (codec.isStored()) {
      return null;
    }
    long bits = 0;
    long weights = 0;
    for (Matrix matrix : matrices()) {
      bits += matrix.codedBits();
      weights += matrix.codedWeights();
    }
    return (double) bits / weights;
  }

  /** The computation that uses them. */
  public DecoderSpec spec() {
    return spec;
  }

  Kernels kernels() {
    return kernels;
  }

  /** The attention of every layer. */
  AttentionSpec attentionSpec() {
    return new AttentionSpec(
        spec.shape().attention(),
        spec.rope(),
        spec.slidingRope(),
        ropeFactors,
        spec.epsilon(),
        spec.scoreScale(),
        spec.architecture().equals("gemma3"));
  }

  Matrix embedding() {
    return embedding;
  }

  Matrix output() {
    return output;
  }

  float[] outputNorm() {
    return outputNorm;
  }

  RopeFactors ropeFactors() {
    return ropeFactors;
  }

  Layer layer(int index) {
    return layers[index];
  }

  /** Finds tensors and checks their shapes. */
  private static final class Reader {
    private final ModelFile file;
    private final DecoderSpec spec;
    private final int width;
    private final WeightCodec codec;

    /** Tensors nothing was read from yet. */
    private final Set<String> left;

    Reader(ModelFile file, DecoderSpec spec, int width, WeightCodec codec) {
      this.codec = codec;
      this.file = file;
      this.spec = spec;
      this.width = width;
      this.left = new LinkedHashSet<>(file.tensors().keySet());
    }

    /** A number computed without a tensor that belongs to it would be a wrong one. */
    void requireNothingLeft() {
      if (!left.isEmpty()) {
        throw new BadInputException(
            file.path()
                + ": expected no tensor '"
                + Printable.of(left.iterator().next())
                + "' in a model of architecture "
                + spec.architecture()
                + " with "
                + spec.shape().layers()
                + " layers");
      }
    }

    /** From the header or from tensors; gemma3 carries a list that it does not use. */
    RopeFactors ropeFactors() {
      int pairs = spec.rope().channels() / 2;
      if (spec.ropeScaling().type().equals("yarn")) {
        return RopeFactors.always(spec.ropeScaling().yarnDivisors(spec.rope()));
      }
      if (spec.ropeScaling().type().equals("longrope")) {
        return new RopeFactors(
            positive("rope_factors_short.weight", pairs),
            positive("rope_factors_long.weight", pairs),
            spec.ropeScaling().originalTokens());
      }
      return file.has("rope_freqs.weight") && !spec.architecture().equals("gemma3")
          ? RopeFactors.always(positive("rope_freqs.weight", pairs))
          : RopeFactors.NONE;
    }

    Layer layer(int index) {
      int hidden = spec.shape().hiddenDim();
      int ffn = spec.shape().feedForward().ffnDim();
      int headDim = spec.shape().attention().headDim();
      int queries = spec.shape().attention().queryHeads() * headDim;
      int keys = spec.shape().attention().kvHeads() * headDim;
      String block = "blk." + index + ".";
      var layer = new Layer();
      layer.queryKeyValue =
          new Matrix(
              file,
              List.of(
                  tensor(block + "attn_q.weight", hidden, queries),
                  tensor(block + "attn_k.weight", hidden, keys),
                  tensor(block + "attn_v.weight", hidden, keys)),
              false,
              width,
              codec);
      float[][] bias = {
        optional(block + "attn_q.bias", queries),
        optional(block + "attn_k.bias", keys),
        optional(block + "attn_v.bias", keys)
      };
      boolean norms = spec.normalisesHeads();
      layer.heads =
          new HeadWeights(
              layer.queryKeyValue.columns(),
              layer.queryKeyValue.firstColumns(),
              bias,
              norms ? vector(block + "attn_q_norm.weight", headDim) : null,
              norms ? vector(block + "attn_k_norm.weight", headDim) : null);
      layer.attentionOutput = matrix(hidden, queries, block + "attn_output", codec);
      layer.attentionOutputBias = optional(block + "attn_output.bias", hidden);
      layer.gateUp =
          new Matrix(
              file,
              List.of(
                  tensor(block + "ffn_gate.weight", hidden, ffn),
                  tensor(block + "ffn_up.weight", hidden, ffn)),
              true,
              width,
              codec);
      layer.gateBias = optional(block + "ffn_gate.bias", ffn);
      layer.upBias = optional(block + "ffn_up.bias", ffn);
      layer.down = matrix(hidden, ffn, block + "ffn_down", codec);
      layer.downBias = optional(block + "ffn_down.bias", hidden);
      layer.attentionNorm = vector(block + "attn_norm.weight", hidden);
      layer.feedForwardNorm = vector(block + "ffn_norm.weight", hidden);
      if (spec.normalisesOutputs()) {
        layer.afterAttentionNorm = vector(block + "post_attention_norm.weight", hidden);
        layer.afterFeedForwardNorm = vector(block + "post_ffw_norm.weight", hidden);
      }
      return layer;
    }

    Matrix matrix(long outputs, long inputs, String name, WeightCodec codec) {
      return new Matrix(
          file, List.of(tensor(name + ".weight", inputs, outputs)), false, width, codec);
    }

    TensorInfo tensor(String name, long columns, long rows) {
      TensorInfo tensor = file.tensor(name);
      left.remove(name);
      if (tensor.columns() != columns || tensor.rows() != rows) {
        throw new BadInputException(
            file.path()
                + ": tensor '"
                + name
                + "' must be "
                + columns
                + " x "
                + rows
                + " as the header says, not "
                + tensor.columns()
                + " x "
                + tensor.rows());
      }
      return tensor;
    }

    float[] vector(String name, int length) {
      TensorInfo tensor = tensor(name, length, 1);
      var values = new float[length];
      file.readOnce(tensor, 0, length, values, 0);
      return values;
    }

    /** Divisors. */
    float[] positive(String name, int length) {
      float[] values = vector(name, length);
      for (int i = 0; i < length; i++) {
        if (!(values[i] > 0)) {
          throw new BadInputException(
              file.path()
                  + ", tensor '"
                  + name
                  + "', element "
                  + i
                  + ": expected a number above 0, found "
                  + values[i]);
        }
      }
      return values;
    }

    float[] optional(String name, int length) {
      return file.has(name) ? vector(name, length) : null;
    }
  }
}
