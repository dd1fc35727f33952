// SPDX-License-Identifier: GPL-2.0-only
#include "model/program/program.hpp"

#include <algorithm>
#include <utility>

namespace walkcheck::program {
namespace {

// Addresses between two locals: as many as the first is long, and never fewer than these.
constexpr std::uint64_t kLeastGap = 4096;

constexpr std::uint64_t rounded_up(std::uint64_t value, std::uint64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

} // namespace

std::uint32_t add_local(Function& function, std::string name, std::uint64_t bytes,
                        std::uint64_t alignment) {
  // Aligned as it asks, and no better: what goes by more than that is found.
  const std::uint64_t at =
      rounded_up(std::max(function.private_span, kLeastGap), 2 * alignment) + alignment;
  function.locals.push_back({std::move(name), at, bytes, function.private_bytes, alignment});
  // Two locals never share a word.
  function.private_bytes += rounded_up(bytes, 8);
  function.private_span = at + bytes + std::max(bytes, kLeastGap);
  return static_cast<std::uint32_t>(function.locals.size() - 1);
}

} // namespace walkcheck::program
