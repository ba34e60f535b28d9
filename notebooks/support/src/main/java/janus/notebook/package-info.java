/**
 * What the notebooks share: results files as Tablesaw tables, figures in one style, how both are
 * shown by the Java kernel, and the summary report. No numbers of the study are computed here.
 */
package janus.notebook;
