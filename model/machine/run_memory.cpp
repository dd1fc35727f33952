// SPDX-License-Identifier: GPL-2.0-only
// Where an access goes is decided by its address: this CPU's private memory and words that nothing
// changes are local work; all else is a step. See model/program/layout.hpp for the regions.
#include "model/machine/local_places.hpp"
#include "model/machine/run.hpp"
#include "model/machine/steps.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace walkcheck::machine {
namespace {

using term::Op;

std::uint64_t mask_of(std::uint8_t bytes) {
  return bytes >= 8 ? UINT64_MAX : (1ULL << (8 * bytes)) - 1;
}

// The operand, as wide as the access.
term::Value masked(const Run& run, const program::Operand& operand, std::uint8_t bytes) {
  const term::Value value = run.value(operand);
  const term::TermId term = value.term;
  return {value.bits & mask_of(bytes),
          term == term::kNoTerm ? term : run.world.terms().low(term, 8U * bytes)};
}

// Some whole bytes were never written: padding, which a compiler stores along. It comes behind a
// member; where the first byte is such a one, the value itself is, made wider.
bool is_padded(std::uint64_t undefined, std::uint8_t bytes) {
  for (unsigned at = 0; at < bytes; ++at) {
    const std::uint64_t byte = undefined >> (8 * at) & 0xff;
    if (byte != 0 && (byte != 0xff || at == 0)) return false;
  }
  return true;
}

// What is unknown may be stored plainly, and stays so in the word; what was never written may not,
// but for the padding of a structure that is copied.
void check_stored(const Run& run, const program::Store& in, const term::Value& value) {
  const term::Terms& terms = run.world.terms();
  if (value.term == term::kNoTerm || !terms.is_undefined(value.term)) return;
  const bool unknown = terms.origin(value.term).kind == term::Origin::Kind::Unknown;
  if (unknown ? in.ordering == program::Ordering::Plain : in.copies) return;
  if (!unknown && is_padded(terms.undefined_bits(value.term), in.bytes)) return;
  run.world.predicates.require_defined(value);
}

// Where an access goes is decided by its address, which in private memory is one for all inputs.
template <class Access> std::uint8_t* own_bytes(Run& run, const Access& in) {
  const term::Value at = run.value(in.address);
  // No number that was given from outside is the address of a local.
  if (!is_private(run.cpu, at.bits) || run.world.places.is_bare(at)) return nullptr;
  assume_local(run, at, in.bytes);
  std::uint8_t* found = private_bytes(run, at.bits, in.bytes);
  run.number(in.address);
  if (is_misaligned(run, at, in.alignment)) {
    const Place place = place_of(run, at.bits);
    throw PrivateFault{FindingKind::Misaligned, at.bits,
                       fmt::format("byte {} of its local {}", place.at, local_at(run, place).name)};
  }
  return found;
}

// In which frame or variable the address is, or that it is nowhere; its own private memory
// included.
void assume_place(Run& run, const term::Value& address, std::uint8_t bytes) {
  run.world.places.assume_region(address, bytes);
  if (address.bits < program::kFrameEnd || run.world.places.is_bare(address) ||
      run.world.image.find(address.bits, bytes) != nullptr)
    return;
  run.world.places.assume_range(address, program::kPrivateBase + run.cpu * program::kPrivateBytes,
                                program::kPrivateBytes);
}

// The address of the word that is accessed; where in it is the same for all inputs. Its place is
// assumed.
term::Value word_address(Run& run, const term::Value& address) {
  term::Terms& terms = run.world.terms();
  run.world.predicates.assume_value({address.bits & 7, terms.of(Op::And, address, 7)});
  return {address.bits & ~7ULL, terms.of(Op::And, address, ~7ULL)};
}

// A number that is no address of what is accessed is a wild one; what is reckoned wrong from an
// object is undefined.
Fault stray(const Run& run, const term::Value& address) {
  const bool wild = run.world.places.is_bare(address);
  return {wild ? FindingKind::WildAccess : FindingKind::BadOperation, address.bits};
}

bool look_up_variable(Run& run, Visible& op, const term::Value& address, bool writes) {
  const Variable* variable = run.world.image.find(op.address, op.bytes);
  if (variable != nullptr && !(writes && variable->constant)) return true;
  if (!run.world.places.is_bare(address)) refuse_others_local(run, op.address);
  op.fault =
      variable == nullptr ? stray(run, address) : Fault{FindingKind::BadOperation, op.address};
  return false;
}

// Finds the word and the frame of an access that is not private; false: it is a fault.
template <class Access> bool locate(Run& run, Visible& op, const Access& in, bool writes) {
  const term::Value address = run.value(in.address);
  assume_place(run, address, op.bytes);
  // Where nothing is, where in its word the access would be does not matter.
  if (op.address < program::kFrameEnd ? !look_up_frame(run, op)
                                      : !look_up_variable(run, op, address, writes))
    return false;
  const term::Value aligned = word_address(run, address);
  const bool crosses = op.address - aligned.bits + op.bytes > 8;
  if (is_misaligned(run, address, in.alignment) && !(crosses && run.world.places.is_bare(address)))
    op.fault = Fault{FindingKind::Misaligned, op.address};
  else if (crosses)
    op.fault = stray(run, address);
  if (op.fault) return false;
  op.shift = static_cast<std::uint8_t>(8 * (op.address - aligned.bits));
  op.mask = mask_of(op.bytes);
  const CellId word = run.world.word_cell(aligned);
  if (writes || run.world.cells.changes(word)) {
    op.word = word;
  } else {
    op.value = part_of(run.world.terms(), run.world.cells.traced(word), op);
  }
  return true;
}

template <class Access> Visible memory_operation(const Run& run, StepKind kind, const Access& in) {
  Visible op = run.operation(kind);
  op.address = run.value(in.address).bits;
  op.bytes = in.bytes;
  return op;
}

std::vector<Access> accesses(const Visible& op, AccessKind kind) {
  std::vector<Access> result;
  if (op.word != kNoCell) result.push_back({op.word, kind});
  if (op.frame != kNoCell) result.push_back({op.frame, AccessKind::Read});
  return result;
}

// A read-modify-write or a store, of operands that are masked already.
template <class Access> Flow run_writing(Run& run, Visible op, const Access& in) {
  if (!locate(run, op, in, true)) return run.visible(op, accesses(op, AccessKind::Read));
  note_published(run, op.value);
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

// Of an address that is known to be in what was read.
term::Value part_of_known(Run& run, const KnownRead& read, std::uint64_t address,
                          std::uint8_t bytes) {
  if (read.address == address && read.bytes == bytes) return read.value;
  run.world.predicates.assume_value(read.value);
  return (read.value.bits >> (8 * (address - read.address))) & mask_of(bytes);
}

} // namespace

bool is_misaligned(Run& run, const term::Value& address, std::uint32_t alignment) {
  const std::uint64_t rest = alignment - 1;
  run.world.predicates.assume_value(
      {address.bits & rest, run.world.terms().of(Op::And, address, rest)});
  return (address.bits & rest) != 0;
}

bool look_up_frame(Run& run, Visible& op) {
  const CellId cell = run.world.frame_cell(op.address >> program::kPageShift);
  if (run.world.cells.changes(cell)) {
    op.frame = cell;
    return true;
  }
  const auto fault = fault_of_frame(run.world.cells.value(cell), op);
  if (fault) op.fault = Fault{*fault, op.address};
  return !fault;
}

Flow run_load(Run& run, const program::Load& in) {
  const std::uint64_t address = run.value(in.address).bits;
  const bool plain = in.ordering == program::Ordering::Plain;
  if (!plain) run.state.known_reads.clear();
  if (const std::uint8_t* bytes = own_bytes(run, in)) {
    run.set(in.result, read_private(run, bytes, in.bytes));
    return Flow::Advance;
  }
  if (const KnownRead* read = plain ? known(run, address, in.bytes) : nullptr) {
    assume_place(run, run.value(in.address), in.bytes);
    run.world.places.meet(word_address(run, run.value(in.address)));
    if (is_misaligned(run, run.value(in.address), in.alignment))
      return run.fault(FindingKind::Misaligned, address);
    run.set(in.result, part_of_known(run, *read, address, in.bytes));
    return Flow::Advance;
  }
  Visible op = memory_operation(run, StepKind::Load, in);
  if (!locate(run, op, in, false)) return run.visible(op, accesses(op, AccessKind::Read));
  if (op.word != kNoCell || op.frame != kNoCell) {
    return run.visible(op, accesses(op, AccessKind::Read));
  }
  complete_memory(run, op, op.value);
  note_constant(run, op);
  return Flow::Advance;
}

Flow run_store(Run& run, const program::Store& in) {
  run.state.known_reads.clear();
  Visible op = memory_operation(run, StepKind::Store, in);
  op.value = masked(run, in.value, in.bytes);
  if (std::uint8_t* bytes = own_bytes(run, in)) {
    write_private(run, bytes, in.bytes, op.value);
    return Flow::Advance;
  }
  check_stored(run, in, op.value);
  return run_writing(run, op, in);
}

Flow run_exchange(Run& run, const program::Exchange& in) {
  run.state.known_reads.clear();
  Visible op = memory_operation(run, StepKind::Exchange, in);
  op.value = masked(run, in.value, in.bytes);
  if (std::uint8_t* bytes = own_bytes(run, in)) {
    const term::Value old = read_private(run, bytes, in.bytes);
    write_private(run, bytes, in.bytes, op.value);
    complete_memory(run, op, old);
    return Flow::Advance;
  }
  run.world.predicates.require_defined(op.value);
  return run_writing(run, op, in);
}

Flow run_compare_exchange(Run& run, const program::CompareExchange& in) {
  run.state.known_reads.clear();
  Visible op = memory_operation(run, StepKind::CompareExchange, in);
  op.value = masked(run, in.desired, in.bytes);
  op.expected = masked(run, in.expected, in.bytes);
  if (std::uint8_t* bytes = own_bytes(run, in)) {
    const term::Value old = read_private(run, bytes, in.bytes);
    run.world.predicates.assume_equality(old, op.expected);
    if (old.bits == op.expected.bits) write_private(run, bytes, in.bytes, op.value);
    complete_memory(run, op, old);
    return Flow::Advance;
  }
  run.world.predicates.require_defined(op.value);
  run.world.predicates.require_defined(op.expected);
  return run_writing(run, op, in);
}

Flow run_fetch(Run& run, const program::FetchModify& in) {
  run.state.known_reads.clear();
  Visible op = memory_operation(run, StepKind::FetchModify, in);
  op.value = masked(run, in.value, in.bytes);
  op.fetch = in.op;
  if (std::uint8_t* bytes = own_bytes(run, in)) {
    const term::Value old = read_private(run, bytes, in.bytes);
    write_private(run, bytes, in.bytes, fetch_result(run.world.terms(), in.op, old, op.value));
    complete_memory(run, op, old);
    return Flow::Advance;
  }
  run.world.predicates.require_defined(op.value);
  return run_writing(run, op, in);
}

void complete_memory(Run& run, const Visible& op, const term::Value& observed) {
  const program::Operation& operation = run.instruction().operation;
  const bool in_hook = run.text >= run.world.cpus();
  if (op.address < program::kFrameEnd && !in_hook) run.did(Deed::Kind::TouchedTable);
  if (op.word != kNoCell) run.did(Deed::Kind::Accessed, op.word);
  const bool reads = !std::holds_alternative<program::Store>(operation);
  if (reads && !in_hook && private_bytes(run, op.address, op.bytes) == nullptr)
    run.did(Deed::Kind::Looked);
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
    run.set(compare->success, observed.bits == op.expected.bits ? 1 : 0);
  }
}

} // namespace walkcheck::machine
