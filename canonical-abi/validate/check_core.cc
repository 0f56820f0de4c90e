// Core modules, core instances and core types. spec: Binary (instance and type definitions).

#include <algorithm>

#include "canonical-abi/validate/checker.h"
#include "engine/support/try.h"

namespace virga::cabi {
namespace {

int Width(std::string_view text) { return static_cast<int>(std::min<size_t>(text.size(), 200)); }

// The first name that occurs twice, or nullptr. `by_name` holds sorted positions.
const CoreNamed* FindTwice(const ModuleType& type) {
  for (size_t i = 1; i < type.by_name.size(); ++i) {
    if (type.exports[type.by_name[i - 1]].name == type.exports[type.by_name[i]].name)
      return &type.exports[type.by_name[i]];
  }
  return nullptr;
}

}  // namespace

// Components supply imports by name, so each may occur once. Sorts the list.
Status Checker::CheckImportsDiffer(Vec<CoreNamed>* imports) {
  std::sort(imports->begin(), imports->end(), [](const CoreNamed& a, const CoreNamed& b) {
    return a.module != b.module ? a.module < b.module : a.name < b.name;
  });
  const auto twice = std::adjacent_find(imports->begin(), imports->end(),
                                        [](const CoreNamed& a, const CoreNamed& b) {
                                          return a.module == b.module && a.name == b.name;
                                        });
  if (twice == imports->end()) return {};
  return Invalid("core module: expected each import once, found \"%.*s\" of \"%.*s\" again",
                 Width(twice->name), twice->name.data(), Width(twice->module),
                 twice->module.data());
}

Result<uint32_t> Checker::ModuleTypeOf(const wasm::Module& module) {
  Vec<CoreNamed> imports(allocator_);
  Vec<CoreNamed> exports(allocator_);
  if (!imports.Reserve(module.imports.size()) || !exports.Reserve(module.exports.size()))
    return Error::OutOfMemory();
  for (const wasm::Import& item : module.imports) {
    if (!imports.Push({item.module, item.name, ImportType(module, item)}))
      return Error::OutOfMemory();
  }
  for (const wasm::Export& item : module.exports) {
    if (!exports.Push({{}, item.name, ExportType(module, item)})) return Error::OutOfMemory();
  }
  VIRGA_ASSIGN(const uint32_t type, table_.AddModule(imports.span(), exports.span()));
  VIRGA_TRY(CheckImportsDiffer(&imports));
  return type;
}

Status Checker::CheckCoreInstance(Scope& scope, const InstanceSyntax& syntax) {
  VIRGA_TRY(CheckArgNames(syntax.args));
  uint32_t exports = 0;
  VIRGA_TRY(syntax.is_instantiation ? CheckCoreInstantiation(scope, syntax, &exports)
                                    : CheckCoreBundle(scope, syntax, &exports));
  return Add(&scope.core_instances, exports);
}

Status Checker::CheckCoreInstantiation(Scope& scope, const InstanceSyntax& syntax,
                                       uint32_t* exports) {
  VIRGA_ASSIGN(const uint32_t index, Get(scope.core_modules, syntax.index, "core module"));
  struct Arg {
    std::string_view name;
    uint32_t instance;
  };
  Vec<Arg> args(allocator_);
  for (const ArgSyntax& arg : syntax.args) {
    VIRGA_ASSIGN(const uint32_t instance,
                 Get(scope.core_instances, arg.item.index, "core instance"));
    if (!args.Push({arg.name, instance})) return Error::OutOfMemory();
  }
  std::sort(args.begin(), args.end(), [](const Arg& a, const Arg& b) { return a.name < b.name; });
  const ModuleType& type = table_.module(index);
  for (const CoreNamed& import : type.imports) {
    const auto arg =
        std::lower_bound(args.begin(), args.end(), import.module,
                         [](const Arg& item, std::string_view name) { return item.name < name; });
    if (arg == args.end() || arg->name != import.module)
      return Invalid("core instantiation: expected an argument \"%.*s\" for the import \"%.*s\"",
                     Width(import.module), import.module.data(), Width(import.name),
                     import.name.data());
    const CoreNamed* found = table_.module(arg->instance).Find(import.name);
    if (found == nullptr)
      return Invalid("core instantiation: argument \"%.*s\" has no export \"%.*s\"",
                     Width(import.module), import.module.data(), Width(import.name),
                     import.name.data());
    if (!CoreMatches(found->type, import.type))
      return Invalid(
          "core instantiation: export \"%.*s\" of argument \"%.*s\" is not of the type "
          "that the module imports",
          Width(import.name), import.name.data(), Width(import.module), import.module.data());
  }
  *exports = index;
  return {};
}

Result<CoreEntity> Checker::CoreEntityAt(Scope& scope, const SortIndex& item) {
  CoreEntity result;
  switch (item.sort) {
    case Sort::kCoreFunc: {
      VIRGA_ASSIGN(result.func, Get(scope.core_funcs, item.index, "core function"));
      return result;
    }
    case Sort::kCoreTable: {
      result.kind = wasm::ExternKind::kTable;
      VIRGA_ASSIGN(result.table, Get(scope.tables, item.index, "core table"));
      return result;
    }
    case Sort::kCoreMemory: {
      result.kind = wasm::ExternKind::kMemory;
      VIRGA_ASSIGN(result.memory, Get(scope.memories, item.index, "core memory"));
      return result;
    }
    case Sort::kCoreGlobal: {
      result.kind = wasm::ExternKind::kGlobal;
      VIRGA_ASSIGN(result.global, Get(scope.globals, item.index, "core global"));
      return result;
    }
    case Sort::kCoreTag: {
      result.kind = wasm::ExternKind::kTag;
      VIRGA_ASSIGN(result.func, Get(scope.tags, item.index, "core tag"));
      return result;
    }
    default:
      return Invalid("expected a function, table, memory, global or tag, found a %s",
                     SortText(item.sort));
  }
}

Status Checker::CheckCoreBundle(Scope& scope, const InstanceSyntax& syntax, uint32_t* exports) {
  Vec<CoreNamed> items(allocator_);
  for (const ArgSyntax& arg : syntax.args) {
    VIRGA_ASSIGN(const CoreEntity entity, CoreEntityAt(scope, arg.item));
    if (!items.Push({{}, arg.name, entity})) return Error::OutOfMemory();
  }
  VIRGA_ASSIGN(*exports, table_.AddModule({}, items.span()));
  return {};
}

Status Checker::CheckCoreExportAlias(Scope& scope, const AliasSyntax& syntax) {
  if (scope.kind != ScopeKind::kComponent)
    return Invalid("alias in a type: expected no alias of a core export");
  VIRGA_ASSIGN(const uint32_t instance, Get(scope.core_instances, syntax.index, "core instance"));
  const CoreNamed* item = table_.module(instance).Find(syntax.name);
  if (item == nullptr)
    return Invalid("alias: core instance %u has no export \"%.*s\"", syntax.index,
                   Width(syntax.name), syntax.name.data());
  const CoreEntity type = item->type;
  // The first five core sorts stand in the order of ExternKind.
  if (static_cast<uint8_t>(syntax.sort) != static_cast<uint8_t>(type.kind))
    return Invalid("alias: expected the core export \"%.*s\" to be a %s, found another sort",
                   Width(syntax.name), syntax.name.data(), SortText(syntax.sort));
  switch (type.kind) {
    case wasm::ExternKind::kFunc:
      return Add(&scope.core_funcs, type.func);
    case wasm::ExternKind::kTable:
      return Add(&scope.tables, type.table);
    case wasm::ExternKind::kMemory:
      return Add(&scope.memories, type.memory);
    case wasm::ExternKind::kGlobal:
      return Add(&scope.globals, type.global);
    case wasm::ExternKind::kTag:
      return Add(&scope.tags, type.func);
  }
  return {};
}

Status Checker::CheckCoreType(Scope& scope, const CoreTypeSyntax& syntax) {
  CoreTypeEntry entry;
  entry.is_module = syntax.is_module;
  entry.func = syntax.func;
  if (syntax.is_module) {
    VIRGA_ASSIGN(entry.module, CheckModuleType(scope, syntax));
  }
  return Add(&scope.core_types, entry);
}

Result<uint32_t> Checker::CheckModuleType(Scope& scope, const CoreTypeSyntax& syntax) {
  Vec<wasm::FuncType> types(allocator_);
  Vec<CoreNamed> imports(allocator_);
  Vec<CoreNamed> exports(allocator_);
  for (const CoreDeclSyntax& decl : syntax.decls) {
    offset_ = decl.offset;
    VIRGA_TRY(CheckModuleDecl(scope, decl, &types, &imports, &exports));
  }
  offset_ = syntax.offset;
  VIRGA_ASSIGN(const uint32_t type, table_.AddModule(imports.span(), exports.span()));
  if (const CoreNamed* twice = FindTwice(table_.module(type)))
    return Invalid("module type: expected each export once, found \"%.*s\" again",
                   Width(twice->name), twice->name.data());
  VIRGA_TRY(CheckImportsDiffer(&imports));
  return type;
}

Status Checker::CheckModuleDecl(Scope& scope, const CoreDeclSyntax& decl,
                                Vec<wasm::FuncType>* types, Vec<CoreNamed>* imports,
                                Vec<CoreNamed>* exports) {
  switch (decl.kind) {
    case CoreDeclSyntax::Kind::kType:
      return Add(types, decl.func);
    case CoreDeclSyntax::Kind::kAlias: {
      // Zero is the module type itself, one the scope that it stands in.
      const Scope* target = &scope;
      for (uint32_t i = 1; i < decl.outer_count && target != nullptr; ++i) target = target->outer;
      if (decl.outer_count == 0) {
        VIRGA_ASSIGN(const wasm::FuncType func, Get(*types, decl.index, "core type"));
        return Add(types, func);
      }
      if (target == nullptr) return Invalid("outer alias: more scopes than there are");
      VIRGA_ASSIGN(const CoreTypeEntry type, Get(target->core_types, decl.index, "core type"));
      if (type.is_module) return Invalid("outer alias: expected no module type in a module type");
      return Add(types, type.func);
    }
    case CoreDeclSyntax::Kind::kImport:
    case CoreDeclSyntax::Kind::kExport: {
      VIRGA_ASSIGN(const CoreEntity type, ResolveCoreExtern(decl.type, *types));
      const bool is_import = decl.kind == CoreDeclSyntax::Kind::kImport;
      return Add(is_import ? imports : exports, CoreNamed{decl.module, decl.name, type});
    }
  }
  return {};
}

Result<CoreEntity> Checker::ResolveCoreExtern(const CoreExternSyntax& syntax,
                                              const Vec<wasm::FuncType>& types) {
  CoreEntity result;
  result.kind = syntax.kind;
  result.table = syntax.table;
  result.memory = syntax.memory;
  result.global = syntax.global;
  if (syntax.kind == wasm::ExternKind::kFunc || syntax.kind == wasm::ExternKind::kTag) {
    VIRGA_ASSIGN(result.func, Get(types, syntax.type_index, "core type"));
    if (syntax.kind == wasm::ExternKind::kTag && !result.func.results.empty())
      return Invalid("tag: expected a type without results");
  }
  return result;
}

}  // namespace virga::cabi
