// SPDX-License-Identifier: GPL-2.0-only
// What specs were lowered to, for all scenarios of a run: the variants of a template have many
// specs in common. Entry point: get().
#pragma once

#include "model/frontend/lower.hpp"

#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <string>

namespace walkcheck::scenario {

class SharedPrograms {
public:
  // The program of this source and kind, which holds whatever else decides it; `lower` makes it
  // where it is not there yet. What it throws is thrown for each who asks.
  program::Program get(const std::string& kind, const frontend::Source& source,
                       const std::function<program::Program()>& lower);

private:
  std::mutex mutex_;
  std::map<std::string, std::shared_future<program::Program>> programs_; // by all that decides it
};

} // namespace walkcheck::scenario
