/**
 * The memory hierarchy in time: tiers, banks, queues and what an access costs.
 *
 * <pre>{@code
 * var simulator = new Simulator(SimulatorSettings.janus1());
 * System.out.println(simulator.run(SyntheticTrace.sequential(1000, 128)).accesses()); // 1000
 * }</pre>
 */
package janus.simulator;
