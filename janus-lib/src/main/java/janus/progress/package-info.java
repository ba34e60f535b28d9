/** How long work reports how far it is and learns that it should stop. Imports nothing. */
package janus.progress;
