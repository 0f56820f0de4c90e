#include "engine/types/registry.h"

#include <atomic>
#include <bit>
#include <cstring>
#include <mutex>
#include <new>

#include "engine/support/arena.h"
#include "engine/support/hash.h"
#include "engine/support/try.h"
#include "engine/support/vec.h"

namespace virga::wasm {

namespace {

// Types live in chunks that never move, chunk k holding kFirstChunk << k of them: Get finds one
// without a lock, and an engine with few types stays small.
constexpr uint32_t kFirstChunk = 64;
constexpr int kFirstChunkLog2 = 6;
constexpr int kChunks = 16;

struct Place {
  int chunk;
  uint32_t index;
};

constexpr Place PlaceOf(TypeId id) {
  const uint32_t shifted = id - 1 + kFirstChunk;
  const int chunk = std::bit_width(shifted) - 1 - kFirstChunkLog2;
  return {chunk, shifted - (kFirstChunk << chunk)};
}
static_assert(PlaceOf(kTypeIdsMax).chunk < kChunks);

// A ValType in an encoded group. Of a concrete type the bits of the abstract heap are unused, and
// one of them marks indices that count from the group's start.
constexpr uint32_t kInsideGroup = 1u << 4;

enum : uint32_t { kHasSuper = 1u << 8, kSuperInside = 1u << 9, kFinal = 1u << 10 };

// How the indices inside a group that is being interned are to be read.
struct Names {
  RecGroup group;               // indices of its own types
  std::span<const TypeId> ids;  // of the types before it
  bool are_ids = false;         // every index is a TypeId already

  bool IsInside(uint32_t index) const {
    return !are_ids && index >= group.first && index - group.first < group.count;
  }
};

// The id behind an index, for a group whose types get the ids from `first` on.
TypeId IdOf(uint32_t index, const Names& names, TypeId first) {
  if (names.are_ids) return index;
  if (names.IsInside(index)) return first + index - names.group.first;
  VIRGA_CHECK(index < names.ids.size());
  return names.ids[index];
}

ValType Rename(ValType type, const Names& names, TypeId first) {
  if (!type.is_ref() || !type.heap().is_concrete()) return type;
  const TypeId id = IdOf(type.heap().index(), names, first);
  return ValType::Ref(HeapType::Concrete(id), type.is_nullable());
}

uint64_t HashWords(std::span<const uint32_t> words, uint64_t seed) {
  uint64_t hash = HashMix(seed, words.size());
  for (const uint32_t word : words) hash = HashMix(hash, word);
  return hash;
}

}  // namespace

struct TypeRegistry::Impl {
  // An interned type and its ancestors: display[d] is the one at depth d, display[depth] itself.
  struct Record {
    SubType type;
    uint32_t depth = 0;
    const TypeId* display = nullptr;
  };
  // A group in the hash table, as its encoded words.
  struct Group {
    std::span<const uint32_t> words;
    uint64_t hash;
    TypeId first;
  };

  Impl(Allocator* allocator, uint32_t types_max)
      : allocator(allocator),
        types_max(types_max < kTypeIdsMax ? types_max : kTypeIdsMax),
        arena(allocator),
        groups(allocator),
        buckets(allocator),
        words(allocator) {
    // Guests choose the keys: a start that differs between processes keeps them from preparing
    // collisions. Ids do not depend on it.
    seed = HashMix(reinterpret_cast<uintptr_t>(this), reinterpret_cast<uintptr_t>(&PlaceOf));
  }

  ~Impl() {
    for (int chunk = 0; chunk < kChunks; ++chunk) {
      Record* records = chunks[chunk].load(std::memory_order_relaxed);
      if (records != nullptr) allocator->Free(records, ChunkBytes(chunk));
    }
  }

  static size_t ChunkBytes(int chunk) { return sizeof(Record) * (size_t{kFirstChunk} << chunk); }

