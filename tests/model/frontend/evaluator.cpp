// SPDX-License-Identifier: GPL-2.0-only
#include "evaluator.hpp"

#include "model/program/layout.hpp"

#include <map>
#include <stdexcept>

namespace walkcheck::test {
namespace {

using namespace program;

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
    // An undefined value gets some value: if it decided anything, that would be noticed.
    if (operand.kind == Operand::Kind::Undefined) return 0x5aa5'c33c'9669'f00f;
    return address(operand);
  }
  // The machine has words of 8 bytes, and no access touches two of them.
  static void check_within_word(std::uint64_t at, unsigned bytes) {
    if (at >= kGlobalBase && at % 8 + bytes > 8)
      throw std::runtime_error("an access crosses from one word into the next");
  }
  // There is one CPU, and what is relative to gs is the variable itself.
  static std::uint64_t without_instance(std::uint64_t at) {
    return at - kPerCpuBase < kPerCpuBytes ? at - per_cpu_offset(0) : at;
  }
  std::uint64_t read(std::uint64_t at, unsigned bytes) const {
    at = without_instance(at);
    check_within_word(at, bytes);
    std::uint64_t value = 0;
    for (unsigned i = 0; i < bytes; ++i)
      if (const auto found = memory_.find(at + i); found != memory_.end())
        value |= static_cast<std::uint64_t>(found->second) << i * 8;
    return value;
  }
  void write(std::uint64_t at, unsigned bytes, std::uint64_t value) {
    at = without_instance(at);
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
    std::visit([&](const auto& instruction) { execute(function, instruction, frame); }, operation);
  }

  static void set(Frame& frame, Register result, std::uint64_t to) {
    frame.registers.at(result) = to;
  }

  void execute(const Function&, const Binary& i, Frame& frame) {
    set(frame, i.result,
        low(binary(i.op, i.bits, get(frame, i.left), get(frame, i.right)), i.bits));
  }
  void execute(const Function&, const Compare& i, Frame& frame) {
    set(frame, i.result, compare(i.comparison, i.bits, get(frame, i.left), get(frame, i.right)));
  }
  void execute(const Function&, const Cast& i, Frame& frame) {
    const std::uint64_t from = low(get(frame, i.operand), i.from_bits);
    const std::uint64_t wide = i.op == CastOp::SignExtend
                                   ? static_cast<std::uint64_t>(as_signed(from, i.from_bits))
                                   : from;
    set(frame, i.result, low(wide, i.to_bits));
  }
  void execute(const Function&, const Select& i, Frame& frame) {
    const bool is_true = low(get(frame, i.condition), 1) != 0;
    set(frame, i.result, get(frame, is_true ? i.if_true : i.if_false));
  }
  void execute(const Function&, const Copy& i, Frame& frame) {
    set(frame, i.result, get(frame, i.operand));
  }
  void execute(const Function& function, const LocalAddress& i, Frame& frame) {
    set(frame, i.result, frame.locals + function.locals.at(i.local).at);
  }
  void execute(const Function&, const Load& i, Frame& frame) {
    set(frame, i.result, read(get(frame, i.address), i.bytes));
  }
  void execute(const Function&, const Store& i, Frame& frame) {
    write(get(frame, i.address), i.bytes, get(frame, i.value));
  }
  void execute(const Function&, const Exchange& i, Frame& frame) {
    const std::uint64_t at = get(frame, i.address), fresh = get(frame, i.value);
    set(frame, i.result, read(at, i.bytes));
    write(at, i.bytes, fresh);
  }
  void execute(const Function&, const CompareExchange& i, Frame& frame) {
    const std::uint64_t at = get(frame, i.address), old = read(at, i.bytes);
    const bool equal = old == low(get(frame, i.expected), i.bytes * 8U);
    if (equal) write(at, i.bytes, get(frame, i.desired));
    set(frame, i.old, old);
    set(frame, i.success, equal);
  }
  void execute(const Function&, const FetchModify& i, Frame& frame) {
    const std::uint64_t at = get(frame, i.address), old = read(at, i.bytes);
    write(at, i.bytes, modified(i.op, old, get(frame, i.value)));
    set(frame, i.result, old);
  }
  void execute(const Function&, const Jump& i, Frame& frame) { frame.next = i.target; }
  void execute(const Function&, const Branch& i, Frame& frame) {
    frame.next = low(get(frame, i.condition), 1) != 0 ? i.if_true : i.if_false;
  }
  void execute(const Function&, const Switch& i, Frame& frame) {
    frame.next = i.otherwise;
    for (const auto& [label, target] : i.cases)
      if (label == get(frame, i.value)) frame.next = target;
  }
  void execute(const Function&, const Call& i, Frame& frame) {
    std::vector<std::uint64_t> arguments;
    for (const Operand& argument : i.arguments)
      arguments.push_back(get(frame, argument));
    const std::uint64_t index = (get(frame, i.callee) - kFunctionBase) / kFunctionBytes;
    const std::uint64_t result = call(static_cast<std::uint32_t>(index), arguments);
    if (i.result) set(frame, *i.result, result);
  }
  void execute(const Function&, const Invoke& i, Frame& frame) {
    const bool orders = i.primitive == Primitive::Barrier || i.primitive == Primitive::Fence;
    if (i.primitive == Primitive::ThisCpu && i.result)
      set(frame, *i.result, 0);
    else if (!orders)
      throw std::runtime_error("a primitive");
  }
  void execute(const Function&, const Unreachable& i, Frame&) {
    throw std::runtime_error("undefined: " + i.what);
  }
  void execute(const Function&, const NotModelled& i, Frame&) {
    throw std::runtime_error("not modelled: " + i.what);
  }
  void execute(const Function&, const Opaque& i, Frame&) {
    throw std::runtime_error(i.name + "() is unknown");
  }
  void execute(const Function&, const LocalBegin&, Frame&) {}
  void execute(const Function&, const LocalEnd&, Frame&) {}
  void execute(const Function&, const LoopEnter&, Frame&) {}
  void execute(const Function&, const LoopAgain&, Frame&) {}
  void execute(const Function&, const Return&, Frame&) {}

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
