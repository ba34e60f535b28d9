/** Language models on devices that somebody measured: the rows, a fit to them, and predictions. */
package janus.device;
