// Types one function body or constant expression. spec: valid/instructions, appendix/algorithm.
//
// DESCRIPTION: one pass over the bytes with a stack of operand types and a stack of open blocks, as
// in the appendix of the specification. Reads every immediate, so it is also where malformed code
// is found. IMPLEMENTATION: a table by opcode (rules.h); instructions of a fixed type are applied
// from the table, all others have a function in the file of their family, which works through the
// public part below. No recursion: nesting costs an entry of the control stack. An instance is
// reused for body after body and keeps its buffers. Not thread-safe.

#ifndef ENGINE_VALIDATE_BODY_VALIDATOR_H_
#define ENGINE_VALIDATE_BODY_VALIDATOR_H_

#include <cstring>
#include <optional>
#include <span>

#include "engine/module/module.h"
#include "engine/support/reader.h"
#include "engine/support/vec.h"
#include "engine/validate/locals.h"
#include "engine/validate/rules.h"
#include "engine/validate/type_context.h"
#include "engine/validate/validated.h"

namespace virga::wasm {

// [params] -> [results] of a block.
class BlockType {
 public:
  BlockType() = default;
  explicit BlockType(ValType single) : single_(single), has_single_(true) {}
  explicit BlockType(const FuncType* type) : type_(type) {}

  std::span<const ValType> params() const {
    return type_ != nullptr ? type_->params : std::span<const ValType>();
  }
  // Valid while this object stays where it is.
  std::span<const ValType> results() const {
    if (type_ != nullptr) return type_->results;
    return {&single_, has_single_ ? size_t{1} : size_t{0}};
  }

 private:
  const FuncType* type_ = nullptr;
  ValType single_;
  bool has_single_ = false;
};

// An open block, the outermost of which is the body itself.
struct ControlFrame {
  Opcode opcode = Opcode::kBlock;
  bool unreachable = false;
  uint32_t height = 0;         // operands below the block
  uint32_t wide = 0;           // of which v128
  size_t locals_mark = 0;      // Locals::Mark at its start
  uint32_t br_table_seen = 0;  // the last br_table that checked this label
  BlockType type;

  // What a branch to the block carries. spec: valid/conventions (labels).
  std::span<const ValType> label() const {
    return opcode == Opcode::kLoop ? type.params() : type.results();
  }
};

class BodyValidator {
 public:
  BodyValidator(const Module& module, const TypeRegistry& registry, std::span<const TypeId> ids,
                const Features& features, const Limits& limits);

  // Types body number `body`. `declared` are the functions that ref.func may name.
  Result<BodyFacts> CheckBody(uint32_t body, std::span<const uint8_t> declared);

  // Types a constant expression that must give `expected` and sees the first `globals` globals.
  // Marks the functions that it names in `declared`. What follows its `end` is left alone:
  // consumed() bytes of it were read. spec: valid/instructions (constant).
  Status CheckConstant(const ConstExpr& expression, ValType expected, uint32_t globals,
                       std::span<uint8_t> declared);

  uint64_t consumed() const { return consumed_; }

  // The rest is for the rules.

  const Module& module() const { return module_; }
  const TypeContext& types() const { return types_; }
  const Features& features() const { return features_; }
  const Limits& limits() const { return limits_; }
  Opcode opcode() const { return opcode_; }
  const char* name() const { return InfoOf(opcode_).text.data(); }
  bool is_constant() const { return is_constant_; }
  uint32_t visible_globals() const { return visible_globals_; }
  Locals& locals() { return locals_; }
  ByteReader& reader() { return reader_; }

  // Errors, at the instruction. All return false.
  bool Invalid(const char* format, ...) __attribute__((format(printf, 2, 3), cold, noinline));
  bool Malformed(const char* format, ...) __attribute__((format(printf, 2, 3), cold, noinline));
  __attribute__((cold, noinline)) bool Fail(Error error);
  // The reader's fault, at its place.
  __attribute__((cold, noinline)) bool Unreadable(const char* what);
  __attribute__((cold, noinline)) bool Mismatch(ValType expected, ValType got);
  __attribute__((cold, noinline)) bool OutOfMemory() { return Fail(Error::OutOfMemory()); }

