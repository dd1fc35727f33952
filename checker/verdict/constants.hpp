// SPDX-License-Identifier: GPL-2.0-only
// What is known of a function's registers from the text alone: its own text, or that of all
// programs, which shows that nobody writes a variable. Code that no execution can reach, by what is
// known so, is left out. Where paths meet, what their values have in common stays known. Entry
// point: Constants::value().
#pragma once

#include "checker/verdict/known_bits.hpp"
#include "checker/verdict/unwritten.hpp"
#include "model/program/program.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::verdict {

class Constants {
public:
  enum class By : std::uint8_t {
    OwnText,  // its own text, with the statics that this never writes
    AllTexts, // the same, with the variables that no program's text writes
  };
  Constants(const program::Function& function, std::uint32_t program, const Unwritten& unwritten,
            By by);

  KnownBits value(const program::Operand& operand) { return value(operand, 0); }

private:
  static constexpr unsigned kDeepest = 200;
  static constexpr unsigned kMostSums = 12; // followed from an address to its base

  struct Address {
    std::uint64_t global;
    std::optional<std::uint64_t> offset; // none: any
  };

  void find_definitions();
  bool leave_out_unreachable(); // returns whether more was left out than before
  template <class Kind> void define(const Kind& in, program::Label at);
  KnownBits value(const program::Operand& operand, unsigned depth);
  KnownBits result(const program::Operation& operation, unsigned depth);
  KnownBits select(const program::Select& in, unsigned depth);
  KnownBits load(const program::Operand& address, unsigned bytes, unsigned depth);
  KnownBits invoke(const program::Invoke& in, unsigned depth);
  std::optional<Address> address(const program::Operand& operand, unsigned depth,
                                 unsigned sums = 0);
  std::optional<Unwritten::Variable> unwritten(std::uint64_t global) const;
  std::vector<program::Label> next(program::Label at);

  const program::Function& function_;
  std::uint32_t program_;
  const Unwritten& unwritten_;
  By by_;
  std::vector<std::vector<program::Label>> definitions_; // by register
  std::vector<bool> reachable_;                          // by label
  std::vector<std::optional<KnownBits>> known_;          // by register
  const std::string* left_out_because_ = nullptr;
};

} // namespace walkcheck::verdict
