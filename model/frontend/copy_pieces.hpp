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

// In order, apart from each other. None: they are not known.
using Members = std::vector<Piece>;

// What a pointer points to, as far as the text tells.
struct Pointee {
  // A variable, or a part of one, is what it is; a pointer may have been cast.
  enum class Known : std::uint8_t { ByPointer, AsLocal, AsVariable };

  Members members;           // of one
  std::uint64_t bytes = 0;   // of one; 0: not known
  bool is_structure = false; // or a union
  Known known = Known::ByPointer;
};

// As much of it as a copy of `bytes` bytes (0: any number) meets.
Pointee pointee_of(const llvm::Value& pointer, std::uint64_t bytes, const llvm::DataLayout& layout);

// What `bytes` bytes (0: any number of them) are members of, that are copied between places of
// these types, or filled at one of them: no piece holds parts of two members of either place.
Members members_of(const std::vector<Pointee>& places, std::uint64_t bytes,
                   std::uint64_t alignment);

// Of the first `bytes` bytes: a piece for each member, and the widest aligned ones in between.
std::vector<Piece> pieces_of(const Members& members, std::uint64_t bytes, std::uint64_t alignment);

// How wide the steps of a loop may be that goes over such members, of any number.
unsigned stride_of(const Members& members, std::uint64_t alignment);

} // namespace walkcheck::frontend