  // Operands.
  bool Push(ValType type) {
    wide_ += type.kind() == ValKind::kV128;
    return operands_.Push(type) || OutOfMemory();
  }
  bool Pop(ValType expected) {
    if (operands_.size() > base_ && operands_.back() == expected) [[likely]] {
      operands_.Pop();
      wide_ -= expected.kind() == ValKind::kV128;
      return true;
    }
    return PopSlow(expected);
  }
  // Any type; bottom when the stack of unreachable code has run out.
  bool PopAny(ValType* out);
  // Whether the innermost block has nothing on the stack.
  bool at_base() const { return operands_.size() == base_; }
  // A reference or bottom.
  bool PopRef(ValType* out);
  bool PushAll(std::span<const ValType> types);
  bool PopAll(std::span<const ValType> types);
  // That `types` lie on top, without taking them.
  bool CheckTop(std::span<const ValType> types);
  // The same, and what lies there has exactly `types` afterwards.
  bool RetypeTop(std::span<const ValType> types);
  // The rest of the block cannot be reached: its stack is polymorphic from here.
  void SetUnreachable();

  // Blocks.
  bool Open(Opcode opcode, const BlockType& type);
  // Checks that the results lie there and nothing else, and takes the frame away.
  bool Close(ControlFrame* out);
  // The frame that a label immediate names, or null after an error.
  ControlFrame* ReadLabel();
  ControlFrame& top() { return controls_.back(); }
  ControlFrame& outermost() { return controls_[0]; }
  size_t depth() const { return controls_.size(); }
  ControlFrame& FrameAt(uint32_t label) { return controls_[controls_.size() - 1 - label]; }
  uint32_t NextBrTable() { return ++br_tables_; }

  // Immediates that several families have. All report what they find wrong.
  bool ReadU32(uint32_t* out, const char* what) { return reader_.ReadU32(out) || Unreadable(what); }
  bool ReadBlockType(BlockType* out);
  bool ReadValueType(ValType* out);
  bool CheckType(ValType type);  // a concrete one exists
  const FuncType* ReadFuncType(uint32_t* index);
  const TableType* ReadTable();
  const MemoryType* ReadMemory();
  bool ReadData();
  bool ReadElement(const ElementSegment** out);
  void DeclareFunction(uint32_t function) { declared_out_[function] = 1; }
  bool IsDeclared(uint32_t function) const { return declared_[function] != 0; }

 private:
  void Start(const Code& code);
  bool ReadLocals(const FuncType& type);
  bool Instructions();
  bool Instruction();
  const Rule* NextRule();
  const Rule* NextPrefixedRule(uint8_t prefix);
  bool LocalGet();
  bool ApplyPlain(const Rule& rule);
  bool Apply(const Rule& rule, ValType address);
  bool CheckMemArg(const Rule& rule);
  bool ReadMemArg(const Rule& rule, const MemoryType** memory);
  bool CheckImmediate(const Rule& rule);
  bool CheckLane(uint32_t lanes);
  bool FeatureOff(const Rule& rule);
  bool Missing();
  bool IsConstantNow() const;
  bool PopSlow(ValType expected);
  bool Underflow(ValType expected);
  bool NoteHeight();
  bool CheckFrameSize(uint64_t slots);

  const Module& module_;
  const Features& features_;
  const Limits& limits_;
  const TypeContext types_;
  uint64_t features_off_ = 0;  // a bit per feature
  ByteReader reader_;
  uint64_t instruction_ = 0;  // offset of the one at hand
  Opcode opcode_ = Opcode::kUnreachable;
  Vec<ValType> operands_;
  size_t base_ = 0;          // height of the innermost frame
  uint32_t wide_ = 0;        // v128 operands
  uint64_t height_max_ = 0;  // slots
  Vec<ControlFrame> controls_;
  Locals locals_;
  uint32_t br_tables_ = 0;
  bool is_constant_ = false;
  uint64_t consumed_ = 0;
  uint32_t visible_globals_ = 0;
  std::span<const uint8_t> declared_;
  std::span<uint8_t> declared_out_;
  std::optional<Error> error_;
};

}  // namespace virga::wasm

#endif  // ENGINE_VALIDATE_BODY_VALIDATOR_H_
