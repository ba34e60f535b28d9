/** Kernels on the incubating Vector API; found by name at run time, never imported. */
package janus.inference.vector;
