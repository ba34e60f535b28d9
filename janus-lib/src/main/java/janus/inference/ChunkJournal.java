package janus.inference;

import janus.inference.scoring.WindowScores;
import java.util.List;

/** Remembers finished windows, so that a run that was killed goes on where it was. */
public interface ChunkJournal {
  /** Remembers nothing. */
  ChunkJournal NONE =
      new ChunkJournal() {
        @Override
        public List<WindowScores> finished(int window) {
          return null;
        }

        @Override
        public void add(int window, List<WindowScores> scores) {}
      };

  /** The scores of a window, one for each scheme, or null if it has to be run. */
  List<WindowScores> finished(int window);

  /** Keeps a window's scores; on return they outlive this process. */
  void add(int window, List<WindowScores> scores);
}
