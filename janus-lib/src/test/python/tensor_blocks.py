"""Encoded blocks and their values decoded by gguf-py. Run: python3 tensor_blocks.py > tensor-blocks.csv"""
import numpy as np, gguf
from gguf.quants import dequantize
from gguf.constants import GGMLQuantizationType as T, GGML_QUANT_SIZES
import sys, importlib.metadata as md
rng=np.random.default_rng(260)
big=len(sys.argv)>1
print(f"# Encoded blocks (random bytes, seed 260; the binary16 scales made finite) and their FP32 bits, by gguf-py {md.version('gguf')} gguf.quants.dequantize.")
print("type,block_hex,values_hex")
half={T.Q4_0:[0],T.Q4_1:[0,2],T.Q5_0:[0],T.Q5_1:[0,2],T.Q8_0:[0],T.Q2_K:[80,82],T.Q3_K:[108],T.Q4_K:[0,2],T.Q5_K:[0,2],T.Q6_K:[208],T.IQ4_NL:[0],T.F16:[0],T.BF16:[],T.F32:[]}
for t,offs in half.items():
    n,b=GGML_QUANT_SIZES[t]
    for r in range(2000 if big else (1 if n==256 else 2 if n==32 else 6)):
        raw=rng.integers(0,256,b,dtype=np.uint8)
        for o in offs:
            while True:
                h=rng.integers(0,1<<16,dtype=np.uint16)
                if (h>>10)&31!=31: break
            raw[o:o+2]=np.frombuffer(h.tobytes(),np.uint8)
        if t==T.BF16:
            while (raw[1]&0x7f)==0x7f: raw[1]=rng.integers(0,256)
        if t==T.F32:
            while (raw[3]&0x7f)==0x7f: raw[3]=rng.integers(0,256)
        v=dequantize(raw.copy() if t not in (T.F32,T.F16) else raw.view(np.float32 if t==T.F32 else np.float16),t).astype(np.float32)
        print(f"{t.name},{raw.tobytes().hex()},{v.astype('<f4').tobytes().hex()}")
