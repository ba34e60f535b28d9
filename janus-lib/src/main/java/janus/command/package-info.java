/**
 * The door for the terminal: reads options, calls one thing below, prints it. No arithmetic.
 *
 * <pre>{@code
 * var out = new PrintWriter(new StringWriter());
 * int status = Main.run(out, out, "claims", "--topic", "refresh");
 * System.out.println(status); // 0
 * }</pre>
 */
package janus.command;
