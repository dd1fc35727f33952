// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/state/world.hpp"

#include "model/machine/state/import_functions.hpp"
#include "model/program/diagnostic.hpp"
#include "model/program/instructions.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace walkcheck::machine {
namespace {

// Slots are cells that no footprint names; their ids are above any property's.
constexpr std::uint64_t kIpiSlot = 1ULL << 63;
constexpr std::uint64_t kSyncSlot = kIpiSlot | (1ULL << 61);
constexpr std::uint64_t kGraceSlot = kIpiSlot | (1ULL << 62);
constexpr std::uint64_t kQueuedSlot = kIpiSlot | (1ULL << 60);
constexpr std::uint64_t kCalledSlot = kIpiSlot | (1ULL << 59);

bool can_turn_irqs_off(const program::Program& program) {
  return program::invokes(program, program::Primitive::IrqDisable) ||
         program::invokes(program, program::Primitive::IrqSave) ||
         program::invokes(program, program::Primitive::IrqRestore);
}

void fail(std::string file, std::string cause, std::string remedy) {
  throw InputError(Diagnostic{std::move(file), 0, 0, std::move(cause), std::move(remedy)});
}

Setup checked(Setup setup) {
  if (setup.cpus.empty() || setup.cpus.size() > kMaxCpus) {
    fail("", fmt::format("a machine has 1 to {} CPUs", kMaxCpus),
         fmt::format("list at least one, and at most {}", kMaxCpus));
  }
  import_functions(setup);
  return setup;
}

} // namespace

World::World(Setup given)
    : setup(checked(std::move(given))), image(setup),
      predicates(setup.terms ? *setup.terms : no_terms), places(setup, image, predicates),
      programs_(programs_of(setup)),
      is_whole_(std::ranges::any_of(setup.cpus,
                                    [](const CpuSetup& cpu) { return cpu.program.is_whole; })) {
  check_cpus();
  find_listeners();
  check_memory();
  set_variables();
  find_observers();
  frees_late_ = are_frees_told();
  find_reusable();
  make_cells();
}

void World::find_listeners() {
  for (std::uint32_t i = 0; i < setup.invariants.size(); ++i)
    for (const program::Hook& hook : setup.invariants[i].program.hooks) {
      Event& event = events_[hook.event];
      event.name = hook.event;
      event.listeners.push_back({i, hook.function});
    }
}

const Event* World::event(const std::string& name) const {
  const auto found = events_.find(name);
  return found == events_.end() ? nullptr : &found->second;
}

void World::check_cpus() const {
  for (const CpuSetup& cpu : setup.cpus) {
    const program::Program& program = cpu.program;
    if (program.entry >= program.functions.size()) {
      fail(program.name, "the program has no entry function", "name one that it defines");
    }
    for (const program::Function& function : program.functions) {
      if (!function.body.empty()) continue;
      fail(program.name, fmt::format("'{}' has no body", function.name), "define it");
    }
    const program::Function& entry = program.functions[program.entry];
    if (entry.parameters.size() == cpu.arguments.size()) continue;
    fail(program.name,
         fmt::format("'{}' takes {} arguments, and CPU '{}' gives {}", entry.name,
                     entry.parameters.size(), cpu.name, cpu.arguments.size()),
         "give one value for each parameter");
  }
}

void World::check_memory() {
  first_new_frame_ = setup.first_new_frame;
  for (const InitialFrame& frame : setup.frames) {
    if (!frames_.emplace(frame.number, frame).second) {
      fail("", "frame '" + frame.name + "' has the number of another frame", "give it its own");
    }
    if (frame.number >= first_new_frame_) first_new_frame_ = frame.number + program::kFrameStride;
  }
  for (const InitialWord& word : setup.words) {
    const auto frame = frames_.find(word.address.bits >> program::kPageShift);
    if (word.address.bits % 8 != 0 || frame == frames_.end() ||
        frame->second.state != FrameState::LiveTable) {
      fail("", "an initial word is not inside a live table", "map its table first");
    }
    words_[word.address.bits] = word.value;
  }
}

