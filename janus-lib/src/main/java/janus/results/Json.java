package janus.results;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import janus.provenance.Circumstances;

/**
 * Records as JSON. {@code readEnergyPjPerBit} becomes {@code read_energy_pj_per_bit}, {@code
 * thetaCPerW} becomes {@code theta_c_per_w}.
 */
public final class Json {
  /**
   * The one mapper of the project: snake case, indented, fields in declaration order, doubles the
   * same on every JDK.
   */
  public static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build())
          .propertyNamingStrategy(UnitsApart.NAMES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
          .build();

  /** Snake case in which a unit of one letter is a word, too. */
  static final class UnitsApart extends PropertyNamingStrategies.SnakeCaseStrategy {
    /** The one of all tables and objects. */
    static final UnitsApart NAMES = new UnitsApart();

    private static final long serialVersionUID = 1;

    private UnitsApart() {}

    @Override
    public String translate(String name) {
      return super.translate(name.replaceAll("(?<=[A-Z])(?=[A-Z][a-z])", "_"));
    }
  }

  private Json() {}

  /** A record (or list of records) as text, ending in a line feed. */
  public static String of(Object value) {
    try {
      return MAPPER.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a result cannot be written as JSON: " + value, e);
    }
  }

  /**
   * One object: the fields of {@code result}, then {@code circumstances}.
   *
   * @param result a record or map
   */
  public static String withCircumstances(Object result, Circumstances circumstances) {
    ObjectNode node = MAPPER.valueToTree(result);
    node.set("circumstances", MAPPER.valueToTree(circumstances));
    return of(node);
  }
}
