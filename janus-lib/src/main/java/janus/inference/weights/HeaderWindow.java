package janus.inference.weights;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The layers of a GGUF model with a sliding window: what the header says, as a number or layer by
 * layer, or else what the architecture does.
 */
final class HeaderWindow {
  private HeaderWindow() {}

  /** Architectures for which the header may state a window that llama.cpp does not use. */
  static boolean isIgnoredByLlamaCpp(String architecture) {
    return switch (architecture) {
      case "llama", "qwen2", "qwen3", "phi3", "phimoe", "starcoder2" -> true;
      default -> false;
    };
  }

  static List<Boolean> of(Metadata metadata, String architecture, int layers) {
    int tokens = metadata.getInt(architecture + ".attention.sliding_window", 0);
    String key = architecture + ".attention.sliding_window_pattern";
    if (tokens == 0 && !architecture.equals("llama4")) {
      return every(1, layers);
    }
    if (metadata.isList(key)) {
      List<Boolean> slides = metadata.booleans(key);
      if (slides.size() != layers) {
        throw metadata.bad(key, "as many as layers, " + layers);
      }
      return slides;
    }
    if (metadata.has(key)) {
      return every(metadata.getInt(key), layers);
    }
    return switch (architecture) {
      case "gemma2", "gpt-oss", "gptoss" -> every(2, layers);
      case "cohere2", "exaone4", "llama4", "olmo2" -> every(4, layers);
      case "gemma3n" -> every(5, layers);
      case "gemma3" -> every(6, layers);
      default -> {
        if (!isIgnoredByLlamaCpp(architecture)) {
          throw metadata.bad(key, "which layers slide");
        }
        yield every(0, layers);
      }
    };
  }

  /** Every layer slides but each {@code period}-th; all slide if that is 0, none if it is 1. */
  private static List<Boolean> every(int period, int layers) {
    return IntStream.rangeClosed(1, layers)
        .mapToObj(layer -> period < 1 || layer % period != 0)
        .toList();
  }
}
