// SPDX-License-Identifier: GPL-2.0-only
// What decides a branch, as C over what has a name: parameters, what steps read. It is computed
// from the instructions that decide, never taken from the source: clang swaps a branch's targets
// for `!`, and makes several branches of one `&&`. Entry points: Conditions::condition(), value().
#pragma once

#include "model/program/program.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace walkcheck::program {

class Conditions {
public:
  // `steps`: the number that each instruction of the function is printed with; 0: it has none.
  Conditions(const Program& program, const Function& function, const std::vector<unsigned>& steps);

  // What is true where the operand, one bit, is 1.
  std::string condition(const Operand& operand) const { return truth(operand, false).text; }
  std::string value(const Operand& operand) const { return number(operand).text; }

  // "v7 = 0": of a value that is another on each path, where such a value is a part of a condition;
  // else empty.
  std::string assignment(const Copy& copy) const;

private:
  struct Text {
    std::string text;
    bool is_whole; // needs no parentheses as an operand
  };

  void name_values(const std::vector<unsigned>& steps);
  void find_meeting();
  // The one instruction that computes it; null: a parameter, or there are several.
  const Operation* definition(const Operand& operand) const;
  bool is_truth(const Operand& operand) const;
  Text truth(const Operand& operand, bool negated) const;
  Text truth_of(const Compare& compare, bool negated) const;
  Text number(const Operand& operand) const;
  Text computed(const Operation& operation) const;
  Text named(const Operand& operand) const;
  std::string part(const Operand& operand) const;
  std::string signed_part(const Operand& operand, unsigned bits) const;

  const Program& program_;
  const Function& function_;
  std::map<Register, std::vector<Label>> definitions_;
  std::map<Register, std::string> names_;
  mutable std::map<Register, Text> known_; // of number(): no text twice
  mutable std::set<Register> meeting_;     // values of several paths that a text names
};

} // namespace walkcheck::program
