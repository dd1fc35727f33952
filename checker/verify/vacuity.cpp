// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verify/vacuity.hpp"

#include "model/frontend/lower.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <variant>

namespace walkcheck::verify {
namespace {

using program::Primitive;

// Whether some instruction of the program fulfils the predicate.
template <class Predicate> bool any_operation(const program::Program& program, Predicate fulfils) {
  return std::ranges::any_of(program.functions, [&](const program::Function& function) {
    return std::ranges::any_of(function.body, [&](const program::Instruction& instruction) {
      return std::visit(fulfils, instruction.operation);
    });
  });
}

bool begins_a_walk(const program::Program& program) {
  return any_operation(program, [](const auto& operation) {
    if constexpr (std::is_same_v<std::decay_t<decltype(operation)>, program::Invoke>)
      return operation.primitive == Primitive::WalkBegin;
    else
      return false;
  });
}

// Of no effect that another CPU could see.
constexpr std::array kLocal{Primitive::Fence,   Primitive::Barrier,    Primitive::Assume,
                            Primitive::Assert,  Primitive::Cover,      Primitive::Choose,
                            Primitive::ThisCpu, Primitive::MightSleep, Primitive::WalkBegin,
                            Primitive::WalkEnd, Primitive::Event,      Primitive::Require};

bool has_cover(const program::Program& program, const std::string& name) {
  return any_operation(program, [&](const auto& operation) {
    if constexpr (std::is_same_v<std::decay_t<decltype(operation)>, program::Invoke>)
      return operation.primitive == Primitive::Cover && operation.text == name;
    else
      return false;
  });
}

bool does_something(const program::Program& program) {
  return any_operation(program, [](const auto& operation) {
    using Kind = std::decay_t<decltype(operation)>;
    if constexpr (std::is_same_v<Kind, program::Invoke>)
      return std::ranges::find(kLocal, operation.primitive) == kLocal.end();
    else
      return std::is_same_v<Kind, program::Load> || std::is_same_v<Kind, program::Store> ||
             std::is_same_v<Kind, program::Exchange> ||
             std::is_same_v<Kind, program::CompareExchange> ||
             std::is_same_v<Kind, program::FetchModify>;
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
    if (named || begins_a_walk(program) || (sliced && scenario.has_memory)) {
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

bool raises(const program::Program& program, const std::string& event) {
  return any_operation(program, [&](const auto& operation) {
    if constexpr (std::is_same_v<std::decay_t<decltype(operation)>, program::Invoke>)
      return operation.primitive == Primitive::Event && operation.text == event;
    else
      return false;
  });
}

std::string idle_because(const machine::Machine& machine, const Found& collected,
                         std::uint32_t index) {
  const machine::Setup& setup = machine.setup();
  const machine::InvariantSetup& invariant = setup.invariants[index];
  for (const program::Hook& hook : invariant.program.hooks)
    if (!frontend::is_machine_event(hook.event) &&
        std::ranges::none_of(setup.cpus, [&](const machine::CpuSetup& cpu) {
          return raises(cpu.program, hook.event);
        }))
      return fmt::format("invariant {} listens to the event {}, which no spec raises",
                         invariant.name, hook.event);
  if (collected.claimed.contains(index)) return {};
  return fmt::format("invariant {} never made a claim: no execution came to a __wc_require() of it",
                     invariant.name);
}

bool in_some_spec(const machine::Machine& machine, const std::string& cover) {
  const machine::Setup& setup = machine.setup();
  const auto has_it = [&](const auto& in) { return has_cover(in.program, cover); };
  return std::ranges::any_of(setup.cpus, has_it) || std::ranges::any_of(setup.invariants, has_it);
}

} // namespace

std::vector<std::string> vacuous_because(const scenario::Scenario& scenario,
                                         const machine::Machine& machine, const Found& collected) {
  std::vector<std::string> reasons;
  if (scenario.checks && scenario.checks->empty() && scenario.invariants.empty())
    reasons.emplace_back("no property is checked: name one in [properties] check");
  for (std::uint32_t i = 0; i < machine.setup().invariants.size(); ++i)
    if (const std::string reason = idle_because(machine, collected, i); !reason.empty())
      reasons.push_back(reason);
  if (!collected.unpruned)
    reasons.emplace_back("every execution was cut off by a false assumption");
  std::vector<std::string> idle = walkers_that_did_not_walk(scenario, machine, collected.touched);
  for (const machine::CpuSetup& cpu : machine.setup().cpus)
    if (idle.empty() && !does_something(cpu.program))
      reasons.push_back(fmt::format("CPU {} does nothing that another CPU could see", cpu.name));
  reasons.insert(reasons.end(), idle.begin(), idle.end());
  for (const scenario::Named& cover : scenario.covers)
    if (!collected.covered.contains(cover.name))
      reasons.push_back(fmt::format(
          "cover {} was never reached{}", cover.name,
          in_some_spec(machine, cover.name) ? "" : ": no spec has __wc_cover() of that name"));
  return reasons;
}

} // namespace walkcheck::verify
