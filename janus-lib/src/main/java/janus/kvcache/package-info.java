/**
 * The KV cache: codecs that compress it, the bits they take, which query sees which key, and where
 * the bytes lie in memory.
 *
 * <pre>{@code
 * var model = ModelCatalog.bundled().byName("llama-2-7b");
 * var int4 = KvCodecs.parse("int4-token");
 * System.out.println(KvCacheSize.of(model, int4, int4, 4096).total().mib()); // 528.0
 * }</pre>
 */
package janus.kvcache;
