/** A table of designs as a page that one explores in a browser, without a network. */
package janus.explorer;
