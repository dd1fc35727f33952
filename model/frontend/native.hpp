// SPDX-License-Identifier: GPL-2.0-only
// A Source as C for an ordinary compiler: the text that is lowered, preprocessed, with the
// vocabulary's addresses translated at run time (specs/kernel/page.h).
#pragma once

#include "model/frontend/lower.hpp"

#include <map>
#include <set>
#include <string>

namespace walkcheck::frontend {

struct NativeText {
  std::string text;
  std::set<std::string> functions; // that the spec and the slices define
  std::map<std::string, std::string>
      opaque; // declared and defined nowhere: name and type of result
};

// Throws InputError, as lower() does.
NativeText native_text(const Source& source, const Options& options);

} // namespace walkcheck::frontend
