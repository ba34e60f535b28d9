/** How fast the rest is: loads that are timed by JMH, and what they are timed on. */
package janus.benchmark;
