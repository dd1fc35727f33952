// SPDX-License-Identifier: GPL-2.0-only
// Where the members of a type lie, down to those that are no structures: a copy may be done in
// these, and in no larger pieces.
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

// In order, apart from each other. None: they are not known.
using Members = std::vector<Piece>;

// What `bytes` bytes from an offset on meet of the members of a type, or of a row of such. Of any
// number of bytes (0) one of the type says how narrow its members are.
Members members_in(const llvm::DIType& type, std::uint64_t offset, std::uint64_t bytes);
Members members_in(llvm::Type& type, std::uint64_t offset, std::uint64_t bytes,
                   const llvm::DataLayout& layout);

// Of several places at once: no piece holds parts of two members of any.
Members together(const std::vector<Members>& places);

} // namespace walkcheck::frontend
