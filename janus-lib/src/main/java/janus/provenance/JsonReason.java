package janus.provenance;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;

/** Why JSON was refused, in words: Jackson's own messages name classes of Java. */
public final class JsonReason {
  private static final Set<Class<?>> WHOLE =
      Set.of(int.class, long.class, Integer.class, Long.class, short.class, byte.class);

  private JsonReason() {}

  /** The expected content and, if known, the content found. */
  public static String of(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return e.getOriginalMessage().replaceFirst(",? \\(?from `.*", "").replace("(1000", "1000");
    }
    if (e instanceof InvalidFormatException format) {
      return "expected " + kind(format.getTargetType()) + ", found '" + format.getValue() + "'";
    }
    if (e instanceof MismatchedInputException mismatch) {
      return "expected " + kind(mismatch.getTargetType()) + found(mismatch.getProcessor());
    }
    return e.getOriginalMessage();
  }

  /** The line it was refused at, the first being 1; 1 where it is not known. */
  public static int line(JsonProcessingException e) {
    return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
  }

  private static String kind(Class<?> type) {
    if (type == null) {
      return "another value";
    }
    if (type.isEnum()) {
      return "one of " + Arrays.toString(type.getEnumConstants());
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (WHOLE.contains(type)) {
      return "a whole number";
    }
    if (type == double.class || Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    return type == String.class ? "a text" : isList(type) ? "a list" : "an object";
  }

  private static boolean isList(Class<?> type) {
    return type.isArray() || Collection.class.isAssignableFrom(type);
  }

  private static String found(Object processor) {
    JsonToken token = processor instanceof JsonParser parser ? parser.currentToken() : null;
    if (token == null) {
      return "";
    }
    return switch (token) {
      case START_ARRAY, END_ARRAY -> ", found a list";
      case START_OBJECT, END_OBJECT, FIELD_NAME -> ", found an object";
      case VALUE_STRING -> ", found " + text((JsonParser) processor);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> ", found a number";
      case VALUE_TRUE, VALUE_FALSE -> ", found true or false";
      case VALUE_NULL -> ", found null";
      default -> "";
    };
  }

  private static String text(JsonParser parser) {
    try {
      return "'" + parser.getText() + "'";
    } catch (IOException e) {
      return "a text";
    }
  }
}
