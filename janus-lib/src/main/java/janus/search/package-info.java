/** An exact search through all designs of a space: numbered designs, limits, and the front. */
package janus.search;
