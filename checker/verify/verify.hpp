// SPDX-License-Identifier: GPL-2.0-only
// One scenario from start to verdict: builds its machine, explores it, judges what was found.
// Entry point: verify(). Nothing here prints or knows of other scenarios.
#pragma once

#include "checker/symbolic/input_cover.hpp"
#include "checker/verify/result.hpp"
#include "model/scenario/build.hpp"
#include "model/scenario/scenario.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace walkcheck::verify {

enum class Engine : std::uint8_t { Dpor, Exhaustive };

struct Options {
  scenario::BuildOptions build;
  Engine engine = Engine::Dpor;
  std::uint64_t max_executions = UINT64_MAX;
  bool first = false; // stop at the first violation
  bool list = false;  // each execution that is explored
  symbolic::CoverOptions cover;
  bool check_classes = false; // ask the solver once more, of whole classes
  const std::atomic<bool>* interrupted = nullptr;
  const std::atomic<bool>* timed_out = nullptr; // whether that was the time limit
  std::optional<unsigned> time_limit;           // in seconds
  std::function<void(std::uint64_t executions)> progress;
};

bool is_interrupted(const Options& options);
// "interrupted", or which limit was met.
std::string interruption(const Options& options);

// A scenario that cannot be built is a result too: BAD INPUT, with its diagnostics.
Result verify(const scenario::Scenario& scenario, const Options& options);

// What a scenario that cannot even be read comes to.
Result bad_input(const std::filesystem::path& scenario, std::vector<Diagnostic> diagnostics);

} // namespace walkcheck::verify
