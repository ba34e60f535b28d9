package janus.trace;

/** The kind of an access. */
public enum AccessKind {
  READ,
  WRITE
}
