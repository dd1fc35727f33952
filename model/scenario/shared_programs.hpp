// SPDX-License-Identifier: GPL-2.0-only
// The programs that specs were lowered to, shared by all scenarios of a run: the variants of a
// template have many specs in common. Entry point: get().
#pragma once

#include "model/frontend/lower.hpp"
#include "model/support/made_once.hpp"

#include <functional>
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
  support::MadeOnce<program::Program> programs_; // by source and kind
};

} // namespace walkcheck::scenario
