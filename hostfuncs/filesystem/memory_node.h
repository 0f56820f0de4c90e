// The tree of memory_filesystem: nodes with inode numbers, link counts and times.
//
// A directory owns its children; a child knows its parent weakly. Nodes live as long as a name or a
// descriptor refers to them. Not thread-safe.

#ifndef HOSTFUNCS_FILESYSTEM_MEMORY_NODE_H_
#define HOSTFUNCS_FILESYSTEM_MEMORY_NODE_H_

#include <map>
#include <memory>
#include <string>

#include "hostfuncs/filesystem/memory_filesystem.h"

namespace virga::host::filesystem {

struct MemoryTree {
  explicit MemoryTree(MemoryFilesystemOptions options);
  bool HasRoom(uint64_t bytes) const {
    return used_bytes <= options.max_bytes && bytes <= options.max_bytes - used_bytes;
  }
  Datetime Now() const { return options.clock->Now(); }

  MemoryFilesystemOptions options;
  uint64_t device;  // unique in the process
  uint64_t next_inode = 1;
  uint64_t used_bytes = 0;
  uint64_t used_nodes = 0;
};

struct MemoryNode;
using MemoryNodePtr = std::shared_ptr<MemoryNode>;

struct MemoryNode {
  MemoryNode(std::shared_ptr<MemoryTree> tree, DescriptorType type);
  // Without recursion, however deep the tree is.
  ~MemoryNode();
  MemoryNode(const MemoryNode&) = delete;
  MemoryNode& operator=(const MemoryNode&) = delete;

  bool is_directory() const { return type == DescriptorType::kDirectory; }
  MemoryNodePtr Child(std::string_view name) const;
  // Adds a name. REQUIRES: a directory that is still linked, without that name.
  void Add(const std::string& name, const MemoryNodePtr& child);
  // Removes a name and returns what it named. REQUIRES: the name exists.
  MemoryNodePtr Remove(const std::string& name);
  // Grows or shrinks the contents within the tree's limit.
  FsOutcome<void> Resize(uint64_t size);
  void Touch(bool contents);  // sets the change time and, with `contents`, the modification time
  Stat GetStat() const;
  void SetTimes(const NewTimestamp& new_accessed, const NewTimestamp& new_modified);

  std::shared_ptr<MemoryTree> tree;
  DescriptorType type;
  uint64_t inode;
  uint64_t link_count = 0;  // names; a directory's does not count its children
  std::string contents;     // of a file, or the path in a symbolic link
  std::map<std::string, MemoryNodePtr, std::less<>> children;
  std::weak_ptr<MemoryNode> parent;  // of a directory
  Datetime accessed, modified, changed;
};

// A new, unlinked node; insufficient-space when the tree has too many.
FsOutcome<MemoryNodePtr> MakeMemoryNode(const std::shared_ptr<MemoryTree>& tree,
                                        DescriptorType type);

}  // namespace virga::host::filesystem

#endif  // HOSTFUNCS_FILESYSTEM_MEMORY_NODE_H_
