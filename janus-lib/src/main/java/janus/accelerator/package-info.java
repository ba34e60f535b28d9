/** Arithmetic: systolic tiles, their cycles, traffic and energy, and the work of a model's step. */
package janus.accelerator;
