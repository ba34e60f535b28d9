/** Language models on measured devices: the rows, a fit to them, and predictions. */
package janus.device;
