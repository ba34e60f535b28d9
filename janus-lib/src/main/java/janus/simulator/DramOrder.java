package janus.simulator;

import janus.provenance.BadInputException;

/** In which order a channel of tier 3 serves the requests that wait for it. */
public enum DramOrder {
  /** As they come: a request uses the bus after the one before it. */
  IN_ORDER,
  /** Rows that are open first, then the oldest; writes wait in a queue of their own. */
  FR_FCFS;

  public String spelling() {
    return this == IN_ORDER ? "in-order" : "fr-fcfs";
  }

  /**
   * Reads {@link #spelling}.
   *
   * @throws BadInputException if no order is called so
   */
  public static DramOrder parse(String text) {
    for (DramOrder order : values()) {
      if (order.spelling().equals(text)) {
        return order;
      }
    }
    throw new BadInputException("DRAM order must be in-order or fr-fcfs: '" + text + "'");
  }
}
