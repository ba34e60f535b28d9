/**
 * Arithmetic: systolic tiles, their cycles, traffic and energy, and the work of a model's step.
 *
 * <pre>{@code
 * var array = new SystolicArray(16, 16);
 * long cycles = array.computeCycles(new Gemm(128, 128, 128), Dataflow.WS);
 * System.out.println(cycles); // 11135
 * }</pre>
 */
package janus.accelerator;
