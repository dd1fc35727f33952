// SPDX-License-Identifier: GPL-2.0-only
#include "evaluator.hpp"

#include "model/program/layout.hpp"

#include <map>
#include <stdexcept>

namespace walkcheck::test {
namespace {

using namespace program;

template <typename... Cases> struct Overloaded : Cases... { using Cases::operator()...; };

std::uint64_t low(std::uint64_t value, unsigned bits) {
  return bits >= 64 ? value : value & ((1ULL << bits) - 1);
}
std::int64_t as_signed(std::uint64_t value, unsigned bits) {
  return static_cast<std::int64_t>(value << (64 - bits)) >> (64 - bits);
}

class Evaluator {
public:
  explicit Evaluator(const Program& program) : program_(program) {
    std::uint64_t next = kGlobalBase;
    for (const Global& global : program.globals) {
      global_.push_back(next);
      next += (global.bytes + 63) / 64 * 64 + 64;
    }
    for (std::size_t g = 0; g < program.globals.size(); ++g) {
      const Global& global = program.globals[g];
      for (std::size_t i = 0; i < global.bytes; ++i)
        memory_[global_[g] + i] = global.initial.at(i);
      for (const Relocation& relocation : global.relocations)
        write(global_[g] + relocation.offset, 8, address(relocation.target) + relocation.addend);
    }
  }

  std::uint64_t call(std::uint32_t index, const std::vector<std::uint64_t>& arguments) {
    const Function& function = program_.functions.at(index);
    Frame frame{std::vector<std::uint64_t>(function.registers), stack_, 0};
    stack_ += function.private_span / 4096 * 4096 + 4096;
    for (std::size_t i = 0; i < arguments.size(); ++i)
      frame.registers.at(i) = arguments[i];
    const std::uint64_t result = run(function, frame);
    stack_ -= function.private_span / 4096 * 4096 + 4096;
    return result;
  }

private:
  struct Frame {
    std::vector<std::uint64_t> registers;
    std::uint64_t locals;
    Label next;
  };

  std::uint64_t address(const Operand& operand) const {
    switch (operand.kind) {
    case Operand::Kind::Global: return global_.at(operand.value);
    case Operand::Kind::Function: return kFunctionBase + operand.value * kFunctionBytes;
    case Operand::Kind::Constant:
    case Operand::Kind::Register:
    case Operand::Kind::Undefined: break;
    }
    throw std::runtime_error("no address");
  }
  std::uint64_t get(const Frame& frame, const Operand& operand) const {
    if (operand.kind == Operand::Kind::Constant) return operand.value;
    if (operand.kind == Operand::Kind::Register) return frame.registers.at(operand.value);
    // What has no value has some: where it decided anything, that would be seen.
    if (operand.kind == Operand::Kind::Undefined) return 0x5aa5'c33c'9669'f00f;
    return address(operand);
  }
  // The machine has words of 8 bytes, and no access to two of them at once.
  static void check_within_word(std::uint64_t at, unsigned bytes) {
    if (at >= kGlobalBase && at % 8 + bytes > 8)
      throw std::runtime_error("an access crosses from one word into the next");
  }
  std::uint64_t read(std::uint64_t at, unsigned bytes) const {
    check_within_word(at, bytes);
    std::uint64_t value = 0;
    for (unsigned i = 0; i < bytes; ++i)
      if (const auto found = memory_.find(at + i); found != memory_.end())
        value |= static_cast<std::uint64_t>(found->second) << i * 8;
    return value;
  }
  void write(std::uint64_t at, unsigned bytes, std::uint64_t value) {
    check_within_word(at, bytes);
    for (unsigned i = 0; i < bytes; ++i)
      memory_[at + i] = static_cast<std::uint8_t>(value >> i * 8);
  }

  static std::uint64_t binary(BinaryOp op, unsigned bits, std::uint64_t a, std::uint64_t b) {
    a = low(a, bits);
    b = low(b, bits);
    const std::int64_t x = as_signed(a, bits), y = as_signed(b, bits);
    auto shift = [&] {
      if (b >= bits) throw std::runtime_error("shift by the width or more");
      return b;
    };
    auto divisor = [&] {
      if (b == 0) throw std::runtime_error("division by zero");
    };
    switch (op) {
    case BinaryOp::Add: return a + b;
    case BinaryOp::Sub: return a - b;
    case BinaryOp::Mul: return a * b;
    case BinaryOp::UDiv: return divisor(), a / b;
    case BinaryOp::SDiv: return divisor(), static_cast<std::uint64_t>(x / y);
    case BinaryOp::URem: return divisor(), a % b;
    case BinaryOp::SRem: return divisor(), static_cast<std::uint64_t>(x % y);
    case BinaryOp::And: return a & b;
    case BinaryOp::Or: return a | b;
    case BinaryOp::Xor: return a ^ b;
    case BinaryOp::Shl: return a << shift();
    case BinaryOp::LShr: return a >> shift();
    case BinaryOp::AShr: return static_cast<std::uint64_t>(x >> shift());
    }
    return 0;
  }
  static bool compare(Comparison comparison, unsigned bits, std::uint64_t a, std::uint64_t b) {
    a = low(a, bits);
    b = low(b, bits);
    const std::int64_t x = as_signed(a, bits), y = as_signed(b, bits);
    switch (comparison) {
    case Comparison::Eq: return a == b;
    case Comparison::Ne: return a != b;
    case Comparison::ULt: return a < b;
    case Comparison::ULe: return a <= b;
    case Comparison::UGt: return a > b;
    case Comparison::UGe: return a >= b;
    case Comparison::SLt: return x < y;
    case Comparison::SLe: return x <= y;
    case Comparison::SGt: return x > y;
    case Comparison::SGe: return x >= y;
    }
    return false;
  }
  static std::uint64_t modified(FetchOp op, std::uint64_t a, std::uint64_t b) {
    switch (op) {
    case FetchOp::Add: return a + b;
    case FetchOp::Sub: return a - b;
    case FetchOp::And: return a & b;
    case FetchOp::Or: return a | b;
    case FetchOp::Xor: return a ^ b;
    case FetchOp::Nand: return ~(a & b);
    }
    return 0;
  }

