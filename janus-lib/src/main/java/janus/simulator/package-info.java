/** The memory hierarchy in time: tiers, banks, queues and what an access costs. */
package janus.simulator;
