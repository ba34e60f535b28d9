/** What others claimed, computed or built, beside what the models below compute. */
package janus.claims;
