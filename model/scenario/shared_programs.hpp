// SPDX-License-Identifier: GPL-2.0-only
// The programs that specs were lowered to, shared by all scenarios of a run: the variants of a
// template have many specs in common. Entry point: get().
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
  // The program of this source and of `kind`, which stands for all else that decides it. If it is
  // not there yet, `lower` makes it; what that throws is thrown to everyone who asks for this
  // program.
  program::Program get(const std::string& kind, const frontend::Source& source,
                       const std::function<program::Program()>& lower);

private:
  std::mutex mutex_;
  std::map<std::string, std::shared_future<program::Program>> programs_; // by source and kind
};

} // namespace walkcheck::scenario
