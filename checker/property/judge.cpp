// SPDX-License-Identifier: GPL-2.0-only
#include "checker/property/judge.hpp"

#include "checker/property/built_in.hpp"
#include "checker/property/named.hpp"
#include "checker/property/place.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>

namespace walkcheck::property {
namespace {

using machine::Finding;
using machine::FindingKind;
using machine::FrameState;
using machine::Machine;

std::string what_a_wild_access_met(const Machine& machine, std::uint64_t address) {
  if (address >= program::kFrameEnd) return "there is no page table and no variable there";
  switch (machine.frame_state(address >> program::kPageShift)) {
  case FrameState::NeverAllocated: return "no page was ever allocated there";
  case FrameState::Data: return "it is a data page, not a page table";
  case FrameState::LiveTable:
  case FrameState::FreedTable: break;
  }
  return "it is not a word of a page table";
}

// A negative distance reads as an unsigned number far above 64.
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

std::string text_or(const Finding& finding, const std::string& otherwise) {
  return finding.text.empty() ? otherwise : finding.text;
}

// The property that a kind of finding breaks, and the reason: a phrase that follows the CPU's name.
struct Row {
  FindingKind kind;
  std::optional<BuiltIn> property; // none: an invariant's own, or a note
  std::string (*says)(const Machine& machine, const Finding& finding) = nullptr;
};

// In the order of the enumeration.
constexpr std::array kRows{
    Row{FindingKind::FreedTable, BuiltIn::NoFreedTable,
        [](const Machine& machine, const Finding& finding) -> std::string {
          return fmt::format("accesses {} after that page table was freed",
                             named(machine, finding.value));
        }},
    Row{FindingKind::FreedLock, BuiltIn::NoFreedTable,
        [](const Machine& machine, const Finding& finding) -> std::string {
          return fmt::format("uses the lock of {} after that page table was freed",
                             named(machine, finding.value));
        }},
    Row{FindingKind::WildAccess, BuiltIn::NoFreedTable,
        [](const Machine& machine, const Finding& finding) -> std::string {
          return fmt::format("accesses {}: {}", named(machine, finding.value),
                             what_a_wild_access_met(machine, finding.value));
        }},
    Row{FindingKind::DoubleFree, BuiltIn::NoDoubleFree,
        [](const Machine& machine, const Finding& finding) -> std::string {
          return fmt::format("frees {} again", named(machine, finding.value));
        }},
    Row{FindingKind::BadFree, BuiltIn::NoDoubleFree,
        [](const Machine& machine, const Finding& finding) -> std::string {
          return fmt::format("frees {}, which is not a page table", named(machine, finding.value));
        }},
    Row{FindingKind::NotHeld, BuiltIn::LocksBalanced,
        [](const Machine& machine, const Finding& finding) -> std::string {
          return fmt::format("releases {}, which it does not hold",
                             lock_named(machine, finding.value));
        }},
    Row{FindingKind::SleepInAtomic, BuiltIn::NoSleepInAtomic,
        [](const Machine&, const Finding&) -> std::string {
          return "may sleep here, with IRQs or preemption off";
        }},
    Row{FindingKind::IrqsLeftOff, BuiltIn::IrqsRestored,
        [](const Machine&, const Finding&) -> std::string { return "finishes with IRQs off"; }},
    Row{FindingKind::LockLeftHeld, BuiltIn::LocksBalanced,
        [](const Machine& machine, const Finding& finding) -> std::string {
          return fmt::format("finishes and still holds {}", lock_named(machine, finding.value));
        }},
    Row{FindingKind::ReadSideLeft, BuiltIn::LocksBalanced,
        [](const Machine&, const Finding&) -> std::string {
          return "finishes inside an RCU read-side section";
        }},
    Row{FindingKind::PreemptionLeftOff, BuiltIn::LocksBalanced,
        [](const Machine&, const Finding&) -> std::string {
          return "finishes with preemption off";
        }},
    Row{FindingKind::ReachedUnreachable, BuiltIn::Assertions,
        [](const Machine&, const Finding& finding) -> std::string {
          return text_or(finding, "reaches code that it says is unreachable");
        }},
    Row{FindingKind::BadOperation, BuiltIn::Assertions,
        [](const Machine&, const Finding& finding) -> std::string {
          return fmt::format("does something undefined, with operand {:#x}{}", finding.value,
                             finding.text.empty() ? "" : ": " + finding.text);
        }},
    Row{FindingKind::DivisionByZero, BuiltIn::Assertions,
        [](const Machine&, const Finding&) -> std::string { return "divides by zero"; }},
    Row{FindingKind::DivisionOverflow, BuiltIn::Assertions,
        [](const Machine&, const Finding&) -> std::string {
          return "divides the smallest number of its type by -1";
        }},
    Row{FindingKind::ShiftTooFar, BuiltIn::Assertions,
        [](const Machine&, const Finding& finding) -> std::string {
          return fmt::format("shifts a {}-bit value by {}", finding.text,
                             shown_distance(finding.value));
        }},
    Row{FindingKind::NullCall, BuiltIn::Assertions,
        [](const Machine& machine, const Finding& finding) -> std::string {
          return "calls a null pointer" + expression(machine, finding);
        }},
    Row{FindingKind::BadCall, BuiltIn::Assertions,
        [](const Machine& machine, const Finding& finding) -> std::string {
          return fmt::format("calls {}, which is not a function with these parameters",
                             named(machine, finding.value));
        }},
    Row{FindingKind::UnbalancedSection, BuiltIn::Assertions,
        [](const Machine&, const Finding& finding) -> std::string {
          return finding.text == machine::kReadSide
                     ? "leaves an RCU read-side section, but is in none"
                     : "enables preemption, but has not disabled it";
        }},
    Row{FindingKind::Misaligned, BuiltIn::Assertions,
        [](const Machine& machine, const Finding& finding) -> std::string {
          return fmt::format("accesses {}, which is not aligned as its type requires",
                             text_or(finding, named(machine, finding.value)));
        }},
    Row{FindingKind::OutsideLocal, BuiltIn::Assertions,
        [](const Machine&, const Finding& finding) -> std::string {
          return fmt::format("accesses memory beyond its local {}", text_or(finding, "variable"));
        }},
    Row{FindingKind::DeadLocal, BuiltIn::Assertions,
        [](const Machine&, const Finding& finding) -> std::string {
          return finding.text.empty()
                     ? std::string("uses a local of a function that has returned")
                     : fmt::format("uses its local {} after its lifetime", finding.text);
        }},
    Row{FindingKind::UndefinedValue, BuiltIn::Assertions,
        [](const Machine&, const Finding& finding) -> std::string {
          return finding.text.empty()
                     ? std::string("uses an undefined value")
                     : fmt::format("uses the value of {}, which was never written", finding.text);
        }},
    Row{FindingKind::AssertFailed, BuiltIn::Assertions,
        [](const Machine&, const Finding& finding) -> std::string {
          return fmt::format("fails the assertion: {}", finding.text);
        }},
    Row{FindingKind::InvariantFailed, std::nullopt},
    Row{FindingKind::Covered, std::nullopt},
    Row{FindingKind::BoundMet, std::nullopt},
    Row{FindingKind::UnrelatedObjects, std::nullopt},
    Row{FindingKind::OthersLocal, std::nullopt},
    Row{FindingKind::OpaqueValue, std::nullopt},
    Row{FindingKind::NotGiven, std::nullopt},
    Row{FindingKind::PlaceDecides, std::nullopt},
    Row{FindingKind::NotModelled, std::nullopt},
    Row{FindingKind::Pruned, std::nullopt},
};

constexpr bool are_rows_in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i)
    if (static_cast<std::size_t>(kRows[i].kind) != i) return false;
  return kRows.size() == static_cast<std::size_t>(FindingKind::Pruned) + 1;
}
static_assert(are_rows_in_order());

std::optional<Failure> failure_of(const Machine& machine, const Finding& finding) {
  if (finding.kind == FindingKind::InvariantFailed)
    return Failure{machine.setup().invariants[*finding.invariant].name, finding.text, finding.cpu};
  const Row& row = kRows[static_cast<std::size_t>(finding.kind)];
  if (!row.property) return std::nullopt;
  const std::string says = row.says(machine, finding);
  if (finding.invariant)
    return Failure{whose(machine, finding), fmt::format("its own code {}", says), finding.cpu};
  return Failure{name_of(*row.property), fmt::format("{} {}", whose(machine, finding), says),
                 finding.cpu};
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
