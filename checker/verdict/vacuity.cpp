// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verdict/vacuity.hpp"

#include "checker/verdict/marked.hpp"
#include "model/frontend/lower.hpp"
#include "model/program/describe.hpp"
#include "model/program/instructions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <variant>

namespace walkcheck::verdict {
namespace {

using program::Primitive;

bool has_cover(const program::Program& program, const std::string& name) {
  return program::any_invoke(program, [&](const program::Invoke& invoke) {
    return invoke.primitive == Primitive::Cover && invoke.text == name;
  });
}

bool is_access(const program::Instruction& instruction) {
  const program::Operation& operation = instruction.operation;
  return std::holds_alternative<program::Load>(operation) ||
         std::holds_alternative<program::Store>(operation) ||
         std::holds_alternative<program::Exchange>(operation) ||
         std::holds_alternative<program::CompareExchange>(operation) ||
         std::holds_alternative<program::FetchModify>(operation);
}

bool does_something(const program::Program& program) {
  return program::any_instruction(program, is_access) ||
         program::any_invoke(program, [](const program::Invoke& invoke) {
           return !program::has(invoke.primitive, program::Trait::Unseen);
         });
}

std::vector<std::string> walkers_that_did_not_walk(const scenario::Scenario& scenario,
                                                   const machine::Machine& machine,
                                                   machine::CpuSet touched) {
  std::vector<std::string> reasons;
  bool has_walker = false;
  machine::CpuSet others = 0; // neither walkers nor mutators
  for (std::size_t cpu = 0; cpu < scenario.cpus.size(); ++cpu) {
    const scenario::Cpu& source = scenario.cpus[cpu];
    const program::Program& program = machine.setup().cpus[cpu].program;
    const bool sliced = !source.source.slices.empty();
    const bool named = source.role == scenario::Role::Walker && !sliced;
    if (named || program::invokes(program, Primitive::WalkBegin) ||
        (sliced && scenario.has_memory)) {
      has_walker = true;
      if ((touched >> cpu & 1) == 0)
        reasons.push_back(fmt::format("walker {} accesses no page-table word: {}() was not tried "
                                      "on any",
                                      source.name, source.source.entry));
    } else if (source.role != scenario::Role::Mutator) {
      others |= machine::bit(static_cast<machine::CpuId>(cpu));
    }
  }
  if (has_walker || !scenario.has_memory) return reasons;
  const bool walked = others != 0 ? (touched & others) != 0 : touched != 0;
  if (!walked)
    reasons.push_back(fmt::format("no CPU{} accesses a page-table word, though there is [memory]",
                                  others != 0 ? " that could be a walker" : ""));
  return reasons;
}

bool allocates_or_frees(const program::Program& program) {
  return program::invokes(program, Primitive::AllocTable) ||
         program::invokes(program, Primitive::FreeTable) ||
         program::invokes(program, Primitive::FreeTableRcu);
}

// Which writes of words that are not the CPU's own count: any, or only those that the vocabulary
// makes for it, which write page-table entries and no counters.
enum class Writes : std::uint8_t { Any, OfEntries };

bool writes(const program::Program& program, Writes which) {
  return std::ranges::any_of(program.functions, [&](const program::Function& function) {
    const std::set<program::Register> locals = program::private_addresses(function);
    return std::ranges::any_of(function.body, [&](const program::Instruction& instruction) {
      const program::Operation& operation = instruction.operation;
      const bool sets = std::holds_alternative<program::Store>(operation) ||
                        std::holds_alternative<program::Exchange>(operation);
      const bool modifies = std::holds_alternative<program::CompareExchange>(operation) ||
                            std::holds_alternative<program::FetchModify>(operation);
      if (!sets && (!modifies || which == Writes::OfEntries)) return false;
      if (which == Writes::OfEntries && program.debug[instruction.debug].shown == 0) return false;
      return program::role(instruction, program, locals) == program::Role::Step;
    });
  });
}

// Whether a CPU is there to change something. One that reads, and would only write down what it
// should never see, is not; nor is a walk, whatever it does with its result.
bool is_mutator(const scenario::Cpu& source, const program::Program& program,
                const machine::Machine::Deeds& did) {
  if (program::invokes(program, Primitive::WalkBegin)) return false;
  const bool named_walker = source.role == scenario::Role::Walker && source.source.slices.empty();
  if (named_walker) return false;
  if (source.role == scenario::Role::Mutator)
    return writes(program, Writes::Any) || allocates_or_frees(program);
  return allocates_or_frees(program) || writes(program, Writes::OfEntries) ||
         (!did.looked && writes(program, Writes::Any));
}

std::vector<std::string> mutators_without_effect(const scenario::Scenario& scenario,
                                                 const machine::Machine& machine,
                                                 const Deeds& deeds) {
  std::vector<std::string> reasons;
  for (std::size_t cpu = 0; cpu < deeds.by_cpu.size(); ++cpu) {
    const scenario::Cpu& source = scenario.cpus[cpu];
    // One that calls KVM's notifiers changes their words, whether or not there is a KVM to see it.
    const bool changed = source.role == scenario::Role::Mutator
                             ? deeds.by_cpu[cpu].changed_for_others
                             : deeds.by_cpu[cpu].changed;
    if (!changed && is_mutator(source, machine.setup().cpus[cpu].program, deeds.by_cpu[cpu]))
      reasons.push_back(fmt::format("CPU {} changes nothing: {}() never changes a word that others "
                                    "see, and never allocates or frees a table",
                                    source.name, source.source.entry));
  }
  return reasons;
}

// CPUs whose text begins a walk that no execution reaches.
std::vector<std::string> walks_that_never_began(const machine::Machine& machine,
                                                const Deeds& deeds) {
  std::vector<std::string> reasons;
  const std::vector<Marked> places = marked(machine.setup());
  for (std::uint32_t cpu = 0; cpu < machine.cpus(); ++cpu) {
    const Marked* first = nullptr;
    bool began = false;
    for (const Marked& each : places) {
      if (each.program != cpu || each.kind != Marked::Kind::WalkBegin) continue;
      if (first == nullptr) first = &each;
      began |= deeds.came_to.contains({each.program, each.debug});
    }
    if (first != nullptr && !began)
      reasons.push_back(fmt::format("CPU {} never begins its walk: no execution reaches {}",
                                    machine.setup().cpus[cpu].name, first->place));
  }
  return reasons;
}

// A claim in an invariant's text. If it was inlined several times, the program has several of it:
// it can fail if any of these can.
struct Claim {
  bool always_true = true;
  bool can_fail = false;
  bool come_to = false; // or reaching it is what it forbids
  std::string unwritten;
};

std::map<std::string, Claim> claims_of(const machine::Machine& machine, const Deeds& deeds,
                                       std::uint32_t invariant) {
  std::map<std::string, Claim> claims;
  for (const Marked& each : marked(machine.setup())) {
    if (each.kind != Marked::Kind::Claim || each.program != machine.cpus() + invariant) continue;
    Claim& claim = claims[each.place];
    claim.always_true &= each.always_true;
    claim.can_fail |= !each.always_true && each.unwritten.empty();
    claim.come_to |= each.always_false || deeds.came_to.contains({each.program, each.debug});
    if (!each.unwritten.empty()) claim.unwritten = each.unwritten;
  }
  return claims;
}

bool some_can_fail(const std::map<std::string, Claim>& claims) {
  return std::ranges::any_of(
      claims, [](const auto& each) { return each.second.can_fail && each.second.come_to; });
}

// A claim that cannot fail because nobody writes a variable may be such in this scenario alone, and
// be one of several: then it is reported, but does not change the verdict.
bool cannot_fail_here(const Claim& claim) {
  return !claim.always_true && !claim.can_fail && claim.come_to;
}

std::vector<std::string> claims_that_cannot_fail(const machine::Machine& machine,
                                                 const Deeds& deeds) {
  std::vector<std::string> reasons;
  for (std::uint32_t i = 0; i < machine.setup().invariants.size(); ++i) {
    const std::string& name = machine.setup().invariants[i].name;
    const auto claims = claims_of(machine, deeds, i);
    for (const auto& [place, claim] : claims)
      if (claim.always_true)
        reasons.push_back(fmt::format(
            "invariant {} makes a claim at {} that cannot fail: it is true whatever is read", name,
            place));
      else if (cannot_fail_here(claim) && !some_can_fail(claims))
        reasons.push_back(fmt::format(
            "invariant {} makes a claim at {} that cannot fail: it is true as nobody writes {}",
            name, place, claim.unwritten));
  }
  return reasons;
}

bool raises(const program::Program& program, const std::string& event) {
  return program::any_invoke(program, [&](const program::Invoke& invoke) {
    return invoke.primitive == Primitive::Event && invoke.text == event;
  });
}

std::string idle_because(const machine::Machine& machine, const Deeds& deeds, std::uint32_t index) {
  const machine::Setup& setup = machine.setup();
  const machine::InvariantSetup& invariant = setup.invariants[index];
  for (const program::Hook& hook : invariant.program.hooks)
    if (!frontend::is_machine_event(hook.event) &&
        std::ranges::none_of(setup.cpus, [&](const machine::CpuSetup& cpu) {
          return raises(cpu.program, hook.event);
        }))
      return fmt::format("invariant {} listens to the event {}, which no spec raises",
                         invariant.name, hook.event);
  if (deeds.claimed.contains(index)) return {};
  return fmt::format("invariant {} never made a claim: no execution reached a __wc_require() of it",
                     invariant.name);
}

bool in_some_spec(const machine::Machine& machine, const std::string& cover) {
  const machine::Setup& setup = machine.setup();
  const auto has_it = [&](const auto& in) { return has_cover(in.program, cover); };
  return std::ranges::any_of(setup.cpus, has_it) || std::ranges::any_of(setup.invariants, has_it);
}

} // namespace

std::vector<std::string> vacuous_because(const scenario::Scenario& scenario,
                                         const machine::Machine& machine,
                                         const search::Found& found, const Deeds& deeds) {
  std::vector<std::string> reasons;
  if (scenario.checks && scenario.checks->empty() && scenario.invariants.empty())
    reasons.emplace_back("no property is checked: name one in [properties] check");
  for (std::uint32_t i = 0; i < machine.setup().invariants.size(); ++i)
    if (const std::string reason = idle_because(machine, deeds, i); !reason.empty())
      reasons.push_back(reason);
  for (std::string& reason : claims_that_cannot_fail(machine, deeds))
    reasons.push_back(std::move(reason));
  if (!found.unpruned) reasons.emplace_back("every execution was cut off by a false assumption");
  std::vector<std::string> idle = walkers_that_did_not_walk(scenario, machine, deeds.touched);
  if (idle.empty()) idle = walks_that_never_began(machine, deeds);
  for (std::string& reason : mutators_without_effect(scenario, machine, deeds))
    idle.push_back(std::move(reason));
  for (const machine::CpuSetup& cpu : machine.setup().cpus)
    if (idle.empty() && !does_something(cpu.program))
      reasons.push_back(fmt::format("CPU {} does nothing that another CPU could see", cpu.name));
  reasons.insert(reasons.end(), idle.begin(), idle.end());
  for (const scenario::Named& cover : scenario.covers)
    if (!deeds.covered.contains(cover.name))
      reasons.push_back(fmt::format(
          "cover {} was never reached{}", cover.name,
          in_some_spec(machine, cover.name) ? "" : ": no spec has a __wc_cover() of that name"));
  return reasons;
}

std::vector<Note> never_come_to(const machine::Machine& machine, const Deeds& deeds) {
  const machine::Setup& setup = machine.setup();
  std::set<Note> come_to, notes;
  const auto note = [&](const Marked& each) {
    return each.kind == Marked::Kind::Claim
               ? Note{Note::Kind::ClaimNotReached,
                      setup.invariants[each.program - machine.cpus()].name, each.place}
               : Note{Note::Kind::WalkNotReached, setup.cpus[each.program].name, each.place};
  };
  for (const Marked& each : marked(setup)) {
    if (each.always_false) continue; // not being reached is what it claims
    const bool reached = deeds.came_to.contains({each.program, each.debug});
    (reached ? come_to : notes).insert(note(each));
  }
  // A claim that was inlined several times was reached if any of its copies was.
  std::vector<Note> rest;
  std::ranges::set_difference(notes, come_to, std::back_inserter(rest));
  return rest;
}

std::vector<Note> cannot_fail_here(const machine::Machine& machine, const Deeds& deeds) {
  std::vector<Note> notes;
  for (std::uint32_t i = 0; i < machine.setup().invariants.size(); ++i) {
    const auto claims = claims_of(machine, deeds, i);
    for (const auto& [place, claim] : claims)
      if (cannot_fail_here(claim) && some_can_fail(claims))
        notes.push_back({Note::Kind::ClaimCannotFail, machine.setup().invariants[i].name, place,
                         claim.unwritten});
  }
  return notes;
}

} // namespace walkcheck::verdict
