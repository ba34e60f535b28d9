/**
 * The arithmetic of llama.cpp's CPU backend on AVX-512, addition by addition, so that hidden states
 * are llama.cpp's to the bit where a scheme asks for its rounding.
 */
package janus.inference.llamacpp;
