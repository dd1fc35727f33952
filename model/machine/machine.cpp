// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/machine.hpp"

#include "model/machine/actor/actor.hpp"
#include "model/machine/hooks/check_invariants.hpp"
#include "model/machine/impl.hpp"
#include "model/machine/operation/operation.hpp"
#include "model/program/layout.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace walkcheck::machine {
namespace {

// On another CPU, but that it may have to wait.
bool is_of_no_effect(const Visible& op) {
  switch (op.kind()) {
  case StepKind::Load:
  case StepKind::Fence:
  case StepKind::IrqOff:
  case StepKind::IrqOn:
  case StepKind::ReadSideEnter:
  case StepKind::ReadSideExit:
  case StepKind::Choose:
  case StepKind::WalkBegin:
  case StepKind::WalkEnd:
  case StepKind::Finish: return true;
  case StepKind::Lock:
  case StepKind::Unlock: return op.address >= program::kFrameEnd;
  case StepKind::Store:
  case StepKind::Exchange:
  case StepKind::CompareExchange:
  case StepKind::FetchModify:
  case StepKind::LockQueue:
  case StepKind::TryLock:
  case StepKind::Downgrade:
  case StepKind::IpiSend:
  case StepKind::IpiWait:
  case StepKind::SynchronizeRcu:
  case StepKind::RcuWait:
  case StepKind::AllocTable:
  case StepKind::FreeTable:
  case StepKind::FreeTableRcu:
  case StepKind::Event:
  case StepKind::TestLock:
  case StepKind::TestTable:
  case StepKind::TakeIpi:
  case StepKind::FreeQueued: return false;
  }
  return false;
}

} // namespace

Machine::Impl::Impl(Setup setup)
    : world(std::move(setup)), actors(find_actors(world)), hooks(world, reads),
      changed(world.cpus()) {
  check_invariants(world.setup);
  absent_node.status = CpuStatus::Finished;
  for (const Actor& actor : actors) {
    if (actor.program) continue;
    Node& node = own_nodes.emplace_back();
    node.waits = true;
    node.op = actor.op;
  }
  restart();
}

void Machine::Impl::restart() {
  world.cells.rewind(0);
  do {
    world.has_learnt = false;
    world.places.forget();
    world.deeds.forget();
    world.is_void = world.has_allocated = false;
    world.cells.rely_on_none();
    marks.clear();
    automata.clear();
    current.clear();
    automata.reserve(actors.size());
    for (const Actor& actor : actors)
      if (actor.program) current.push_back(begin_of(actor));
  } while (world.has_learnt);
  for (const Node& node : own_nodes)
    current.push_back(&node);
  if (!hooks.any()) return;
  hooks.forget();
  hooks.begin_search();
  initially = hooks.initially();
}

const Node* Machine::Impl::begin_of(const Actor& actor) {
  Automaton& automaton = automata.emplace_back(world, reads, actor.cpu, *actor.program);
  return (absent & bit(actor.cpu)) != 0 ? &absent_node : automaton.begin();
}

void Machine::Impl::note_changes(const Mark& mark) {
  const ProgramId program = *actors[mark.thread].program;
  if (mark.outcome.fault) return;
  if (info(mark.from->op.kind()).family == Family::Tables)
    world.deeds.note(world.deeds.intern({Deed::Kind::ChangedTable, program}));
  std::vector<std::optional<DeedId>>& cells = changed[program];
  for (std::size_t i = mark.log_size; i < world.cells.log().size(); ++i) {
    const Cells::Change& change = world.cells.log()[i];
    if (change.cell >= cells.size()) cells.resize(change.cell + 1);
    std::optional<DeedId>& deed = cells[change.cell];
    if (deed && world.deeds.counts(*deed)) continue;
    if (world.cells.cell(change.cell).kind != Cell::Kind::Word ||
        change.before().bits == world.cells.value(change.cell))
      continue;
    if (!deed) deed = world.deeds.intern({Deed::Kind::Changed, program, change.cell});
    world.deeds.note(*deed);
  }
}

