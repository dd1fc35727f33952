// SPDX-License-Identifier: GPL-2.0-only
// The instruction set of a small-step machine: one struct per instruction, grouped by family.
// Values are 64-bit; an instruction of `bits` < 64 takes the low bits of its operands and leaves
// its result zero-extended. Memory widths are in bytes (1, 2, 4, 8), little-endian.
#pragma once

#include "model/program/primitive.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace walkcheck::program {

struct Operand {
  enum class Kind : std::uint8_t {
    Constant, // value
    Register, // index in the frame's registers
    Global,   // index in Program::globals: its address
    Function, // index in Program::functions: its address
    Undefined, // index in Program::undefined: a value that nothing gives
  };
  Kind kind = Kind::Constant;
  std::uint64_t value = 0;

  bool operator==(const Operand&) const = default;
};

using Register = std::uint32_t; // an index in the frame's registers
using Label = std::uint32_t;    // an index in Function::body

// --- Local computation -------------------------------------------------------------------------

enum class BinaryOp : std::uint8_t {
  Add,
  Sub,
  Mul,
  UDiv,
  SDiv,
  URem,
  SRem,
  And,
  Or,
  Xor,
  Shl,
  LShr,
  AShr
};
enum class Comparison : std::uint8_t { Eq, Ne, ULt, ULe, UGt, UGe, SLt, SLe, SGt, SGe };
enum class CastOp : std::uint8_t { Truncate, ZeroExtend, SignExtend };

struct Binary {
  BinaryOp op;
  std::uint8_t bits;
  Register result;
  Operand left, right;
};
struct Compare {
  Comparison comparison;
  std::uint8_t bits;
  Register result;
  Operand left, right;
};
struct Cast {
  CastOp op;
  std::uint8_t from_bits, to_bits;
  Register result;
  Operand operand;
};
struct Select {
  Register result;
  Operand condition, if_true, if_false;
};
struct Copy {
  Register result;
  Operand operand;
};
// The address of a local that is kept in memory.
struct LocalAddress {
  Register result;
  std::uint32_t local; // index in Function::locals
};
// A local's lifetime begins, with nothing in it; and ends.
struct LocalBegin {
  std::uint32_t local;
};
struct LocalEnd {
  std::uint32_t local;
};

// --- Memory ------------------------------------------------------------------------------------

// As the source says it: `*p`, READ_ONCE / WRITE_ONCE, or an atomic builtin.
enum class Ordering : std::uint8_t { Plain, Once, Atomic };
enum class FetchOp : std::uint8_t { Add, Sub, And, Or, Xor, Nand };

struct Load {
  Register result;
  Operand address;
  std::uint8_t bytes;
  Ordering ordering;
};
struct Store {
  Operand address, value;
  std::uint8_t bytes;
  Ordering ordering;
  bool copies = false; // of a structure, padding and all: what was never written stays so
};
struct Exchange {
  Register result;
  Operand address, value;
  std::uint8_t bytes;
};
struct CompareExchange {
  Register old, success; // success: 1 or 0
  Operand address, expected, desired;
  std::uint8_t bytes;
};
struct FetchModify {
  FetchOp op;
  Register result; // the old value
  Operand address, value;
  std::uint8_t bytes;
};

// --- Control -----------------------------------------------------------------------------------

struct Jump {
  Label target;
};
struct Branch {
  Operand condition;
  Label if_true, if_false;
};
struct Switch {
  Operand value;
  std::vector<std::pair<std::uint64_t, Label>> cases;
  Label otherwise;
};
// A call that was not inlined. `callee` is a Function operand, or a register holding one's address.
struct Call {
  std::optional<Register> result;
  Operand callee;
  std::vector<Operand> arguments;
};
struct Return {
  std::optional<Operand> value;
};
// Reaching it is undefined behaviour in the source.
struct Unreachable {
  std::string what = {}; // what was done to come here, if it is known: "counts ..."
};
// A loop is entered from outside: its count starts again.
struct LoopEnter {
  std::uint32_t loop; // index in Function::loops
};
// A loop's back edge is taken; more than the bound's times ends the CPU's run, inconclusively.
struct LoopAgain {
  std::uint32_t loop;
};

// --- Primitives --------------------------------------------------------------------------------

struct Invoke {
  Primitive primitive;
  std::optional<Register> result;
  std::vector<Operand> arguments; // without the text
  std::string text;               // the claim of an Assert, the name of a Cover
};
// A function that nothing defines. It has no effect; where `result` is set the source uses its
// value, which is unknown: what comes to depend on it is INCONCLUSIVE.
struct Opaque {
  std::string name;
  std::optional<Register> result;
};

using Operation = std::variant<Binary, Compare, Cast, Select, Copy, LocalAddress, LocalBegin, LocalEnd,
                               Load, Store, Exchange, CompareExchange, FetchModify, Jump, Branch,
                               Switch, Call, Return, Unreachable, LoopEnter, LoopAgain, Invoke, Opaque>;

struct Instruction {
  Operation operation;
  std::uint32_t debug = 0; // index in Program::debug; 0: nothing is known
};

} // namespace walkcheck::program
