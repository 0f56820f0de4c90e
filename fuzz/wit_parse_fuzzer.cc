// Lexes, parses and resolves any text as WIT. What resolves must print to text that resolves too
// and prints the same again.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "wit/printer.h"
#include "wit/resolver.h"

namespace {

void Fail(const char* what, std::string_view text, std::string_view message) {
  std::fprintf(stderr, "%s: %.*s\n%.*s\n", what, static_cast<int>(message.size()), message.data(),
               static_cast<int>(text.size()), text.data());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  virga::wit::ResolveOptions options;
  options.all_features = true;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  virga::Result<virga::wit::Resolve> resolve = virga::wit::ResolveText("input.wit", text, options);
  if (!resolve.ok()) return 0;
  const std::string printed = virga::wit::PrintAll(*resolve);
  if (printed.empty()) return 0;  // no package at all
  virga::Result<virga::wit::Resolve> again =
      virga::wit::ResolveText("printed.wit", printed, options);
  if (!again.ok()) Fail("printed text does not resolve", printed, again.error().message());
  if (virga::wit::PrintAll(*again) != printed) Fail("printing is not a fixpoint", printed, "");
  return 0;
}
