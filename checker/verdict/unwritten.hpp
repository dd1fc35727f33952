// SPDX-License-Identifier: GPL-2.0-only
// Variables that always keep their initial value: no text writes one or hands its address on, only
// the unit that asks initialises it, and the scenario does not set it. The text alone decides: a
// CPU that would write down what it should never see counts as a writer, though no execution gets
// there. Entry point: Unwritten::find().
#pragma once

#include "model/machine/state/setup.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace walkcheck::verdict {

class Unwritten {
public:
  explicit Unwritten(const machine::Setup& setup);

  struct Variable {
    const std::string* name;
    std::vector<std::uint8_t> initial; // all its bytes, which never change
    bool is_own;                       // a static of the program that asks
  };
  // A variable of the program with this number; nothing if somebody may write it.
  std::optional<Variable> find(std::uint32_t program, std::uint64_t global) const;

private:
  // As the machine links variables: a shared one has no program.
  using Key = std::pair<std::string, std::optional<std::uint32_t>>;
  struct Known {
    bool is_written = false;
    std::vector<std::uint32_t> initialised_by; // programs
  };

  static Key key_of(std::uint32_t program, const program::Global& global);
  void look_at(std::uint32_t program, const program::Function& function);
  void look_at_globals(std::uint32_t program);
  void write(std::uint32_t program, std::uint64_t global);
  void write_all(const std::string& name);

  std::vector<const program::Program*> programs_;
  std::map<Key, Known> known_;
};

} // namespace walkcheck::verdict
