#include "hostfuncs/config/snapshot.h"

namespace virga::host::config {

std::shared_ptr<const Snapshot> Snapshot::Merge(std::vector<SourceValues> sources) {
  auto snapshot = std::make_shared<Snapshot>();
  for (SourceValues& source : sources) {
    if (source.error) {
      // What an earlier source says may have been overridden here: better no answer than a wrong
      // one.
      snapshot->entries_.clear();
      snapshot->missing_ = source.error;
    }
    for (auto& [key, entry] : source.entries) snapshot->entries_[key] = std::move(entry);
  }
  return snapshot;
}

ConfigOutcome<std::optional<std::string>> Snapshot::Get(std::string_view key) const {
  const auto at = entries_.find(key);
  if (at == entries_.end()) {
    if (missing_) return *missing_;
    return std::optional<std::string>();
  }
  if (at->second.error) return *at->second.error;
  return std::optional<std::string>(at->second.value);
}

ConfigOutcome<std::vector<std::pair<std::string, std::string>>> Snapshot::GetAll() const {
  if (missing_) return *missing_;
  std::vector<std::pair<std::string, std::string>> all;
  all.reserve(entries_.size());
  for (const auto& [key, entry] : entries_) {
    if (entry.error) return *entry.error;
    all.emplace_back(key, entry.value);
  }
  return all;
}

std::vector<std::pair<std::string, std::string>> Snapshot::Masked() const {
  std::vector<std::pair<std::string, std::string>> all;
  all.reserve(entries_.size());
  for (const auto& [key, entry] : entries_) {
    if (entry.error) {
      all.emplace_back(key, "error: " + entry.error->text);
    } else {
      all.emplace_back(key, entry.secret ? "***" : entry.value);
    }
  }
  return all;
}

}  // namespace virga::host::config
