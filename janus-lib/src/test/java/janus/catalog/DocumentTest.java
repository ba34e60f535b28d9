package janus.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import janus.provenance.BadInputException;
import janus.provenance.Basis;
import janus.provenance.Confidence;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DocumentTest {
  private static Document document(String json) throws Exception {
    return new Document("f.json", new ObjectMapper().readTree(json.replace('\'', '"')));
  }

  private static void refused(String message, String json, Function<Document, Object> reader)
      throws Exception {
    Document document = document(json);
    var e = assertThrows(BadInputException.class, () -> reader.apply(document));
    assertEquals(message, e.getMessage());
  }

  @Test
  void errorsNamePlaceFieldExpectationAndValue() throws Exception {
    refused("f.json, n: expected a number, found \"x\"", "{'n': 'x'}", d -> d.number("n"));
    refused("f.json, n: expected a text, found nothing", "{}", d -> d.text("n"));
    refused(
        "f.json, n: expected a whole number of at least 0, found -1",
        "{'n': -1}",
        d -> d.count("n"));
    refused("f.json, l[1]: expected an object, found 2", "{'l': [{}, 2]}", d -> d.children("l"));
    refused(
        "f.json, a, n: expected true or false, found 0",
        "{'a': {'n': 0}}",
        d -> d.child("a").flag("n"));
  }

  @Test
  void aSpellingMustBeOneOfTheValidOnes() throws Exception {
    refused(
        "f.json, basis: expected one of published, derived, recalled, assumed, found \"guessed\"",
        "{'basis': 'guessed'}",
        d -> d.basis("basis"));
    assertEquals(Basis.DERIVED, document("{'basis': 'derived'}").basis("basis"));
    // A confidence that is not stated has no spelling.
    assertEquals(Confidence.UNSTATED, document("{}").confidence("c"));
    refused(
        "f.json, c: expected one of high, medium, low, found \"unstated\"",
        "{'c': 'unstated'}",
        d -> d.confidence("c"));
  }

  @Test
  void anExactFactHasNoRange() throws Exception {
    var fact =
        document("{'e': {'value': 2, 'unit': 'V', 'basis': 'assumed', 'source': 's'}}")
            .fact("e", "V");
    assertEquals(List.of(2.0, 2.0, 2.0), List.of(fact.low(), fact.typical(), fact.high()));
    assertNull(document("{}").optionalFact("e", "V"));
  }

  @Test
  void aFactNeedsItsUnit() throws Exception {
    refused(
        "f.json, e, unit: expected 'V', found \"mV\"",
        "{'e': {'value': 2, 'unit': 'mV', 'basis': 'assumed', 'source': 's'}}",
        d -> d.fact("e", "V"));
  }

  @Test
  void aReaderThatRefusesIsToldThePlace() throws Exception {
    refused(
        "f.json: too big",
        "{}",
        d ->
            d.checked(
                checked -> {
                  throw new IllegalArgumentException("too big");
                }));
  }
}
