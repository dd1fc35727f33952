// SPDX-License-Identifier: GPL-2.0-only
// A Source as C for an ordinary compiler: the text that is lowered, preprocessed. The vocabulary's
// addresses are translated at run time (specs/kernel/page.h). Entry point: native_text().
#pragma once

#include "model/frontend/lower.hpp"

#include <map>
#include <set>
#include <string>

namespace walkcheck::frontend {

struct NativeText {
  std::string text;
  std::set<std::string> functions; // those that the spec and the slices define
  std::map<std::string, std::string>
      opaque; // declared but defined nowhere: name and type of result
};

// Throws InputError, as lower() does.
NativeText native_text(const Source& source, const Options& options);

} // namespace walkcheck::frontend
