// SPDX-License-Identifier: GPL-2.0-only
// What a pointer points to is taken from where it comes from: LLVM's pointers have no type, but a
// variable, a member's address and a pointer variable's debug information do.
#include "model/frontend/copy_pieces.hpp"

#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/DebugInfo.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Operator.h>

#include <algorithm>
#include <bit>
#include <set>

namespace walkcheck::frontend {
namespace {

// What a copy meets of a type. One of any length meets it again and again: then one element of each
// array says how narrow its members are.
class Collecting {
public:
  explicit Collecting(std::uint64_t bytes) : bytes_(bytes) {}

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

  Members members() && { return std::move(members_); }

private:
  bool is_beyond(std::uint64_t offset) const { return bytes_ != 0 && offset >= bytes_; }

  void add_member(std::uint64_t offset, std::uint64_t bytes) {
    const bool fits = bytes != 0 && bytes <= 8 && std::has_single_bit(bytes);
    const bool apart = members_.empty() || members_.back().offset + members_.back().bytes <= offset;
    if (fits && apart) members_.push_back({offset, static_cast<unsigned>(bytes)});
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

  std::uint64_t bytes_; // of the copy; 0: any number
  Members members_;
};

const llvm::DIType* bare(const llvm::DIType* type) {
  for (;;) {
    const auto* derived = llvm::dyn_cast_or_null<llvm::DIDerivedType>(type);
    if (derived == nullptr || derived->getTag() == llvm::dwarf::DW_TAG_pointer_type) return type;
    type = derived->getBaseType();
  }
}

std::uint64_t bytes_of(const llvm::DIType& type) {
  return type.getSizeInBits() / 8;
}

void Collecting::add_structure(const llvm::DICompositeType& type, std::uint64_t offset) {
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
}

// Members of several places at once: no piece holds parts of two members of any.
Members together(const std::vector<Pointee>& places);

// A union's members overlap: one that is all of it is copied in one go, as compilers do. Else no
// piece holds parts of two members of any.
void Collecting::add_union(const llvm::DICompositeType& type, std::uint64_t offset) {
  std::vector<Pointee> all;
  for (const llvm::DINode* element : type.getElements()) {
    Collecting of_one(bytes_ == 0 ? 0 : bytes_ - offset);
    if (const auto* member = llvm::dyn_cast<llvm::DIDerivedType>(element))
      of_one.add(member->getBaseType(), 0);
    Members one = std::move(of_one).members();
    const bool is_all = one.size() == 1 && one[0].bytes == bytes_of(type);
    if (is_all) all.clear();
    if (!one.empty()) all.push_back({std::move(one)});
    if (is_all) break;
  }
  if (all.empty()) return;
  for (const Piece& each : together(all))
    add_member(offset + each.offset, each.bytes);
}

void Collecting::add(const llvm::DIType* written, std::uint64_t offset) {
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

// What the debug information says of the variable that has this alloca.
const llvm::DIType* declared_type(const llvm::AllocaInst& alloca) {
  auto* at = const_cast<llvm::AllocaInst*>(&alloca);
  for (const llvm::DbgDeclareInst* each : llvm::findDbgDeclares(at))
    return each->getVariable()->getType();
  for (const llvm::DbgVariableRecord* each : llvm::findDVRDeclares(at))
    return each->getVariable()->getType();
  return nullptr;
}

const llvm::DIType* declared_type(const llvm::GlobalVariable& variable) {
  llvm::SmallVector<llvm::DIGlobalVariableExpression*, 1> known;
  variable.getDebugInfo(known);
  return known.empty() ? nullptr : known[0]->getVariable()->getType();
}

const llvm::DIType* pointed_to(const llvm::DIType* written) {
  const auto* pointer = llvm::dyn_cast_or_null<llvm::DIDerivedType>(bare(written));
  return pointer == nullptr ? nullptr : bare(pointer->getBaseType());
}

Pointee pointee(const llvm::DIType* written, std::uint64_t bytes, Pointee::Known known) {
  const llvm::DIType* type = bare(written);
  if (type == nullptr) return {};
  Collecting collecting(bytes);
  collecting.add(type, 0);
  const bool is_structure = type->getTag() == llvm::dwarf::DW_TAG_structure_type ||
                            type->getTag() == llvm::dwarf::DW_TAG_union_type;
  return {std::move(collecting).members(), bytes_of(*type), is_structure, known};
}

Pointee pointee(llvm::Type& type, std::uint64_t bytes, const llvm::DataLayout& layout,
                Pointee::Known known) {
  if (!type.isSized()) return {};
  Collecting collecting(bytes);
  collecting.add(type, 0, layout);
  return {std::move(collecting).members(), layout.getTypeAllocSize(&type).getFixedValue(),
          type.isStructTy(), known};
}

// A pointer to one may be one to the first of many: what is copied says how many.
void repeat(Pointee& place, std::uint64_t bytes) {
  const std::size_t of_one = place.members.size();
  for (std::uint64_t at = place.bytes; at < bytes; at += place.bytes)
    for (std::size_t i = 0; i < of_one; ++i)
      place.members.push_back({at + place.members[i].offset, place.members[i].bytes});
}

bool is_known(const Pointee& place) {
  return !place.members.empty() && place.bytes != 0;
}

bool are_characters(const Pointee& place) {
  return !place.is_structure &&
         std::ranges::all_of(place.members, [](const Piece& each) { return each.bytes == 1; });
}

bool is_as_aligned(const Pointee& place, std::uint64_t alignment) {
  return std::ranges::any_of(place.members,
                             [&](const Piece& each) { return each.bytes >= alignment; });
}

// What is surely copied. A pointer may have been cast before: what is aligned less than the copy
// says is not. Characters are what any object may be copied as; as a variable they are one.
bool is_surely_copied(const Pointee& place, std::uint64_t alignment) {
  if (place.known == Pointee::Known::AsVariable && place.is_structure) return true;
  return is_as_aligned(place, alignment) &&
         (!are_characters(place) || place.known == Pointee::Known::AsVariable);
}

// The widest aligned pieces between two offsets.
void add_between(Members& pieces, std::uint64_t begin, std::uint64_t end) {
  while (begin < end) {
    unsigned width = 8;
    while (begin % width != 0 || width > end - begin)
      width /= 2;
    pieces.push_back({begin, width});
    begin += width;
  }
}

Members together(const std::vector<Pointee>& places) {
  if (places.size() == 1) return places[0].members;
  std::set<std::uint64_t> borders;
  for (const Pointee& place : places)
    for (const Piece& each : place.members)
      borders.insert({each.offset, each.offset + each.bytes});
  const auto is_member = [&](std::uint64_t offset) {
    return std::ranges::any_of(places, [&](const Pointee& place) {
      return std::ranges::any_of(place.members, [&](const Piece& each) {
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

} // namespace

Pointee pointee_of(const llvm::Value& pointer, std::uint64_t bytes,
                   const llvm::DataLayout& layout) {
  using enum Pointee::Known;
  if (const auto* address = llvm::dyn_cast<llvm::GEPOperator>(&pointer)) {
    // clang steps over a structure's bytes where it does not step over its members.
    if (address->getResultElementType()->isIntegerTy(8)) return {};
    return pointee(*address->getResultElementType(), bytes, layout, AsVariable);
  }
  if (const auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(&pointer)) {
    const llvm::DIType* type = declared_type(*variable);
    return type != nullptr ? pointee(type, bytes, AsVariable)
                           : pointee(*variable->getValueType(), bytes, layout, AsVariable);
  }
  if (const auto* alloca = llvm::dyn_cast<llvm::AllocaInst>(&pointer)) {
    const llvm::DIType* type = declared_type(*alloca);
    return type != nullptr ? pointee(type, bytes, AsLocal)
                           : pointee(*alloca->getAllocatedType(), bytes, layout, AsLocal);
  }
  if (const auto* load = llvm::dyn_cast<llvm::LoadInst>(&pointer)) {
    const llvm::Value* from = load->getPointerOperand();
    if (const auto* local = llvm::dyn_cast<llvm::AllocaInst>(from))
      return pointee(pointed_to(declared_type(*local)), bytes, ByPointer);
    if (const auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(from))
      return pointee(pointed_to(declared_type(*variable)), bytes, ByPointer);
  } else if (const auto* call = llvm::dyn_cast<llvm::CallBase>(&pointer)) {
    const llvm::Function* callee = call->getCalledFunction();
    if (callee != nullptr && callee->getSubprogram() != nullptr) {
      const llvm::DITypeRefArray types = callee->getSubprogram()->getType()->getTypeArray();
      if (types.size() != 0) return pointee(pointed_to(types[0]), bytes, ByPointer);
    }
  }
  return {};
}

Members members_of(const std::vector<Pointee>& places, std::uint64_t bytes,
                   std::uint64_t alignment) {
  const auto those = [&](auto is_one) {
    std::vector<Pointee> found;
    for (const Pointee& place : places)
      if (is_known(place) && is_one(place)) found.push_back(place);
    return found;
  };
  std::vector<Pointee> found =
      those([&](const Pointee& place) { return is_surely_copied(place, alignment); });
  if (found.empty()) found = those([](const Pointee& place) { return place.is_structure; });
  if (found.empty())
    found = those([&](const Pointee& place) { return is_as_aligned(place, alignment); });
  if (found.empty()) return {};
  for (Pointee& place : found)
    repeat(place, bytes);
  return together(found);
}

std::vector<Piece> pieces_of(const Members& members, std::uint64_t bytes, std::uint64_t alignment) {
  std::vector<Piece> pieces;
  const std::uint64_t widest =
      members.empty() && alignment > 1 ? std::min<std::uint64_t>(alignment, 8) : 8;
  auto next = members.begin();
  for (std::uint64_t at = 0; at < bytes;) {
    while (next != members.end() && next->offset < at)
      ++next;
    const bool here = next != members.end() && next->offset == at && at + next->bytes <= bytes;
    std::uint64_t width = here ? next->bytes : widest;
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

unsigned stride_of(const Members& members, std::uint64_t alignment) {
  // Bytes and what is not known are gone through in words, as the kernel's own functions do.
  if (members.empty() && alignment > 1)
    return static_cast<unsigned>(std::min<std::uint64_t>(alignment, 8));
  const auto is_byte = [](const Piece& each) { return each.bytes == 1; };
  if (std::ranges::all_of(members, is_byte)) return 8;
  return std::ranges::min(members, {}, &Piece::bytes).bytes;
}

} // namespace walkcheck::frontend
