// SPDX-License-Identifier: GPL-2.0-only
// The instruction set of a small-step machine: one struct per instruction, grouped by family.
// Values are 64-bit; an instruction of `bits` < 64 takes the low bits of its operands and leaves
// its result zero-extended. Memory widths are in bytes (1, 2, 4, 8), little-endian.
#pragma once

#include "model/program/primitive.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace walkcheck::program {

struct Operand {
  enum class Kind : std::uint8_t {
    Constant,  // value
    Register,  // index in the frame's registers
    Global,    // index in Program::globals: its address
    Function,  // index in Program::functions: its address
    Undefined, // index in Program::undefined: an undefined value
  };
  Kind kind = Kind::Constant;
  std::uint64_t value = 0;

  auto operator<=>(const Operand&) const = default;
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
  bool is_distance = false; // a difference of two pointers
  auto operator<=>(const Binary&) const = default;
};
struct Compare {
  Comparison comparison;
  std::uint8_t bits;
  Register result;
  Operand left, right;
  bool of_pointers = false;
  auto operator<=>(const Compare&) const = default;
};
struct Cast {
  CastOp op;
  std::uint8_t from_bits, to_bits;
  Register result;
  Operand operand;
  auto operator<=>(const Cast&) const = default;
};
struct Select {
  Register result;
  Operand condition, if_true, if_false;
  auto operator<=>(const Select&) const = default;
};
struct Copy {
  Register result;
  Operand operand;
  auto operator<=>(const Copy&) const = default;
};
// The address of a local that is kept in memory.
struct LocalAddress {
  Register result;
  std::uint32_t local; // index in Function::locals
  auto operator<=>(const LocalAddress&) const = default;
};
// A local's lifetime begins, with nothing in it; and ends.
struct LocalBegin {
  std::uint32_t local;
  auto operator<=>(const LocalBegin&) const = default;
};
struct LocalEnd {
  std::uint32_t local;
  auto operator<=>(const LocalEnd&) const = default;
};

// --- Memory ------------------------------------------------------------------------------------

// As the source says it: `*p`, READ_ONCE / WRITE_ONCE, or an atomic builtin.
enum class Ordering : std::uint8_t { Plain, Once, Atomic };
enum class FetchOp : std::uint8_t { Add, Sub, And, Or, Xor, Nand };

// `alignment`: what the type of what is accessed says that its address is a multiple of.
struct Load {
  Register result;
  Operand address;
  std::uint8_t bytes;
  Ordering ordering;
  std::uint32_t alignment = 1;
  auto operator<=>(const Load&) const = default;
};
struct Store {
  Operand address, value;
  std::uint8_t bytes;
  Ordering ordering;
  std::uint32_t alignment = 1;
  bool copies = false; // of a structure, padding and all: what was never written stays so
  auto operator<=>(const Store&) const = default;
};
struct Exchange {
  Register result;
  Operand address, value;
  std::uint8_t bytes;
  std::uint32_t alignment = 1;
  auto operator<=>(const Exchange&) const = default;
};
struct CompareExchange {
  Register old, success; // success: 1 or 0
  Operand address, expected, desired;
  std::uint8_t bytes;
  std::uint32_t alignment = 1;
  auto operator<=>(const CompareExchange&) const = default;
};
struct FetchModify {
  FetchOp op;
  Register result; // the old value
  Operand address, value;
  std::uint8_t bytes;
  std::uint32_t alignment = 1;
  auto operator<=>(const FetchModify&) const = default;
};

// --- Control -----------------------------------------------------------------------------------

struct Jump {
  Label target;
  auto operator<=>(const Jump&) const = default;
};
struct Branch {
  Operand condition;
  Label if_true, if_false;
  auto operator<=>(const Branch&) const = default;
};
struct Switch {
  Operand value;
  std::vector<std::pair<std::uint64_t, Label>> cases;
  Label otherwise;
  auto operator<=>(const Switch&) const = default;
};
// A call that was not inlined. `callee` is a Function operand, or a register holding one's address.
struct Call {
  std::optional<Register> result;
  Operand callee;
  std::vector<Operand> arguments;
  // As what it is called: the bits of each argument, and behind them of the result, 0 for none.
  // Empty: as its callee is.
  std::vector<std::uint8_t> type = {};
  auto operator<=>(const Call&) const = default;
};
struct Return {
  std::optional<Operand> value;
  auto operator<=>(const Return&) const = default;
};
// Reaching it is undefined behaviour in the source.
struct Unreachable {
  std::string what = {}; // what was done to come here, if it is known: "counts ..."
  auto operator<=>(const Unreachable&) const = default;
};
// What the machine has no meaning for. To reach it ends the CPU's run, inconclusively.
struct NotModelled {
  std::string what; // "smp_call_function() is called, and no text here defines it"
  auto operator<=>(const NotModelled&) const = default;
};
// A loop is entered from outside: its count starts again.
struct LoopEnter {
  std::uint32_t loop; // index in Function::loops
  auto operator<=>(const LoopEnter&) const = default;
};
// A loop's back edge is taken; more than the bound's times ends the CPU's run, inconclusively.
struct LoopAgain {
  std::uint32_t loop;
  auto operator<=>(const LoopAgain&) const = default;
};

// --- Primitives --------------------------------------------------------------------------------

struct Invoke {
  Primitive primitive;
  std::optional<Register> result;
  std::vector<Operand> arguments; // without the text
  std::string text;               // the claim of an Assert, the name of a Cover
  auto operator<=>(const Invoke&) const = default;
};
// A function that nothing defines. It leaves alone what all CPUs share; where `result` is set the
// source uses its value, which is unknown, as is what it finds of this CPU's locals: what comes to
// depend on that is INCONCLUSIVE.
struct Opaque {
  std::string name;
  std::optional<Register> result;
  std::vector<Operand> written = {}; // what it is given, and may write through
  std::vector<Operand> read = {};    // and may only read, but write through what it finds there
  auto operator<=>(const Opaque&) const = default;
};

using Operation =
    std::variant<Binary, Compare, Cast, Select, Copy, LocalAddress, LocalBegin, LocalEnd, Load,
                 Store, Exchange, CompareExchange, FetchModify, Jump, Branch, Switch, Call, Return,
                 Unreachable, NotModelled, LoopEnter, LoopAgain, Invoke, Opaque>;

// Calls `with` for each operand, in order: to look at it, or to replace it.
template <class Operation, class With> void for_each_operand(Operation& operation, With&& with) {
  std::visit(
      [&](auto& in) {
        const auto one = [&](auto& operand) { with(operand); };
        if constexpr (requires { in.left; }) one(in.left), one(in.right);
        if constexpr (requires { in.operand; }) one(in.operand);
        if constexpr (requires { in.condition; }) one(in.condition);
        if constexpr (requires { in.if_true.kind; }) one(in.if_true), one(in.if_false);
        if constexpr (requires { in.address; }) one(in.address);
        if constexpr (requires { in.expected; }) one(in.expected), one(in.desired);
        if constexpr (requires { in.value.kind; }) one(in.value);
        if constexpr (requires { in.value->kind; })
          if (in.value) one(*in.value);
        if constexpr (requires { in.callee; }) one(in.callee);
        if constexpr (requires { in.written; }) {
          for (auto& argument : in.written)
            one(argument);
          for (auto& argument : in.read)
            one(argument);
        }
        if constexpr (requires { in.arguments; })
          for (auto& argument : in.arguments)
            one(argument);
      },
      operation);
}

struct Instruction {
  Operation operation;
  std::uint32_t debug = 0; // index in Program::debug; 0: nothing is known
};

} // namespace walkcheck::program
