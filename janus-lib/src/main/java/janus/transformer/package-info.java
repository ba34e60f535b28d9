/** The shape of a transformer, as far as its memory and arithmetic depend on it. */
package janus.transformer;