void World::set_variables() {
  for (const InitialVariable& given : setup.variables) {
    const Variable* variable = image.named(given.variable);
    // A variable that ends within a word has the word for itself.
    if (variable == nullptr || given.offset % 8 != 0 || given.offset >= variable->bytes)
      fail("", "no program has the variable '" + given.variable + "'", "name one that exists");
    else
      words_[variable->address + given.offset] = replaced(variable->address + given.offset, given);
  }
}

term::Value World::replaced(std::uint64_t address, const InitialVariable& given) const {
  if (given.bits == UINT64_MAX) return given.value;
  const term::Value word = initial_word(address);
  const std::uint64_t kept = ~given.bits;
  const term::Value rest{word.bits & kept, terms().of(term::Op::And, word, kept)};
  return {rest.bits | given.value.bits, terms().of(term::Op::Or, rest, given.value)};
}

void World::find_observers() {
  irqs_observed_.assign(cpus(), false);
  interrupted_by_.assign(cpus(), 0);
  section_observed_.assign(cpus(), false);
  for (CpuId observer = 0; observer < cpus(); ++observer) {
    const program::Program& program = setup.cpus[observer].program;
    const bool sends = program::invokes(program, program::Primitive::IpiBroadcast);
    const bool waits = program::invokes(program, program::Primitive::SynchronizeRcu);
    const bool defers = program::invokes(program, program::Primitive::FreeTableRcu);
    for (CpuId cpu = 0; cpu < cpus(); ++cpu) {
      if (sends && cpu != observer && can_turn_irqs_off(setup.cpus[cpu].program)) {
        irqs_observed_[cpu] = true;
        interrupted_by_[observer] |= bit(cpu);
      }
      if (defers || (waits && cpu != observer)) section_observed_[cpu] = true;
    }
  }
}

// Whether somebody can tell when a table is freed that waits for a grace period. An access to the
// table cannot tell: the earliest end is the worst case for it.
bool World::are_frees_told() const {
  return event("table_freed") != nullptr ||
         std::ranges::any_of(programs_, [](const NamedProgram& named) {
           return program::invokes(*named.program, program::Primitive::TableIsLive);
         });
}

void World::find_reusable() {
  allocates_ = std::ranges::any_of(setup.cpus, [](const CpuSetup& cpu) {
    return program::invokes(cpu.program, program::Primitive::AllocTable);
  });
  for (const InitialFrame& frame : setup.frames)
    if (frame.state == FrameState::FreedTable && add_reusable(frame.number))
      cells.set_changes(frame_cell(frame.number));
}

void World::make_cells() {
  for (CpuId cpu = 0; cpu < cpus(); ++cpu) {
    irq_cells_.push_back(cells.intern({Cell::Kind::Irq, cpu}, 0, true));
    rcu_cells_.push_back(cells.intern({Cell::Kind::Rcu, cpu}, 0, true));
    ipi_slots_.push_back(cells.intern({Cell::Kind::Ghost, kIpiSlot | cpu}, 0, true));
    sync_slots_.push_back(cells.intern({Cell::Kind::Ghost, kSyncSlot | cpu}, 0, true));
    queued_slots_.push_back(cells.intern({Cell::Kind::Ghost, kQueuedSlot | cpu}, 0, true));
    called_slots_.push_back(cells.intern({Cell::Kind::Ghost, kCalledSlot | cpu}, 0, true));
  }
}

term::Value World::initial_word(std::uint64_t address) const {
  const auto word = words_.find(address);
  if (word != words_.end()) return word->second;
  if (address < program::kFrameEnd) return 0;
  const std::uint64_t bits = image.initial_word(address);
  const std::uint64_t unknown = image.not_given(address);
  if (unknown == 0) return bits;
  const term::TermId all = terms().undefined(
      {term::Origin::Kind::NotGiven, name_of(address + std::countr_zero(unknown) / 8U)});
  return {bits, terms().undefined_as(all, bits & ~unknown, unknown)};
}

