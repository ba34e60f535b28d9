/** The shape of a transformer: what its memory and arithmetic depend on. */
package janus.transformer;
