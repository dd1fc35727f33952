// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/state/worker.hpp"

namespace walkcheck::machine {

const program::Instruction& Worker::instruction() const {
  const CallFrame& frame = state.frames.back();
  return program().functions[frame.function].body[frame.pc];
}

term::Value Worker::value(const program::Operand& operand) const {
  switch (operand.kind) {
  case program::Operand::Kind::Constant: return operand.value;
  case program::Operand::Kind::Register: return state.frames.back().registers[operand.value];
  case program::Operand::Kind::Global: return world.image.global(text, operand.value);
  case program::Operand::Kind::Function: return world.image.function(text, operand.value);
  case program::Operand::Kind::Undefined:
    return {0, world.terms().undefined(
                   {term::Origin::Kind::NeverWritten, program().undefined[operand.value]})};
  }
  return 0;
}

term::Value Worker::defined(const program::Operand& operand) const {
  const term::Value found = value(operand);
  world.predicates.require_defined(found);
  return found;
}

std::uint64_t Worker::number(const program::Operand& operand) {
  const term::Value exact = value(operand);
  world.predicates.assume_value(exact);
  return exact.bits;
}

bool Worker::truth(const program::Operand& operand) {
  const term::Value condition = value(operand);
  world.predicates.assume_truth(condition);
  return condition.bits != 0;
}

bool is_misaligned(Worker& worker, const term::Value& address, std::uint32_t alignment) {
  const std::uint64_t rest = alignment - 1;
  worker.world.predicates.assume_value(
      {address.bits & rest, worker.world.terms().of(term::Op::And, address, rest)});
  return (address.bits & rest) != 0;
}

} // namespace walkcheck::machine
