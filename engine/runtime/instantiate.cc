#include "engine/runtime/instantiate.h"

#include <cstdio>
#include <new>

#include "engine/runtime/const_eval.h"
#include "engine/runtime/segment.h"
#include "engine/support/checked.h"
#include "engine/support/try.h"

namespace virga::wasm {

namespace {

// Cuts one zeroed block into the arrays of an instance. All of them hold 8-byte aligned things.
class BlockCutter {
 public:
  template <typename T>
  T* Take(size_t count) {
    static_assert(alignof(T) <= 8);
    uint8_t* start = next_;
    used_ += AlignUp(count * sizeof(T), size_t{8});
    if (next_ != nullptr) next_ += AlignUp(count * sizeof(T), size_t{8});
    return reinterpret_cast<T*>(start);
  }
  size_t used() const { return used_; }
  void Start(void* block) {
    next_ = static_cast<uint8_t*>(block);
    used_ = 0;
  }

 private:
  uint8_t* next_ = nullptr;
  size_t used_ = 0;
};

size_t WordsOf(size_t bits) { return (bits + 63) / 64; }

class Instantiator {
 public:
  Instantiator(Store& store, ModuleCode* code)
      : store_(store), code_(code), module_(code->module()), validated_(code->validated()) {}

  Result<Instance*> Run(std::span<const Extern> imports) {
    VIRGA_TRY(CheckImports(imports));
    VIRGA_TRY(MakeBlock());
    TakeImports(imports);
    MakeTags();
    VIRGA_TRY(MakeGlobals());
    VIRGA_TRY(MakeTables());
    VIRGA_TRY(MakeMemories());
    FindExportedMemory();
    VIRGA_TRY(ApplyElements());
    VIRGA_TRY(ApplyDatas());
    return instance_;
  }

 private:
  Status CheckImports(std::span<const Extern> imports) {
    if (imports.size() != module_.imports.size()) {
      return Error::Make(ErrorKind::kUsage, "instantiation: expected %zu imports, got %zu",
                         module_.imports.size(), imports.size());
    }
    for (size_t i = 0; i < imports.size(); ++i) {
      const Import& import = module_.imports[i];
      Status matched = MatchImport(validated_, import, imports[i]);
      if (matched.ok()) continue;
      char context[256];
      std::snprintf(context, sizeof(context), "import \"%.*s\" \"%.*s\"",
                    static_cast<int>(import.module.size() < 100 ? import.module.size() : 100),
                    import.module.data(),
                    static_cast<int>(import.name.size() < 100 ? import.name.size() : 100),
                    import.name.data());
      matched.error().AddContext(context);
      return matched;
    }
    return {};
  }

  // Lays the instance out. Called twice: without a block to measure, with one to cut it.
  Instance* Cut(BlockCutter& cutter) {
    Instance* instance = cutter.Take<Instance>(1);
    Instance layout;
    layout.memories = cutter.Take<Memory*>(module_.memories.size());
    layout.tables = cutter.Take<TableInstance*>(module_.tables.size());
    layout.globals = cutter.Take<GlobalInstance*>(module_.globals.size());
    layout.imported_functions = cutter.Take<Func*>(module_.imported_functions);
    layout.tags = cutter.Take<TagInstance*>(module_.tags.size());
    layout.dropped_datas = cutter.Take<uint64_t>(WordsOf(module_.datas.size()));
    layout.dropped_elements = cutter.Take<uint64_t>(WordsOf(module_.elements.size()));
    own_globals_ = cutter.Take<GlobalInstance>(module_.globals.size() - module_.imported_globals);
    own_tags_ = cutter.Take<TagInstance>(module_.tags.size() - module_.imported_tags);
    if (instance != nullptr) new (instance) Instance(layout);
    return instance;
  }

  Status MakeBlock() {
    BlockCutter cutter;
    Cut(cutter);
    void* block = store_.NewBlock(cutter.used());
    if (block == nullptr) return Error::OutOfMemory();
    cutter.Start(block);
    instance_ = Cut(cutter);
    instance_->code = code_;
    instance_->store = &store_;
    instance_->interrupt = store_.interrupt();
    if (store_.instance_count() >= store_.limits().instances) {
      return Error::Make(ErrorKind::kLimit, "a store may hold %llu instances (max-instances)",
                         static_cast<unsigned long long>(store_.limits().instances));
    }
    if (!store_.AddInstance(instance_)) return Error::OutOfMemory();
    code_->AddRef();
    return {};
  }

  void TakeImports(std::span<const Extern> imports) {
    for (size_t i = 0; i < imports.size(); ++i) {
      const uint32_t index = module_.imports[i].index;
      switch (imports[i].kind) {
        case ExternKind::kFunc:
          instance_->imported_functions[index] = imports[i].func;
          break;
        case ExternKind::kTable:
          instance_->tables[index] = imports[i].table;
          break;
        case ExternKind::kMemory:
          instance_->memories[index] = imports[i].memory;
          break;
        case ExternKind::kGlobal:
          instance_->globals[index] = imports[i].global;
          break;
        case ExternKind::kTag:
          instance_->tags[index] = imports[i].tag;
          break;
      }
    }
  }

