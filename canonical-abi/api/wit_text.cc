// Component::ToWit: imports and exports as the text of a WIT world, then the interfaces.

#include <algorithm>
#include <string>

#include "canonical-abi/api/access.h"
#include "canonical-abi/types/extern_name.h"
#include "canonical-abi/types/type_text.h"

namespace virga::component {
namespace {

using cabi::AnyType;
using cabi::EntityList;
using cabi::ExternName;
using cabi::ExternNameKind;
using cabi::NamedEntity;
using cabi::ResourceId;
using cabi::Sort;
using cabi::TextBuilder;
using cabi::ValueType;

// Resources go by the interface that names them first; types that must be declared (records and the
// like) by the name they have in the interface that is printed.
class Names final : public cabi::TypeNamer {
 public:
  struct Resource {
    ResourceId id;
    std::string_view interface;
    std::string_view name;
  };

  explicit Names(const cabi::EntityTable& table) : table_(table) {}

  void SetScope(const EntityList* exports) { exports_ = exports; }
  bool AddResource(ResourceId id, std::string_view interface, std::string_view name) {
    return FindResource(id) != nullptr || resources_.Push({id, interface, name});
  }
  const Resource* FindResource(ResourceId id) const {
    for (const Resource& resource : resources_) {
      if (resource.id == id) return &resource;
    }
    return nullptr;
  }

  std::string_view NameOf(ValueType type) const override {
    if (exports_ == nullptr || !IsDeclared(type)) return {};
    for (const NamedEntity& item : exports_->items) {
      if (item.type.sort == Sort::kType && item.type.type == AnyType::Of(type)) return item.name;
    }
    return {};
  }
  std::string_view NameOfResource(ResourceId id) const override {
    if (exports_ != nullptr) {
      for (const NamedEntity& item : exports_->items) {
        if (item.type.sort == Sort::kType && item.type.type == AnyType::Resource(id))
          return item.name;
      }
    }
    const Resource* resource = FindResource(id);
    return resource == nullptr ? std::string_view() : resource->name;
  }
  bool IsDeclared(ValueType type) const {
    switch (table_.values.node(type).kind) {
      case cabi::TypeKind::kRecord:
      case cabi::TypeKind::kVariant:
      case cabi::TypeKind::kEnum:
      case cabi::TypeKind::kFlags:
        return true;
      default:
        return false;
    }
  }

 private:
  const cabi::EntityTable& table_;
  const EntityList* exports_ = nullptr;
  Vec<Resource> resources_;
};

class WitWriter {
 public:
  WitWriter(const cabi::EntityTable& table, TextBuilder* out)
      : table_(table), names_(table), out_(*out) {}

  void WriteWorld(const cabi::ComponentType& type) {
    out_.Add("package root:component;\n\nworld root {\n");
    WriteItems(type.imports, "import");
    WriteItems(type.exports, "export");
    out_.Add("}\n");
    for (const EntityList* list : {&type.imports, &type.exports}) {
      for (const NamedEntity& item : list->items) {
        const bool is_new = list == &type.imports || type.imports.Find(item.name) == nullptr;
        if (item.type.sort == Sort::kInstance && is_new && IsInterface(item.name))
          WriteInterface(item);
      }
    }
  }

 private:
  static bool IsInterface(std::string_view name) {
    const std::optional<ExternName> parsed = cabi::ParseExternName(name);
    return parsed && parsed->kind == ExternNameKind::kInterface;
  }

  void WriteItems(const EntityList& list, const char* direction) {
    for (const NamedEntity& item : list.items) {
      if (out_.is_full()) return;
      names_.SetScope(nullptr);
      out_.Add("  ").Add(direction).Add(" ").Add(item.name);
      switch (item.type.sort) {
        case Sort::kFunc:
          out_.Add(": ");
          cabi::PrintFunc(table_.values, item.type.type.func(), names_, &out_);
          break;
        case Sort::kInstance:
          if (!IsInterface(item.name)) {
            out_.Add(": interface {\n");
            WriteBody(table_.instance(item.type.type.index).exports, item.name, "    ");
            out_.Add("  }\n");
            continue;
          }
          break;
        default:
          out_.Add(": ").Add(SortText(item.type.sort));
          break;
      }
      out_.Add(";\n");
    }
  }

  void WriteInterface(const NamedEntity& item) {
    const ExternName name = *cabi::ParseExternName(item.name);
    const size_t slash = name.path.find('/');
    out_.Add("\npackage ").Add(name.path.substr(0, slash));
    if (!name.version.empty()) out_.Add("@").Add(name.version);
    out_.Add(" {\n  interface ").Add(name.path.substr(slash + 1)).Add(" {\n");
    WriteBody(table_.instance(item.type.type.index).exports, item.name, "    ");
    out_.Add("  }\n}\n");
  }

