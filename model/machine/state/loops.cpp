// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/state/loops.hpp"

#include "model/program/instructions.hpp"
#include "model/program/overloaded.hpp"

#include <algorithm>
#include <optional>

namespace walkcheck::machine {
namespace {

using namespace program;

// What an instruction reads and writes of the frame's registers.
struct Registers {
  std::vector<Register> read, written;

  void reads(const Operand& operand) {
    if (operand.kind == Operand::Kind::Register)
      read.push_back(static_cast<Register>(operand.value));
  }
  void reads(const std::vector<Operand>& operands) {
    for (const Operand& operand : operands)
      reads(operand);
  }
  void writes(std::optional<Register> result) {
    if (result) written.push_back(*result);
  }
};

Registers registers_of(const Operation& operation) {
  Registers r;
  const auto takes = [&](std::optional<Register> result, const auto&... operands) {
    r.writes(result);
    (r.reads(operands), ...);
  };
  std::visit(Overloaded{
                 [&](const Binary& in) { takes(in.result, in.left, in.right); },
                 [&](const Compare& in) { takes(in.result, in.left, in.right); },
                 [&](const Cast& in) { takes(in.result, in.operand); },
                 [&](const Select& in) { takes(in.result, in.condition, in.if_true, in.if_false); },
                 [&](const Copy& in) { takes(in.result, in.operand); },
                 [&](const LocalAddress& in) { takes(in.result); },
                 [](const LocalBegin&) {},
                 [](const LocalEnd&) {},
                 [&](const Load& in) { takes(in.result, in.address); },
                 [&](const Store& in) { takes(std::nullopt, in.address, in.value); },
                 [&](const Exchange& in) { takes(in.result, in.address, in.value); },
                 [&](const CompareExchange& in) {
                   takes(in.old, in.address, in.expected, in.desired);
                   r.writes(in.success);
                 },
                 [&](const FetchModify& in) { takes(in.result, in.address, in.value); },
                 [&](const Branch& in) { takes(std::nullopt, in.condition); },
                 [&](const Switch& in) { takes(std::nullopt, in.value); },
                 [&](const Call& in) { takes(in.result, in.callee, in.arguments); },
                 [&](const Return& in) {
                   if (in.value) r.reads(*in.value);
                 },
                 [&](const Invoke& in) { takes(in.result, in.arguments); },
                 [&](const Opaque& in) { takes(in.result, in.written, in.read); },
                 [](const Jump&) {},
                 [](const Unreachable&) {},
                 [](const NotModelled&) {},
                 [](const LoopEnter&) {},
                 [](const LoopAgain&) {},
             },
             operation);
  return r;
}

} // namespace

Loops::Loops(const Function& function) {
  find_successors(function);
  find_inside(function);
  find_live(function);
}

void Loops::find_successors(const Function& function) {
  const auto size = static_cast<std::uint32_t>(function.body.size());
  successors_.resize(size);
  predecessors_.resize(size);
  for (std::uint32_t pc = 0; pc < size; ++pc) {
    const Operation& operation = function.body[pc].operation;
    jumps_.push_back(std::holds_alternative<Jump>(operation));
    for (const std::uint32_t next : program::successors(operation, pc)) {
      if (next >= size) continue;
      successors_[pc].push_back(next);
      predecessors_[next].push_back(pc);
    }
  }
}

// A loop consists of the instructions that reach its back edge without entering it anew.
void Loops::find_inside(const Function& function) {
  for (std::uint32_t loop = 0; loop < function.loops.size(); ++loop) {
    std::vector<bool>& inside = inside_.emplace_back(function.body.size(), false);
    std::vector<std::uint32_t> found;
    const auto add = [&](std::uint32_t pc) {
      const auto* enter = std::get_if<LoopEnter>(&function.body[pc].operation);
      if (inside[pc] || (enter != nullptr && enter->loop == loop)) return;
      inside[pc] = true;
      found.push_back(pc);
    };
    for (std::uint32_t pc = 0; pc < function.body.size(); ++pc)
      if (const auto* again = std::get_if<LoopAgain>(&function.body[pc].operation))
        if (again->loop == loop) add(pc);
    while (!found.empty()) {
      const std::uint32_t pc = found.back();
      found.pop_back();
      for (const std::uint32_t before : predecessors_[pc])
        add(before);
    }
  }
}

void Loops::find_live(const Function& function) {
  const std::size_t size = function.body.size();
  words_ = (std::max<std::size_t>(function.registers, function.parameters.size()) + 63) / 64;
  live_.assign(size * words_, 0);
  std::vector<Registers> registers;
  std::vector<std::uint32_t> pending;
  for (std::uint32_t pc = 0; pc < size; ++pc) {
    registers.push_back(registers_of(function.body[pc].operation));
    pending.push_back(pc);
  }
  std::vector<std::uint64_t> live(words_);
  const auto bit = [](Register which) { return std::uint64_t{1} << (which % 64); };
  while (!pending.empty()) {
    const std::uint32_t pc = pending.back();
    pending.pop_back();
    std::ranges::fill(live, 0);
    for (const std::uint32_t next : successors_[pc])
      for (std::size_t w = 0; w < words_; ++w)
        live[w] |= live_[next * words_ + w];
    for (const Register written : registers[pc].written)
      live[written / 64] &= ~bit(written);
    for (const Register read : registers[pc].read)
      live[read / 64] |= bit(read);
    const auto known = live_.begin() + static_cast<std::ptrdiff_t>(pc * words_);
    if (std::equal(live.begin(), live.end(), known)) continue;
    std::ranges::copy(live, known);
    pending.insert(pending.end(), predecessors_[pc].begin(), predecessors_[pc].end());
  }
}

std::uint32_t Loops::head(std::uint32_t pc) const {
  ++pc;
  for (std::size_t steps = 0; steps < jumps_.size() && jumps_[pc]; ++steps)
    pc = successors_[pc].front();
  return pc;
}

} // namespace walkcheck::machine
