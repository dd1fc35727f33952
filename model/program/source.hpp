// SPDX-License-Identifier: GPL-2.0-only
// Where an instruction comes from, kept through inlining: what makes a trace readable.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace walkcheck::program {

struct SourceLocation {
  std::string file; // as the user named it: relative to specs/, the scenario or the kernel tree
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string function;

  bool operator==(const SourceLocation&) const = default;
};

struct Debug {
  // Innermost first: chain[0] may be inside an inlined helper; chain.back() is in the entry
  // function or in one that was not inlined.
  std::vector<SourceLocation> chain;
  // The variable that receives the value read, and the pointer expression's variable, where the
  // debug information knows them, of the function of the place to show; else empty.
  std::string receiver;
  std::string pointer;
  // The place to show, an index in `chain`: the innermost that is not in specs/kernel/.
  std::uint32_t shown = 0;
  // What the source says there: "READ_ONCE(*pgdp)"; empty where there is no text.
  std::string text;
};

// The place to show; null where nothing is known.
inline const SourceLocation* shown(const Debug& debug) {
  return debug.chain.empty() ? nullptr : &debug.chain[debug.shown];
}

} // namespace walkcheck::program
