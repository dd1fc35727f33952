// SPDX-License-Identifier: GPL-2.0-only
// In which pieces a copy or a fill is done. It promises nothing as a whole: C lets a structure be
// copied member by member, so no piece holds two of them.
#pragma once

#include <cstdint>
#include <vector>

namespace llvm {
class DataLayout;
class MemIntrinsic;
class Value;
} // namespace llvm

namespace walkcheck::frontend {

struct Piece {
  std::uint64_t offset;
  unsigned bytes; // 1, 2, 4 or 8
};

// The members of what a pointer points to, as far as the text tells: in order, apart from each
// other. None: it is not known.
using Members = std::vector<Piece>;
Members members_at(const llvm::Value& pointer, std::uint64_t bytes, const llvm::DataLayout& layout);

// Of the first `bytes` bytes: a piece for each member, and the widest aligned ones in between.
std::vector<Piece> pieces_of(const Members& members, std::uint64_t bytes, std::uint64_t alignment);

// How wide the steps of a loop may be that goes over such members, of any number.
unsigned stride_of(const Members& members, std::uint64_t alignment);

} // namespace walkcheck::frontend
