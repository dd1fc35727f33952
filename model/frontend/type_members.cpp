// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/type_members.hpp"

#include "model/frontend/debug_types.hpp"

#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/DerivedTypes.h>

#include <algorithm>
#include <bit>
#include <set>

namespace walkcheck::frontend {
namespace {

// Collects the members of a type that a copy touches. A copy of any length touches a type again and
// again. One element of each array then says how narrow its members are.
class MemberCollector {
public:
  explicit MemberCollector(std::uint64_t bytes) : bytes_(bytes) {}

  void add(llvm::Type& type, std::uint64_t offset, const llvm::DataLayout& layout) {
    if (is_beyond(offset) || !type.isSized()) return;
    if (auto* structure = llvm::dyn_cast<llvm::StructType>(&type)) {
      for (unsigned i = 0; i < structure->getNumElements(); ++i)
        add(*structure->getElementType(i),
            offset + layout.getStructLayout(structure)->getElementOffset(i).getFixedValue(),
            layout);
    } else if (auto* array = llvm::dyn_cast<llvm::ArrayType>(&type)) {
      const std::uint64_t each = layout.getTypeAllocSize(array->getElementType()).getFixedValue();
      for_each_element(offset, each, each * array->getNumElements(),
                       [&](std::uint64_t at) { add(*array->getElementType(), at, layout); });
    } else {
      add_member(offset, layout.getTypeStoreSize(&type).getFixedValue());
    }
  }

  void add(const llvm::DIType* written, std::uint64_t offset);

  Members members() && { return together(layers_); }

private:
  bool is_beyond(std::uint64_t offset) const { return bytes_ != 0 && offset >= bytes_; }

  // A member that is wider than a word is taken as several words. A member may also lie within the
  // unit of a bit-field before it.
  void add_member(std::uint64_t offset, std::uint64_t bytes) {
    for (; bytes > 8 && bytes % 8 == 0; offset += 8, bytes -= 8)
      add_piece({offset, 8});
    if (bytes <= 8 && std::has_single_bit(bytes)) add_piece({offset, static_cast<unsigned>(bytes)});
  }

  void add_piece(Piece piece) {
    for (Members& layer : layers_) {
      const Piece last = layer.empty() ? Piece{0, 0} : layer.back();
      if (last.offset == piece.offset && last.bytes == piece.bytes) return;
      if (last.offset + last.bytes <= piece.offset) return layer.push_back(piece);
    }
    layers_.push_back({piece});
  }

  template <class Add>
  void for_each_element(std::uint64_t offset, std::uint64_t each, std::uint64_t all, Add add_one) {
    if (each == 0) return;
    const std::uint64_t last = bytes_ == 0 ? std::min(each, all) : all;
    for (std::uint64_t at = 0; at < last && !is_beyond(offset + at); at += each)
      add_one(offset + at);
  }

  void add_structure(const llvm::DICompositeType& type, std::uint64_t offset);
  void add_union(const llvm::DICompositeType& type, std::uint64_t offset);
  void add_flexible(const llvm::DIDerivedType& member, std::uint64_t offset);

