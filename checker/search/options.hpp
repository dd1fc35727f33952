// SPDX-License-Identifier: GPL-2.0-only
// How to search, and when to stop.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace walkcheck::search {

enum class Engine : std::uint8_t {
  Auto, // Dpor up to kManyExecutions, then States; Dpor again where their memory is too small
  Dpor,
  States,     // explicit states
  Exhaustive, // all interleavings
};

// From about here on, states are fewer than executions by so much that they are faster.
inline constexpr std::uint64_t kManyExecutions = 100'000;

struct Options {
  Engine engine = Engine::Auto;
  // The number of executions is asked for, which States does not know.
  bool counts_executions = false;
  bool all_cpus = false;                           // leave out no bystanders: see bystanders.hpp
  std::size_t memory_limit = std::size_t{1} << 30; // of what States remembers, in bytes
  std::uint64_t max_executions = UINT64_MAX;
  bool first = false; // stop at the first violation
  bool list = false;  // keep each execution that is explored
  const std::atomic<bool>* interrupted = nullptr;
  const std::atomic<bool>* timed_out = nullptr; // whether the time limit was what interrupted it
  std::optional<unsigned> time_limit;           // in seconds
  // Now and then: how many there were of what, say "executions".
  std::function<void(std::uint64_t count, std::string_view of_what)> progress;
};

inline bool is_interrupted(const Options& options) {
  return options.interrupted != nullptr && options.interrupted->load(std::memory_order_relaxed);
}

} // namespace walkcheck::search
