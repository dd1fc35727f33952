// SPDX-License-Identifier: GPL-2.0-only
// Accesses to words. Each looks its frame up: one through a table that was freed, or of what never
// was a table, is a fault. Little-endian parts of a word are read and written within their word.
#include "model/machine/steps.hpp"

namespace walkcheck::machine {
namespace {

std::uint64_t stored(const Visible& op, std::uint64_t old) {
  if (op.kind == StepKind::CompareExchange) return old == op.expected ? op.value : old;
  if (op.kind == StepKind::FetchModify) return fetch_result(op.fetch, old, op.value) & op.mask;
  return op.value;
}

} // namespace

std::uint64_t fetch_result(program::FetchOp op, std::uint64_t old, std::uint64_t value) {
  switch (op) {
  case program::FetchOp::Add: return old + value;
  case program::FetchOp::Sub: return old - value;
  case program::FetchOp::And: return old & value;
  case program::FetchOp::Or: return old | value;
  case program::FetchOp::Xor: return old ^ value;
  case program::FetchOp::Nand: return ~(old & value);
  }
  return old;
}

Outcome plan_memory(const World& world, const Visible& op) {
  const bool compares = op.kind == StepKind::CompareExchange;
  if (op.frame != kNoCell) {
    const std::uint64_t state = world.cells.value(op.frame);
    if (!is_live(state)) {
      const bool freed = state == value_of(FrameState::FreedTable);
      return {0, compares ? op.refused : op.footprint,
              freed ? FindingKind::FreedTable : FindingKind::WildAccess};
    }
  }
  if (op.word == kNoCell) return {op.value, op.footprint, {}};
  if (op.kind == StepKind::Store) return {0, op.footprint, {}};
  const std::uint64_t old = (world.cells.value(op.word) >> op.shift) & op.mask;
  return {old, compares && old != op.expected ? op.refused : op.footprint, {}};
}

void apply_memory(World& world, const Visible& op, const Outcome& outcome, Effect& effect) {
  if (op.kind == StepKind::Load) {
    effect.before = effect.after = outcome.observed;
    return;
  }
  const std::uint64_t word = world.cells.value(op.word);
  effect.before = (word >> op.shift) & op.mask;
  effect.after = stored(op, effect.before);
  if (op.kind == StepKind::CompareExchange && effect.before != op.expected) return;
  const std::uint64_t rest = word & ~(op.mask << op.shift);
  world.write(op.word, rest | (effect.after << op.shift));
}

} // namespace walkcheck::machine
