// SPDX-License-Identifier: GPL-2.0-only
// In which pieces a copy or a fill is done. It promises nothing as a whole: C lets a structure be
// copied member by member, so no piece holds two of them; what is not known to be a structure is
// copied in bytes, which it may be of.
#pragma once

#include "model/frontend/pointed_places.hpp"
#include "model/frontend/type_members.hpp"

#include <cstdint>
#include <vector>

namespace walkcheck::frontend {

// What a pointer may point to.
struct Pointee {
  Members members;           // none: they are not known
  std::uint64_t bytes = 0;   // of all of it
  bool is_structure = false; // or a union
  Place::Known known = Place::Known::ByPointer;
  bool or_others = false; // what the pointer leads to may be something else, that is not known
};

// As much of each as a copy of `bytes` bytes (0: any number) meets.
std::vector<Pointee> pointees_of(const Places& places, std::uint64_t bytes,
                                 const llvm::DataLayout& layout);

// What `bytes` bytes (0: any number of them) are members of, that are copied between any of these,
// or filled: no piece holds parts of two members of any.
Members members_of(const std::vector<Pointee>& places, std::uint64_t bytes,
                   std::uint64_t alignment);

// Of the first `bytes` bytes: a piece for each member, and the widest aligned ones in between.
std::vector<Piece> pieces_of(const Members& members, std::uint64_t bytes);

// How wide the steps of a loop may be that goes over such members, of any number.
unsigned stride_of(const Members& members);

} // namespace walkcheck::frontend