  void MakeTags() {
    for (size_t i = module_.imported_tags; i < module_.tags.size(); ++i) {
      TagInstance* tag = &own_tags_[i - module_.imported_tags];
      instance_->tags[i] = new (tag) TagInstance{validated_.type_id(module_.tags[i].type_index)};
    }
  }

  Status MakeGlobals() {
    for (size_t i = module_.imported_globals; i < module_.globals.size(); ++i) {
      const Global& global = module_.globals[i];
      VIRGA_ASSIGN(const ConstValue value, EvalConst(*instance_, global.init));
      GlobalType type = global.type;
      type.type = validated_.Canonical(type.type);
      instance_->globals[i] = new (&own_globals_[i - module_.imported_globals])
          GlobalInstance{{value.low, value.high}, type};
    }
    return {};
  }

  Status MakeTables() {
    for (size_t i = module_.imported_tables; i < module_.tables.size(); ++i) {
      const Table& table = module_.tables[i];
      ConstValue init;
      if (!table.init.bytes.empty()) {
        VIRGA_ASSIGN(init, EvalConst(*instance_, table.init));
      }
      TableType type = table.type;
      type.element = validated_.Canonical(type.element);
      VIRGA_ASSIGN(instance_->tables[i], store_.NewTable(type, init.low));
    }
    return {};
  }

  Status MakeMemories() {
    instance_->memory_count = static_cast<uint32_t>(module_.memories.size());
    for (size_t i = module_.imported_memories; i < module_.memories.size(); ++i) {
      VIRGA_ASSIGN(instance_->memories[i], store_.NewMemory(module_.memories[i]));
    }
    return {};
  }

  void FindExportedMemory() {
    const Export* item = module_.memories.empty() ? nullptr : FindExport(module_, "memory");
    if (item != nullptr && item->kind == ExternKind::kMemory)
      instance_->exported_memory = instance_->memories[item->index];
  }

  // An offset's operand type is the table's or memory's address type; i32 values are zero-extended.
  Status ApplyElements() {
    for (uint32_t i = 0; i < module_.elements.size(); ++i) {
      const ElementSegment& segment = module_.elements[i];
      if (segment.mode == SegmentMode::kPassive) continue;
      if (segment.mode == SegmentMode::kActive) {
        VIRGA_ASSIGN(const ConstValue offset, EvalConst(*instance_, segment.offset));
        VIRGA_TRY(InitTable(*instance_, *instance_->tables[segment.table], i, offset.low, 0,
                            segment.count));
      }
      DropElement(*instance_, i);
    }
    return {};
  }

  Status ApplyDatas() {
    for (uint32_t i = 0; i < module_.datas.size(); ++i) {
      const DataSegment& segment = module_.datas[i];
      if (segment.mode != SegmentMode::kActive) continue;
      VIRGA_ASSIGN(const ConstValue offset, EvalConst(*instance_, segment.offset));
      VIRGA_TRY(InitMemory(*instance_, *instance_->memories[segment.memory], i, offset.low, 0,
                           segment.bytes.size()));
      DropData(*instance_, i);
    }
    return {};
  }

  Store& store_;
  ModuleCode* code_;
  const Module& module_;
  const ValidatedModule& validated_;
  Instance* instance_ = nullptr;
  GlobalInstance* own_globals_ = nullptr;
  TagInstance* own_tags_ = nullptr;
};

}  // namespace

Result<Instance*> Instantiate(Store& store, ModuleCode* code, std::span<const Extern> imports) {
  return Instantiator(store, code).Run(imports);
}

Result<Func*> StartFunction(Instance& instance) {
  const uint32_t start = instance.code->module().start;
  if (start == kNoIndex) return static_cast<Func*>(nullptr);
  Func* func = GetFunc(instance, start);
  if (func == nullptr) return Error::OutOfMemory();
  return func;
}

Result<Extern> ResolveExport(Instance& instance, const Export& item) {
  switch (item.kind) {
    case ExternKind::kFunc: {
      Func* func = GetFunc(instance, item.index);
      if (func == nullptr) return Error::OutOfMemory();
      return Extern::Of(func);
    }
    case ExternKind::kTable:
      return Extern::Of(instance.tables[item.index]);
    case ExternKind::kMemory:
      return Extern::Of(instance.memories[item.index]);
    case ExternKind::kGlobal:
      return Extern::Of(instance.globals[item.index]);
    case ExternKind::kTag:
      return Extern::Of(instance.tags[item.index]);
  }
  return Error::Make(ErrorKind::kUsage, "an export of unknown kind");
}

const Export* FindExport(const Module& module, std::string_view name) {
  for (const Export& item : module.exports) {
    if (item.name == name) return &item;
  }
  return nullptr;
}

}  // namespace virga::wasm
