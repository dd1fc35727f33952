// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/racing.hpp"

#include <algorithm>

namespace walkcheck::report {
namespace {

using trace::Step;

bool accesses_word(const Step& step) {
  return step.before.has_value();
}
bool writes(const Step& step) {
  return step.operation != "load";
}
bool is_table_step(const Step& step) {
  return step.operation.find("table") != std::string::npos;
}

bool same_place(const Step& one, const Step& other) {
  // Accesses are to bytes of one word.
  return one.address / 8 == other.address / 8;
}

bool conflict(const Step& one, const Step& other) {
  if (one.choice.cpu == other.choice.cpu || !same_place(one, other)) return false;
  if (accesses_word(one) != accesses_word(other)) return false;
  return !accesses_word(one) || writes(one) || writes(other);
}

bool takes_part(const trace::Trace& trace, const Step& step) {
  if (!step.note.empty() || is_table_step(step)) return true;
  if (step.address == 0 && !accesses_word(step))
    return step.operation != "fence" && step.operation != "return";
  // Of a deadlock the locks are the story, and who waits for them has taken no step yet.
  if (!accesses_word(step) && !trace.waiting.empty()) return true;
  return std::ranges::any_of(trace.steps, [&](const Step& other) { return conflict(step, other); });
}

} // namespace

std::vector<bool> racing(const trace::Trace& trace) {
  const bool alone = std::ranges::all_of(trace.steps, [&](const Step& step) {
    return step.choice.cpu == trace.steps.front().choice.cpu;
  });
  std::vector<bool> result;
  for (const Step& step : trace.steps)
    result.push_back(alone || takes_part(trace, step));
  if (!result.empty()) result.back() = true;
  return result;
}

} // namespace walkcheck::report
