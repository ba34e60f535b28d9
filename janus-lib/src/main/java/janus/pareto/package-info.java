/** Points with several objectives: which are worth having, and how much a set of them covers. */
package janus.pareto;
