package janus.inference.weights;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The name under which people know the model of a file. {@code general.name} often is that of a
 * training run, and {@code general.basename} is in lower case. The name of the file, by the naming
 * convention of GGUF (BaseName-SizeLabel-FineTune-Version-Encoding), has the publisher's spelling.
 *
 * <p>In order: the file's name without its encoding, if it begins with the base name and contains
 * the size; base name, size and fine-tuning of the header; {@code general.name}; the file's name.
 */
final class ModelName {
  private static final Pattern SHARD = Pattern.compile("-\\d{5}-of-\\d{5}$");

  /** {@code Q4_1}, {@code IQ4_XS}, {@code BF16} and the like after the last dot or hyphen. */
  private static final Pattern ENCODING =
      Pattern.compile(
          "[-.](?:(?:UD-)?(?:I?Q|TQ)\\d\\w*|B?F(?:16|32|64)|MXFP4\\w*|NVFP4)$",
          Pattern.CASE_INSENSITIVE);

  private ModelName() {}

  static String of(Metadata metadata) {
    String file = Path.of(metadata.place()).getFileName().toString();
    String base = metadata.getString("general.basename", "").strip();
    String size = metadata.getString("general.size_label", "").strip();
    String bare = bare(file);
    if (!base.isEmpty()
        && letters(bare).startsWith(letters(base))
        && letters(bare).contains(letters(size))) {
      return bare;
    }
    if (!base.isEmpty() && !size.isEmpty()) {
      String tuned = metadata.getString("general.finetune", "").strip();
      return Stream.of(base, size, tuned)
          .filter(part -> !part.isEmpty())
          .collect(Collectors.joining("-"));
    }
    String name = metadata.getString("general.name", "");
    return name.isBlank() ? file : name;
  }

  private static String bare(String file) {
    String name = file.replaceFirst("(?i)\\.gguf$", "");
    return ENCODING.matcher(SHARD.matcher(name).replaceFirst("")).replaceFirst("");
  }

  /** Letters and digits alone: {@code Gemma 3} and {@code gemma-3} are one base name. */
  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }
}