  void execute(const Function& function, const Operation& operation, Frame& frame) {
    auto value = [&](const Operand& operand) { return get(frame, operand); };
    auto set = [&](Register result, std::uint64_t to) { frame.registers.at(result) = to; };
    std::visit(
        Overloaded{[&](const Binary& i) {
                     set(i.result,
                         low(binary(i.op, i.bits, value(i.left), value(i.right)), i.bits));
                   },
                   [&](const Compare& i) {
                     set(i.result, compare(i.comparison, i.bits, value(i.left), value(i.right)));
                   },
                   [&](const Cast& i) {
                     const std::uint64_t from = low(value(i.operand), i.from_bits);
                     const std::uint64_t wide =
                         i.op == CastOp::SignExtend
                             ? static_cast<std::uint64_t>(as_signed(from, i.from_bits))
                             : from;
                     set(i.result, low(wide, i.to_bits));
                   },
                   [&](const Select& i) {
                     set(i.result, value(low(value(i.condition), 1) != 0 ? i.if_true : i.if_false));
                   },
                   [&](const Copy& i) { set(i.result, value(i.operand)); },
                   [&](const LocalAddress& i) {
                     set(i.result, frame.locals + function.locals.at(i.local).at);
                   },
                   [&](const LocalBegin&) {},
                   [&](const LocalEnd&) {},
                   [&](const Load& i) { set(i.result, read(value(i.address), i.bytes)); },
                   [&](const Store& i) { write(value(i.address), i.bytes, value(i.value)); },
                   [&](const Exchange& i) {
                     const std::uint64_t at = value(i.address), fresh = value(i.value);
                     set(i.result, read(at, i.bytes));
                     write(at, i.bytes, fresh);
                   },
                   [&](const CompareExchange& i) {
                     const std::uint64_t at = value(i.address), old = read(at, i.bytes);
                     const bool equal = old == low(value(i.expected), i.bytes * 8U);
                     if (equal) write(at, i.bytes, value(i.desired));
                     set(i.old, old);
                     set(i.success, equal);
                   },
                   [&](const FetchModify& i) {
                     const std::uint64_t at = value(i.address), old = read(at, i.bytes);
                     write(at, i.bytes, modified(i.op, old, value(i.value)));
                     set(i.result, old);
                   },
                   [&](const Jump& i) { frame.next = i.target; },
                   [&](const Branch& i) {
                     frame.next = low(value(i.condition), 1) != 0 ? i.if_true : i.if_false;
                   },
                   [&](const Switch& i) {
                     frame.next = i.otherwise;
                     for (const auto& [label, target] : i.cases)
                       if (label == value(i.value)) frame.next = target;
                   },
                   [&](const Call& i) {
                     std::vector<std::uint64_t> arguments;
                     for (const Operand& argument : i.arguments)
                       arguments.push_back(value(argument));
                     const std::uint64_t index = (value(i.callee) - kFunctionBase) / kFunctionBytes;
                     const std::uint64_t result =
                         call(static_cast<std::uint32_t>(index), arguments);
                     if (i.result) set(*i.result, result);
                   },
                   [&](const LoopEnter&) {},
                   [&](const LoopAgain&) {},
                   [&](const Invoke& i) {
                     if (i.primitive != Primitive::Barrier) throw std::runtime_error("a primitive");
                   },
                   [&](const Unreachable& i) { throw std::runtime_error("undefined: " + i.what); },
                   [&](const Opaque& i) { throw std::runtime_error(i.name + "() is unknown"); },
                   [&](const Return&) {}},
        operation);
  }

  std::uint64_t run(const Function& function, Frame& frame) {
    for (unsigned steps = 0; steps < 1'000'000; ++steps) {
      const Instruction& instruction = function.body.at(frame.next++);
      if (const auto* end = std::get_if<Return>(&instruction.operation))
        return end->value ? get(frame, *end->value) : 0;
      execute(function, instruction.operation, frame);
    }
    throw std::runtime_error("does not end");
  }

  const Program& program_;
  std::vector<std::uint64_t> global_;
  std::map<std::uint64_t, std::uint8_t> memory_;
  std::uint64_t stack_ = kPrivateBase;
};

} // namespace

std::uint64_t evaluate(const program::Program& program,
                       const std::vector<std::uint64_t>& arguments) {
  return Evaluator(program).call(program.entry, arguments);
}

} // namespace walkcheck::test
