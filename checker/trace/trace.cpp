// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/trace.hpp"

namespace walkcheck::trace {

std::uint64_t switches(const std::vector<Step>& steps) {
  std::uint64_t count = 0;
  for (std::size_t i = 1; i < steps.size(); ++i)
    count += steps[i].choice.cpu != steps[i - 1].choice.cpu ? 1 : 0;
  return count;
}

} // namespace walkcheck::trace
