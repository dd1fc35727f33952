// SPDX-License-Identifier: GPL-2.0-only
// What a program's instructions are asked for. Entry points: any_instruction(), any_invoke(),
// successors().
#pragma once

#include "model/program/program.hpp"

#include <algorithm>
#include <variant>
#include <vector>

namespace walkcheck::program {

// Whether one of them is such: `is_one` is given the instruction.
template <class IsOne> bool any_instruction(const Program& program, IsOne is_one) {
  return std::ranges::any_of(program.functions, [&](const Function& function) {
    return std::ranges::any_of(function.body, is_one);
  });
}

// Whether it invokes such a primitive: `is_one` is given the invocation.
template <class IsOne> bool any_invoke(const Program& program, IsOne is_one) {
  return any_instruction(program, [&](const Instruction& instruction) {
    const auto* invoke = std::get_if<Invoke>(&instruction.operation);
    return invoke != nullptr && is_one(*invoke);
  });
}

inline bool invokes(const Program& program, Primitive primitive) {
  return any_invoke(program, [&](const Invoke& invoke) { return invoke.primitive == primitive; });
}

// Where its function may go on after the instruction at that place; nowhere after its end.
inline std::vector<Label> successors(const Operation& operation, Label at) {
  if (const auto* jump = std::get_if<Jump>(&operation)) return {jump->target};
  if (const auto* branch = std::get_if<Branch>(&operation))
    return {branch->if_true, branch->if_false};
  if (const auto* choice = std::get_if<Switch>(&operation)) {
    std::vector<Label> targets{choice->otherwise};
    for (const auto& [number, label] : choice->cases)
      targets.push_back(label);
    return targets;
  }
  const bool ends = std::holds_alternative<Return>(operation) ||
                    std::holds_alternative<Unreachable>(operation) ||
                    std::holds_alternative<NotModelled>(operation);
  return ends ? std::vector<Label>{} : std::vector<Label>{at + 1};
}

} // namespace walkcheck::program
