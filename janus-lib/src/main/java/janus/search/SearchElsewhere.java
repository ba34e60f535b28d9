package janus.search;

import janus.codesign.Facts;
import janus.provenance.BadInputException;
import janus.search.BlockRunner.Place;
import janus.search.SearchState.Interval;
import java.util.Map;
import java.util.ServiceLoader;

/** A search that runs in another place, by the {@link BlockRunner} that knows it. */
public final class SearchElsewhere {
  private final Place place;
  private final SearchBlocks blocks;

  private SearchElsewhere(Place place, SearchBlocks blocks) {
    this.place = place;
    this.blocks = blocks;
  }

  /**
   * A question's search in a place.
   *
   * @param name of the place, as {@code local[2]} or {@code spark://host:7077}
   * @param inputs checksums of facts and model
   * @throws BadInputException if no runner is there, or none knows the place
   */
  public static SearchElsewhere on(
      String name, Question question, Facts facts, Map<String, String> inputs) {
    return new SearchElsewhere(place(name), SearchBlocks.of(question, facts, inputs));
  }

  private static Place place(String name) {
    boolean any = false;
    for (BlockRunner runner : ServiceLoader.load(BlockRunner.class)) {
      if (runner.knows(name)) {
        return new Place(name, runner);
      }
      any = true;
    }
    throw new BadInputException(
        "--on "
            + name
            + (any
                ? ": expected local[THREADS] or spark://HOST:PORT"
                : ": expected the module janus-spark on the class path, found none; build it with:"
                    + " mvn -q package -DskipTests"));
  }

  /** Searches what is not yet done of some designs, as {@link Search#run} does. */
  public SearchState run(
      Search search, SearchState from, Interval designs, Search.Setting setting) {
    return search.run(from, designs, setting, place, blocks);
  }
}
