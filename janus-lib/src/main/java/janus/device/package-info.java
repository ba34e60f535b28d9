/**
 * Language models on measured devices: the rows, a fit to them, and predictions.
 *
 * <pre>{@code
 * var devices = new DeviceCatalog(DataFolder.bundled()).devices();
 * var fit = new DeviceFit(devices, devices.runs());
 * var rate = fit.tokensPerS(devices.named("RK3576", "tinyllama-1.1b", "w8a8", 128L, 64L));
 * System.out.println(rate.low() < rate.high()); // true
 * }</pre>
 */
package janus.device;
