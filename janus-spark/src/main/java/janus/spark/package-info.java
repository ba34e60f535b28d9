/** Searches on Apache Spark: blocks of designs, run on other machines. */
package janus.spark;
