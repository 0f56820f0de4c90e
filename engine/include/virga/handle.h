// Handles: how the API names things that a Store owns.
//
// A handle (Func, Memory, Table, Global, Instance) is two words, freely copied, and never dangles
// into another store: it carries its store's number, every operation takes the Store and answers
// kUsage when the numbers differ. Handles of a store that was destroyed are harmless for the same
// reason. A default-constructed handle belongs to no store.

#ifndef VIRGA_HANDLE_H_
#define VIRGA_HANDLE_H_

#include <cstdint>

namespace virga::internal {

struct Access;

template <typename Raw>
class Handle {
 public:
  Handle() = default;
  bool is_null() const { return raw_ == nullptr; }
  // Whether both name the same thing.
  bool operator==(const Handle& other) const = default;

 private:
  friend struct Access;
  uint64_t store_id_ = 0;
  Raw* raw_ = nullptr;
};

}  // namespace virga::internal

#endif  // VIRGA_HANDLE_H_
