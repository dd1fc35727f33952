// SPDX-License-Identifier: GPL-2.0-only
// The architectures that a tree is compiled for, with what kbuild and clang call them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace walkcheck::kbuild {

enum class Architecture : std::uint8_t { X86, Arm64 };

struct ArchitectureNames {
  const char* kbuild; // ARCH=, and the folder below arch/
  const char* triple; // clang's --target=
  const char* symbol; // set in a configuration of it
};

inline const ArchitectureNames& names_of(Architecture architecture) {
  static constexpr std::array<ArchitectureNames, 2> kNames{
      {{"x86", "x86_64-linux-gnu", "CONFIG_X86_64"},
       {"arm64", "aarch64-linux-gnu", "CONFIG_ARM64"}}};
  return kNames[static_cast<std::size_t>(architecture)];
}

// "x86" or "x86_64", "arm64" or "aarch64". Throws InputError where it is another.
Architecture architecture_named(const std::string& name);

} // namespace walkcheck::kbuild
