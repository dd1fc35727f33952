// SPDX-License-Identifier: GPL-2.0-only
#include "checker/property/built_in.hpp"

#include "model/program/layout.hpp"

#include <fmt/format.h>

#include <array>

namespace walkcheck::property {
namespace {

using machine::Finding;
using machine::FindingKind;
using machine::FrameState;
using machine::Machine;

enum Index : std::size_t {
  kNoFreedTable,
  kNoDoubleFree,
  kLocksBalanced,
  kNoSleepInAtomic,
  kIrqsRestored,
  kNoDeadlock,
  kAssertions,
};

constexpr std::array<Property, 7> kBuiltIn = {{
    {"no_freed_table", "no CPU accesses a page table after it was freed, or takes what never was a "
                       "page table for one"},
    {"no_double_free", "a page table is freed at most once, and nothing else is freed as one"},
    {"locks_balanced", "a CPU releases only locks that it holds, and finishes with none, in no "
                       "read-side section, with preemption on"},
    {"no_sleep_in_atomic", "no CPU sleeps while its IRQs or preemption are off"},
    {"irqs_restored", "a CPU's IRQs are on when it has finished"},
    {"no_deadlock", "as long as a CPU has not finished, one that has not can go on"},
    {"assertions", "every assertion of the specs holds, and none of their code is undefined"},
}};

std::string what_a_wild_access_met(const Machine& machine, std::uint64_t address) {
  if (address >= program::kFrameEnd) return "no page table and no variable is there";
  switch (machine.frame_state(address >> program::kPageShift)) {
  case FrameState::NeverAllocated: return "no page was ever allocated there";
  case FrameState::Data: return "it is a data page, not a page table";
  case FrameState::LiveTable:
  case FrameState::FreedTable: break;
  }
  return "it is no word of a page table";
}

std::string named(const Machine& machine, std::uint64_t address) {
  return fmt::format("{} (address {:#x})", machine.name_of(address), address);
}

// Page-table locks are named by their table's address.
std::string lock_named(const Machine& machine, std::uint64_t address) {
  const std::string name = machine.name_of(address);
  return address < program::kFrameEnd ? "the lock of " + name : name;
}

// A negative distance is one of far more than 64.
std::string shown_distance(std::uint64_t distance) {
  return distance > INT64_MAX ? fmt::format("{}", static_cast<std::int64_t>(distance))
                              : fmt::format("{}", distance);
}

// ": ops->done(mm)", as the source has it.
std::string expression(const Machine& machine, const Finding& finding) {
  const machine::Setup& setup = machine.setup();
  const program::Program& program = finding.invariant ? setup.invariants[*finding.invariant].program
                                                      : setup.cpus[finding.cpu].program;
  if (finding.debug >= program.debug.size()) return {};
  const std::string& text = program.debug[finding.debug].text;
  return text.empty() ? "" : ": " + text;
}

std::string of(const Finding& finding) {
  return finding.text.empty() ? "variable" : finding.text;
}

// The finding's property, and the reason as a predicate of its CPU.
struct Broken {
  Index property;
  std::string predicate;
};

std::optional<Broken> broken_by(const Machine& machine, const Finding& finding) {
  const std::uint64_t value = finding.value;
  switch (finding.kind) {
  case FindingKind::FreedTable:
    return Broken{kNoFreedTable, fmt::format("accesses {} after that page table was freed",
                                             named(machine, value))};
  case FindingKind::FreedLock:
    return Broken{kNoFreedTable, fmt::format("uses the lock of {} after that page table was freed",
                                             named(machine, value))};
  case FindingKind::WildAccess:
    return Broken{kNoFreedTable, fmt::format("accesses {}: {}", named(machine, value),
                                             what_a_wild_access_met(machine, value))};
  case FindingKind::DoubleFree:
    return Broken{kNoDoubleFree, fmt::format("frees {} again", named(machine, value))};
  case FindingKind::BadFree:
    return Broken{kNoDoubleFree,
                  fmt::format("frees {}, which is no page table", named(machine, value))};
  case FindingKind::NotHeld:
    return Broken{kLocksBalanced,
                  fmt::format("releases {}, which it does not hold", lock_named(machine, value))};
  case FindingKind::SleepInAtomic:
    return Broken{kNoSleepInAtomic, "may sleep here, with IRQs or preemption off"};
  case FindingKind::IrqsLeftOff: return Broken{kIrqsRestored, "finishes with IRQs off"};
  case FindingKind::LockLeftHeld:
    return Broken{kLocksBalanced,
                  fmt::format("finishes and still holds {}", lock_named(machine, value))};
  case FindingKind::ReadSideLeft:
    return Broken{kLocksBalanced, "finishes inside an RCU read-side section"};
  case FindingKind::PreemptionLeftOff:
    return Broken{kLocksBalanced, "finishes with preemption off"};
  case FindingKind::ReachedUnreachable:
    return Broken{kAssertions, finding.text.empty() ? "reaches what its code says is unreachable"
                                                    : finding.text};
  case FindingKind::BadOperation:
    return Broken{kAssertions, fmt::format("does what is undefined, with operand {:#x}{}", value,
                                           finding.text.empty() ? "" : ": " + finding.text)};
  case FindingKind::DivisionByZero: return Broken{kAssertions, "divides by zero"};
  case FindingKind::DivisionOverflow:
    return Broken{kAssertions, "divides the least number of its type by -1"};
  case FindingKind::ShiftTooFar:
    return Broken{kAssertions,
                  fmt::format("shifts a {}-bit value by {}", finding.text, shown_distance(value))};
  case FindingKind::NullCall:
    return Broken{kAssertions, "calls a null pointer" + expression(machine, finding)};
  case FindingKind::BadCall:
    return Broken{kAssertions, fmt::format("calls {}, which is no function with such parameters",
                                           named(machine, value))};
  case FindingKind::UnbalancedSection:
    return Broken{kAssertions, finding.text == machine::kReadSide
                                   ? "leaves an RCU read-side section, and is in none"
                                   : "enables preemption, and has not disabled it"};
  case FindingKind::Misaligned:
    return Broken{kAssertions,
                  fmt::format("accesses {}, which is not aligned as its type asks for",
                              finding.text.empty() ? named(machine, value) : finding.text)};
  case FindingKind::OutsideLocal:
    return Broken{kAssertions, fmt::format("accesses memory beyond its local {}", of(finding))};
  case FindingKind::DeadLocal:
    return Broken{kAssertions,
                  finding.text.empty()
                      ? "uses a local of a function that has returned"
                      : fmt::format("uses its local {} after its lifetime", of(finding))};
  case FindingKind::UndefinedValue:
    return Broken{kAssertions,
                  finding.text.empty()
                      ? "uses a value that nothing gives"
                      : fmt::format("uses the value of {}, which was never written", finding.text)};
  case FindingKind::AssertFailed:
    return Broken{kAssertions, fmt::format("fails the assertion: {}", finding.text)};
  case FindingKind::InvariantFailed:
  case FindingKind::Covered:
  case FindingKind::BoundMet:
  case FindingKind::OthersLocal:
  case FindingKind::UnrelatedObjects:
  case FindingKind::OpaqueValue:
  case FindingKind::Pruned: break;
  }
  return std::nullopt;
}

const std::string& name_of_cpu(const Machine& machine, machine::CpuId cpu) {
  return machine.setup().cpus[cpu].name;
}

std::string names_of_cpus(const Machine& machine, machine::CpuSet bits) {
  std::string text;
  for (machine::CpuId cpu = 0; cpu < machine.cpus(); ++cpu)
    if ((bits >> cpu & 1) != 0) text += (text.empty() ? "" : " and ") + name_of_cpu(machine, cpu);
  return text.empty() ? "nobody" : text;
}

std::string waits_until(const Machine& machine, const std::vector<std::uint64_t>& changes) {
  std::string names;
  for (const std::uint64_t address : changes)
    names += (names.empty() ? "" : " or ") + machine.name_of(address);
  return names.empty() ? "goes round a loop for ever" : "waits until " + names + " changes";
}

std::string waits_for_what(const Machine& machine, machine::CpuId cpu) {
  const Machine::Wait wait = machine.wait(cpu);
  const std::string& name = name_of_cpu(machine, cpu);
  if (wait.in_loop) return fmt::format("{} {}", name, waits_until(machine, wait.changes));
  if (wait.lock == 0)
    return fmt::format("{} waits for {} to turn IRQs on or to leave a read-side section", name,
                       names_of_cpus(machine, wait.cpus));
  if (wait.behind != 0)
    return fmt::format("{} waits for {} behind {}, which waits to write it", name,
                       lock_named(machine, wait.lock), names_of_cpus(machine, wait.behind));
  const bool itself = wait.cpus == machine::bit(cpu);
  return fmt::format("{} waits for {}, held by {}", name, lock_named(machine, wait.lock),
                     itself ? "itself" : names_of_cpus(machine, wait.cpus));
}

} // namespace

std::span<const Property> built_in() {
  return kBuiltIn;
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const Property& property : kBuiltIn)
    names.emplace_back(property.name);
  return names;
}

