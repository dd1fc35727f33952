// SPDX-License-Identifier: GPL-2.0-only
#include "checker/property/judge.hpp"

#include "checker/property/built_in.hpp"
#include "checker/property/named.hpp"
#include "checker/property/place.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>

namespace walkcheck::property {
namespace {

using machine::Finding;
using machine::FindingKind;
using machine::FrameState;
using machine::Machine;

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

// A negative distance is one of far more than 64.
std::string shown_distance(std::uint64_t distance) {
  return distance > INT64_MAX ? fmt::format("{}", static_cast<std::int64_t>(distance))
                              : fmt::format("{}", distance);
}

// ": ops->done(mm)", as the source has it.
std::string expression(const Machine& machine, const Finding& finding) {
  const program::Program& program = program_of(machine, finding);
  if (finding.debug >= program.debug.size()) return {};
  const std::string& text = program.debug[finding.debug].text;
  return text.empty() ? "" : ": " + text;
}

std::string of(const Finding& finding) {
  return finding.text.empty() ? "variable" : finding.text;
}

// The finding's property, and the reason as a predicate of its CPU.
struct Broken {
  BuiltIn property;
  std::string predicate;
};

std::optional<Broken> broken_by(const Machine& machine, const Finding& finding) {
  const std::uint64_t value = finding.value;
  switch (finding.kind) {
  case FindingKind::FreedTable:
    return Broken{BuiltIn::NoFreedTable, fmt::format("accesses {} after that page table was freed",
                                                     named(machine, value))};
  case FindingKind::FreedLock:
    return Broken{
        BuiltIn::NoFreedTable,
        fmt::format("uses the lock of {} after that page table was freed", named(machine, value))};
  case FindingKind::WildAccess:
    return Broken{BuiltIn::NoFreedTable, fmt::format("accesses {}: {}", named(machine, value),
                                                     what_a_wild_access_met(machine, value))};
  case FindingKind::DoubleFree:
    return Broken{BuiltIn::NoDoubleFree, fmt::format("frees {} again", named(machine, value))};
  case FindingKind::BadFree:
    return Broken{BuiltIn::NoDoubleFree,
                  fmt::format("frees {}, which is no page table", named(machine, value))};
  case FindingKind::NotHeld:
    return Broken{BuiltIn::LocksBalanced,
                  fmt::format("releases {}, which it does not hold", lock_named(machine, value))};
  case FindingKind::SleepInAtomic:
    return Broken{BuiltIn::NoSleepInAtomic, "may sleep here, with IRQs or preemption off"};
  case FindingKind::IrqsLeftOff: return Broken{BuiltIn::IrqsRestored, "finishes with IRQs off"};
  case FindingKind::LockLeftHeld:
    return Broken{BuiltIn::LocksBalanced,
                  fmt::format("finishes and still holds {}", lock_named(machine, value))};
  case FindingKind::ReadSideLeft:
    return Broken{BuiltIn::LocksBalanced, "finishes inside an RCU read-side section"};
  case FindingKind::PreemptionLeftOff:
    return Broken{BuiltIn::LocksBalanced, "finishes with preemption off"};
  case FindingKind::ReachedUnreachable:
    return Broken{BuiltIn::Assertions, finding.text.empty()
                                           ? "reaches what its code says is unreachable"
                                           : finding.text};
  case FindingKind::BadOperation:
    return Broken{BuiltIn::Assertions,
                  fmt::format("does what is undefined, with operand {:#x}{}", value,
                              finding.text.empty() ? "" : ": " + finding.text)};
  case FindingKind::DivisionByZero: return Broken{BuiltIn::Assertions, "divides by zero"};
  case FindingKind::DivisionOverflow:
    return Broken{BuiltIn::Assertions, "divides the least number of its type by -1"};
  case FindingKind::ShiftTooFar:
    return Broken{BuiltIn::Assertions,
                  fmt::format("shifts a {}-bit value by {}", finding.text, shown_distance(value))};
  case FindingKind::NullCall:
    return Broken{BuiltIn::Assertions, "calls a null pointer" + expression(machine, finding)};
  case FindingKind::BadCall:
    return Broken{
        BuiltIn::Assertions,
        fmt::format("calls {}, which is no function with such parameters", named(machine, value))};
  case FindingKind::UnbalancedSection:
    return Broken{BuiltIn::Assertions, finding.text == machine::kReadSide
                                           ? "leaves an RCU read-side section, and is in none"
                                           : "enables preemption, and has not disabled it"};
  case FindingKind::Misaligned:
    return Broken{BuiltIn::Assertions,
                  fmt::format("accesses {}, which is not aligned as its type asks for",
                              finding.text.empty() ? named(machine, value) : finding.text)};
  case FindingKind::OutsideLocal:
    return Broken{BuiltIn::Assertions,
                  fmt::format("accesses memory beyond its local {}", of(finding))};
  case FindingKind::DeadLocal:
    return Broken{BuiltIn::Assertions,
                  finding.text.empty()
                      ? "uses a local of a function that has returned"
                      : fmt::format("uses its local {} after its lifetime", of(finding))};
  case FindingKind::UndefinedValue:
    return Broken{BuiltIn::Assertions,
                  finding.text.empty()
                      ? "uses a value that nothing gives"
                      : fmt::format("uses the value of {}, which was never written", finding.text)};
  case FindingKind::AssertFailed:
    return Broken{BuiltIn::Assertions, fmt::format("fails the assertion: {}", finding.text)};
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

std::optional<Failure> failure_of(const Machine& machine, const Finding& finding) {
  if (finding.kind == FindingKind::InvariantFailed)
    return Failure{machine.setup().invariants[*finding.invariant].name, finding.text, finding.cpu};
  auto broken = broken_by(machine, finding);
  if (!broken) return std::nullopt;
  if (finding.invariant) {
    const std::string& name = machine.setup().invariants[*finding.invariant].name;
    return Failure{name, fmt::format("its own code {}", broken->predicate), finding.cpu};
  }
  return Failure{name_of(broken->property),
                 fmt::format("{} {}", whose(machine, finding), broken->predicate), finding.cpu};
}

} // namespace

std::optional<Failure> judge(const Machine& machine, const Finding& finding) {
  auto failure = failure_of(machine, finding);
  if (!failure) return std::nullopt;
  if (const std::string place = place_of(machine, finding); !place.empty())
    failure->reason += fmt::format(" ({})", place);
  return failure;
}

} // namespace walkcheck::property