  void WriteBody(const EntityList& exports, std::string_view interface, const char* indent) {
    for (const NamedEntity& item : exports.items) {
      names_.SetScope(&exports);
      if (out_.is_full()) return;
      if (item.type.sort == Sort::kType) {
        WriteType(item, exports, interface, indent);
      } else if (item.type.sort == Sort::kFunc &&
                 cabi::ParseExternName(item.name)->kind == ExternNameKind::kLabel) {
        out_.Add(indent).Add(item.name).Add(": ");
        cabi::PrintFunc(table_.values, item.type.type.func(), names_, &out_);
        out_.Add(";\n");
      }
    }
    names_.SetScope(nullptr);
  }

  void WriteType(const NamedEntity& item, const EntityList& exports, std::string_view interface,
                 const char* indent) {
    const AnyType& type = item.type.type;
    if (type.kind == AnyType::Kind::kResource) {
      WriteResource(item, exports, interface, indent);
      return;
    }
    if (type.kind != AnyType::Kind::kValue) return;
    out_.Add(indent);
    if (names_.IsDeclared(type.value()) && names_.NameOf(type.value()) == item.name) {
      WriteDeclared(item.name, type.value(), indent);
      return;
    }
    out_.Add("type ").Add(item.name).Add(" = ");
    cabi::PrintType(table_.values, type.value(), names_, &out_);
    out_.Add(";\n");
  }

  void WriteDeclared(std::string_view name, ValueType type, const char* indent) {
    const cabi::TypeNode& node = table_.values.node(type);
    out_.Add(cabi::TypeKindName(node.kind)).Add(" ").Add(name).Add(" {\n");
    for (const cabi::Field& field : table_.values.fields(node)) {
      out_.Add(indent).Add("  ").Add(field.label);
      if (field.type != cabi::kNoType) {
        const bool is_record = node.kind == cabi::TypeKind::kRecord;
        out_.Add(is_record ? ": " : "(");
        cabi::PrintType(table_.values, field.type, names_, &out_);
        if (!is_record) out_.Add(")");
      }
      out_.Add(",\n");
    }
    out_.Add(indent).Add("}\n");
  }

  void WriteResource(const NamedEntity& item, const EntityList& exports, std::string_view interface,
                     const char* indent) {
    const ResourceId id = item.type.type.index;
    const Names::Resource* known = names_.FindResource(id);
    if (known != nullptr) {
      out_.Add(indent).Add("use ").Add(known->interface).Add(".{").Add(known->name);
      if (known->name != item.name) out_.Add(" as ").Add(item.name);
      out_.Add("};\n");
      return;
    }
    (void)names_.AddResource(id, interface, item.name);
    out_.Add(indent).Add("resource ").Add(item.name);
    bool open = false;
    for (const NamedEntity& func : exports.items) {
      const std::optional<ExternName> name = cabi::ParseExternName(func.name);
      if (func.type.sort != Sort::kFunc || !name || name->resource != item.name) continue;
      if (!open) out_.Add(" {\n");
      open = true;
      WriteMember(*name, func, indent);
    }
    out_.Add(open ? std::string_view(indent) : std::string_view()).Add(open ? "}\n" : ";\n");
  }

  void WriteMember(const ExternName& name, const NamedEntity& func, const char* indent) {
    out_.Add(indent).Add("  ");
    if (name.kind == ExternNameKind::kConstructor) {
      // A constructor's result is understood.
      TextBuilder text(cabi::kByteLengthMax);
      cabi::PrintFunc(table_.values, func.type.type.func(), names_, &text);
      const std::string_view view = text.view();
      out_.Add("constructor").Add(view.substr(4, view.rfind(") -> ") - 3)).Add(";\n");
      return;
    }
    const bool is_method = name.kind == ExternNameKind::kMethod;
    out_.Add(name.label).Add(is_method ? ": " : ": static ");
    cabi::PrintFunc(table_.values, func.type.type.func(), names_, &out_, is_method ? 1 : 0);
    out_.Add(";\n");
  }

  const cabi::EntityTable& table_;
  Names names_;
  TextBuilder& out_;
};

}  // namespace

std::string Component::ToWit() const {
  const cabi::CheckedComponent& checked = loaded_->checked();
  TextBuilder text(kWitTextMax);
  WitWriter(checked.table(), &text).WriteWorld(checked.table().component(checked.root().type));
  return std::string(text.view());
}

}  // namespace virga::component
