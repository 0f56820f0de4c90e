// A module instance of a store, and what it exports. spec: exec/runtime (module instances).

#ifndef VIRGA_INSTANCE_H_
#define VIRGA_INSTANCE_H_

#include <string_view>

#include "virga/error.h"
#include "virga/export.h"
#include "virga/func.h"
#include "virga/global.h"
#include "virga/handle.h"
#include "virga/memory.h"
#include "virga/module.h"
#include "virga/table.h"

namespace virga {

namespace wasm {
struct Instance;
struct TagInstance;
}  // namespace wasm

// An exception tag; only passed on, from an export to an import.
class Tag : public internal::Handle<wasm::TagInstance> {};

// Any one importable thing of a store. The accessors answer a null handle for another kind.
class Extern {
 public:
  Extern() = default;
  Extern(const virga::Func& func) : kind_(ExternKind::kFunc), func_(func) {}       // NOLINT
  Extern(const virga::Table& table) : kind_(ExternKind::kTable), table_(table) {}  // NOLINT
  Extern(const virga::Memory& memory)                                              // NOLINT
      : kind_(ExternKind::kMemory), memory_(memory) {}
  Extern(const virga::Global& global)  // NOLINT
      : kind_(ExternKind::kGlobal), global_(global) {}
  Extern(const virga::Tag& tag) : kind_(ExternKind::kTag), tag_(tag) {}  // NOLINT

  ExternKind kind() const { return kind_; }
  virga::Func func() const { return kind_ == ExternKind::kFunc ? func_ : virga::Func(); }
  virga::Table table() const { return kind_ == ExternKind::kTable ? table_ : virga::Table(); }
  virga::Memory memory() const { return kind_ == ExternKind::kMemory ? memory_ : virga::Memory(); }
  virga::Global global() const { return kind_ == ExternKind::kGlobal ? global_ : virga::Global(); }
  virga::Tag tag() const { return kind_ == ExternKind::kTag ? tag_ : virga::Tag(); }

 private:
  ExternKind kind_ = ExternKind::kFunc;
  union {
    virga::Func func_{};
    virga::Table table_;
    virga::Memory memory_;
    virga::Global global_;
    virga::Tag tag_;
  };
};

// Errors of all members: kUsage when the instance is not of `store`, when there is no such export,
// or when it is of another kind; kOutOfMemory.
class VIRGA_API Instance : public internal::Handle<wasm::Instance> {
 public:
  Result<Module> module(const Store& store) const;
  Result<Extern> GetExport(Store& store, std::string_view name) const;
  Result<Func> GetFunc(Store& store, std::string_view name) const;
  Result<Memory> GetMemory(Store& store, std::string_view name) const;
  Result<Table> GetTable(Store& store, std::string_view name) const;
  Result<Global> GetGlobal(Store& store, std::string_view name) const;
};

}  // namespace virga

#endif  // VIRGA_INSTANCE_H_
