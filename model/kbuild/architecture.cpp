// SPDX-License-Identifier: GPL-2.0-only
#include "model/kbuild/architecture.hpp"

#include "model/program/diagnostic.hpp"

#include <fmt/format.h>

namespace walkcheck::kbuild {

Architecture architecture_named(const std::string& name) {
  if (name == "x86" || name == "x86_64") return Architecture::X86;
  if (name == "arm64" || name == "aarch64") return Architecture::Arm64;
  throw InputError(Diagnostic{"", 0, 0, fmt::format("'{}' is no architecture known here", name),
                              "name x86 or arm64"});
}

} // namespace walkcheck::kbuild
