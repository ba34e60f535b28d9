package janus.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON with JavaScript's number format: 256, not 256.0. JupyterLab rewrites every number of a
 * notebook when it saves; numbers already in this format do not change.
 */
final class ScriptNumbers {
  /** Smallest number that JavaScript, as Java and Python, writes with an exponent. */
  private static final double EXPONENT_FROM = 1e21;

  private ScriptNumbers() {}

  /** A tree as maps, lists, strings, numbers, booleans and nulls. */
  static Object of(JsonNode node) {
    if (node.isObject()) {
      return map(node);
    }
    if (node.isArray()) {
      return list(node);
    }
    if (node.isFloatingPointNumber()) {
      return number(node.doubleValue());
    }
    if (node.isIntegralNumber()) {
      return node.numberValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    return node.isNull() ? null : node.textValue();
  }

  static Map<String, Object> map(JsonNode object) {
    var map = new LinkedHashMap<String, Object>();
    object.forEachEntry((name, child) -> map.put(name, of(child)));
    return map;
  }

  private static List<Object> list(JsonNode array) {
    var list = new ArrayList<Object>();
    array.forEach(child -> list.add(of(child)));
    return list;
  }

  private static Number number(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < EXPONENT_FROM;
    if (!whole) {
      return value;
    }
    BigInteger digits = new BigDecimal(Double.toString(value)).toBigIntegerExact();
    return digits.bitLength() < Long.SIZE ? (Number) digits.longValue() : digits;
  }
}
