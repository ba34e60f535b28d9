package janus.experiment;

/**
 * One number worth quoting, with where it comes from.
 *
 * @param quantity what was found, in words
 * @param value the number as it should be quoted
 * @param unit its unit, or empty
 * @param origin how it is known: {@code measured}, {@code simulated}, {@code computed}, {@code
 *     published}, {@code assumed}, with the circumstances in a few words
 * @param file the results file it stands in, from the results folder on
 */
public record Headline(String quantity, String value, String unit, String origin, String file) {}
