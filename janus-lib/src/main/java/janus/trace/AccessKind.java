package janus.trace;

/** What an access does. */
public enum AccessKind {
  READ,
  WRITE
}
