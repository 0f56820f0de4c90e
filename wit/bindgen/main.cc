// virga-wit-bindgen: the build tool around bindgen.h.
//
//   virga-wit-bindgen --out FOLDER --include FOLDER --package PATH[=LABEL]... LABEL/INTERFACE...
//
// Reads the packages (folders or files of WIT; a later one may use those before and after it) and
// writes LABEL_INTERFACE.h and .cc for each interface. LABEL is the package's name in snake_case
// unless given. `LABEL/INTERFACE=OTHER` generates that interface under another label, for a second
// shape of an interface whose types come from the first. All features of the packages are on.

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/support/try.h"
#include "wit/bindgen/bindgen.h"
#include "wit/bindgen/cpp_names.h"
#include "wit/load.h"

namespace virga::wit {
namespace {

struct Arguments {
  std::string out;
  std::string include;
  std::vector<std::pair<std::string, std::string>> packages;    // path, label
  std::vector<std::pair<std::string, std::string>> interfaces;  // LABEL/INTERFACE, other label
};

std::pair<std::string, std::string> SplitAt(std::string_view text, char separator) {
  size_t at = text.find(separator);
  if (at == std::string_view::npos) return {std::string(text), {}};
  return {std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

Result<Arguments> ParseArguments(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    std::string_view argument = argv[i];
    if (!argument.starts_with("--")) {
      arguments.interfaces.push_back(SplitAt(argument, '='));
      continue;
    }
    if (++i == argc) {
      return Error::Make(ErrorKind::kUsage, "%s: expected a value", argv[i - 1]);
    }
    if (argument == "--out") {
      arguments.out = argv[i];
    } else if (argument == "--include") {
      arguments.include = argv[i];
    } else if (argument == "--package") {
      arguments.packages.push_back(SplitAt(argv[i], '='));
    } else {
      return Error::Make(ErrorKind::kUsage, "expected --out, --include or --package, found %s",
                         argv[i - 1]);
    }
  }
  if (arguments.out.empty() || arguments.include.empty() || arguments.packages.empty() ||
      arguments.interfaces.empty()) {
    return Error::Make(ErrorKind::kUsage,
                       "usage: virga-wit-bindgen --out FOLDER --include FOLDER "
                       "--package PATH[=LABEL]... LABEL/INTERFACE[=OTHER-LABEL]...");
  }
  return arguments;
}

Status WriteFile(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return Error::Make(ErrorKind::kIo, "%s: cannot be written", path.c_str());
  bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  bool closed = std::fclose(file) == 0;
  if (written && closed) return {};
  return Error::Make(ErrorKind::kIo, "%s: cannot be written", path.c_str());
}

// Loads each package into `resolve`, and finds out which one has which label.
Result<Resolve> Load(const Arguments& arguments, std::map<PackageId, std::string>* labels) {
  SourceSet sources;
  std::vector<SourceGroup> groups;
  for (const auto& [path, label] : arguments.packages) {
    VIRGA_ASSIGN(SourceGroup group, LoadGroup(path, &sources));
    groups.push_back(std::move(group));
  }
  ResolveOptions options;
  options.all_features = true;
  VIRGA_ASSIGN(Resolve resolve, ResolveSources(sources, groups, options));
  if (resolve.packages.size() != groups.size()) {
    return Error::Make(ErrorKind::kUsage, "expected one package in each --package");
  }
  for (uint32_t i = 0; i < groups.size(); ++i) {
    const std::string& label = arguments.packages[i].second;
    labels->emplace(PackageId{i}, label.empty() ? SnakeCase(resolve.packages[i].name) : label);
  }
  return resolve;
}

Result<InterfaceId> FindByLabel(const Resolve& resolve,
                                const std::map<PackageId, std::string>& labels,
                                const std::string& path) {
  auto [label, name] = SplitAt(path, '/');
  for (const auto& [package, package_label] : labels) {
    if (package_label != label) continue;
    InterfaceId id = resolve.FindInterface(package, name);
    if (id != kNoInterface) return id;
  }
  return Error::Make(ErrorKind::kUsage, "%s: expected LABEL/INTERFACE of a given package",
                     path.c_str());
}

Status Run(int argc, char** argv) {
  VIRGA_ASSIGN(Arguments arguments, ParseArguments(argc, argv));
  BindgenOptions options;
  options.include_folder = arguments.include;
  VIRGA_ASSIGN(Resolve resolve, Load(arguments, &options.labels));
  for (const auto& [path, label] : arguments.interfaces) {
    VIRGA_ASSIGN(InterfaceId id, FindByLabel(resolve, options.labels, path));
    VIRGA_ASSIGN(Bindings bindings, GenerateBindings(resolve, id, options, label));
    VIRGA_TRY(WriteFile(arguments.out + "/" + bindings.stem + ".h", bindings.header));
    VIRGA_TRY(WriteFile(arguments.out + "/" + bindings.stem + ".cc", bindings.source));
  }
  return {};
}

}  // namespace
}  // namespace virga::wit

int main(int argc, char** argv) {
  virga::Status status = virga::wit::Run(argc, argv);
  if (status.ok()) return 0;
  std::string_view message = status.error().message();
  std::fprintf(stderr, "virga-wit-bindgen: %.*s\n", static_cast<int>(message.size()),
               message.data());
  return 1;
}