  std::uint64_t bytes_; // of the copy; 0: any number
  std::vector<Members> layers_{1};
};

void MemberCollector::add_structure(const llvm::DICompositeType& type, std::uint64_t offset) {
  for (const llvm::DINode* element : type.getElements()) {
    const auto* member = llvm::dyn_cast<llvm::DIDerivedType>(element);
    if (member == nullptr) continue;
    if (!member->isBitField()) {
      add(member->getBaseType(), offset + member->getOffsetInBits() / 8);
    } else if (const llvm::DIType* unit = bare(member->getBaseType())) {
      const std::uint64_t bits = unit->getSizeInBits();
      if (bits != 0) add_member(offset + member->getOffsetInBits() / bits * bits / 8, bits / 8);
    }
  }
  if (const llvm::DIDerivedType* last = flexible_member(type))
    add_flexible(*last, offset + last->getOffsetInBits() / 8);
}

// Adds as many elements as the copy touches.
void MemberCollector::add_flexible(const llvm::DIDerivedType& member, std::uint64_t offset) {
  const auto* array = llvm::cast<llvm::DICompositeType>(bare(member.getBaseType()));
  const llvm::DIType* element = bare(array->getBaseType());
  const std::uint64_t each = element == nullptr ? 0 : bytes_of(*element);
  for_each_element(offset, each, bytes_ == 0 ? each : bytes_,
                   [&](std::uint64_t at) { add(element, at); });
}

// The members of a union overlap. If one member takes up the whole union, the union is copied in
// one go, as compilers do. Otherwise no piece holds parts of two members of any alternative.
void MemberCollector::add_union(const llvm::DICompositeType& type, std::uint64_t offset) {
  std::vector<Members> all;
  for (const llvm::DINode* element : type.getElements()) {
    MemberCollector of_one(bytes_ == 0 ? 0 : bytes_ - offset);
    if (const auto* member = llvm::dyn_cast<llvm::DIDerivedType>(element))
      of_one.add(member->getBaseType(), 0);
    Members one = std::move(of_one).members();
    const bool is_all = one.size() == 1 && one[0].bytes == bytes_of(type);
    if (is_all) all.clear();
    if (!one.empty()) all.push_back(std::move(one));
    if (is_all) break;
  }
  for (const Piece& each : together(all))
    add_member(offset + each.offset, each.bytes);
}

void MemberCollector::add(const llvm::DIType* written, std::uint64_t offset) {
  const llvm::DIType* type = bare(written);
  if (type == nullptr || is_beyond(offset)) return;
  const auto* composite = llvm::dyn_cast<llvm::DICompositeType>(type);
  if (composite == nullptr) return add_member(offset, bytes_of(*type));
  switch (composite->getTag()) {
  case llvm::dwarf::DW_TAG_structure_type: return add_structure(*composite, offset);
  case llvm::dwarf::DW_TAG_union_type: return add_union(*composite, offset);
  case llvm::dwarf::DW_TAG_array_type:
    if (const llvm::DIType* element = bare(composite->getBaseType()))
      for_each_element(offset, bytes_of(*element), bytes_of(*composite),
                       [&](std::uint64_t at) { add(element, at); });
    return;
  default: return add_member(offset, bytes_of(*type));
  }
}

// Adds the widest aligned pieces between two offsets.
void add_between(Members& pieces, std::uint64_t begin, std::uint64_t end) {
  while (begin < end) {
    unsigned width = 8;
    while (begin % width != 0 || width > end - begin)
      width /= 2;
    pieces.push_back({begin, width});
    begin += width;
  }
}

// The pieces in `bytes` bytes from an offset on, in a row of elements with `each` bytes (0: there
// is only one).
Members window(const Members& of_one, std::uint64_t each, std::uint64_t offset,
               std::uint64_t bytes) {
  Members members;
  const std::uint64_t end = offset + bytes;
  for (std::uint64_t at = each == 0 ? 0 : offset / each * each; at < end; at += each) {
    for (const Piece& piece : of_one) {
      const std::uint64_t begin = std::max(at + piece.offset, offset);
      const std::uint64_t behind = std::min(at + piece.offset + piece.bytes, end);
      if (begin + piece.bytes == behind)
        members.push_back({begin - offset, piece.bytes});
      else if (begin < behind)
        add_between(members, begin - offset, behind - offset);
    }
    if (each == 0) break;
  }
  return members;
}

} // namespace

Members members_in(const llvm::DIType& type, std::uint64_t offset, std::uint64_t bytes) {
  MemberCollector collecting(bytes == 0 ? 0 : offset + bytes);
  collecting.add(&type, 0);
  const Members members = std::move(collecting).members();
  const bool is_row = flexible_member(type) == nullptr;
  return bytes == 0 ? members : window(members, is_row ? bytes_of(type) : 0, offset, bytes);
}

Members members_in(llvm::Type& type, std::uint64_t offset, std::uint64_t bytes,
                   const llvm::DataLayout& layout) {
  if (!type.isSized()) return {};
  MemberCollector collecting(bytes == 0 ? 0 : offset + bytes);
  collecting.add(type, 0, layout);
  const Members members = std::move(collecting).members();
  return bytes == 0
             ? members
             : window(members, layout.getTypeAllocSize(&type).getFixedValue(), offset, bytes);
}

Members together(const std::vector<Members>& places) {
  if (places.size() == 1) return places[0];
  std::set<std::uint64_t> borders;
  for (const Members& place : places)
    for (const Piece& each : place)
      borders.insert({each.offset, each.offset + each.bytes});
  const auto is_member = [&](std::uint64_t offset) {
    return std::ranges::any_of(places, [&](const Members& place) {
      return std::ranges::any_of(place, [&](const Piece& each) {
        return each.offset <= offset && offset < each.offset + each.bytes;
      });
    });
  };
  Members pieces;
  for (auto border = borders.begin(); border != borders.end() && std::next(border) != borders.end();
       ++border)
    if (is_member(*border)) add_between(pieces, *border, *std::next(border));
  return pieces;
}

} // namespace walkcheck::frontend
