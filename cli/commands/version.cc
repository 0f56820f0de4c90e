#include <absl/base/config.h>
#include <uv.h>

#include <CLI/Version.hpp>
#include <cstdio>
#include <string>

#include "cli/commands/commands.h"
#include "cli/exit_code.h"
#include "virga/build_config.h"
#include "virga/features.h"

namespace virga::cli {

namespace {

#define VIRGA_TEXT_INNER(x) #x
#define VIRGA_TEXT(x) VIRGA_TEXT_INNER(x)

std::string_view Dispatch() {
#if defined(VIRGA_DISPATCH_MUSTTAIL)
  return "tail calls";
#elif defined(VIRGA_DISPATCH_SIBCALL)
  return "sibling calls";
#else
  return "loop";
#endif
}

std::string_view Sanitizers() {
#if defined(__SANITIZE_ADDRESS__)
  return "address";
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
  return "address";
#elif __has_feature(thread_sanitizer)
  return "thread";
#endif
#endif
  return "none";
}

std::string FeatureNames(bool on) {
  std::string names;
  const Features features;
  for (const FeatureInfo& info : AllFeatures()) {
    if (features.Has(info.feature) == on)
      names += (names.empty() ? "" : " ") + std::string(info.option);
  }
  return names;
}

}  // namespace

int VersionCommand(const Options& options) {
  std::string text = "virga " VIRGA_VERSION "\n";
  if (options.verbose) {
    text += "features: " + FeatureNames(true) + "\n";
    text += "not in this build: " + FeatureNames(false) + "\n";
    text += "dispatch: " + std::string(Dispatch()) + "\n";
    text += "compiler: " __VERSION__ "\n";
    text += "sanitizers: " + std::string(Sanitizers()) + "\n";
    text += "libraries: abseil " VIRGA_TEXT(ABSL_LTS_RELEASE_VERSION) ", CLI11 " CLI11_VERSION
                                                                      ", libuv " +
            std::string(uv_version_string()) + "\n";
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  return static_cast<int>(ExitCode::kSuccess);
}

}  // namespace virga::cli
