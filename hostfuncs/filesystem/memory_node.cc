#include "hostfuncs/filesystem/memory_node.h"

#include <atomic>
#include <vector>

namespace virga::host::filesystem {
namespace {

// Above the device numbers of the operating system, which other descriptors of a guest may have.
std::atomic<uint64_t> next_device{uint64_t{1} << 56};

}  // namespace

MemoryTree::MemoryTree(MemoryFilesystemOptions new_options)
    : options(std::move(new_options)), device(next_device.fetch_add(1)) {
  if (options.clock == nullptr) options.clock = clocks::MakeOsWallClock();
}

MemoryNode::MemoryNode(std::shared_ptr<MemoryTree> new_tree, DescriptorType new_type)
    : tree(std::move(new_tree)), type(new_type), inode(tree->next_inode++) {
  accessed = modified = changed = tree->Now();
  tree->used_nodes++;
}

MemoryNode::~MemoryNode() {
  std::vector<MemoryNodePtr> doomed;
  for (auto& [name, child] : children) {
    tree->used_bytes -= name.size();
    doomed.push_back(std::move(child));
  }
  while (!doomed.empty()) {
    const MemoryNodePtr node = std::move(doomed.back());
    doomed.pop_back();
    if (node.use_count() > 1) continue;
    for (auto& [name, child] : node->children) {
      tree->used_bytes -= name.size();
      doomed.push_back(std::move(child));
    }
    node->children.clear();
  }
  tree->used_bytes -= contents.size();
  tree->used_nodes--;
}

FsOutcome<MemoryNodePtr> MakeMemoryNode(const std::shared_ptr<MemoryTree>& tree,
                                        DescriptorType type) {
  if (tree->used_nodes >= tree->options.max_nodes) return ErrorCode::kInsufficientSpace;
  return std::make_shared<MemoryNode>(tree, type);
}

MemoryNodePtr MemoryNode::Child(std::string_view name) const {
  const auto at = children.find(name);
  return at == children.end() ? nullptr : at->second;
}

void MemoryNode::Add(const std::string& name, const MemoryNodePtr& child) {
  tree->used_bytes += name.size();
  children.emplace(name, child);
  child->link_count++;
  child->Touch(false);
  Touch(true);
}

MemoryNodePtr MemoryNode::Remove(const std::string& name) {
  const auto at = children.find(name);
  MemoryNodePtr child = std::move(at->second);
  children.erase(at);
  tree->used_bytes -= name.size();
  child->link_count--;
  child->Touch(false);
  Touch(true);
  return child;
}

FsOutcome<void> MemoryNode::Resize(uint64_t size) {
  if (size > contents.size()) {
    if (!tree->HasRoom(size - contents.size())) return ErrorCode::kInsufficientSpace;
    tree->used_bytes += size - contents.size();
  } else {
    tree->used_bytes -= contents.size() - size;
  }
  contents.resize(static_cast<size_t>(size));
  return {};
}

void MemoryNode::Touch(bool with_contents) {
  changed = tree->Now();
  if (with_contents) modified = changed;
}

Stat MemoryNode::GetStat() const {
  Stat stat;
  stat.type = type;
  stat.link_count = link_count;
  stat.size = contents.size();
  stat.accessed = accessed;
  stat.modified = modified;
  stat.changed = changed;
  stat.device = tree->device;
  stat.inode = inode;
  return stat;
}

void MemoryNode::SetTimes(const NewTimestamp& new_accessed, const NewTimestamp& new_modified) {
  const auto set = [this](Datetime* time, const NewTimestamp& to) {
    if (to.kind == NewTimestamp::Kind::kNow) *time = tree->Now();
    if (to.kind == NewTimestamp::Kind::kTimestamp) *time = to.time;
  };
  set(&accessed, new_accessed);
  set(&modified, new_modified);
  Touch(false);
}

}  // namespace virga::host::filesystem