const Property* find(std::string_view name) {
  for (const Property& property : kBuiltIn)
    if (property.name == name) return &property;
  return nullptr;
}

std::string claim_of(const Machine& machine, std::string_view name) {
  if (const Property* property = find(name)) return std::string(property->claim);
  for (const machine::InvariantSetup& invariant : machine.setup().invariants)
    if (invariant.name == name) return invariant.claim;
  return {};
}

std::optional<Failure> judge(const Machine& machine, const Finding& finding) {
  if (finding.kind == FindingKind::InvariantFailed)
    return Failure{machine.setup().invariants[*finding.invariant].name, finding.text, finding.cpu};
  auto broken = broken_by(machine, finding);
  if (!broken) return std::nullopt;
  if (finding.invariant) {
    const std::string& name = machine.setup().invariants[*finding.invariant].name;
    return Failure{name, fmt::format("its own code {}", broken->predicate), finding.cpu};
  }
  return Failure{std::string(kBuiltIn[broken->property].name),
                 fmt::format("{} {}", name_of_cpu(machine, finding.cpu), broken->predicate),
                 finding.cpu};
}

namespace {

// Whoever still waits for the lock of a table that is gone spins on a freed page.
std::optional<Failure> judge_freed_lock(const Machine& machine) {
  for (machine::CpuId cpu = 0; cpu < machine.cpus(); ++cpu) {
    if (machine.status(cpu) != machine::CpuStatus::Blocked) continue;
    const std::uint64_t lock = machine.wait(cpu).lock;
    if (lock == 0 || lock >= program::kFrameEnd ||
        machine.frame_state(lock >> program::kPageShift) != FrameState::FreedTable)
      continue;
    return Failure{std::string(kBuiltIn[kNoFreedTable].name),
                   fmt::format("{} waits for the lock of {}, a page table that was freed meanwhile",
                               name_of_cpu(machine, cpu), named(machine, lock)),
                   cpu};
  }
  return std::nullopt;
}

} // namespace

std::optional<Failure> judge_end(const Machine& machine) {
  if (auto failure = judge_freed_lock(machine)) return failure;
  std::string reason;
  for (machine::CpuId cpu = 0; cpu < machine.cpus(); ++cpu) {
    switch (machine.status(cpu)) {
    case machine::CpuStatus::Finished: break;
    case machine::CpuStatus::Blocked:
      reason += (reason.empty() ? "" : "; ") + waits_for_what(machine, cpu);
      break;
    case machine::CpuStatus::Ready:
    case machine::CpuStatus::Idle:
    case machine::CpuStatus::Faulted:
    case machine::CpuStatus::Pruned:
    case machine::CpuStatus::Bounded: return std::nullopt;
    }
  }
  if (reason.empty() || machine.can_actor_step()) return std::nullopt;
  return Failure{std::string(kBuiltIn[kNoDeadlock].name), reason, std::nullopt};
}

} // namespace walkcheck::property
