package janus.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import janus.provenance.BadInputException;
import janus.provenance.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What {@code janus design} is asked, in a YAML or JSON file: names are those of the options
 * without their dashes, in any of {@code weight-bits}, {@code weight_bits} and {@code weightBits}.
 * An option may be given as a list where it may be repeated, {@code fix} as an object, and {@code
 * space} as the name of a file or as the space itself.
 */
final class DesignSpecification {
  /** What {@code --init} writes. */
  static final String EXAMPLE =
      """
      # What janus design is asked: janus design --spec design.yaml
      # Options of the command line override what stands here.
      model: llama-3.2-3b        # a name of 'janus models', a GGUF file or a config.json
      prompt: 512                # tokens
      answer: 256
      weight-bits: 4.5           # of a stored weight, scales included
      minimize: [joule_per_token, die_mm2]
      maximize: [decode_tokens_per_s]
      limits:
        - power_w<=5
        - junction_c<=85
        - quality_loss_percent<=1
      targets:                   # limits, too
        - decode_tokens_per_s>=10
      # fix:                     # fields that are held, as 'janus chip --set' names them
      #   tier2.technology: sram-ll
      # space: space.json        # values of every variable; --print-space writes the usual ones
      """;

  private static final List<String> KEYS =
      List.of(
          "model",
          "prompt",
          "answer",
          "context",
          "batch",
          "weight-bits",
          "weights",
          "codec",
          "keys",
          "values",
          "rotation",
          "semantics",
          "minimize",
          "maximize",
          "limits",
          "targets",
          "fix",
          "space",
          "accuracy",
          "allow-unmeasured",
          "quick",
          "from",
          "samples",
          "seed",
          "threads",
          "results");

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Path file;
  private final Map<String, JsonNode> entries = new LinkedHashMap<>();

  private DesignSpecification(Path file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @throws BadInputException if it cannot be read, or a name is unknown; names file and line
   */
  static DesignSpecification read(Path file) {
    var specification = new DesignSpecification(file);
    for (var field : specification.tree().properties()) {
      String name = plain(field.getKey());
      if (!KEYS.contains(name)) {
        throw new BadInputException(
            file + ": " + Names.unknown("field", field.getKey(), KEYS).getMessage());
      }
      specification.entries.put(name, field.getValue());
    }
    return specification;
  }

  private ObjectNode tree() {
    try {
      if (MAPPER.readTree(Files.readString(file)) instanceof ObjectNode object) {
        return object;
      }
      throw new BadInputException(file + ": expected fields, as --init writes them");
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new BadInputException(
          file + ", line " + line + ": expected YAML or JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new BadInputException(
          "--spec " + file + ": cannot be read: " + BadInputException.reason(e), e);
    }
  }

  private static String plain(String name) {
    String dashed = name.replaceAll("([a-z])([A-Z])", "$1-$2").replace('_', '-');
    String plain = dashed.toLowerCase(Locale.ROOT);
    return plain.equals("limit") || plain.equals("target") ? plain + "s" : plain;
  }

  /** The space, where it stands in the file itself; else null. */
  String space() {
    return entries.get("space") instanceof ObjectNode space ? space.toString() : null;
  }

  /**
   * The options of the file.
   *
   * @param given whether an option was given on the command line, which the file does not override
   */
  List<String> options(Predicate<String> given) {
    var options = new ArrayList<String>();
    entries.forEach(
        (name, value) -> {
          String option = name.equals("limits") || name.equals("targets") ? "--limit" : "--" + name;
          if (!given.test(option) && !(name.equals("space") && value.isObject())) {
            add(options, option, value);
          }
        });
    return options;
  }

  private void add(List<String> options, String option, JsonNode value) {
    if (value.isBoolean()) {
      options.add(option + "=" + value.booleanValue());
    } else if (value.isArray()) {
      value.forEach(each -> options.add(option + "=" + text(option, each)));
    } else if (value.isObject()) {
      value
          .properties()
          .forEach(
              field ->
                  options.add(
                      option + "=" + field.getKey() + "=" + text(option, field.getValue())));
    } else {
      options.add(option + "=" + text(option, value));
    }
  }

  private String text(String option, JsonNode value) {
    if (!value.isValueNode()) {
      throw new BadInputException(
          file + ": " + option.substring(2) + ": expected a word or a number, found " + value);
    }
    return value.asText();
  }
}
