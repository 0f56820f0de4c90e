#include "virga/component/linker.h"

#include <new>

#include "canonical-abi/api/access.h"
#include "canonical-abi/link/link.h"
#include "engine/support/try.h"

namespace virga::component {
namespace {

using internal::Access;

// Adapts an embedder's callback to the values of the canonical ABI.
Status CallEmbedder(const cabi::DynamicFunction& self, std::span<const cabi::Val> args,
                    cabi::Val* result) {
  std::vector<Val> values;
  for (const cabi::Val& arg : args) {
    VIRGA_ASSIGN(cabi::Val copy, arg.Copy());
    VIRGA_ASSIGN(Val value, Access::MakeVal(std::move(copy)));
    values.push_back(std::move(value));
  }
  Val answer;
  VIRGA_TRY(reinterpret_cast<HostCallback>(self.callback)(self.data, values, &answer));
  if (Access::Raw(answer) != nullptr) *result = std::move(*Access::Raw(answer));
  return {};
}

}  // namespace

Linker::Linker(const Engine& engine, std::unique_ptr<cabi::HostDefinitions> definitions)
    : engine_(engine), definitions_(std::move(definitions)) {}
Linker::Linker(Linker&&) noexcept = default;
Linker& Linker::operator=(Linker&&) noexcept = default;
Linker::~Linker() = default;

Result<Linker> Linker::Create(const Engine& engine) {
  std::unique_ptr<cabi::HostDefinitions> definitions(new (std::nothrow) cabi::HostDefinitions());
  if (definitions == nullptr) return Error::OutOfMemory();
  return Linker(engine, std::move(definitions));
}

Result<Linker::Definition> Linker::DefineInstance(std::string_view name) {
  VIRGA_ASSIGN(const size_t index, definitions_->AddDynamic(name));
  return Definition(this, index);
}

Status Linker::Definition::DefineFunc(std::string_view name, HostCallback callback, void* data) {
  cabi::DynamicFunction function;
  function.call = &CallEmbedder;
  function.callback = reinterpret_cast<void (*)()>(callback);
  function.data = data;
  return linker_->definitions_->AddFunction(index_, name, function);
}

Status Linker::Define(const cabi::HostInterface& interface, void* self) {
  return definitions_->Add(&interface, self);
}

Result<Instance> Linker::Instantiate(Store& store, const Component& component) const {
  const bool same = virga::internal::Access::SameEngine(engine_, component.engine()) &&
                    virga::internal::Access::SameEngine(engine_, store.engine());
  if (!same)
    return Error::Make(ErrorKind::kUsage, "component, store and linker are of different engines");
  if (virga::internal::Access::IsSuspended(store))
    return Error::Make(ErrorKind::kUsage, "a suspended call of this store must be resumed first");
  VIRGA_ASSIGN(cabi::ComponentInstance* const raw,
               cabi::Instantiate(virga::internal::Access::Raw(store), Access::Loaded(component),
                                 *definitions_));
  return Access::MakeInstance(store, raw);
}

Result<std::vector<ImportAnswer>> Linker::Answers(const Component& component) const {
  std::vector<ImportAnswer> answers;
  VIRGA_TRY(cabi::AnswerImports(Access::Loaded(component)->checked(), *definitions_,
                                &Allocator::System(),
                                [&](std::string_view name, Result<cabi::ResolvedImport> resolved) {
                                  ImportAnswer answer;
                                  answer.import = name;
                                  if (!resolved.ok()) {
                                    answer.problem = resolved.error().message();
                                  } else if (resolved->definition != nullptr) {
                                    answer.answer = resolved->definition->interface->name;
                                  }
                                  answers.push_back(std::move(answer));
                                }));
  return answers;
}

}  // namespace virga::component
