/** Commands of the laboratory as tools of a coding assistant, over the Model Context Protocol. */
package janus.mcp;
