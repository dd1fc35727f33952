// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/verdict.hpp"

namespace walkcheck::report {

std::string verdict_name(verdict::Verdict verdict) {
  switch (verdict) {
  case verdict::Verdict::Holds: return "HOLDS";
  case verdict::Verdict::Violated: return "VIOLATED";
  case verdict::Verdict::Inconclusive: return "INCONCLUSIVE";
  case verdict::Verdict::Vacuous: return "VACUOUS";
  case verdict::Verdict::Diverged: return "DIVERGED";
  case verdict::Verdict::Unexpected: return "UNEXPECTED";
  case verdict::Verdict::Usage: return "USAGE";
  case verdict::Verdict::BadInput: return "BAD INPUT";
  case verdict::Verdict::Internal: return "INTERNAL";
  }
  return "";
}

std::optional<verdict::Verdict> verdict_named(const std::string& name) {
  using enum verdict::Verdict;
  for (const verdict::Verdict verdict :
       {Holds, Violated, Inconclusive, Vacuous, Diverged, Unexpected, Usage, BadInput, Internal})
    if (verdict_name(verdict) == name) return verdict;
  return std::nullopt;
}

std::string status_name(verdict::PropertyResult::Status status) {
  switch (status) {
  case verdict::PropertyResult::Status::Holds: return "holds";
  case verdict::PropertyResult::Status::Violated: return "violated";
  case verdict::PropertyResult::Status::Unchecked: return "unchecked";
  }
  return "";
}

} // namespace walkcheck::report
