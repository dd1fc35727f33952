// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/verdict.hpp"

namespace walkcheck::report {

std::string verdict_name(verify::Verdict verdict) {
  switch (verdict) {
  case verify::Verdict::Holds: return "HOLDS";
  case verify::Verdict::Violated: return "VIOLATED";
  case verify::Verdict::Inconclusive: return "INCONCLUSIVE";
  case verify::Verdict::Vacuous: return "VACUOUS";
  case verify::Verdict::Diverged: return "DIVERGED";
  case verify::Verdict::Unexpected: return "UNEXPECTED";
  case verify::Verdict::Usage: return "USAGE";
  case verify::Verdict::BadInput: return "BAD INPUT";
  case verify::Verdict::Internal: return "INTERNAL";
  }
  return "";
}

std::string status_name(verify::PropertyResult::Status status) {
  switch (status) {
  case verify::PropertyResult::Status::Holds: return "holds";
  case verify::PropertyResult::Status::Violated: return "violated";
  case verify::PropertyResult::Status::Unchecked: return "unchecked";
  }
  return "";
}

} // namespace walkcheck::report