Machine::Result Machine::Impl::run_hooks(const Mark& mark, std::span<const Finding> own) {
  if (!hooks.any()) return {mark.outcome.footprint, own};
  found.assign(own.begin(), own.end());
  if (marks.size() == 1) found.insert(found.end(), initially.begin(), initially.end());
  const FootprintId footprint =
      hooks.after_step(actors[mark.thread].cpu, mark.from->op, mark.outcome, mark.log_size, found);
  return {footprint, found};
}

Machine::Machine(Setup setup) : impl_(std::make_unique<Impl>(std::move(setup))) {}
Machine::~Machine() = default;
Machine::Machine(Machine&&) noexcept = default;
Machine& Machine::operator=(Machine&&) noexcept = default;

unsigned Machine::cpus() const {
  return impl_->world.cpus();
}

unsigned Machine::threads() const {
  return static_cast<unsigned>(impl_->current.size());
}

CpuId Machine::cpu_of(ThreadId thread) const {
  return impl_->actors[thread].cpu;
}

std::optional<FootprintId> Machine::own_footprint(ThreadId thread) const {
  const Node& node = impl_->node(thread);
  if (node.status != CpuStatus::Ready || by_itself(thread)) return std::nullopt;
  return node.op.footprint;
}

CpuStatus Machine::status(ThreadId thread) const {
  const Node& node = impl_->node(thread);
  if (!node.waits) return node.status;
  return status_of(impl_->world, impl_->actors[thread], node.op);
}

bool Machine::by_itself(ThreadId thread) const {
  return !impl_->actors[thread].program;
}

bool Machine::have_all_finished() const {
  for (ThreadId thread = 0; thread < threads(); ++thread)
    if (!by_itself(thread) && impl_->node(thread).status != CpuStatus::Finished) return false;
  return !can_actor_step();
}

bool Machine::can_actor_step() const {
  for (ThreadId thread = 0; thread < threads(); ++thread)
    if (by_itself(thread) && status(thread) == CpuStatus::Ready) return true;
  return false;
}

unsigned Machine::alternatives(ThreadId thread) const {
  return ways_of(impl_->world, impl_->node(thread).op);
}

unsigned Machine::alternative(ThreadId thread, unsigned index) const {
  return way_of(impl_->world, impl_->node(thread).op, index);
}

bool Machine::has_alternative(ThreadId thread, unsigned alternative) const {
  return has_way(impl_->world, impl_->node(thread).op, alternative);
}

Machine::Result Machine::step(ThreadId thread, unsigned alternative) {
  Impl& impl = *impl_;
  const Actor& who = impl.actors[thread];
  const Node& from = impl.node(thread);
  const Mark& mark = impl.marks.emplace_back(thread, alternative, &from,
                                             impl.world.cells.log().size(), impl.world.deeds.size(),
                                             plan(impl.world, who.cpu, from.op, alternative));
  apply(impl.world, who.cpu, from.op, mark.outcome);
  if (impl.world.is_void) impl.start_again();
  if (!who.program) return impl.run_hooks(mark, {});
  impl.note_changes(mark);
  const Edge& edge = impl.automata[*who.program].follow(from, mark.outcome);
  if (impl.world.has_learnt) {
    impl.restart();
    throw ConstantCellWritten();
  }
  impl.world.deeds.note(edge.deeds);
  impl.current[thread] = edge.target;
  return impl.run_hooks(mark, *edge.findings);
}

void Machine::undo() {
  const Mark& mark = impl_->marks.back();
  impl_->world.cells.rewind(mark.log_size);
  impl_->world.deeds.rewind(mark.deeds);
  impl_->current[mark.thread] = mark.from;
  impl_->marks.pop_back();
}

std::size_t Machine::depth() const {
  return impl_->marks.size();
}

FootprintId Machine::pending(ThreadId thread, unsigned alternative) {
  const Visible& op = impl_->node(thread).op;
  const Outcome outcome = plan(impl_->world, impl_->actors[thread].cpu, op, alternative);
  const FootprintId own = outcome.footprint;
  if (!impl_->hooks.any() || !impl_->hooks.may_run_in(op)) return own;
  // What hooks access is known only by taking the step. For a blocked step its own part will do:
  // the order with respect to what its hooks read matters only in executions in which it is
  // granted.
  if (status(thread) != CpuStatus::Ready) return impl_->world.footprints.sum(own, own);
  std::vector<Finding> last; // the findings of the real last step stay valid
  last.swap(impl_->found);
  const FootprintId footprint = step(thread, alternative).footprint;
  undo();
  last.swap(impl_->found);
  return footprint;
}

