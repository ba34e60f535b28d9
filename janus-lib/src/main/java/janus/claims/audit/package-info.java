/**
 * The claims of the published project, one by one: as claimed, as its own constants give them, as
 * our models give them, and the verdict that follows.
 *
 * <pre>{@code
 * var outcome = ClaimsAudit.bundled().judge(List.of("refresh"));
 * System.out.println(outcome.claims().get(0).id()); // C103
 * }</pre>
 */
package janus.claims.audit;