CellId World::word_cell(const term::Value& at) {
  places.meet(at);
  const std::uint64_t address = at.bits;
  const Variable* variable = image.find(address, 1);
  const bool changes = variable != nullptr
                           ? variable->ghost
                           : address < program::kFrameEnd && is_new(address >> program::kPageShift);
  return cells.intern({Cell::Kind::Word, address}, initial_word(address), changes);
}

CellId World::frame_cell(std::uint64_t number) {
  const auto frame = frames_.find(number);
  const FrameState state =
      frame == frames_.end() ? FrameState::NeverAllocated : frame->second.state;
  return cells.intern({Cell::Kind::Frame, number}, value_of(state), is_new(number));
}

CellId World::lock_cell(std::uint64_t address) {
  const std::size_t known = cells.size();
  const CellId lock = cells.intern({Cell::Kind::Lock, address}, 0, true);
  // An allocation looks at the locks of free pages, and this is one more of them.
  if (lock == known && is_reusable(address >> program::kPageShift)) has_learnt |= has_allocated;
  cells.intern({Cell::Kind::LockMode, address}, 0, true);
  return lock;
}

void World::learn_fair_locks() {
  for (const std::uint64_t lock : wait_graph.newly_fair()) {
    if (is_fair(lock)) continue;
    cells.set_changes(queue_cell(lock));
    has_learnt = true;
  }
}

HeldId World::held(const std::vector<HeldLock>& locks) {
  std::vector<CellId> cells_held;
  for (const HeldLock& lock : locks)
    if (!lock.shared) cells_held.push_back(lock_cell(lock.address));
  std::ranges::sort(cells_held);
  const auto known = std::ranges::find(held_, cells_held) - held_.begin();
  if (known == std::ssize(held_)) held_.push_back(std::move(cells_held));
  return static_cast<HeldId>(known);
}

std::uint32_t World::grace(CpuId cpu, std::uint64_t count) {
  const std::uint64_t id = (static_cast<std::uint64_t>(cpu) << 32) | count;
  const auto [position, inserted] =
      grace_indices_.try_emplace(id, static_cast<std::uint32_t>(graces.size()));
  if (inserted) {
    graces.push_back({cells.intern({Cell::Kind::Grace, id}, 0, true),
                      cells.intern({Cell::Kind::Ghost, kGraceSlot | id}, 0, true),
                      cells.intern({Cell::Kind::Ended, id}, 0, true)});
  }
  return position->second;
}

std::uint32_t World::known_grace(CpuId cpu, std::uint64_t count) const {
  return grace_indices_.at((static_cast<std::uint64_t>(cpu) << 32) | count);
}

// If nobody has read the cell as a constant, nothing is void: it might have been known to change.
void World::first_write(CellId cell) {
  cells.set_changes(cell);
  is_void |= cells.is_relied_on(cell);
}

bool World::has_flavour(std::uint64_t lock, Flavour flavour) {
  return flavours_.try_emplace(lock, flavour).first->second == flavour;
}

const Loops& World::loops(ProgramId text, std::uint32_t function) {
  const auto known = loops_.find({text, function});
  if (known != loops_.end()) return known->second;
  return loops_.try_emplace({text, function}, program(text).functions[function]).first->second;
}

FrameState World::frame_state(std::uint64_t number) const {
  if (const auto cell = cells.find({Cell::Kind::Frame, number})) {
    const std::uint64_t value = cells.value(*cell);
    return value == kQueued ? FrameState::LiveTable : static_cast<FrameState>(value);
  }
  const auto frame = frames_.find(number);
  return frame == frames_.end() ? FrameState::NeverAllocated : frame->second.state;
}

std::uint64_t World::word(std::uint64_t address) const {
  const std::uint64_t aligned = address & ~7ULL;
  if (const auto cell = cells.find({Cell::Kind::Word, aligned})) return cells.value(*cell);
  return initial_word(aligned).bits;
}

} // namespace walkcheck::machine
