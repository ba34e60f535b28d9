package janus.trace;

import java.io.IOException;
import java.util.List;

/** A timed trace without its arrival cycles. */
record UntimedTrace(Trace timed) implements Trace {
  @Override
  public String description() {
    return timed.description();
  }

  @Override
  public long accesses() {
    return timed.accesses();
  }

  @Override
  public List<String> notes() {
    return timed.notes();
  }

  @Override
  public Cursor open() throws IOException {
    return timed.open();
  }
}
