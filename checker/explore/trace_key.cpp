// SPDX-License-Identifier: GPL-2.0-only
#include "checker/explore/trace_key.hpp"

#include <vector>

namespace walkcheck::explore {
namespace {

void append(std::string& key, std::uint64_t number) {
  key += std::to_string(number);
  key += ' ';
}

} // namespace

std::string trace_key(const Execution& execution, std::size_t threads) {
  std::vector<std::string> of_thread(threads);
  std::vector<std::uint64_t> clock;
  for (std::size_t event = 0; event < execution.size(); ++event) {
    clock.assign(threads, 0);
    for (std::size_t earlier = 0; earlier <= event; ++earlier)
      if (execution.happens_before(earlier, event)) ++clock[execution.label(earlier).thread];
    const Label label = execution.label(event);
    append(of_thread[label.thread], label.alternative);
    for (const std::uint64_t count : clock)
      append(of_thread[label.thread], count);
  }
  std::string key;
  for (const std::string& line : of_thread)
    key += line + '\n';
  return key;
}

} // namespace walkcheck::explore
