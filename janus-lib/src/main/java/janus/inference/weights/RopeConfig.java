package janus.inference.weights;

import com.fasterxml.jackson.databind.JsonNode;
import janus.provenance.BadInputException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a Hugging Face configuration stretches the rotary position, under GGUF's names: {@code
 * default}, {@code linear}, {@code llama3}, {@code yarn} and {@code longrope}. Formulas are those
 * of transformers' {@code modeling_rope_utils.py}, version 4.57.
 */
final class RopeConfig {
  private final HuggingFaceConfig config;
  private final JsonNode scaling;
  private final String type;

  RopeConfig(HuggingFaceConfig config) {
    this.config = config;
    this.scaling = config.node(field());
    this.type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
  }

  /** The field that decides, as in transformers: {@code rope_scaling} beside the newer one. */
  private String field() {
    return config.node("rope_scaling").isObject() && !config.node("rope_scaling").isEmpty()
        ? "rope_scaling"
        : "rope_parameters";
  }

  double base() {
    JsonNode nested = scaling.path("rope_theta");
    return nested.isNumber() ? nested.doubleValue() : config.number("rope_theta", 10000);
  }

  /**
   * Keys and tensors of the scaling, as in a GGUF header.
   *
   * @throws BadInputException if the type is another, or a field is missing
   */
  Map<String, Object> metadata() {
    var values = new LinkedHashMap<String, Object>();
    values.put("rope.dimension_count", (long) config.headDim());
    values.put("rope.freq_base", base());
    switch (type) {
      case "default", "llama3" -> {}
      case "linear" -> {
        values.put("rope.scaling.type", "linear");
        values.put("rope.scaling.factor", scaling.path("factor").asDouble(1));
      }
      case "yarn" -> addYarn(values);
      case "longrope" -> addLongRope(values);
      default ->
          throw bad("expected type default, linear, llama3, yarn or longrope, found " + type);
    }
    return values;
  }

  private BadInputException bad(String what) {
    return new BadInputException(config.place() + ", " + field() + ": " + Printable.of(what));
  }

  private double positive(String name) {
    double value = scaling.path(name).asDouble(0);
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw bad("expected " + name + " above 0 for type " + type + ", found " + scaling.path(name));
    }
    return value;
  }

  private double orElse(String name, double other) {
    return scaling.path(name).asDouble(0) == 0 ? other : positive(name);
  }

  private void addYarn(Map<String, Object> values) {
    if (!scaling.path("truncate").asBoolean(true)) {
      throw bad("expected truncate true for type yarn, found false");
    }
    double factor = positive("factor");
    values.put("rope.scaling.type", "yarn");
    values.put("rope.scaling.factor", factor);
    values.put("rope.scaling.yarn_beta_fast", orElse("beta_fast", 32));
    values.put("rope.scaling.yarn_beta_slow", orElse("beta_slow", 1));
    double context = orElse("original_max_position_embeddings", config.contextTokens());
    values.put("rope.scaling.original_context_length", (long) context);
    // GGUF's factor comes on top of the usual magnitude.
    values.put("rope.scaling.attn_factor", yarnMagnitude(factor) / magnitude(factor, 1));
  }

  private double yarnMagnitude(double factor) {
    double numerator = scaling.path("mscale").asDouble(0);
    double denominator = scaling.path("mscale_all_dim").asDouble(0);
    double usual =
        numerator != 0 && denominator != 0
            ? magnitude(factor, numerator) / magnitude(factor, denominator)
            : magnitude(factor, 1);
    return orElse("attention_factor", usual);
  }

  private static double magnitude(double factor, double weight) {
    return factor <= 1 ? 1 : 0.1 * weight * StrictMath.log(factor) + 1;
  }

  private void addLongRope(Map<String, Object> values) {
    double most = config.contextTokens();
    double nested = orElse("original_max_position_embeddings", 0);
    double original = config.number("original_max_position_embeddings", nested);
    double factor = original > 0 ? most / original : positive("factor");
    double context = original > 0 ? original : most;
    double usual =
        factor <= 1 ? 1 : Math.sqrt(1 + StrictMath.log(factor) / StrictMath.log(context));
    values.put("rope.scaling.type", "longrope");
    values.put("rope.scaling.original_context_length", (long) context);
    values.put("rope.scaling.attn_factor", orElse("attention_factor", usual));
  }

  /** Divisors of each pair's frequency, by the name of GGUF's tensor. */
  Map<String, float[]> tensors() {
    return switch (type) {
      case "llama3" -> Map.of("rope_freqs.weight", llama3());
      case "longrope" ->
          Map.of(
              "rope_factors_short.weight", factors("short_factor"),
              "rope_factors_long.weight", factors("long_factor"));
      default -> Map.of();
    };
  }

  private float[] factors(String name) {
    JsonNode list = scaling.path(name);
    int half = config.headDim() / 2;
    if (!list.isArray() || list.size() != half) {
      throw bad("expected " + half + " numbers in " + name + ", found " + list.size());
    }
    var factors = new float[half];
    for (int i = 0; i < half; i++) {
      factors[i] = (float) list.get(i).asDouble();
    }
    return factors;
  }

  /** Meta's {@code apply_scaling}. */
  private float[] llama3() {
    double factor = scaling.path("factor").asDouble(8);
    double low = scaling.path("low_freq_factor").asDouble(1);
    double high = scaling.path("high_freq_factor").asDouble(4);
    double context = scaling.path("original_max_position_embeddings").asDouble(8192);
    var factors = new float[config.headDim() / 2];
    for (int i = 0; i < factors.length; i++) {
      double frequency = StrictMath.pow(base(), -2.0 * i / config.headDim());
      double wavelength = 2 * Math.PI / frequency;
      double smooth = (context / wavelength - low) / (high - low);
      double between = 1 / ((1 - smooth) / factor + smooth);
      double beyond = wavelength > context / low ? factor : between;
      factors[i] = (float) (wavelength < context / high ? 1 : beyond);
    }
    return factors;
  }
}
