// Final hidden states of llama.cpp, bit for bit.
//
//     hidden_states MODEL.gguf KEYS VALUES < ids > floats
//
// Reads token ids, decodes them in one batch with flash attention and the given ggml types of keys and
// values, and writes the output of the last normalisation in FP32, position by position.
// LLAMA_ATTN_ROT_DISABLE=1 in the environment disables rotation. It created the resource
// llama-cpp-hidden-states.csv of LlamaCppParityTest and is not part of any build:
//
//     c++ -I llama.cpp/include -I llama.cpp/ggml/include hidden_states.cpp -L BUILD/bin -lllama -lggml-base

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "llama.h"

static ggml_type type(const char *name) {
  for (int i = 0; i < GGML_TYPE_COUNT; i++) {
    const char *known = ggml_type_name(ggml_type(i));
    if (known && !std::strcmp(known, name)) {
      return ggml_type(i);
    }
  }
  std::fprintf(stderr, "no type %s\n", name);
  std::exit(2);
}

int main(int count, char **words) {
  if (count != 4) {
    std::fprintf(stderr, "expected MODEL.gguf KEYS VALUES\n");
    return 2;
  }
  std::vector<llama_token> ids;
  for (llama_token id; std::scanf("%d", &id) == 1;) {
    ids.push_back(id);
  }
  llama_model *model = llama_model_load_from_file(words[1], llama_model_default_params());
  llama_context_params params = llama_context_default_params();
  params.n_ctx = params.n_batch = params.n_ubatch = ids.size();
  params.type_k = type(words[2]);
  params.type_v = type(words[3]);
  params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_ENABLED;
  params.embeddings = true;
  params.pooling_type = LLAMA_POOLING_TYPE_NONE;
  llama_context *context = model ? llama_init_from_model(model, params) : nullptr;
  if (!context) {
    return 1;
  }
  llama_batch batch = llama_batch_init(ids.size(), 0, 1);
  batch.n_tokens = ids.size();
  for (size_t i = 0; i < ids.size(); i++) {
    batch.token[i] = ids[i];
    batch.pos[i] = i;
    batch.n_seq_id[i] = 1;
    batch.seq_id[i][0] = 0;
    batch.logits[i] = true;
  }
  if (llama_decode(context, batch) != 0) {
    return 1;
  }
  for (size_t i = 0; i < ids.size(); i++) {
    std::fwrite(llama_get_embeddings_ith(context, i), sizeof(float), llama_model_n_embd(model), stdout);
  }
  return 0;
}
