// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/copy_pieces.hpp"

#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/DerivedTypes.h>

#include <algorithm>

namespace walkcheck::frontend {
namespace {

// If the text names a member or an element of the place: the parts that it may be. For a copy of
// any number of bytes these are the elements of the arrays that the place may be in.
std::vector<const llvm::DIType*> named_parts(const Place& place, std::uint64_t bytes) {
  std::vector<const llvm::DIType*> found;
  if (place.part == 0 || bytes > place.part) return found;
  descend(*place.declared, place.offset, [&](const llvm::DIType& part, std::uint64_t offset) {
    const auto* array = llvm::dyn_cast<llvm::DICompositeType>(&part);
    const bool is_array = array != nullptr && part.getTag() == llvm::dwarf::DW_TAG_array_type;
    const llvm::DIType* element = is_array ? bare(array->getBaseType()) : nullptr;
    const llvm::DIType* one = bytes == 0 ? element : offset == 0 ? &part : nullptr;
    const bool fits = one != nullptr && bytes_of(*one) == place.part;
    if (fits) found.push_back(one);
    return fits;
  });
  return found;
}

void add_pointees(std::vector<Pointee>& found, const Place& place, std::uint64_t bytes,
                  const llvm::DataLayout& layout) {
  if (place.declared == nullptr)
    return found.push_back({members_in(*place.laid_out, place.offset, bytes, layout),
                            layout.getTypeAllocSize(place.laid_out).getFixedValue(),
                            place.laid_out->isStructTy(), place.known});
  const auto add = [&](const llvm::DIType& type, std::uint64_t offset) {
    found.push_back(
        {members_in(type, offset, bytes), bytes_of(type), is_structure(type), place.known});
  };
  const std::vector<const llvm::DIType*> parts = named_parts(place, bytes);
  for (const llvm::DIType* part : parts)
    add(*part, 0);
  if (parts.empty()) add(*place.declared, place.offset);
}

bool has_members(const Pointee& place) {
  return !place.members.empty();
}

bool are_characters(const Pointee& place) {
  return !place.is_structure &&
         std::ranges::all_of(place.members, [](const Piece& each) { return each.bytes == 1; });
}

bool is_as_aligned(const Pointee& place, std::uint64_t alignment) {
  return std::ranges::any_of(place.members,
                             [&](const Piece& each) { return each.bytes >= alignment; });
}

// Whether this place is certainly copied. A pointer may have been cast before, so a place with less
// alignment than the copy is not certain. Any object may be copied as characters, so only a
// variable of characters is certain.
bool is_surely_copied(const Pointee& place, std::uint64_t alignment) {
  if (place.known == Place::Known::AsVariable && place.is_structure) return true;
  return is_as_aligned(place, alignment) &&
         (!are_characters(place) || place.known == Place::Known::AsVariable);
}

Members all_bytes(std::uint64_t bytes) {
  Members members;
  for (std::uint64_t at = 0; at < std::max<std::uint64_t>(bytes, 1); ++at)
    members.push_back({at, 1});
  return members;
}

} // namespace

std::vector<Pointee> pointees_of(const Places& places, std::uint64_t bytes,
                                 const llvm::DataLayout& layout) {
  std::vector<Pointee> found;
  for (const Place& each : places.all)
    add_pointees(found, each, bytes, layout);
  for (Pointee& each : found)
    each.or_others = places.or_others;
  if (places.or_others) found.push_back({});
  return found;
}

Members members_of(const std::vector<Pointee>& places, std::uint64_t bytes,
                   std::uint64_t alignment) {
  if (places.empty()) return {}; // the copied locals are words
  const auto those = [&](auto is_one) {
    std::vector<Members> found;
    for (const Pointee& place : places)
      if (has_members(place) && is_one(place)) found.push_back(place.members);
    return found;
  };
  const auto is_sure = [&](const Pointee& place) { return is_surely_copied(place, alignment); };
  // A whole structure is copied from or to one of the places.
  const bool is_whole = std::ranges::any_of(places, [&](const Pointee& place) {
    return has_members(place) && is_sure(place) && place.is_structure && place.bytes == bytes &&
           !place.or_others;
  });
  if (!is_whole && !std::ranges::all_of(places, has_members)) return all_bytes(bytes);
  std::vector<Members> found = those(is_sure);
  if (found.empty()) found = those([](const Pointee& place) { return place.is_structure; });
  if (found.empty())
    found = those([&](const Pointee& place) { return is_as_aligned(place, alignment); });
  return found.empty() ? all_bytes(bytes) : together(found);
}

std::vector<Piece> pieces_of(const Members& members, std::uint64_t bytes) {
  std::vector<Piece> pieces;
  auto next = members.begin();
  for (std::uint64_t at = 0; at < bytes;) {
    while (next != members.end() && next->offset < at)
      ++next;
    const bool here = next != members.end() && next->offset == at && at + next->bytes <= bytes;
    std::uint64_t width = here ? next->bytes : 8;
    if (!here) {
      const std::uint64_t end =
          next != members.end() && next->offset > at ? std::min(next->offset, bytes) : bytes;
      while (at % width != 0 || width > end - at)
        width /= 2;
    }
    pieces.push_back({at, static_cast<unsigned>(width)});
    at += width;
  }
  return pieces;
}

unsigned stride_of(const Members& members) {
  return members.empty() ? 8 : std::ranges::min(members, {}, &Piece::bytes).bytes;
}

} // namespace walkcheck::frontend
