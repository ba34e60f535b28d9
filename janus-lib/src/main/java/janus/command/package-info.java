/** The door for the terminal: reads options, calls one thing below, prints it. No arithmetic. */
package janus.command;
