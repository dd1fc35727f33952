// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/remarks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace walkcheck::report {

std::string inputs_of(const trace::Trace& trace) {
  std::vector<std::string> values;
  for (const trace::InputChoice& input : trace.chosen)
    values.push_back(fmt::format("{} = {}", input.name, input.choice));
  for (const trace::InputValue& input : trace.values)
    values.push_back(fmt::format("{} = {:#x}", input.name, input.value));
  if (values.empty()) return "";
  return fmt::format("with {}; the same holds for every input with {}", fmt::join(values, ", "),
                     fmt::join(trace.holds_for, ", "));
}

std::string why_shortest(const trace::Trace& trace) {
  const trace::Length& length = trace.length;
  if (length.executions == 0) return "";
  if (!length.least)
    return fmt::format("the shortest in the {} that were explored",
                       plural(length.executions, "execution"));
  return fmt::format("no interleaving violates it with fewer context switches, or with as few and "
                     "fewer steps{}; {}",
                     trace.values.empty() ? "" : ", or with as many for a smaller input",
                     length.executions == 1
                         ? std::string("there is one execution")
                         : fmt::format("all {} executions were compared", length.executions));
}

std::string in_words(const verdict::Note& note) {
  switch (note.kind) {
  case verdict::Note::Kind::ClaimNotReached:
    return fmt::format("no execution reaches the claim of {} at {}", note.of, note.place);
  case verdict::Note::Kind::WalkNotReached:
    return fmt::format("no execution reaches the walk of {} that begins at {}", note.of,
                       note.place);
  case verdict::Note::Kind::ClaimCannotFail:
    return fmt::format("the claim of {} at {} cannot fail here: nobody writes {}", note.of,
                       note.place, note.variable);
  }
  return "";
}

std::string plural(std::uint64_t count, const std::string& noun) {
  if (count == 1) return "1 " + noun;
  if (noun.ends_with('y')) return fmt::format("{} {}ies", count, noun.substr(0, noun.size() - 1));
  const bool hisses = noun.ends_with('h') || noun.ends_with('s');
  return fmt::format("{} {}{}", count, noun, hisses ? "es" : "s");
}

std::string count_of(std::uint64_t executions, std::uint64_t cut) {
  const std::string text = plural(executions, "execution");
  return cut == 0 ? text : fmt::format("{}, {} cut by an assumption", text, cut);
}

} // namespace walkcheck::report
