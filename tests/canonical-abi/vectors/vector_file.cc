#include "tests/canonical-abi/vectors/vector_file.h"

#include <cstdio>
#include <cstring>
#include <fstream>

namespace virga::cabi {

namespace {

std::string_view Text(const Json& json) { return json.get_ref<const std::string&>(); }

std::vector<uint8_t> FromHex(std::string_view hex) {
  std::vector<uint8_t> bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes.push_back(static_cast<uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  return bytes;
}

std::string ToHex(uint64_t bits, int digits) {
  char text[32];
  std::snprintf(text, sizeof(text), "0x%0*llx", digits, static_cast<unsigned long long>(bits));
  return text;
}

std::map<std::string_view, TypeKind> PrimitiveNames() {
  std::map<std::string_view, TypeKind> names;
  for (uint32_t i = 0; i < kPrimitiveCount; ++i)
    names[TypeKindName(static_cast<TypeKind>(i))] = static_cast<TypeKind>(i);
  return names;
}

}  // namespace

std::optional<Json> ReadVectors(std::string_view file) {
  const std::string folder = VIRGA_CONFORMANCE;
  if (folder.empty()) return std::nullopt;
  std::ifstream in(folder + "/canonical-abi-vectors/" + std::string(file) + ".json");
  if (!in) return std::nullopt;
  return Json::parse(in)["cases"];
}

bool TagIsOfAnotherWidth(const Json& src, const Json& dst) {
  return src["encoding"] == "latin1+utf16" && src["addr"] != dst["addr"];
}

VectorCount::~VectorCount() {
  std::printf("vectors %s: %d passed, %d skipped\n", file.c_str(), passed, skipped);
}

std::string TestResources::NameOf(const ResourceType* type) const {
  for (int i = 0; i < 3; ++i)
    if (&types[i] == type) return "R" + std::to_string(i);
  return "?";
}

std::vector<FieldSpec> TypeReader::Fields(const Json& json) {
  std::vector<FieldSpec> fields;
  for (const Json& field : json) fields.push_back({Text(field[0]), Read(field[1])});
  return fields;
}

std::vector<std::string_view> TypeReader::Labels(const Json& json) {
  std::vector<std::string_view> labels;
  for (const Json& label : json) labels.push_back(Text(label));
  return labels;
}

ValueType TypeReader::Read(const Json& json) {
  static const auto primitives = PrimitiveNames();
  if (json.is_null()) return kNoType;
  if (json.is_string()) return Primitive(primitives.at(Text(json)));
  const auto at = [&](const char* key) { return json.find(key); };
  if (auto it = at("list"); it != json.end()) {
    const ValueType element = Read(*it);
    if (json.contains("len"))
      return table_->FixedList(element, json["len"].get<uint32_t>()).value();
    return table_->List(element).value();
  }
  if (auto it = at("record"); it != json.end()) return table_->Record(Fields(*it)).value();
  if (auto it = at("variant"); it != json.end()) return table_->Variant(Fields(*it)).value();
  if (auto it = at("enum"); it != json.end()) return table_->Enum(Labels(*it)).value();
  if (auto it = at("flags"); it != json.end()) return table_->Flags(Labels(*it)).value();
  if (auto it = at("option"); it != json.end()) return table_->Option(Read(*it)).value();
  if (auto it = at("result"); it != json.end())
    return table_->ResultOf(Read((*it)[0]), Read((*it)[1])).value();
  if (auto it = at("map"); it != json.end())
    return table_->Map(Read((*it)[0]), Read((*it)[1])).value();
  if (auto it = at("own"); it != json.end())
    return table_->Own(TestResources().IdOf(Text(*it))).value();
  if (auto it = at("borrow"); it != json.end())
    return table_->Borrow(TestResources().IdOf(Text(*it))).value();
  if (auto it = at("stream"); it != json.end()) return table_->Stream(Read(*it)).value();
  if (auto it = at("future"); it != json.end()) return table_->Future(Read(*it)).value();
  std::vector<ValueType> types;
  for (const Json& type : json.at("tuple")) types.push_back(Read(type));
  return table_->Tuple(types).value();
}

FuncTypeId TypeReader::ReadFunc(const Json& params, const Json& result) {
  std::vector<FieldSpec> fields;
  for (const Json& param : params) fields.push_back({"", Read(param)});
  return table_->Func(fields, Read(result), false).value();
}

Val ReadValue(const TypeTable& table, ValueType type, const Json& json, const TestResources& rs) {
  const TypeNode& node = table.node(type);
  const auto fields = table.fields(node);
  Vec<Val> items;
  const auto add = [&](ValueType part, const Json& value) {
    EXPECT_TRUE(items.Push(ReadValue(table, part, value, rs)));
  };
  switch (node.kind) {
    case TypeKind::kBool:
      return Val::Bool(json.get<bool>());
    case TypeKind::kS64:
      return Val::Scalar(node.kind, static_cast<uint64_t>(std::stoll(json.get<std::string>())));
    case TypeKind::kU64:
      return Val::Scalar(node.kind, std::stoull(json.get<std::string>()));
    case TypeKind::kF32:
    case TypeKind::kF64:
      return Val::Scalar(node.kind, std::stoull(json.get<std::string>(), nullptr, 16));
    case TypeKind::kString:
      return Val::String(Text(json)).value();
    case TypeKind::kRecord:
      for (const Field& field : fields) add(field.type, json.at(std::string(field.label)));
      return Val::Compound(node.kind, std::move(items));
    case TypeKind::kTuple:
      for (size_t i = 0; i < fields.size(); ++i) add(fields[i].type, json[i]);
      return Val::Compound(node.kind, std::move(items));
    case TypeKind::kList:
    case TypeKind::kFixedList:
    case TypeKind::kMap:
      for (const Json& element : json) add(node.element, element);
      return Val::Compound(node.kind, std::move(items));
    case TypeKind::kEnum:
      for (uint32_t i = 0; i < fields.size(); ++i)
        if (fields[i].label == Text(json)) return Val::Enum(i);
      break;
    case TypeKind::kFlags: {
      uint32_t bits = 0;
      for (size_t i = 0; i < fields.size(); ++i)
        for (const Json& label : json)
          if (fields[i].label == Text(label)) bits |= uint32_t{1} << i;
      return Val::Flags(bits);
    }
    case TypeKind::kVariant:
    case TypeKind::kOption:
    case TypeKind::kResult:
      for (uint32_t i = 0; i < fields.size(); ++i) {
        const auto it = json.find(std::string(fields[i].label));
        if (it == json.end()) continue;
        if (fields[i].type != kNoType) add(fields[i].type, *it);
        return Val::Case(node.kind, i, std::move(items));
      }
      break;
    case TypeKind::kOwn:
      return Val::Own(rs.pointers[node.resource], json.get<uint32_t>());
    case TypeKind::kBorrow:
      return Val::Borrow(rs.pointers[node.resource], json.get<uint32_t>());
    default:
      return Val::Scalar(node.kind, static_cast<uint64_t>(json.get<int64_t>()));
  }
  ADD_FAILURE() << "no value of its type: " << json;
  return Val();
}

namespace {

Json WriteItems(const TypeTable& table, const TypeNode& node, const Val& value) {
  Json array = Json::array();
  for (size_t i = 0; i < value.size(); ++i) {
    const ValueType part =
        node.kind == TypeKind::kTuple ? table.fields(node)[i].type : node.element;
    array.push_back(value.is_packed() ? WriteValue(table, part, value.PackedAt(i))
                                      : WriteValue(table, part, value.items()[i]));
  }
  return array;
}

}  // namespace

Json WriteValue(const TypeTable& table, ValueType type, const Val& value) {
  const TypeNode& node = table.node(type);
  const auto fields = table.fields(node);
  EXPECT_EQ(value.kind(), node.kind);
  switch (node.kind) {
    case TypeKind::kBool:
      return value.bits() != 0;
    case TypeKind::kS64:
      return std::to_string(static_cast<int64_t>(value.bits()));
    case TypeKind::kU64:
      return std::to_string(value.bits());
    case TypeKind::kF32:
      return ToHex(value.bits(), 8);
    case TypeKind::kF64:
      return ToHex(value.bits(), 16);
    case TypeKind::kString:
      return std::string(value.string());
    case TypeKind::kRecord: {
      Json object = Json::object();
      for (size_t i = 0; i < fields.size(); ++i)
        object[std::string(fields[i].label)] = WriteValue(table, fields[i].type, value.items()[i]);
      return object;
    }
    case TypeKind::kTuple:
    case TypeKind::kList:
    case TypeKind::kFixedList:
    case TypeKind::kMap:
      return WriteItems(table, node, value);
    case TypeKind::kEnum:
      return std::string(fields[value.bits()].label);
    case TypeKind::kFlags: {
      Json labels = Json::array();
      for (size_t i = 0; i < fields.size(); ++i)
        if ((value.bits() >> i & 1) != 0) labels.push_back(std::string(fields[i].label));
      return labels;
    }
    case TypeKind::kVariant:
    case TypeKind::kOption:
    case TypeKind::kResult: {
      const Field& field = fields[value.case_index()];
      EXPECT_EQ(value.items().size(), field.type == kNoType ? 0u : 1u);
      Json payload = nullptr;
      if (field.type != kNoType) payload = WriteValue(table, field.type, value.items()[0]);
      return Json{{std::string(field.label), payload}};
    }
    case TypeKind::kOwn:
    case TypeKind::kBorrow:
      return value.rep();
    default:
      return static_cast<int64_t>(value.bits());
  }
}

uint64_t ReadCore(const Json& json) {
  const std::string text = json.get<std::string>();
  return std::stoull(text.substr(4), nullptr, text[0] == 'f' ? 16 : 10);
}

std::string_view CoreTypeName(CoreType type) {
  static constexpr std::string_view kNames[] = {"i32", "i64", "f32", "f64"};
  return kNames[static_cast<size_t>(type)];
}

std::string WriteCore(CoreType type, uint64_t slot) {
  const std::string name = std::string(CoreTypeName(type)) + ":";
  if (type == CoreType::kF32) return name + ToHex(slot, 8);
  if (type == CoreType::kF64) return name + ToHex(slot, 16);
  return name + std::to_string(slot);
}

PtrWidth ReadWidth(const Json& addr) { return addr == "i32" ? PtrWidth::k32 : PtrWidth::k64; }

StringEncoding ReadEncoding(const Json& encoding) {
  if (encoding == "utf8") return StringEncoding::kUtf8;
  return encoding == "utf16" ? StringEncoding::kUtf16 : StringEncoding::kLatin1Utf16;
}

TestGuest::TestGuest(const Json& memory, const Json& addr, const Json& encoding,
                     const Json& realloc, const Json& handles)
    : bytes_(memory["size"].get<size_t>(), memory.value("fill", uint8_t{0})),
      base_(bytes_.data()),
      size_(bytes_.size()),
      width_(ReadWidth(addr)),
      encoding_(ReadEncoding(encoding)),
      handles_(100),
      scope_(&handles_, &resources_.self) {
  if (memory.contains("init")) {
    for (const Json& piece : memory["init"]) {
      const auto bytes = FromHex(Text(piece[1]));
      std::memcpy(bytes_.data() + piece[0].get<size_t>(), bytes.data(), bytes.size());
    }
  }
  if (realloc.is_object()) {
    realloc_is_const_ = realloc["kind"] == "const";
    realloc_next_ = realloc[realloc_is_const_ ? "ptr" : "base"].get<uint64_t>();
  }
  if (!handles.is_array()) return;
  const BorrowScopeId outer = handles_.OpenScope().value();  // of borrows that were there before
  for (const Json& handle : handles) {
    const ResourceType& type = resources_.Of(Text(handle["rt"]));
    const uint32_t rep = handle["rep"].get<uint32_t>();
    const uint32_t index = handle["kind"] == "own" ? handles_.AddOwn(type, rep).value()
                                                   : handles_.AddBorrow(type, rep, outer).value();
    handles_.Get(type, index).value()->lends = handle.value("lends", 0u);
  }
}

AbiOptions TestGuest::Options() {
  AbiOptions options;
  options.memory = GuestMemory(&base_, &size_, width_);
  options.realloc = {this, &CallRealloc};
  options.encoding = encoding_;
  options.handles = &scope_;
  options.resources = resources_.pointers;
  return options;
}

Result<uint64_t> TestGuest::CallRealloc(void* self, uint64_t old_address, uint64_t old_bytes,
                                        uint64_t alignment, uint64_t new_bytes) {
  TestGuest& guest = *static_cast<TestGuest*>(self);
  const uint64_t result = guest.realloc_is_const_
                              ? guest.realloc_next_
                              : guest.Bump(old_address, old_bytes, alignment, new_bytes);
  guest.trace_.push_back(Json{old_address, old_bytes, alignment, new_bytes, result});
  return result;
}

uint64_t TestGuest::Bump(uint64_t old_address, uint64_t old_bytes, uint64_t alignment,
                         uint64_t new_bytes) {
  if (old_bytes != 0 && new_bytes <= old_bytes) return old_address;
  const uint64_t result = AlignUp(realloc_next_, alignment);
  realloc_next_ = result + new_bytes;
  if (InBounds(result, old_bytes, size_) && InBounds(old_address, old_bytes, size_))
    std::memmove(base_ + result, base_ + old_address, old_bytes);
  return result;
}

void TestGuest::ExpectMemory(const Json& expect, const char* member) const {
  if (!expect.contains(member)) return;
  for (const Json& piece : expect[member]) {
    const size_t offset = piece[0].get<size_t>();
    const auto bytes = FromHex(Text(piece[1]));
    ASSERT_LE(offset + bytes.size(), bytes_.size());
    const std::vector<uint8_t> got(bytes_.begin() + static_cast<ptrdiff_t>(offset),
                                   bytes_.begin() + static_cast<ptrdiff_t>(offset + bytes.size()));
    EXPECT_EQ(got, bytes) << "at " << offset;
  }
}

void TestGuest::ExpectTrace(const Json& expect, const char* member) const {
  // The vectors leave out the trace of a constant realloc.
  if (!realloc_is_const_ || expect.contains(member))
    EXPECT_EQ(trace_, expect.value(member, Json::array()));
}

void TestGuest::ExpectHandles(const Json& expect) const {
  if (expect.contains("num_borrows"))
    EXPECT_EQ(scope_.borrow_count(), expect["num_borrows"].get<uint32_t>());
  if (!expect.contains("handles")) return;
  Json got = Json::array();
  handles_.ForEach([&](uint32_t index, const HandleEntry& entry) {
    Json handle = {{"i", index},
                   {"kind", entry.kind == HandleKind::kOwn ? "own" : "borrow"},
                   {"rt", resources_.NameOf(entry.type)},
                   {"rep", entry.rep}};
    if (entry.lends != 0) handle["lends"] = entry.lends;
    got.push_back(handle);
  });
  EXPECT_EQ(got, expect["handles"]);
}

}  // namespace virga::cabi
