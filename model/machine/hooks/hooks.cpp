// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/hooks/hooks.hpp"

#include "model/machine/operation/memory.hpp"
#include "model/machine/operation/operation.hpp"
#include "model/program/diagnostic.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>

#include <utility>

namespace walkcheck::machine {
namespace {

// The origin of one of two values of which nobody knows what it is, if there is one.
const term::Origin* unknown_in(const term::Terms& terms, const term::Value& before,
                               const term::Value& now) {
  for (const term::Value& value : {before, now})
    if (terms.is_undefined(value.term) &&
        terms.origin(value.term).kind != term::Origin::Kind::NeverWritten)
      return &terms.origin(value.term);
  return nullptr;
}

term::Value defined_part(const term::Terms& terms, const term::Value& value) {
  return {value.bits, terms.defined_part(value.term)};
}

} // namespace

Hooks::Hooks(World& world, Reads& reads)
    : world_(world), reads_(reads), any_(!world.setup.invariants.empty()),
      word_changed_(world.event("word_changed")), spte_changed_(world.event("spte_changed")),
      table_freed_(world.event("table_freed")), always_(world.event("always")),
      at_end_(world.event("at_end")), nothing_(world.footprints.intern({})),
      watches_(always_ == nullptr ? 0 : always_->listeners.size()) {
  forget();
}

void Hooks::forget() {
  automata_.clear();
  for (std::uint32_t i = 0; i < world_.setup.invariants.size(); ++i) {
    auto& by_cpu = automata_.emplace_back();
    for (CpuId cpu = 0; cpu < world_.cpus(); ++cpu)
      by_cpu.emplace_back(world_, reads_, cpu, world_.cpus() + i);
  }
}

void Hooks::begin_search() {
  written_.assign(written_.size(), false);
  is_void_ = false;
  for (Watch& watch : watches_)
    ++watch.version;
}

bool Hooks::may_run_in(const Visible& op) const {
  const bool always = always_ != nullptr;
  switch (info(op.kind()).wakes) {
  case Wakes::Nobody: return false;
  case Wakes::State: return always;
  case Wakes::Words: return always || word_changed_ != nullptr || spte_changed_ != nullptr;
  case Wakes::Frees: return always || table_freed_ != nullptr;
  case Wakes::Events: return op.raised().event != nullptr;
  }
  return false;
}

FootprintId Hooks::after_step(CpuId cpu, const Visible& op, const Outcome& outcome,
                              std::size_t log_size, std::vector<Finding>& findings) {
  if (!may_run_in(op)) return outcome.footprint;
  cpu_ = cpu;
  accessed_ = nothing_;
  findings_ = &findings;
  if (!outcome.fault) {
    const std::size_t end = world_.cells.log().size();
    if (const Raised& raised = op.raised(); raised.event != nullptr)
      raise(raised.event, {raised.values.begin(), raised.values.begin() + raised.count},
            May::Write);
    // A page that comes back is all zero, as a new one is: no entry of a table has changed by that.
    if (op.kind() != StepKind::AllocTable) raise_changes(log_size, end, op.debug);
    check_state(world_.footprints.sum(outcome.footprint, accessed_));
  }
  return world_.footprints.sum(outcome.footprint, accessed_);
}

std::vector<Finding> Hooks::initially() {
  std::vector<Finding> findings;
  cpu_ = 0;
  findings_ = &findings;
  for (std::size_t i = 0; i < watches_.size(); ++i) {
    accessed_ = nothing_;
    call(always_->listeners[i], {}, May::Look);
    learn(accessed_, watches_[i]);
  }
  return findings;
}

std::vector<Finding> Hooks::at_end() {
  std::vector<Finding> findings;
  cpu_ = 0;
  findings_ = &findings;
  const std::size_t log_size = world_.cells.log().size();
  raise(at_end_, {}, May::Write);
  world_.cells.rewind(log_size);
  return findings;
}

void Hooks::raise(const Event* event, const std::vector<term::Value>& arguments, May may) {
  if (event == nullptr) return;
  for (const Listener& listener : event->listeners)
    call(listener, arguments, may);
}

// By index, up to the end of the step's own changes, as running hooks append to the log. If it is
// unknown whether a word has changed, that is the only finding.
void Hooks::raise_changes(std::size_t begin, std::size_t end, std::uint32_t debug) {
  for (std::size_t i = begin; i < end; ++i) {
    const CellId id = world_.cells.log()[i].cell;
    const term::Value before = world_.cells.log()[i].before();
    const term::Value now = world_.cells.traced(id);
    const Cell cell = world_.cells.cell(id);
    const Event* event = event_of(cell, now.bits);
    if (event == nullptr) continue;
    // Whether the word has changed matters only if somebody listens.
    if (const term::Origin* unknown = unknown_in(world_.terms(), before, now)) {
      findings_->push_back({finding_of(*unknown), cpu_, 0, unknown->name, debug});
      continue;
    }
    world_.predicates.assume_equality(defined_part(world_.terms(), before),
                                      defined_part(world_.terms(), now));
    if (before.bits == now.bits) continue;
    if (event == table_freed_)
      raise(event, {cell.id << program::kPageShift}, May::Write);
    else
      raise(event, {world_.places.address_of(cell.id), before, now}, May::Write);
  }
}

// The event that a change of this cell to that value raises; null if none.
const Event* Hooks::event_of(const Cell& cell, std::uint64_t now) const {
  if (cell.kind == Cell::Kind::Frame)
    return now == value_of(FrameState::FreedTable) ? table_freed_ : nullptr;
  if (cell.kind != Cell::Kind::Word) return nullptr;
  if (cell.id < program::kFrameEnd) return word_changed_;
  const Variable* variable = spte_changed_ == nullptr ? nullptr : world_.image.find(cell.id, 1);
  return variable != nullptr && variable->sptes ? spte_changed_ : nullptr;
}

// If the step changed nothing that the hook reads, its findings would be the same as before.
void Hooks::check_state(FootprintId step) {
  std::vector<Finding>& findings = *findings_;
  for (std::size_t i = 0; i < watches_.size(); ++i) {
    if (!concerns(step, watches_[i])) continue;
    std::vector<Finding> found;
    findings_ = &found;
    const FootprintId others = std::exchange(accessed_, nothing_);
    call(always_->listeners[i], {}, May::Look);
    learn(accessed_, watches_[i]);
    if (world_.footprints.changes_for(step, accessed_))
      findings.insert(findings.end(), found.begin(), found.end());
    accessed_ = world_.footprints.sum(others, accessed_);
  }
  findings_ = &findings;
}

// Whether the step writes what some evaluation has read.
bool Hooks::concerns(FootprintId step, Watch& watch) {
  if (step >= watch.asked.size()) watch.asked.resize(step + 1);
  std::uint32_t& asked = watch.asked[step];
  if (asked >> 1 != watch.version) asked = watch.version << 1 | (find_out(step, watch) ? 1U : 0U);
  return (asked & 1) != 0;
}

bool Hooks::find_out(FootprintId step, const Watch& watch) {
  bool concerns = false;
  for (const Access& access : world_.footprints[step].accesses) {
    if (!is_writing(access.kind)) continue;
    if (access.location >= written_.size()) written_.resize(access.location + 1);
    written_[access.location] = true;
    concerns |= access.location < watch.reads.size() && watch.reads[access.location];
  }
  return concerns;
}

void Hooks::learn(FootprintId reads, Watch& watch) {
  if (reads >= watch.learnt.size()) watch.learnt.resize(reads + 1);
  if (watch.learnt[reads]) return;
  watch.learnt[reads] = true;
  for (const Access& access : world_.footprints[reads].accesses) {
    if (access.location >= watch.reads.size()) watch.reads.resize(access.location + 1);
    if (watch.reads[access.location]) continue;
    watch.reads[access.location] = true;
    ++watch.version;
    is_void_ |= access.location < written_.size() && written_[access.location];
  }
}

void Hooks::call(const Listener& listener, const std::vector<term::Value>& arguments, May may) {
  Automaton& automaton = automata_[listener.invariant][cpu_];
  const Edge* edge = &automaton.enter(listener.function, arguments);
  for (;;) {
    findings_->insert(findings_->end(), edge->findings->begin(), edge->findings->end());
    world_.deeds.note(edge->deeds);
    const Node& node = *edge->target;
    if (node.status != CpuStatus::Ready) return;
    if (!is_allowed(node.op, may)) refuse(listener, node.op, may);
    const Outcome outcome = plan(world_, cpu_, node.op, 0);
    if (outcome.fault) {
      accessed_ = world_.footprints.sum(accessed_, world_.footprints.as_reads(outcome.footprint));
      findings_->push_back({FindingKind::InvariantFailed, cpu_, 0,
                            fmt::format("it reads {}, which is in no live page table: ask "
                                        "__wc_table_is_live() first",
                                        world_.name_of(node.op.address)),
                            node.op.debug, listener.invariant});
      return;
    }
    step(node, outcome, may);
    edge = &automaton.follow(node, outcome);
  }
}

// Writing to a ghost the value that it has is as good as a read.
void Hooks::step(const Node& node, const Outcome& outcome, May may) {
  FootprintId footprint = outcome.footprint;
  if (may == May::Write && info(node.op.kind()).changes_cells) {
    const Effect effect = effect_on(world_, node.op, world_.cells.traced(node.op.word().cell));
    const term::Terms& terms = world_.terms();
    const bool defined =
        !terms.is_undefined(effect.before.term) && !terms.is_undefined(effect.after.term);
    if (defined) world_.predicates.assume_equality(effect.before, effect.after);
    if (defined && effect.before.bits == effect.after.bits)
      footprint = world_.footprints.as_reads(footprint);
    else
      node.op.does->apply(world_, cpu_, node.op, outcome);
  }
  accessed_ = world_.footprints.sum(accessed_, footprint);
}

bool Hooks::is_allowed(const Visible& op, May may) const {
  if (writes_word(op.kind())) {
    const Variable* variable = world_.image.find(op.address, op.word().bytes);
    return may == May::Write && variable != nullptr && variable->ghost;
  }
  return accesses_word(op.kind()) || info(op.kind()).family == Family::Tests;
}

void Hooks::refuse(const Listener& listener, const Visible& op, May may) const {
  const InvariantSetup& invariant = world_.setup.invariants[listener.invariant];
  const program::Debug& debug = invariant.program.debug[op.debug];
  const program::SourceLocation at =
      debug.chain.empty() ? program::SourceLocation{} : debug.chain[debug.shown];
  std::string cause = fmt::format("the invariant {} does what only a CPU can", invariant.name);
  std::string remedy = "an invariant reads, writes its own static variables, and makes claims";
  if (writes_word(op.kind())) {
    cause = fmt::format("the invariant {} writes {}", invariant.name, world_.name_of(op.address));
    remedy = may == May::Look ? "always() writes nothing: it is a claim about each state"
                              : "an invariant writes its own static variables, and nothing else";
  }
  throw InputError(Diagnostic{at.file, at.line, at.column, std::move(cause), std::move(remedy)});
}

} // namespace walkcheck::machine
