package janus.search;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import janus.files.OutputFile;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * What a search knows after some of its designs: the state of a search that was stopped, and the
 * result of a part of one. States of disjoint parts add up to the state of their union.
 *
 * @param search checksums of all that the search depends on, by name
 * @param designs in the whole space
 * @param done intervals of numbers that are done, rising and apart; ends are exclusive
 * @param evaluated designs evaluated
 * @param pruned designs left out with proof
 * @param impossible evaluated designs that are no chip
 * @param excluded evaluated designs that break a limit
 * @param breaking designs that break each limit, in the order of the limits
 * @param nearest number of the excluded design that breaks the fewest limits by the least; null for
 *     none
 * @param front numbers of the designs of the front, rising
 */
public record SearchState(
    Map<String, String> search,
    long designs,
    List<Interval> done,
    long evaluated,
    long pruned,
    long impossible,
    long excluded,
    List<Long> breaking,
    Long nearest,
    List<Long> front)
    implements Serializable {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  /**
   * Numbers of designs.
   *
   * @param from the first
   * @param to exclusive end
   */
  public record Interval(long from, long to) implements Serializable {
    public Interval {
      if (from < 0 || to <= from) {
        throw new IllegalArgumentException("expected an interval of numbers: " + from + ".." + to);
      }
    }

    /** How many designs it has. */
    long length() {
      return to - from;
    }
  }

  public SearchState {
    Objects.requireNonNull(search, "search");
    done = List.copyOf(done);
    breaking = List.copyOf(breaking);
    front = List.copyOf(front);
    long end = 0;
    for (Interval interval : done) {
      if (interval.from() < end || interval.to() > designs) {
        throw new IllegalArgumentException("done must be rising intervals below " + designs);
      }
      end = interval.to();
    }
    for (long number : front) {
      if (number < 0 || number >= designs) {
        throw new IllegalArgumentException("front must hold numbers below " + designs);
      }
    }
  }

  /**
   * The intervals of two lists in one, joined where they touch.
   *
   * @param place of the second list, for the message
   * @throws BadInputException if two intervals overlap
   */
  static List<Interval> join(String place, List<Interval> one, List<Interval> other) {
    var sorted = new ArrayList<Interval>(one);
    sorted.addAll(other);
    sorted.sort(Comparator.comparingLong(Interval::from));
    var joined = new ArrayDeque<Interval>();
    for (Interval next : sorted) {
      Interval last = joined.peekLast();
      if (last != null && next.from() < last.to()) {
        throw new BadInputException(
            place
                + ": expected designs that no other part has done, found "
                + next.from()
                + ".."
                + Math.min(next.to(), last.to())
                + " twice");
      }
      boolean touches = last != null && next.from() == last.to();
      joined.add(touches ? new Interval(joined.removeLast().from(), next.to()) : next);
    }
    return List.copyOf(joined);
  }

  /** Its counts, without the nearest design. */
  Tally tally(int limits) {
    if (breaking.size() != limits) {
      throw new IllegalArgumentException(
          "breaking must have " + limits + " counts: " + breaking.size());
    }
    var tally = new Tally(limits);
    tally.evaluated = evaluated;
    tally.pruned = pruned;
    tally.impossible = impossible;
    tally.excluded = excluded;
    Arrays.setAll(tally.breaking, breaking::get);
    return tally;
  }

  /** Designs that are done. */
  public long doneDesigns() {
    return done.stream().mapToLong(Interval::length).sum();
  }

  /** Whether every design is done. */
  public boolean isWhole() {
    return doneDesigns() == designs;
  }

  /**
   * Writes the state; the file appears whole.
   *
   * @throws BadInputException if it cannot be written
   */
  public void write(Path file) {
    try {
      String text = MAPPER.writeValueAsString(this) + "\n";
      OutputFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a state is numbers and words", e);
    }
  }

  /**
   * Reads a state.
   *
   * @param option that names the file, for messages
   * @throws BadInputException if it cannot be read or is none
   */
  public static SearchState read(String option, Path file) {
    try {
      return MAPPER.readValue(Files.readString(file), SearchState.class);
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          option + " " + file + ": expected the state of a search: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new BadInputException(
          option + " " + file + ": cannot be read: " + BadInputException.reason(e), e);
    }
  }

  /**
   * Checks that the state belongs to a search.
   *
   * @param place for the message
   * @throws BadInputException if it belongs to another; says what differs
   */
  void requireSearch(String place, Map<String, String> expected) {
    if (search.equals(expected)) {
      return;
    }
    var names = new TreeSet<>(expected.keySet());
    names.addAll(search.keySet());
    names.removeIf(name -> Objects.equals(search.get(name), expected.get(name)));
    throw new BadInputException(
        place
            + ": expected the state of this search, found one with another "
            + String.join(", another ", names));
  }
}
