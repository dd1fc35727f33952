// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/operation/addressing.hpp"

#include "model/machine/operation/memory.hpp"
#include "model/machine/state/local_places.hpp"
#include "model/machine/state/private_memory.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>

namespace walkcheck::machine {
namespace {

using term::Op;

// The fault of an address outside all objects: a wild access if it is a bare number; undefined if
// it was computed from an object's address.
FindingKind stray(const Run& run, const term::Value& address) {
  const bool wild = run.world.places.is_bare(address);
  return wild ? FindingKind::WildAccess : FindingKind::BadOperation;
}

bool look_up_variable(Run& run, Visible& op, const term::Value& address, bool writes) {
  const Variable* variable = run.world.image.find(op.address, op.word().bytes);
  if (variable != nullptr && !(writes && variable->constant)) return true;
  if (!run.world.places.is_bare(address)) refuse_others_local(run, op.address);
  if (variable == nullptr) refuse_what_is_not_modelled(run, op.address);
  op.fault = variable == nullptr ? stray(run, address) : FindingKind::BadOperation;
  return false;
}

} // namespace

void refuse_what_is_not_modelled(const Run& run, std::uint64_t address) {
  if (!run.program().is_whole) return;
  if (const Variable* variable = run.world.image.per_cpu_at(address))
    throw PrivateFault{
        FindingKind::NotModelled, address,
        fmt::format("the per-CPU variable {} is accessed as that of no CPU", variable->name)};
  if (const auto object = run.world.image.object_at(address); object && object->bytes == 0)
    throw PrivateFault{
        FindingKind::NotModelled, address,
        fmt::format("{} is accessed, which is only declared, without its length", object->name)};
  // What is beside a variable is nothing.
  if (address >= program::kGlobalBase) return;
  throw PrivateFault{
      FindingKind::NotModelled, address,
      fmt::format(
          "{:#x} is accessed, which is no table, page, variable or local of what is modelled",
          address)};
}

std::uint8_t* own_bytes(Run& run, const Target& target) {
  const term::Value& at = target.address;
  // A number that came from outside is never the address of a local.
  if (!is_private(run.cpu, at.bits) || run.world.places.is_bare(at)) return nullptr;
  assume_local(run, at, target.bytes);
  std::uint8_t* found = private_bytes(run, at.bits, target.bytes);
  run.world.predicates.assume_value(at);
  if (is_misaligned(run, at, target.alignment)) {
    const Place place = place_of(run, at.bits);
    throw PrivateFault{FindingKind::Misaligned, at.bits,
                       fmt::format("byte {} of its local {}", place.at, local_at(run, place).name)};
  }
  return found;
}

void assume_place(Run& run, const term::Value& address, std::uint8_t bytes) {
  run.world.places.assume_region(address, bytes);
  if (address.bits < program::kFrameEnd || run.world.places.is_bare(address) ||
      run.world.image.find(address.bits, bytes) != nullptr)
    return;
  run.world.places.assume_range(address, program::kPrivateBase + run.cpu * program::kPrivateBytes,
                                program::kPrivateBytes);
}

// The address of the accessed word, after assume_place(). Which of its bytes are accessed is the
// same for all inputs of the class.
term::Value word_address(Run& run, const term::Value& address) {
  term::Terms& terms = run.world.terms();
  run.world.predicates.assume_value({address.bits & 7, terms.of(Op::And, address, 7)});
  return {address.bits & ~7ULL, terms.of(Op::And, address, ~7ULL)};
}

bool look_up_frame(Worker& worker, Visible& op) {
  const CellId cell = worker.world.frame_cell(op.address >> program::kPageShift);
  if (worker.world.cells.changes(cell)) {
    op.frame = cell;
    return true;
  }
  const auto fault = fault_of_frame(worker.world.cells.value(cell), op);
  if (fault) op.fault = *fault;
  return !fault;
}

bool locate(Run& run, Visible& op, const Target& target, bool writes) {
  const term::Value& address = target.address;
  assume_place(run, address, op.word().bytes);
  // If nothing is there, the position in the word does not matter.
  if (op.address < program::kFrameEnd ? !look_up_frame(run, op)
                                      : !look_up_variable(run, op, address, writes))
    return false;
  const term::Value aligned = word_address(run, address);
  const bool crosses = op.address - aligned.bits + op.word().bytes > 8;
  if (is_misaligned(run, address, target.alignment) &&
      !(crosses && run.world.places.is_bare(address)))
    op.fault = FindingKind::Misaligned;
  else if (crosses)
    op.fault = stray(run, address);
  if (op.fault) return false;
  op.word().shift = static_cast<std::uint8_t>(8 * (op.address - aligned.bits));
  op.word().mask = mask_of(op.word().bytes);
  const CellId word = run.world.word_cell(aligned);
  if (writes || run.world.cells.changes(word)) {
    op.word().cell = word;
  } else {
    op.word().constant = part_of(run.world, run.world.cells.traced(word), op.word());
  }
  return true;
}

} // namespace walkcheck::machine
