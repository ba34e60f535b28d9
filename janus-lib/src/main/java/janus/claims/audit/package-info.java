/**
 * The claims of the published project, one by one: as claimed, as its own constants give them, as
 * our models give them, and the verdict that follows. For example {@code
 * ClaimsAudit.bundled().judge()}.
 */
package janus.claims.audit;
