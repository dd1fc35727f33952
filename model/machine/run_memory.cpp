// SPDX-License-Identifier: GPL-2.0-only
// Where an access goes is decided by its address: this CPU's private memory and words that nothing
// changes are local work; all else is a step. See model/program/layout.hpp for the regions.
#include "model/machine/run.hpp"
#include "model/machine/steps.hpp"
#include "model/program/layout.hpp"

#include <cstring>

namespace walkcheck::machine {
namespace {

std::uint64_t mask_of(std::uint8_t bytes) {
  return bytes >= 8 ? UINT64_MAX : (1ULL << (8 * bytes)) - 1;
}

std::uint64_t read_private(const std::uint8_t* from, std::uint8_t bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, from, bytes);
  return value;
}

void write_private(std::uint8_t* to, std::uint8_t bytes, std::uint64_t value) {
  std::memcpy(to, &value, bytes);
}

// Looks a frame up; false: `op` has become a fault that nothing can change any more.
bool look_up_frame(Run& run, Visible& op) {
  const CellId cell = run.world.frame_cell(op.address >> program::kPageShift);
  if (run.world.cells.changes(cell)) {
    op.frame = cell;
    return true;
  }
  const std::uint64_t state = run.world.cells.value(cell);
  if (state == value_of(FrameState::LiveTable)) return true;
  const bool freed = state == value_of(FrameState::FreedTable);
  op.fault = Fault{freed ? FindingKind::FreedTable : FindingKind::WildAccess, op.address};
  return false;
}

// Finds the word and the frame of an access that is not private; false: it is a fault.
bool locate(Run& run, Visible& op, bool writes) {
  const std::uint64_t aligned = op.address & ~7ULL;
  bool in_word = op.address - aligned + op.bytes <= 8;
  if (op.address >= program::kFrameEnd) {
    const Variable* variable = run.world.image.find(op.address, op.bytes);
    in_word = in_word && variable != nullptr && !(writes && variable->constant);
  }
  if (!in_word) {
    op.fault = Fault{FindingKind::BadOperation, op.address};
    return false;
  }
  op.shift = static_cast<std::uint8_t>(8 * (op.address - aligned));
  op.mask = mask_of(op.bytes);
  if (op.address < program::kFrameEnd && !look_up_frame(run, op)) return false;
  const CellId word = run.world.word_cell(aligned);
  if (writes || run.world.cells.changes(word)) {
    op.word = word;
  } else {
    op.value = (run.world.cells.value(word) >> op.shift) & op.mask;
  }
  return true;
}

Visible memory_operation(const Run& run, StepKind kind, std::uint64_t address, std::uint8_t bytes) {
  Visible op = run.operation(kind);
  op.address = address;
  op.bytes = bytes;
  return op;
}

std::vector<Access> accesses(const Visible& op, AccessKind kind) {
  std::vector<Access> result;
  if (op.word != kNoCell) result.push_back({op.word, kind});
  if (op.frame != kNoCell) result.push_back({op.frame, AccessKind::Read});
  return result;
}

// A read-modify-write or a store, of operands that are masked already.
Flow run_writing(Run& run, Visible op) {
  if (!locate(run, op, true)) return run.visible(op, {});
  if (op.kind != StepKind::CompareExchange) {
    return run.visible(op, accesses(op, AccessKind::Write));
  }
  op.refused = run.world.footprints.intern({accesses(op, AccessKind::Read), false, false});
  return run.visible(op, accesses(op, AccessKind::Write), false, false);
}

const KnownRead* known(const Run& run, std::uint64_t address, std::uint8_t bytes) {
  for (const KnownRead& read : run.state.known_reads) {
    if (read.address <= address && address + bytes <= read.address + read.bytes) return &read;
  }
  return nullptr;
}

} // namespace

std::uint8_t* private_bytes(Run& run, std::uint64_t address, std::uint64_t bytes) {
  const std::uint64_t base = program::kPrivateBase + run.cpu * program::kPrivateBytes;
  const std::uint64_t size = run.state.memory.size();
  const std::uint64_t offset = address - base; // wraps far beyond `size` below the region
  if (offset >= size || bytes > size - offset) return nullptr;
  return &run.state.memory[offset];
}

