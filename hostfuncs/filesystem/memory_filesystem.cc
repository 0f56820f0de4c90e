#include "hostfuncs/filesystem/memory_filesystem.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "engine/support/check.h"
#include "hostfuncs/filesystem/memory_node.h"
#include "hostfuncs/filesystem/path_walk.h"

namespace virga::host::filesystem {
namespace {

struct MemoryOps {
  using Directory = MemoryNodePtr;
  FsOutcome<WalkStep<Directory>> Look(const Directory& directory, const std::string& name) {
    const MemoryNodePtr child = directory->Child(name);
    if (child == nullptr) return ErrorCode::kNoEntry;
    WalkStep<Directory> step;
    if (child->is_directory()) step.directory = child;
    if (child->type == DescriptorType::kSymbolicLink) step.link = child->contents;
    return step;
  }
};

// Where a path ends, with what is there now (null: nothing).
struct Place {
  MemoryNodePtr directory;
  std::string name;
  bool must_be_directory = false;
  MemoryNodePtr node;

  bool is_self() const { return name == "."; }
  // Whether a name can be added: the directory has not been removed meanwhile.
  bool can_add() const { return directory->link_count > 0; }
};

// Names in the order of the call; nodes that appear or vanish later do not disturb it.
class MemoryDirectoryStream : public DirectoryStream {
 public:
  explicit MemoryDirectoryStream(const MemoryNode& directory) {
    for (const auto& [name, child] : directory.children) {
      entries_.push_back({child->type, name, child->inode});
    }
  }
  FsOutcome<std::optional<DirectoryEntry>> Next() override {
    if (next_ == entries_.size()) return std::optional<DirectoryEntry>();
    return std::optional<DirectoryEntry>(std::move(entries_[next_++]));
  }

 private:
  std::vector<DirectoryEntry> entries_;
  size_t next_ = 0;
};

class MemoryDescriptor : public Descriptor {
 public:
  MemoryDescriptor(MemoryNodePtr node, DescriptorFlags flags, bool tree_writable)
      : Descriptor(node->type, flags, tree_writable), node_(std::move(node)) {}

  const MemoryNodePtr& node() const { return node_; }

 protected:
  FsOutcome<size_t> DoRead(std::span<uint8_t> buffer, uint64_t offset) override;
  FsOutcome<size_t> DoWrite(std::span<const uint8_t> bytes, uint64_t offset) override;
  FsOutcome<size_t> DoAppend(std::span<const uint8_t> bytes) override {
    return DoWrite(bytes, node_->contents.size());
  }
  FsOutcome<void> DoSetSize(uint64_t size) override {
    VIRGA_HOST_TRY(node_->Resize(size));
    node_->Touch(true);
    return {};
  }
  FsOutcome<void> DoAdvise(uint64_t, uint64_t, Advice) override { return {}; }
  FsOutcome<void> DoSync(bool) override { return {}; }
  FsOutcome<Stat> DoStat() override { return node_->GetStat(); }
  FsOutcome<void> DoSetTimes(const NewTimestamp& accessed, const NewTimestamp& modified) override {
    node_->SetTimes(accessed, modified);
    return {};
  }

  FsOutcome<DescriptorPtr> DoOpenAt(const Path& path, Symlink symlink, OpenFlags open_flags,
                                    DescriptorFlags flags) override;
  FsOutcome<std::unique_ptr<DirectoryStream>> DoReadDirectory() override {
    return std::unique_ptr<DirectoryStream>(new MemoryDirectoryStream(*node_));
  }
  FsOutcome<Stat> DoStatAt(const Path& path, Symlink symlink) override;
  FsOutcome<void> DoSetTimesAt(const Path& path, Symlink symlink, const NewTimestamp& accessed,
                               const NewTimestamp& modified) override;
  FsOutcome<void> DoCreateDirectoryAt(const Path& path) override;
  FsOutcome<void> DoUnlinkFileAt(const Path& path) override;
  FsOutcome<void> DoRemoveDirectoryAt(const Path& path) override;
  FsOutcome<std::string> DoReadlinkAt(const Path& path) override;
  FsOutcome<void> DoSymlinkAt(std::string_view contents, const Path& path) override;
  FsOutcome<void> DoLinkAt(const Path& old_path, Descriptor& new_directory,
                           const Path& new_path) override;
  FsOutcome<void> DoRenameAt(const Path& old_path, Descriptor& new_directory,
                             const Path& new_path) override;

