// A WebAssembly value of any type, for dynamic calls, globals and tables. spec: exec/runtime
// (values).
//
// 32 bytes, by value. The accessors return the payload as the asked-for type; asking a value for
// what it is not yields its bits, never undefined behaviour. Floats keep every NaN's bits.

#ifndef VIRGA_VAL_H_
#define VIRGA_VAL_H_

#include <array>
#include <bit>
#include <cstdint>

#include "virga/export.h"
#include "virga/types.h"

namespace virga {

namespace internal {
struct Access;
}  // namespace internal

class Func;

class VIRGA_API Val {
 public:
  Val() = default;  // i32 0
  static Val I32(int32_t value) { return Val(ValType::I32(), static_cast<uint32_t>(value)); }
  static Val I64(int64_t value) { return Val(ValType::I64(), static_cast<uint64_t>(value)); }
  static Val F32(float value) { return Val(ValType::F32(), std::bit_cast<uint32_t>(value)); }
  static Val F64(double value) { return Val(ValType::F64(), std::bit_cast<uint64_t>(value)); }
  // The halves of a vector, low lanes first.
  static Val V128(uint64_t low, uint64_t high) { return Val(ValType::V128(), low, high); }
  // A reference to a function of a store. The null Func makes a null reference.
  static Val FuncRef(const Func& func);
  // A reference to something of the embedder, which must stay alive while guests may hold it. Null
  // makes a null reference.
  static Val ExternRef(void* object) {
    return Val(ValType::ExternRef(), reinterpret_cast<uintptr_t>(object));
  }
  // Zero, or the null reference, of a type. REQUIRES: a defaultable type.
  static Val Default(ValType type) { return Val(type, 0); }

  ValType type() const { return type_; }
  ValKind kind() const { return type_.kind(); }
  int32_t i32() const { return static_cast<int32_t>(words_[0]); }
  int64_t i64() const { return static_cast<int64_t>(words_[0]); }
  float f32() const { return std::bit_cast<float>(static_cast<uint32_t>(words_[0])); }
  double f64() const { return std::bit_cast<double>(words_[0]); }
  std::array<uint64_t, 2> v128() const { return words_; }
  bool is_null_ref() const { return type_.is_ref() && words_[0] == 0; }
  // The null Func when this is not a reference to a function.
  Func func() const;
  // nullptr when this is not an externref.
  void* extern_object() const {
    return type_ == ValType::ExternRef() ? reinterpret_cast<void*>(words_[0]) : nullptr;
  }

 private:
  friend struct internal::Access;
  Val(ValType type, uint64_t low, uint64_t high = 0) : words_{low, high}, type_(type) {}

  std::array<uint64_t, 2> words_{};
  uint64_t store_id_ = 0;  // of a function reference
  ValType type_;
};

}  // namespace virga

#endif  // VIRGA_VAL_H_