  Record& At(TypeId id) const {
    VIRGA_DCHECK(id != kNoTypeId && id <= count.load(std::memory_order_relaxed));
    const Place place = PlaceOf(id);
    return chunks[place.chunk].load(std::memory_order_acquire)[place.index];
  }

  Result<TypeId> Intern(std::span<const SubType> types, const Names& names);
  bool Encode(std::span<const SubType> types, const Names& names);
  bool EncodeType(ValType type, const Names& names);
  const Group* Find(uint64_t hash) const;
  bool Insert(const Group& group);
  bool Rehash(size_t bucket_count);
  bool MakeRoom(uint32_t types);
  Status Add(std::span<const SubType> types, const Names& names);
  Status Fill(Record& record, const SubType& source, TypeId self, const Names& names, TypeId first);
  bool CopyTypes(std::span<const ValType> source, const Names& names, TypeId first,
                 std::span<const ValType>* out);

  Allocator* allocator;
  uint32_t types_max;
  uint64_t seed;
  std::mutex mutex;  // of everything below but chunks and count
  Arena arena;
  Vec<Group> groups;
  Vec<uint32_t> buckets;  // open addressing; group number + 1, 0 is free; a power of two of them
  Vec<uint32_t> words;    // scratch: the encoding of the group at hand
  std::atomic<Record*> chunks[kChunks] = {};
  std::atomic<uint32_t> count{0};
};

bool TypeRegistry::Impl::EncodeType(ValType type, const Names& names) {
  if (!type.is_ref() || !type.heap().is_concrete()) return words.Push(type.bits());
  const uint32_t index = type.heap().index();
  const bool inside = names.IsInside(index);
  // Relative indices start at 0, as an id never does; the mark keeps the two apart all the same.
  const uint32_t number = inside ? index - names.group.first : IdOf(index, names, 0);
  const ValType renamed = ValType::Ref(HeapType::Concrete(number), type.is_nullable());
  return words.Push(renamed.bits() | (inside ? kInsideGroup : 0));
}

bool TypeRegistry::Impl::Encode(std::span<const SubType> types, const Names& names) {
  words.Clear();
  bool ok = true;
  for (const SubType& type : types) {
    const bool has_super = type.supertype != kNoType;
    const bool inside = has_super && names.IsInside(type.supertype);
    ok &= words.Push(static_cast<uint32_t>(type.kind) | (type.is_final ? kFinal : 0) |
                     (has_super ? kHasSuper : 0) | (inside ? kSuperInside : 0));
    if (has_super) {
      ok &=
          words.Push(inside ? type.supertype - names.group.first : IdOf(type.supertype, names, 0));
    }
    switch (type.kind) {
      case CompositeKind::kFunc:
        ok &= words.Push(static_cast<uint32_t>(type.func.params.size()));
        ok &= words.Push(static_cast<uint32_t>(type.func.results.size()));
        for (const ValType param : type.func.params) ok &= EncodeType(param, names);
        for (const ValType result : type.func.results) ok &= EncodeType(result, names);
        break;
      case CompositeKind::kStruct:
      case CompositeKind::kArray:
        ok &= words.Push(static_cast<uint32_t>(type.fields.size()));
        for (const FieldType& field : type.fields) {
          ok &= words.Push(static_cast<uint32_t>(field.packed) << 1 | (field.is_mutable ? 1 : 0));
          ok &= EncodeType(field.type, names);
        }
        break;
      case CompositeKind::kCont:
        ok &= EncodeType(ValType::Ref(HeapType::Concrete(type.cont_func), false), names);
        break;
    }
  }
  return ok;
}

// The group whose encoding is in `words`, or null.
const TypeRegistry::Impl::Group* TypeRegistry::Impl::Find(uint64_t hash) const {
  if (buckets.empty()) return nullptr;
  const size_t mask = buckets.size() - 1;
  for (size_t i = hash & mask; buckets[i] != 0; i = (i + 1) & mask) {
    const Group& group = groups[buckets[i] - 1];
    if (group.hash == hash && group.words.size() == words.size() &&
        std::memcmp(group.words.data(), words.data(), words.size() * sizeof(uint32_t)) == 0) {
      return &group;
    }
  }
  return nullptr;
}

bool TypeRegistry::Impl::Rehash(size_t bucket_count) {
  Vec<uint32_t> fresh(allocator);
  if (!fresh.Resize(bucket_count)) return false;
  const size_t mask = bucket_count - 1;
  for (size_t g = 0; g < groups.size(); ++g) {
    size_t i = groups[g].hash & mask;
    while (fresh[i] != 0) i = (i + 1) & mask;
    fresh[i] = static_cast<uint32_t>(g + 1);
  }
  buckets = std::move(fresh);
  return true;
}

bool TypeRegistry::Impl::Insert(const Group& group) {
  if ((groups.size() + 1) * 4 > buckets.size() * 3 &&
      !Rehash(buckets.empty() ? 64 : buckets.size() * 2)) {
    return false;
  }
  if (!groups.Push(group)) return false;
  const size_t mask = buckets.size() - 1;
  size_t i = group.hash & mask;
  while (buckets[i] != 0) i = (i + 1) & mask;
  buckets[i] = static_cast<uint32_t>(groups.size());
  return true;
}

// Chunks for `types` more types.
bool TypeRegistry::Impl::MakeRoom(uint32_t types) {
  if (types == 0) return true;
  const uint32_t used = count.load(std::memory_order_relaxed);
  const int last = PlaceOf(used + types).chunk;
  for (int chunk = 0; chunk <= last; ++chunk) {
    if (chunks[chunk].load(std::memory_order_relaxed) != nullptr) continue;
    void* memory = allocator->Allocate(ChunkBytes(chunk));
    if (memory == nullptr) return false;
    chunks[chunk].store(static_cast<Record*>(memory), std::memory_order_release);
  }
  return true;
}

bool TypeRegistry::Impl::CopyTypes(std::span<const ValType> source, const Names& names,
                                   TypeId first, std::span<const ValType>* out) {
  const std::span<ValType> copy = arena.NewArray<ValType>(source.size());
  if (copy.data() == nullptr) return false;
  for (size_t i = 0; i < source.size(); ++i) copy[i] = Rename(source[i], names, first);
  *out = copy;
  return true;
}

Status TypeRegistry::Impl::Fill(Record& record, const SubType& source, TypeId self,
                                const Names& names, TypeId first) {
  SubType& type = record.type;
  type = SubType();
  type.kind = source.kind;
  type.is_final = source.is_final;
  bool ok = true;
  if (source.kind == CompositeKind::kFunc) {
    ok = CopyTypes(source.func.params, names, first, &type.func.params) &&
         CopyTypes(source.func.results, names, first, &type.func.results);
  } else if (source.kind == CompositeKind::kCont) {
    type.cont_func = IdOf(source.cont_func, names, first);
  } else {
    const std::span<FieldType> fields = arena.NewArray<FieldType>(source.fields.size());
    ok = fields.data() != nullptr;
    for (size_t i = 0; ok && i < fields.size(); ++i) {
      fields[i] = source.fields[i];
      fields[i].type = Rename(source.fields[i].type, names, first);
    }
    type.fields = fields;
  }
  if (!ok) return Error::OutOfMemory();
  record.depth = 0;
  const Record* parent = nullptr;
  if (source.supertype != kNoType) {
    type.supertype = IdOf(source.supertype, names, first);
    VIRGA_CHECK(type.supertype < self);
    const Place place = PlaceOf(type.supertype);
    parent = &chunks[place.chunk].load(std::memory_order_relaxed)[place.index];
    record.depth = parent->depth + 1;
    if (record.depth > kSubtypeDepthMax) {
      return Error::Make(ErrorKind::kLimit, "supertype chain of more than %u types",
                         kSubtypeDepthMax);
    }
  }
  const std::span<TypeId> display = arena.NewArray<TypeId>(record.depth + 1);
  if (display.data() == nullptr) return Error::OutOfMemory();
  for (uint32_t depth = 0; depth < record.depth; ++depth) display[depth] = parent->display[depth];
  display[record.depth] = self;
  record.display = display.data();
  return {};
}

// Adds the group whose encoding is in `words`. What fails half-way leaves only unreachable bytes in
// the arena: ids are given out by the last step.
Status TypeRegistry::Impl::Add(std::span<const SubType> types, const Names& names) {
  const uint32_t used = count.load(std::memory_order_relaxed);
  const uint32_t added = static_cast<uint32_t>(types.size());
  if (added > types_max - used) {
    return Error::Make(ErrorKind::kLimit, "more than %u types in one engine", types_max);
  }
  if (!MakeRoom(added)) return Error::OutOfMemory();
  const TypeId first = used + 1;
  for (uint32_t i = 0; i < added; ++i) {
    const Place place = PlaceOf(first + i);
    Record* record = chunks[place.chunk].load(std::memory_order_relaxed) + place.index;
    new (record) Record();
    VIRGA_TRY(Fill(*record, types[i], first + i, names, first));
  }
  const std::span<const uint32_t> encoded = arena.CopyArray<uint32_t>(words.span());
  if (encoded.data() == nullptr) return Error::OutOfMemory();
  if (!Insert({encoded, HashWords(encoded, seed), first})) return Error::OutOfMemory();
  count.store(used + added, std::memory_order_release);
  return {};
}

// The first id of the group `types`, interned.
Result<TypeId> TypeRegistry::Impl::Intern(std::span<const SubType> types, const Names& names) {
  const std::lock_guard<std::mutex> lock(mutex);
  if (!Encode(types, names)) return Error::OutOfMemory();
  const uint64_t hash = HashWords(words.span(), seed);
  if (const Group* known = Find(hash); known != nullptr) return known->first;
  VIRGA_TRY(Add(types, names));
  return groups.back().first;
}

TypeRegistry::TypeRegistry(Allocator* allocator, uint32_t types_max)
    : impl_(std::make_unique<Impl>(allocator, types_max)) {}

TypeRegistry::~TypeRegistry() = default;

Status TypeRegistry::Intern(std::span<const SubType> types, RecGroup group,
                            std::span<const TypeId> ids, std::span<TypeId> out) {
  VIRGA_CHECK(group.first <= types.size() && group.count <= types.size() - group.first);
  VIRGA_CHECK(out.size() == group.count);
  if (group.count == 0) return {};
  VIRGA_ASSIGN(const TypeId first,
               impl_->Intern(types.subspan(group.first, group.count), Names{group, ids}));
  for (uint32_t i = 0; i < group.count; ++i) out[i] = first + i;
  return {};
}

Result<TypeId> TypeRegistry::InternFunc(const FuncType& type) {
  for (const std::span<const ValType> list : {type.params, type.results}) {
    for (const ValType value : list) {
      if (!value.is_ref() || !value.heap().is_concrete()) continue;
      if (value.heap().index() != kNoTypeId && value.heap().index() <= size()) continue;
      return Error::Make(ErrorKind::kUsage, "a function type that refers to an unknown type");
    }
  }
  SubType sub;
  sub.func = type;
  return impl_->Intern({&sub, 1}, Names{RecGroup{0, 0}, {}, true});
}

const SubType& TypeRegistry::Get(TypeId id) const { return impl_->At(id).type; }

uint32_t TypeRegistry::size() const { return impl_->count.load(std::memory_order_acquire); }

bool TypeRegistry::IsSubtype(TypeId sub, TypeId super) const {
  if (sub == super) return true;
  const Impl::Record& below = impl_->At(sub);
  const uint32_t depth = impl_->At(super).depth;
  return depth < below.depth && below.display[depth] == super;
}

}  // namespace virga::wasm
