// SPDX-License-Identifier: GPL-2.0-only
// Partition refinement: at first, functions with the same name and source line are in one class,
// and those of a kernel that are known to all its files with their name alone; these stay together.
// Classes are then split by the functions' texts, in which a callee counts by its class, until no
// class splits any more.
#include "model/machine/state/same_functions.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace walkcheck::machine {
namespace {

using program::Function;
using program::Global;
using program::Operand;
using program::Program;
using Classes = std::vector<std::vector<std::uint32_t>>;

// A text whose operands mean the same in every program.
struct Text {
  std::uint32_t before; // the class that it had until now
  std::vector<std::uint8_t> parameters;
  std::uint64_t private_bytes;
  std::vector<program::Operation> body;

  auto operator<=>(const Text&) const = default;
};

// A variable without a name of its own, such as a string, is identified by its content.
using Named = std::tuple<std::string, bool, std::vector<std::uint8_t>>;

Named named(const Global& global) {
  const bool nameless = global.local && global.constant && global.name.starts_with('.');
  if (nameless && global.relocations.empty()) return {"", true, global.initial};
  return {global.name, global.local, {}};
}

template <class Key> class Numbers {
public:
  void add(const Key& key) { numbers_.emplace(key, 0); }
  void count() {
    std::uint32_t next = 0;
    for (auto& [key, number] : numbers_)
      number = next++;
  }
  std::uint32_t of(const Key& key) const { return numbers_.at(key); }
  std::size_t size() const { return numbers_.size(); }

private:
  std::map<Key, std::uint32_t> numbers_;
};

// Gives each function the number of its key, by the keys' own order.
template <class KeyOf>
Classes classes_by(const std::vector<const Program*>& programs, KeyOf key_of) {
  Numbers<decltype(key_of(std::size_t{}, std::size_t{}))> numbers;
  for (std::size_t p = 0; p < programs.size(); ++p)
    for (std::size_t f = 0; f < programs[p]->functions.size(); ++f)
      numbers.add(key_of(p, f));
  numbers.count();
  Classes classes(programs.size());
  for (std::size_t p = 0; p < programs.size(); ++p)
    for (std::size_t f = 0; f < programs[p]->functions.size(); ++f)
      classes[p].push_back(numbers.of(key_of(p, f)));
  return classes;
}

std::size_t count(const Classes& classes) {
  std::uint32_t most = 0;
  for (const auto& each : classes)
    for (const std::uint32_t number : each)
      most = std::max(most, number + 1);
  return most;
}

class Refining {
public:
  explicit Refining(const std::vector<const Program*>& programs) : programs_(programs) {
    for (const Program* program : programs)
      for (const Global& global : program->globals)
        variables_.add(named(global));
    variables_.count();
  }

  Classes run() const {
    Classes classes = classes_by(programs_, [&](std::size_t p, std::size_t f) {
      const Function& function = programs_[p]->functions[f];
      if (!function.symbol.empty())
        return std::tuple(function.symbol, std::string(), std::string(), 0U);
      return std::tuple(function.name, function.unit, function.place.file, function.place.line);
    });
    for (std::size_t before = 0; count(classes) != before;) {
      before = count(classes);
      classes = classes_by(programs_, [&](std::size_t p, std::size_t f) {
        return text(*programs_[p], p, f, classes);
      });
    }
    return classes;
  }

private:
  Text text(const Program& program, std::size_t p, std::size_t f, const Classes& classes) const {
    const Function& function = program.functions[f];
    if (!function.symbol.empty()) return {classes[p][f], {}, 0, {}};
    Text text{classes[p][f], {}, function.private_bytes, {}};
    for (const program::Parameter& parameter : function.parameters)
      text.parameters.push_back(parameter.bits);
    for (const program::Instruction& instruction : function.body) {
      program::Operation operation = instruction.operation;
      program::for_each_operand(operation, [&](Operand& operand) {
        if (operand.kind == Operand::Kind::Function) operand.value = classes[p][operand.value];
        if (operand.kind == Operand::Kind::Undefined) operand.value = 0;
        if (operand.kind == Operand::Kind::Global)
          operand.value = variables_.of(named(program.globals[operand.value]));
      });
      text.body.push_back(std::move(operation));
    }
    return text;
  }

  const std::vector<const Program*>& programs_;
  Numbers<Named> variables_;
};

} // namespace

Classes same_functions(const std::vector<const Program*>& programs) {
  return Refining(programs).run();
}

} // namespace walkcheck::machine
