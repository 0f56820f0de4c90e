#include "hostfuncs/preview1/fd_table.h"

#include <algorithm>
#include <utility>

namespace virga::host::preview1 {

std::optional<uint32_t> FdTable::Add(FdEntry entry) {
  auto free = std::find(entries_.begin(), entries_.end(), nullptr);
  if (free == entries_.end()) {
    if (entries_.size() >= max_fds_) return std::nullopt;
    entries_.emplace_back();
    free = entries_.end() - 1;
  }
  *free = std::make_unique<FdEntry>(std::move(entry));
  return static_cast<uint32_t>(free - entries_.begin());
}

bool FdTable::Close(uint32_t fd) {
  if (Find(fd) == nullptr) return false;
  entries_[fd].reset();
  return true;
}

bool FdTable::Renumber(uint32_t from, uint32_t to) {
  if (Find(from) == nullptr || Find(to) == nullptr) return false;
  if (from != to) entries_[to] = std::move(entries_[from]);
  return true;
}

}  // namespace virga::host::preview1
