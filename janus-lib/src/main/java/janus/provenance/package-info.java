/**
 * The origin of a number: facts with basis and source, checksums of inputs, and the circumstances
 * of a result. Imports only {@link janus.units}.
 *
 * <pre>{@code
 * var energy = new Fact(new Range(1, 2, 4), "pJ/bit", Basis.ASSUMED, "janus-derivation", "example");
 * System.out.println(energy.basis().spelling()); // assumed
 * }</pre>
 */
package janus.provenance;
