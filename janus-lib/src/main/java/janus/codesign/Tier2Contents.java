package janus.codesign;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import janus.provenance.BadInputException;
import janus.provenance.Names;
import janus.transformer.TransformerSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What tier 2 is to hold, the first before the others; the rest stays in the memory beside the die.
 * Spelled as a list, {@code draft,cache,layers(8)}.
 *
 * @param items in their order
 * @param strict whether what is named must fit whole, but for keys and values and for weights
 */
public record Tier2Contents(List<Item> items, boolean strict) {
  private static final String AUTO_SPELLING = "auto";
  private static final Pattern COUNTED = Pattern.compile("layers\\(([0-9]{1,4})\\)");

  /** Kinds of contents. */
  public enum Kind {
    /** Keys and values, those of a draft model first: as much as fits. */
    CACHE,
    /** Weights: layer by layer, then the output head, then the embedding, as many as fit whole. */
    WEIGHTS,
    /** All weights of the model. */
    MODEL,
    /** The weights of some layers. */
    LAYERS,
    /** The output head. */
    OUTPUT,
    /** The weights of the draft model. */
    DRAFT;

    String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One of the contents.
   *
   * @param kind of what
   * @param layers how many of {@link Kind#LAYERS}; 0 of others
   */
  public record Item(Kind kind, int layers) {
    Item(Kind kind) {
      this(kind, 0);
    }

    String spelling() {
      return kind == Kind.LAYERS ? "layers(" + layers + ")" : kind.spelling();
    }
  }

  /**
   * Spelled {@code auto}: the draft model where it fits, keys and values, and the model where all
   * of it fits besides.
   */
  public static final Tier2Contents AUTO =
      new Tier2Contents(
          List.of(new Item(Kind.DRAFT), new Item(Kind.CACHE), new Item(Kind.MODEL)), false);

  public Tier2Contents {
    items = List.copyOf(items);
    if (items.stream().map(Item::kind).distinct().count() < items.size()) {
      String all = items.stream().map(Item::spelling).collect(Collectors.joining(","));
      throw new IllegalArgumentException("tier2Holds must name each of its contents once: " + all);
    }
  }

  /**
   * Reads a list.
   *
   * @throws BadInputException if a word is unknown; lists the valid ones
   */
  @JsonCreator
  public static Tier2Contents parse(String text) {
    if (text.equals(AUTO_SPELLING)) {
      return AUTO;
    }
    var items = new ArrayList<Item>();
    for (String word : text.split(",", -1)) {
      items.add(item(word.strip()));
    }
    return new Tier2Contents(items, true);
  }

  /**
   * Checks that a model has the layers that are named.
   *
   * @throws IllegalArgumentException if not
   */
  void checkLayers(TransformerSpec model) {
    for (Item item : items) {
      if (item.layers() > model.layers()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "tier2Holds must name at most %d layers, which %s has: %s",
                model.layers(),
                model.name(),
                item.spelling()));
      }
    }
  }

  /** The same where nothing must fit. */
  Tier2Contents whereItFits() {
    return new Tier2Contents(items, false);
  }

  /** Whether a kind is named. */
  boolean names(Kind kind) {
    return strict && items.stream().anyMatch(item -> item.kind() == kind);
  }

  private static Item item(String word) {
    Matcher counted = COUNTED.matcher(word);
    if (counted.matches()) {
      return new Item(Kind.LAYERS, Integer.parseInt(counted.group(1)));
    }
    return Arrays.stream(Kind.values())
        .filter(kind -> kind != Kind.LAYERS && kind.spelling().equals(word))
        .map(Item::new)
        .findFirst()
        .orElseThrow(() -> Names.unknown("content of tier 2", word, words()));
  }

  private static List<String> words() {
    return List.of(AUTO_SPELLING, "cache", "weights", "model", "layers(N)", "output", "draft");
  }

  /** The list as {@link #parse} reads it. */
  @JsonValue
  public String spelling() {
    return equals(AUTO)
        ? AUTO_SPELLING
        : items.stream().map(Item::spelling).collect(Collectors.joining(","));
  }
}
