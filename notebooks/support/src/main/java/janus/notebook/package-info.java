/**
 * Support code of the notebooks: results files as Tablesaw tables, figures in one style, their
 * display in the Java kernel, and the summary report. It computes no numbers of the study.
 */
package janus.notebook;
