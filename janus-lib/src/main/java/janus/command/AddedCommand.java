package janus.command;

/**
 * A command that another jar adds to {@code janus}: a class that picocli's {@code @Command} names,
 * listed as a provider of this service.
 */
public interface AddedCommand {}