 private:
  FsOutcome<Place> Locate(const Path& path, Symlink symlink) const;
  FsOutcome<MemoryNodePtr> Find(const Path& path, Symlink symlink) const;
  FsOutcome<MemoryNodePtr> Create(const Place& place, DescriptorType type, std::string_view link);

  MemoryNodePtr node_;
};

FsOutcome<size_t> MemoryDescriptor::DoRead(std::span<uint8_t> buffer, uint64_t offset) {
  const std::string& contents = node_->contents;
  if (offset >= contents.size()) return size_t{0};
  const size_t count = std::min(buffer.size(), contents.size() - static_cast<size_t>(offset));
  memcpy(buffer.data(), contents.data() + offset, count);
  return count;
}

FsOutcome<size_t> MemoryDescriptor::DoWrite(std::span<const uint8_t> bytes, uint64_t offset) {
  const uint64_t end = offset + bytes.size();
  if (end > node_->contents.size()) VIRGA_HOST_TRY(node_->Resize(end));
  memcpy(node_->contents.data() + offset, bytes.data(), bytes.size());
  node_->Touch(true);
  return bytes.size();
}

FsOutcome<Place> MemoryDescriptor::Locate(const Path& path, Symlink symlink) const {
  MemoryOps ops;
  VIRGA_HOST_ASSIGN(WalkEnd<MemoryNodePtr> end, PathWalk<MemoryOps>(ops, node_).Run(path, symlink));
  Place place{end.directory, end.name, end.must_be_directory, nullptr};
  place.node = place.is_self() ? place.directory : place.directory->Child(place.name);
  return place;
}

FsOutcome<MemoryNodePtr> MemoryDescriptor::Find(const Path& path, Symlink symlink) const {
  if (path.must_be_directory) symlink = Symlink::kFollow;
  VIRGA_HOST_ASSIGN(const Place place, Locate(path, symlink));
  if (place.node == nullptr) return ErrorCode::kNoEntry;
  if (place.must_be_directory && !place.node->is_directory()) return ErrorCode::kNotDirectory;
  return place.node;
}

FsOutcome<MemoryNodePtr> MemoryDescriptor::Create(const Place& place, DescriptorType type,
                                                  std::string_view link) {
  if (!place.can_add()) return ErrorCode::kNoEntry;
  if (!node_->tree->HasRoom(place.name.size() + link.size())) return ErrorCode::kInsufficientSpace;
  VIRGA_HOST_ASSIGN(const MemoryNodePtr node, MakeMemoryNode(node_->tree, type));
  VIRGA_HOST_TRY(node->Resize(link.size()));
  node->contents = link;
  place.directory->Add(place.name, node);
  if (node->is_directory()) node->parent = place.directory;
  return node;
}

FsOutcome<DescriptorPtr> MemoryDescriptor::DoOpenAt(const Path& path, Symlink symlink,
                                                    OpenFlags open_flags, DescriptorFlags flags) {
  if (path.must_be_directory) symlink = Symlink::kFollow;
  if (open_flags.exclusive) symlink = Symlink::kNoFollow;
  VIRGA_HOST_ASSIGN(Place place, Locate(path, symlink));
  if (place.node == nullptr) {
    if (!open_flags.create) return ErrorCode::kNoEntry;
    if (place.must_be_directory) return ErrorCode::kIsDirectory;
    VIRGA_HOST_ASSIGN(place.node, Create(place, DescriptorType::kRegularFile, {}));
  } else {
    const bool is_directory = place.node->is_directory();
    const bool want_directory =
        open_flags.directory || place.must_be_directory || flags.mutate_directory;
    if (open_flags.exclusive) return ErrorCode::kExist;
    if (want_directory && !is_directory) return ErrorCode::kNotDirectory;
    if (place.node->type == DescriptorType::kSymbolicLink) return ErrorCode::kLoop;
    if (is_directory && (flags.write || open_flags.create)) return ErrorCode::kIsDirectory;
  }
  if (open_flags.truncate) {
    VIRGA_HOST_TRY(place.node->Resize(0));
    place.node->Touch(true);
  }
  return DescriptorPtr(std::make_shared<MemoryDescriptor>(place.node, flags, tree_writable()));
}

FsOutcome<Stat> MemoryDescriptor::DoStatAt(const Path& path, Symlink symlink) {
  VIRGA_HOST_ASSIGN(const MemoryNodePtr node, Find(path, symlink));
  return node->GetStat();
}

FsOutcome<void> MemoryDescriptor::DoSetTimesAt(const Path& path, Symlink symlink,
                                               const NewTimestamp& accessed,
                                               const NewTimestamp& modified) {
  VIRGA_HOST_ASSIGN(const MemoryNodePtr node, Find(path, symlink));
  node->SetTimes(accessed, modified);
  return {};
}

FsOutcome<void> MemoryDescriptor::DoCreateDirectoryAt(const Path& path) {
  VIRGA_HOST_ASSIGN(const Place place, Locate(path, Symlink::kNoFollow));
  if (place.node != nullptr) return ErrorCode::kExist;
  VIRGA_HOST_TRY(Create(place, DescriptorType::kDirectory, {}));
  return {};
}

FsOutcome<void> MemoryDescriptor::DoUnlinkFileAt(const Path& path) {
  VIRGA_HOST_ASSIGN(const Place place, Locate(path, Symlink::kNoFollow));
  if (place.node == nullptr) return ErrorCode::kNoEntry;
  if (place.node->is_directory()) return ErrorCode::kIsDirectory;
  if (place.must_be_directory) return ErrorCode::kNotDirectory;
  place.directory->Remove(place.name);
  return {};
}

FsOutcome<void> MemoryDescriptor::DoRemoveDirectoryAt(const Path& path) {
  VIRGA_HOST_ASSIGN(const Place place, Locate(path, Symlink::kNoFollow));
  if (place.is_self()) {
    return path.last() == "." ? ErrorCode::kInvalid : ErrorCode::kNotEmpty;
  }
  if (place.node == nullptr) return ErrorCode::kNoEntry;
  if (!place.node->is_directory()) return ErrorCode::kNotDirectory;
  if (!place.node->children.empty()) return ErrorCode::kNotEmpty;
  place.directory->Remove(place.name);
  return {};
}

FsOutcome<std::string> MemoryDescriptor::DoReadlinkAt(const Path& path) {
  VIRGA_HOST_ASSIGN(const Place place, Locate(path, Symlink::kNoFollow));
  if (place.node == nullptr) return ErrorCode::kNoEntry;
  if (place.must_be_directory && !place.node->is_directory()) return ErrorCode::kNotDirectory;
  if (place.node->type != DescriptorType::kSymbolicLink) return ErrorCode::kInvalid;
  return place.node->contents;
}

FsOutcome<void> MemoryDescriptor::DoSymlinkAt(std::string_view contents, const Path& path) {
  VIRGA_HOST_ASSIGN(const Place place, Locate(path, Symlink::kNoFollow));
  if (place.node != nullptr) return ErrorCode::kExist;
  if (place.must_be_directory) return ErrorCode::kNoEntry;
  VIRGA_HOST_TRY(Create(place, DescriptorType::kSymbolicLink, contents));
  return {};
}

FsOutcome<void> MemoryDescriptor::DoLinkAt(const Path& old_path, Descriptor& new_directory,
                                           const Path& new_path) {
  auto* target = dynamic_cast<MemoryDescriptor*>(&new_directory);
  if (target == nullptr || target->node_->tree != node_->tree) return ErrorCode::kCrossDevice;
  VIRGA_HOST_ASSIGN(const Place from, Locate(old_path, Symlink::kNoFollow));
  if (from.node == nullptr) return ErrorCode::kNoEntry;
  if (from.must_be_directory && !from.node->is_directory()) return ErrorCode::kNotDirectory;
  VIRGA_HOST_ASSIGN(const Place to, target->Locate(new_path, Symlink::kNoFollow));
  if (to.node != nullptr) return ErrorCode::kExist;
  if (from.node->is_directory()) return ErrorCode::kNotPermitted;
  if (to.must_be_directory || !to.can_add()) return ErrorCode::kNoEntry;
  if (!node_->tree->HasRoom(to.name.size())) return ErrorCode::kInsufficientSpace;
  to.directory->Add(to.name, from.node);
  return {};
}

// Whether `directory` is `node` or lies beneath it.
bool IsWithin(MemoryNodePtr directory, const MemoryNodePtr& node) {
  for (; directory != nullptr; directory = directory->parent.lock()) {
    if (directory == node) return true;
  }
  return false;
}

FsOutcome<void> CheckReplacement(const Place& from, const Place& to) {
  const bool is_directory = from.node->is_directory();
  if (is_directory && IsWithin(to.directory, from.node)) return ErrorCode::kInvalid;
  if (to.node == nullptr) {
    return to.can_add() ? FsOutcome<void>() : FsOutcome<void>(ErrorCode::kNoEntry);
  }
  if (is_directory && !to.node->is_directory()) return ErrorCode::kNotDirectory;
  if (!is_directory && to.node->is_directory()) return ErrorCode::kIsDirectory;
  if (is_directory && !to.node->children.empty()) return ErrorCode::kNotEmpty;
  return {};
}

FsOutcome<void> MemoryDescriptor::DoRenameAt(const Path& old_path, Descriptor& new_directory,
                                             const Path& new_path) {
  auto* target = dynamic_cast<MemoryDescriptor*>(&new_directory);
  if (target == nullptr || target->node_->tree != node_->tree) return ErrorCode::kCrossDevice;
  VIRGA_HOST_ASSIGN(const Place from, Locate(old_path, Symlink::kNoFollow));
  VIRGA_HOST_ASSIGN(const Place to, target->Locate(new_path, Symlink::kNoFollow));
  if (from.is_self() || to.is_self()) return ErrorCode::kBusy;
  if (from.node == nullptr) return ErrorCode::kNoEntry;
  if (!from.node->is_directory() && (from.must_be_directory || to.must_be_directory)) {
    return ErrorCode::kNotDirectory;
  }
  if (from.node == to.node) return {};
  VIRGA_HOST_TRY(CheckReplacement(from, to));
  if (to.node != nullptr) to.directory->Remove(to.name);
  const MemoryNodePtr moved = from.directory->Remove(from.name);
  to.directory->Add(to.name, moved);
  if (moved->is_directory()) moved->parent = to.directory;
  return {};
}

}  // namespace

DescriptorPtr MakeMemoryFilesystem(MemoryFilesystemOptions options) {
  auto tree = std::make_shared<MemoryTree>(std::move(options));
  auto root = std::make_shared<MemoryNode>(tree, DescriptorType::kDirectory);
  root->link_count = 1;
  return std::make_shared<MemoryDescriptor>(
      std::move(root), DescriptorFlags{.read = true, .write = false, .mutate_directory = true},
      true);
}

DescriptorPtr MakeReadOnlyView(Descriptor& directory) {
  auto* memory = dynamic_cast<MemoryDescriptor*>(&directory);
  VIRGA_CHECK(memory != nullptr);
  return std::make_shared<MemoryDescriptor>(memory->node(), DescriptorFlags{.read = true}, false);
}

}  // namespace virga::host::filesystem
