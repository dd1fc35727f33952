// SPDX-License-Identifier: GPL-2.0-only
// Packing is injective: every sequence is preceded by its length.
#include "model/machine/state/local_state.hpp"

#include <algorithm>
#include <cstring>

namespace walkcheck::machine {
namespace {

// Few values have a term: those that do follow the values, each behind its index.
void put(PackedState& out, const std::vector<term::Value>& values) {
  out.push_back(values.size());
  const std::size_t counted = out.size();
  out.push_back(0);
  for (const term::Value& value : values)
    out.push_back(value.bits);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].term == term::kNoTerm) continue;
    out.insert(out.end(), {i, values[i].term});
    ++out[counted];
  }
}

void put(PackedState& out, const std::vector<std::uint64_t>& values) {
  out.push_back(values.size());
  out.insert(out.end(), values.begin(), values.end());
}

class Reader {
public:
  explicit Reader(const PackedState& packed) : packed_(packed) {}
  std::uint64_t next() { return packed_[position_++]; }
  std::vector<std::uint64_t> sequence() {
    std::vector<std::uint64_t> values(next());
    for (std::uint64_t& value : values)
      value = next();
    return values;
  }

  std::vector<term::Value> values() {
    std::vector<term::Value> values(next());
    std::uint64_t with_term = next();
    for (term::Value& value : values)
      value.bits = next();
    for (; with_term > 0; --with_term) {
      const std::uint64_t index = next();
      values[index].term = static_cast<term::TermId>(next());
    }
    return values;
  }

private:
  const PackedState& packed_;
  std::size_t position_ = 0;
};

void put_memory(PackedState& out, const std::vector<std::uint8_t>& memory) {
  out.push_back(memory.size());
  const std::size_t first = out.size();
  out.resize(first + (memory.size() + 7) / 8);
  if (!memory.empty()) std::memcpy(&out[first], memory.data(), memory.size());
}

std::vector<std::uint8_t> take_memory(Reader& in) {
  std::vector<std::uint8_t> memory(in.next());
  for (std::size_t i = 0; i < memory.size(); i += 8) {
    const std::uint64_t word = in.next();
    std::memcpy(&memory[i], &word, std::min<std::size_t>(8, memory.size() - i));
  }
  return memory;
}

void put_watches(PackedState& out, const std::vector<Watch>& watches) {
  out.push_back(watches.size());
  for (const Watch& watch : watches) {
    out.insert(out.end(), {watch.depth, watch.loop, watch.waits});
    put(out, watch.head);
    out.push_back(watch.reads.size());
    for (const Seen& seen : watch.reads)
      out.insert(out.end(), {seen.read, seen.observed.bits, seen.observed.term});
  }
}

std::vector<Watch> take_watches(Reader& in) {
  std::vector<Watch> watches(in.next());
  for (Watch& watch : watches) {
    watch.depth = static_cast<std::uint32_t>(in.next());
    watch.loop = static_cast<std::uint32_t>(in.next());
    watch.waits = in.next() != 0;
    watch.head = in.sequence();
    watch.reads.resize(in.next());
    for (Seen& seen : watch.reads) {
      seen.read = static_cast<std::uint32_t>(in.next());
      seen.observed.bits = in.next();
      seen.observed.term = static_cast<term::TermId>(in.next());
    }
  }
  return watches;
}

} // namespace

PackedState pack(const LocalState& state) {
  const Sections& sections = state.sections;
  PackedState out{sections.irqs_off, sections.preempt_count, sections.rcu_nesting, state.allocated,
                  state.deferred,    state.awaited,          state.least_address,  state.published};
  out.push_back(state.queued);
  out.push_back(state.frames.size());
  for (const CallFrame& frame : state.frames) {
    out.insert(out.end(), {frame.function, frame.pc, frame.private_base, frame.first_address});
    put(out, frame.living);
    put(out, frame.shown);
    out.push_back(frame.moved.size());
    for (const Moved& moved : frame.moved)
      out.insert(out.end(), {moved.local, moved.at});
    put(out, frame.registers);
    put(out, frame.loops);
  }
  put_memory(out, state.memory);
  out.push_back(state.memory_terms.size());
  for (const PrivateTerm& known : state.memory_terms) {
    out.insert(out.end(), {known.offset, known.bytes, known.term});
  }
  out.push_back(state.held.size());
  for (const HeldLock& lock : state.held) {
    out.insert(out.end(), {lock.address, lock.shared, lock.count});
  }
  out.push_back(state.known_reads.size());
  for (const KnownRead& read : state.known_reads) {
    out.insert(out.end(), {read.address, read.bytes, read.value.bits, read.value.term});
  }
  put_watches(out, state.watches);
  return out;
}

LocalState unpack(const PackedState& packed) {
  Reader in(packed);
  LocalState state;
  state.sections.irqs_off = in.next() != 0;
  state.sections.preempt_count = in.next();
  state.sections.rcu_nesting = in.next();
  state.allocated = in.next();
  state.deferred = in.next();
  state.awaited = in.next();
  state.least_address = in.next();
  state.published = in.next() != 0;
  state.queued = in.next() != 0;
  state.frames.resize(in.next());
  for (CallFrame& frame : state.frames) {
    frame.function = static_cast<std::uint32_t>(in.next());
    frame.pc = static_cast<std::uint32_t>(in.next());
    frame.private_base = in.next();
    frame.first_address = in.next();
    frame.living = in.sequence();
    frame.shown = in.sequence();
    frame.moved.resize(in.next());
    for (Moved& moved : frame.moved) {
      moved.local = in.next();
      moved.at = in.next();
    }
    frame.registers = in.values();
    frame.loops = in.sequence();
  }
  state.memory = take_memory(in);
  state.memory_terms.resize(in.next());
  for (PrivateTerm& known : state.memory_terms) {
    known.offset = in.next();
    known.bytes = in.next();
    known.term = static_cast<term::TermId>(in.next());
  }
  state.held.resize(in.next());
  for (HeldLock& lock : state.held) {
    lock.address = in.next();
    lock.shared = in.next() != 0;
    lock.count = in.next();
  }
  state.known_reads.resize(in.next());
  for (KnownRead& read : state.known_reads) {
    read.address = in.next();
    read.bytes = in.next();
    read.value.bits = in.next();
    read.value.term = static_cast<term::TermId>(in.next());
  }
  state.watches = take_watches(in);
  return state;
}

} // namespace walkcheck::machine
