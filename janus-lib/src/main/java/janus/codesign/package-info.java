/** The whole chip: what the models below say together, and the loop closed over all four steps. */
package janus.codesign;
