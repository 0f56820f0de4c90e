#include "engine/support/arena.h"

namespace virga {

struct alignas(16) Arena::Chunk {
  Chunk* older;
  size_t bytes;  // of the whole block, this header included
};

Arena::~Arena() {
  while (chunk_ != nullptr) {
    Chunk* older = chunk_->older;
    allocator_->Free(chunk_, chunk_->bytes);
    chunk_ = older;
  }
}

void* Arena::Allocate(size_t bytes) {
  constexpr size_t kChunkBytes = 4096;
  if (bytes > SIZE_MAX - kChunkBytes) return nullptr;
  bytes = (bytes + 15) & ~size_t{15};
  if (bytes <= static_cast<size_t>(end_ - next_)) {
    void* block = next_;
    next_ += bytes;
    return block;
  }
  // A large request gets a chunk of its own, so that the rest of the current one stays in use.
  const bool own_chunk = bytes > kChunkBytes / 4;
  const size_t total = sizeof(Chunk) + (own_chunk ? bytes : kChunkBytes);
  Chunk* chunk = static_cast<Chunk*>(allocator_->Allocate(total));
  if (chunk == nullptr) return nullptr;
  chunk->older = chunk_;
  chunk->bytes = total;
  chunk_ = chunk;
  uint8_t* start = reinterpret_cast<uint8_t*>(chunk + 1);
  if (own_chunk) return start;
  next_ = start + bytes;
  end_ = start + kChunkBytes;
  return start;
}

}  // namespace virga