std::vector<Finding> Machine::at_end() {
  return impl_->hooks.any() ? impl_->hooks.at_end() : std::vector<Finding>{};
}

void Machine::state(std::vector<std::uint32_t>& numbers) {
  for (const Node* node : impl_->current)
    numbers.push_back(node->number);
  impl_->values.add(impl_->world.cells, numbers);
}

void Machine::leave_out(CpuSet cpus) {
  impl_->world.deeds.keep();
  impl_->absent = cpus;
  impl_->restart();
}

bool Machine::is_bystander(CpuId cpu) const {
  return impl_->automata[cpu].all_of([](const Node& node) {
    if (node.status != CpuStatus::Ready) return true;
    if (!is_of_no_effect(node.op)) return false;
    if (!node.waits || node.state == nullptr) return true;
    const LocalState state = unpack(*node.state);
    return state.held.empty() && !state.sections.atomic();
  });
}

std::size_t Machine::fair_locks() const {
  const Cells& cells = impl_->world.cells;
  std::size_t count = 0;
  for (CellId id = 0; id < cells.size(); ++id)
    count += cells.cell(id).kind == Cell::Kind::Queue && cells.is_known_to_change(id) ? 1 : 0;
  return count;
}

void Machine::begin_search() {
  impl_->hooks.begin_search();
}

bool Machine::is_void() const {
  return impl_->hooks.is_void();
}

void Machine::count_execution() {
  impl_->world.deeds.count();
}

Machine::Deeds Machine::deeds(CpuId cpu) const {
  const DeedLog& deeds = impl_->world.deeds;
  std::set<CellId> of_others;
  deeds.for_each(Deed::Kind::Accessed, [&](const Deed& deed) {
    if (deed.who != cpu) of_others.insert(deed.what);
  });
  Deeds did;
  did.looked = deeds.counts({Deed::Kind::Looked, cpu});
  did.changed = did.changed_for_others = deeds.counts({Deed::Kind::ChangedTable, cpu});
  deeds.for_each(Deed::Kind::Changed, [&](const Deed& deed) {
    if (deed.who != cpu) return;
    did.changed = true;
    did.changed_for_others |=
        of_others.contains(deed.what) || impl_->world.cells.cell(deed.what).id < program::kFrameEnd;
  });
  return did;
}

bool Machine::touched_tables(CpuId cpu) const {
  return impl_->world.deeds.counts({Deed::Kind::TouchedTable, cpu});
}

bool Machine::came_to(std::uint32_t program, std::uint32_t debug) const {
  return impl_->world.deeds.counts({Deed::Kind::CameTo, program, debug});
}

bool Machine::has_claimed(std::uint32_t invariant) const {
  bool has = false;
  impl_->world.deeds.for_each(Deed::Kind::CameTo,
                              [&](const Deed& deed) { has |= deed.who == cpus() + invariant; });
  return has;
}

std::set<std::string> Machine::covered() const {
  std::set<std::string> names;
  impl_->world.deeds.for_each(Deed::Kind::Covered,
                              [&](const Deed& deed) { names.insert(deed.name); });
  return names;
}

std::span<const term::Predicate> Machine::predicates() const {
  return impl_->world.predicates.all();
}

HeldId Machine::held(ThreadId thread) const {
  return impl_->node(thread).held;
}

const std::vector<CellId>& Machine::locks(HeldId id) const {
  return impl_->world.locks(id);
}

const Footprint& Machine::footprint(FootprintId id) const {
  return impl_->world.footprints[id];
}
const Cell& Machine::cell(CellId id) const {
  return impl_->world.cells.cell(id);
}
const Setup& Machine::setup() const {
  return impl_->world.setup;
}

} // namespace walkcheck::machine
