/**
 * What others claimed, computed or built, beside what the models below compute.
 *
 * <pre>{@code
 * var published = TechnologyClaims.bundled().published();
 * System.out.println(published.capacity().mib()); // 224.0
 * }</pre>
 */
package janus.claims;
