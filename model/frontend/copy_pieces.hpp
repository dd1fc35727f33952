// SPDX-License-Identifier: GPL-2.0-only
// Decides in which pieces a copy or a fill is done. C does not promise to copy a structure as a
// whole: it may be copied member by member, so no piece holds two members. If the structure is not
// known, the copy is done in bytes, as members may be that small. Entry points: pointees_of(),
// members_of(), pieces_of().
#pragma once

#include "model/frontend/pointed_places.hpp"
#include "model/frontend/type_members.hpp"

#include <cstdint>
#include <vector>

namespace walkcheck::frontend {

// A place that a pointer may point to.
struct Pointee {
  Members members;           // none if they are not known
  std::uint64_t bytes = 0;   // of the whole place
  bool is_structure = false; // or a union
  Place::Known known = Place::Known::ByPointer;
  bool or_others = false; // the pointer may also lead to other places, which are not known
};

// For each of the places, the part that a copy of `bytes` bytes (0: any number) touches.
std::vector<Pointee> pointees_of(const Places& places, std::uint64_t bytes,
                                 const llvm::DataLayout& layout);

// The members in `bytes` bytes (0: any number) that are copied between any of these places, or
// filled: no piece holds parts of two members of any of them.
Members members_of(const std::vector<Pointee>& places, std::uint64_t bytes,
                   std::uint64_t alignment);

// The first `bytes` bytes in pieces: one for each member, and the widest aligned ones in between.
std::vector<Piece> pieces_of(const Members& members, std::uint64_t bytes);

// How wide the steps of a loop over such members may be, whatever their number.
unsigned stride_of(const Members& members);

} // namespace walkcheck::frontend
