#include "engine/compile/translator.h"

#include <cstring>
#include <new>

#include "engine/compile/op.h"
#include "engine/compile/places.h"
#include "engine/compile/translation.h"
#include "engine/support/arena.h"
#include "engine/support/try.h"

namespace virga::wasm {

namespace {

class ModuleTranslator : public Translator {
 public:
  explicit ModuleTranslator(Allocator* allocator) : arena_(allocator), translation_(allocator) {}

  Status Translate(const ValidatedBody& body, FuncCode* code) override {
    VIRGA_TRY(translation_.Run(body, code->module));
    const CodeHeader header = translation_.header();
    const std::span<const uint8_t> places = translation_.code().places();
    const size_t bytes = (1 + size_t{header.cells}) * sizeof(Cell) + places.size();
    Cell* block = static_cast<Cell*>(arena_.Allocate(bytes));
    if (block == nullptr) return Error::OutOfMemory();
    std::memcpy(static_cast<void*>(block), &header, sizeof(header));
    Cell* cells = block + 1;
    translation_.code().Finish(cells);
    if (!places.empty()) std::memcpy(cells + header.cells, places.data(), places.size());
    code_bytes_ += bytes;
    code->entry.store(cells, std::memory_order_release);
    return {};
  }

  bool Locate(const FuncCode& code, const Cell* pc, bool is_return,
              uint64_t* offset) const override {
    const Cell* entry = code.entry.load(std::memory_order_acquire);
    if (entry == TranslateEntry()) return false;
    const CodeHeader& header = HeaderOf(entry);
    const Cell* cell = is_return ? pc - 1 : pc;
    if (cell < entry || cell >= entry + header.cells) return false;
    const uint8_t* places = reinterpret_cast<const uint8_t*>(entry + header.cells);
    const Module& module = code.module->module();
    const Body& body = module.bodies[code.function - module.imported_functions];
    *offset = FindPlace({places, header.place_bytes}, body.code.offset,
                        static_cast<uint32_t>(cell - entry));
    return true;
  }

  uint64_t code_bytes() const override { return code_bytes_; }

 private:
  Arena arena_;
  Translation translation_;
  uint64_t code_bytes_ = 0;
};

}  // namespace

std::unique_ptr<Translator> NewTranslator(Allocator* allocator) {
  return std::unique_ptr<Translator>(new (std::nothrow) ModuleTranslator(allocator));
}

}  // namespace virga::wasm
