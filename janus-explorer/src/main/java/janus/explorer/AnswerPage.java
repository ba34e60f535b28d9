package janus.explorer;

import janus.command.DesignPage;

/** The page of an answer: what is recommended and why, then all designs to explore. */
public final class AnswerPage implements DesignPage {
  @Override
  public String html(Content content) {
    return new ExplorerPage(
            content.title(), content.command(), content.objectives(), content.answer())
        .html(content.designs());
  }
}
