// SPDX-License-Identifier: GPL-2.0-only
// Finds where the members of a type lie, down to those that are not structures. A copy may be done
// in these pieces, and in no larger ones. Entry points: members_in(), together().
#pragma once

#include <cstdint>
#include <vector>

namespace llvm {
class DataLayout;
class DIType;
class Type;
} // namespace llvm

namespace walkcheck::frontend {

struct Piece {
  std::uint64_t offset;
  unsigned bytes; // 1, 2, 4 or 8
};

// In order, and not overlapping. Empty if they are not known.
using Members = std::vector<Piece>;

// The members of a type, or of a row of such, that are touched by `bytes` bytes from an offset on.
// For any number of bytes (0), one element of the type says how narrow its members are.
Members members_in(const llvm::DIType& type, std::uint64_t offset, std::uint64_t bytes);
Members members_in(llvm::Type& type, std::uint64_t offset, std::uint64_t bytes,
                   const llvm::DataLayout& layout);

// For several places at once: no piece holds parts of two members of any of them.
Members together(const std::vector<Members>& places);

} // namespace walkcheck::frontend
