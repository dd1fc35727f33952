// SPDX-License-Identifier: GPL-2.0-only
// How to search, and when to stop.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>

namespace walkcheck::search {

enum class Engine : std::uint8_t {
  Dpor,
  States,     // explicit states
  Exhaustive, // all interleavings
};

struct Options {
  Engine engine = Engine::Dpor;
  std::uint64_t max_executions = UINT64_MAX;
  bool first = false; // stop at the first violation
  bool list = false;  // keep each execution that is explored
  const std::atomic<bool>* interrupted = nullptr;
  const std::atomic<bool>* timed_out = nullptr; // whether the time limit was what interrupted it
  std::optional<unsigned> time_limit;           // in seconds
  std::function<void(std::uint64_t executions)> progress; // now and then
};

inline bool is_interrupted(const Options& options) {
  return options.interrupted != nullptr && options.interrupted->load();
}

} // namespace walkcheck::search
