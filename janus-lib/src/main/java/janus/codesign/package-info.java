/**
 * The whole chip: what the models below say together, and the loop closed over all four steps.
 *
 * <pre>{@code
 * var chip = new DesignEvaluator(Facts.bundled()).evaluate(Design.janus1(), Workload.janus1());
 * System.out.println(chip.decodeTokensPerS() < 125.4); // true
 * }</pre>
 */
package janus.codesign;