Flow run_load(Run& run, const program::Load& in) {
  const std::uint64_t address = run.value(in.address);
  const bool plain = in.ordering == program::Ordering::Plain;
  if (!plain) run.state.known_reads.clear();
  if (const std::uint8_t* bytes = private_bytes(run, address, in.bytes)) {
    run.set(in.result, read_private(bytes, in.bytes));
    return Flow::Advance;
  }
  if (const KnownRead* read = plain ? known(run, address, in.bytes) : nullptr) {
    run.set(in.result, (read->value >> (8 * (address - read->address))) & mask_of(in.bytes));
    return Flow::Advance;
  }
  Visible op = memory_operation(run, StepKind::Load, address, in.bytes);
  if (!locate(run, op, false)) return run.visible(op, {});
  if (op.word != kNoCell || op.frame != kNoCell) {
    return run.visible(op, accesses(op, AccessKind::Read));
  }
  complete_memory(run, op, op.value);
  return Flow::Advance;
}

Flow run_store(Run& run, const program::Store& in) {
  run.state.known_reads.clear();
  const std::uint64_t address = run.value(in.address);
  const std::uint64_t value = run.value(in.value) & mask_of(in.bytes);
  if (std::uint8_t* bytes = private_bytes(run, address, in.bytes)) {
    write_private(bytes, in.bytes, value);
    return Flow::Advance;
  }
  Visible op = memory_operation(run, StepKind::Store, address, in.bytes);
  op.value = value;
  return run_writing(run, op);
}

Flow run_exchange(Run& run, const program::Exchange& in) {
  run.state.known_reads.clear();
  Visible op = memory_operation(run, StepKind::Exchange, run.value(in.address), in.bytes);
  op.value = run.value(in.value) & mask_of(in.bytes);
  if (std::uint8_t* bytes = private_bytes(run, op.address, in.bytes)) {
    const std::uint64_t old = read_private(bytes, in.bytes);
    write_private(bytes, in.bytes, op.value);
    complete_memory(run, op, old);
    return Flow::Advance;
  }
  return run_writing(run, op);
}

Flow run_compare_exchange(Run& run, const program::CompareExchange& in) {
  run.state.known_reads.clear();
  Visible op = memory_operation(run, StepKind::CompareExchange, run.value(in.address), in.bytes);
  op.value = run.value(in.desired) & mask_of(in.bytes);
  op.expected = run.value(in.expected) & mask_of(in.bytes);
  if (std::uint8_t* bytes = private_bytes(run, op.address, in.bytes)) {
    const std::uint64_t old = read_private(bytes, in.bytes);
    if (old == op.expected) write_private(bytes, in.bytes, op.value);
    complete_memory(run, op, old);
    return Flow::Advance;
  }
  return run_writing(run, op);
}

Flow run_fetch(Run& run, const program::FetchModify& in) {
  run.state.known_reads.clear();
  Visible op = memory_operation(run, StepKind::FetchModify, run.value(in.address), in.bytes);
  op.value = run.value(in.value) & mask_of(in.bytes);
  op.fetch = in.op;
  if (std::uint8_t* bytes = private_bytes(run, op.address, in.bytes)) {
    const std::uint64_t old = read_private(bytes, in.bytes);
    write_private(bytes, in.bytes, fetch_result(in.op, old, op.value));
    complete_memory(run, op, old);
    return Flow::Advance;
  }
  return run_writing(run, op);
}

void complete_memory(Run& run, const Visible& op, std::uint64_t observed) {
  const program::Operation& operation = run.instruction().operation;
  const bool in_hook = run.text >= run.world.cpus();
  if (op.address < program::kFrameEnd && !in_hook) run.world.touched_tables[run.cpu] = true;
  if (const auto* load = std::get_if<program::Load>(&operation)) {
    run.set(load->result, observed);
    if (load->ordering == program::Ordering::Plain && run.world.setup.reads == ReadMode::Merged) {
      run.state.known_reads.push_back({op.address, op.bytes, observed});
    }
  } else if (const auto* exchange = std::get_if<program::Exchange>(&operation)) {
    run.set(exchange->result, observed);
  } else if (const auto* fetch = std::get_if<program::FetchModify>(&operation)) {
    run.set(fetch->result, observed);
  } else if (const auto* compare = std::get_if<program::CompareExchange>(&operation)) {
    run.set(compare->old, observed);
    run.set(compare->success, observed == op.expected ? 1 : 0);
  }
}

} // namespace walkcheck::machine
