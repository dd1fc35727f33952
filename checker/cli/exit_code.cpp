// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/exit_code.hpp"

#include <algorithm>
#include <array>

namespace walkcheck::cli {

using verdict::Verdict;

int exit_code(Verdict verdict) {
  switch (verdict) {
  case Verdict::Holds: return 0;
  case Verdict::Violated: return 10;
  case Verdict::Inconclusive: return 30;
  case Verdict::Vacuous: return 40;
  case Verdict::Diverged: return 50;
  case Verdict::Unexpected: return 60;
  case Verdict::Usage: return kUsage;
  case Verdict::BadInput: return kBadInput;
  case Verdict::Internal: return kInternal;
  }
  return kInternal;
}

int exit_code(const std::vector<verdict::Result>& results, bool expected) {
  // The worst comes first. With --expected only the first four are failures: a verdict that is not
  // the expected one has become UNEXPECTED.
  constexpr std::array kWorst{Verdict::Internal,    Verdict::Diverged, Verdict::BadInput,
                              Verdict::Unexpected,  Verdict::Violated, Verdict::Vacuous,
                              Verdict::Inconclusive};
  const std::size_t count = expected ? 4 : kWorst.size();
  for (std::size_t i = 0; i < count; ++i)
    if (std::ranges::any_of(
            results, [&](const verdict::Result& result) { return result.verdict == kWorst[i]; }))
      return exit_code(kWorst[i]);
  return 0;
}

} // namespace walkcheck::cli
