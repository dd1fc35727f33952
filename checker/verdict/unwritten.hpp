// SPDX-License-Identifier: GPL-2.0-only
// Variables that are for good what they begin as: no text writes one or hands its address on, no
// other unit than the one that asks initialises it, and no scenario says what it begins as. By the
// text alone: a CPU that writes down what it should never see is one that writes, though no
// execution comes to that.
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
    std::vector<std::uint8_t> initial; // what it is for good, all of it
    bool is_own;                       // a static of the program that asks
  };
  // Of the program that has this number; nothing where somebody may write it.
  std::optional<Variable> find(std::uint32_t program, std::uint64_t global) const;

private:
  // As the machine links them: a shared one has no program.
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
