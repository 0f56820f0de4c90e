#include "cli/wasm_settings.h"

#include <charconv>
#include <vector>

#include "cli/suggest.h"
#include "engine/support/checked.h"
#include "engine/support/try.h"

namespace virga::cli {

namespace {

enum class Switch {
#define X(id, key, argument, doc) k##id,
#include "cli/wasm_settings.def"
#undef X
};

struct SwitchInfo {
  Switch id;
  std::string_view key;
  std::string_view argument;
  std::string_view doc;
};

constexpr SwitchInfo kSwitches[] = {
#define X(id, key, argument, doc) {Switch::k##id, key, argument, doc},
#include "cli/wasm_settings.def"
#undef X
};

Error BadValue(std::string_view key, std::string_view value, const char* expected) {
  return Error::Make(ErrorKind::kUsage, "-W %.*s: expected %s, got \"%.*s\"",
                     static_cast<int>(key.size()), key.data(), expected,
                     static_cast<int>(value.size()), value.data());
}

// A number and what follows it.
bool SplitNumber(std::string_view text, uint64_t* number, std::string_view* unit) {
  const auto [next, fault] = std::from_chars(text.data(), text.data() + text.size(), *number);
  if (fault != std::errc()) return false;
  *unit = text.substr(static_cast<size_t>(next - text.data()));
  return true;
}

Result<bool> ParseBool(std::string_view key, std::optional<std::string_view> value) {
  if (!value.has_value() || *value == "y" || *value == "yes" || *value == "true" || *value == "1")
    return true;
  if (*value == "n" || *value == "no" || *value == "false" || *value == "0") return false;
  return BadValue(key, *value, "y or n");
}

Status SetSwitch(const SwitchInfo& info, std::optional<std::string_view> value,
                 WasmSettings* settings) {
  switch (info.id) {
    case Switch::kFuel: {
      Result<uint64_t> fuel = ParseSize(value.value_or(""));
      if (!fuel.ok()) return BadValue(info.key, value.value_or(""), "a number of instructions");
      settings->fuel = *fuel;
      settings->config.fuel = true;
      return {};
    }
    case Switch::kTimeout: {
      Result<uint64_t> timeout = ParseMilliseconds(value.value_or(""));
      if (!timeout.ok())
        return BadValue(info.key, value.value_or(""), "a time such as 500ms or 10s");
      settings->timeout_ms = *timeout;
      return {};
    }
    case Switch::kLazyValidation: {
      VIRGA_ASSIGN(settings->config.lazy_validation, ParseBool(info.key, value));
      return {};
    }
  }
  return {};
}

Error UnknownKey(std::string_view key) {
  std::vector<std::string_view> words = {"help"};
  for (const SwitchInfo& info : kSwitches) words.push_back(info.key);
  for (const LimitInfo& info : AllLimits()) words.push_back(info.option);
  for (const FeatureInfo& info : AllFeatures()) words.push_back(info.option);
  return Error::Make(ErrorKind::kUsage, "-W: unknown key \"%.*s\"%s (-W help lists all)",
                     static_cast<int>(key.size()), key.data(), SuggestionFor(key, words).c_str());
}

Status SetOne(std::string_view key, std::optional<std::string_view> value, WasmSettings* settings) {
  if (key == "help") {
    settings->help = true;
    return {};
  }
  for (const SwitchInfo& info : kSwitches) {
    if (info.key == key) return SetSwitch(info, value, settings);
  }
  for (const LimitInfo& info : AllLimits()) {
    if (info.option != key) continue;
    Result<uint64_t> limit = ParseSize(value.value_or(""));
    if (!limit.ok()) return BadValue(key, value.value_or(""), "a number, or one with K, M or G");
    settings->config.limits.*info.field = *limit;
    return {};
  }
  if (const std::optional<Feature> feature = FindFeature(key); feature.has_value()) {
    VIRGA_ASSIGN(const bool on, ParseBool(key, value));
    settings->config.features.Set(*feature, on);
    return {};
  }
  return UnknownKey(key);
}

void AddLine(std::string* text, std::string_view key, std::string_view value,
             std::string_view doc) {
  std::string line = "  " + std::string(key) + "=" + std::string(value);
  line.resize(line.size() < 40 ? 40 : line.size() + 2, ' ');
  *text += line + std::string(doc) + "\n";
}

}  // namespace

Result<uint64_t> ParseMilliseconds(std::string_view text) {
  static constexpr struct {
    std::string_view unit;
    uint64_t factor;
  } kUnits[] = {{"ms", 1}, {"s", 1000}, {"", 1000}, {"m", 60'000}, {"h", 3'600'000}};
  uint64_t number = 0;
  std::string_view unit;
  if (SplitNumber(text, &number, &unit)) {
    for (const auto& known : kUnits) {
      if (known.unit == unit && CheckedMul(number, known.factor, &number)) return number;
    }
  }
  return Error::Make(ErrorKind::kUsage, "expected a time such as 500ms or 10s");
}

Result<uint64_t> ParseSize(std::string_view text) {
  static constexpr struct {
    std::string_view unit;
    int shift;
  } kUnits[] = {{"", 0}, {"K", 10}, {"M", 20}, {"G", 30}, {"k", 10}};
  uint64_t number = 0;
  std::string_view unit;
  if (SplitNumber(text, &number, &unit)) {
    for (const auto& known : kUnits) {
      if (known.unit == unit && CheckedMul(number, uint64_t{1} << known.shift, &number))
        return number;
    }
  }
  return Error::Make(ErrorKind::kUsage, "expected a number, or one with K, M or G");
}

Result<WasmSettings> ParseWasmSettings(std::span<const std::string> arguments) {
  WasmSettings settings;
  for (const std::string& argument : arguments) {
    std::string_view rest = argument;
    while (!rest.empty()) {
      const size_t comma = rest.find(',');
      const std::string_view item = rest.substr(0, comma);
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
      const size_t equals = item.find('=');
      std::optional<std::string_view> value;
      if (equals != std::string_view::npos) value = item.substr(equals + 1);
      VIRGA_TRY(SetOne(item.substr(0, equals), value, &settings));
    }
  }
  return settings;
}

std::string WasmSettingsHelp() {
  std::string text = "usage: -W KEY=VALUE[,KEY=VALUE...]\n\nRunning:\n";
  for (const SwitchInfo& info : kSwitches) AddLine(&text, info.key, info.argument, info.doc);
  text += "\nLimits (a number, or one with K, M or G):\n";
  const Limits defaults;
  for (const LimitInfo& info : AllLimits())
    AddLine(&text, info.option, std::to_string(defaults.*info.field), info.doc);
  text += "\nFeatures (y or n; the default is shown):\n";
  for (const FeatureInfo& info : AllFeatures())
    AddLine(&text, info.option, info.initial ? "y" : "n", info.doc);
  return text;
}

}  // namespace virga::cli
