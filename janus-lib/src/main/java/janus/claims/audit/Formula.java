package janus.claims.audit;

import janus.provenance.BadInputException;
import janus.units.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * An arithmetic expression over numbers, ranges and named quantities, as it stands in {@code
 * data/published/claims.json}:
 *
 * <pre>
 * sum     = product { ("+" | "-") product }
 * product = power { ("*" | "/") power }
 * power   = factor [ "^" power ]
 * factor  = number | 'word' | name "(" [ sum { "," sum } ] ")" | "(" sum ")" | "-" factor
 * </pre>
 *
 * <p>The range of a result reaches from the least to the greatest that the ends of its operands
 * give, which bounds it, since every operator rises or falls with each operand alone.
 *
 * @param text the expression as written
 */
record Formula(String text, Expression expression) {
  /** A part of a formula. */
  @FunctionalInterface
  interface Expression {
    Value value(Quantities quantities);
  }

  /**
   * Reads a formula.
   *
   * @param place file and claim, for messages
   * @throws BadInputException if it is none
   */
  static Formula parse(String place, String text) {
    return new Formula(text, new Parser(place, text).whole());
  }

  Value value(Quantities quantities) {
    return expression.value(quantities);
  }

  /**
   * An operator on ranges.
   *
   * @throws IllegalArgumentException if an end of the result is not finite
   */
  static Range combine(Range a, Range b, DoubleBinaryOperator operator) {
    double typical = operator.applyAsDouble(a.typical(), b.typical());
    double low = typical;
    double high = typical;
    for (double x : new double[] {a.low(), a.high()}) {
      for (double y : new double[] {b.low(), b.high()}) {
        low = Math.min(low, operator.applyAsDouble(x, y));
        high = Math.max(high, operator.applyAsDouble(x, y));
      }
    }
    return new Range(low, typical, high);
  }

  /** Recursive descent over the text. */
  private static final class Parser {
    private final String place;
    private final String text;
    private int at;

    Parser(String place, String text) {
      this.place = place;
      this.text = text;
    }

    Expression whole() {
      Expression sum = sum();
      if (at < text.length()) {
        throw bad("an operator or the end");
      }
      return sum;
    }

    private Expression sum() {
      Expression left = product();
      while (true) {
        if (take('+')) {
          left = both(left, product(), Double::sum);
        } else if (take('-')) {
          left = both(left, product(), (a, b) -> a - b);
        } else {
          return left;
        }
      }
    }

    private Expression product() {
      Expression left = power();
      while (true) {
        if (take('*')) {
          left = both(left, power(), (a, b) -> a * b);
        } else if (take('/')) {
          left = both(left, power(), (a, b) -> a / b);
        } else {
          return left;
        }
      }
    }

    private Expression power() {
      Expression base = factor();
      // Tables must be the same on every machine, which Math.pow does not promise.
      return take('^') ? both(base, power(), StrictMath::pow) : base;
    }

    private Expression factor() {
      if (take('-')) {
        return both(q -> Value.exactly(0), factor(), (a, b) -> a - b);
      }
      if (take('(')) {
        Expression inner = sum();
        expect(')');
        return inner;
      }
      if (take('\'')) {
        return word();
      }
      String token = token();
      if (token.isEmpty()) {
        throw bad("a number, a name or a bracket");
      }
      return Character.isLetter(token.charAt(0)) ? call(token) : number(token);
    }

    private Expression word() {
      int end = text.indexOf('\'', at);
      if (end < 0) {
        throw bad("a closing quote");
      }
      Value word = new Value.Word(text.substring(at, end));
      at = end + 1;
      spaces();
      return quantities -> word;
    }

    private Expression number(String token) {
      try {
        Value number = Value.exactly(Double.parseDouble(token));
        return quantities -> number;
      } catch (NumberFormatException e) {
        throw bad("a number in place of " + token);
      }
    }

    private Expression call(String name) {
      expect('(');
      var arguments = new ArrayList<Expression>();
      while (!take(')')) {
        if (!arguments.isEmpty()) {
          expect(',');
        }
        arguments.add(sum());
      }
      return quantities -> {
        List<Value> values = arguments.stream().map(e -> e.value(quantities)).toList();
        try {
          return quantities.call(name, values);
        } catch (IllegalArgumentException e) {
          throw new BadInputException(place + ", " + name + ": " + e.getMessage(), e);
        }
      };
    }

    private Expression both(Expression left, Expression right, DoubleBinaryOperator operator) {
      return quantities ->
          new Value.Amount(combine(range(left, quantities), range(right, quantities), operator));
    }

    private Range range(Expression expression, Quantities quantities) {
      Range range = Value.rangeOf(expression.value(quantities));
      if (range == null) {
        throw new BadInputException(place + ", " + text + ": expected a number, found a word");
      }
      return range;
    }

    /** Letters, digits, dots and underscores; in a number also the sign of an exponent. */
    private String token() {
      int start = at;
      boolean number = at < text.length() && Character.isDigit(text.charAt(at));
      while (at < text.length() && continues(text.charAt(at), number)) {
        at++;
      }
      String token = text.substring(start, at);
      spaces();
      return token;
    }

    private boolean continues(char c, boolean number) {
      return Character.isLetterOrDigit(c)
          || c == '_'
          || c == '.'
          || (number && c == '-' && text.charAt(at - 1) == 'e');
    }

    private boolean take(char wanted) {
      spaces();
      if (at < text.length() && text.charAt(at) == wanted) {
        at++;
        spaces();
        return true;
      }
      return false;
    }

    private void expect(char wanted) {
      if (!take(wanted)) {
        throw bad("'" + wanted + "'");
      }
    }

    private void spaces() {
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
    }

    private BadInputException bad(String expected) {
      return new BadInputException(
          place + ", formula '" + text + "', character " + (at + 1) + ": expected " + expected);
    }
  }
}
