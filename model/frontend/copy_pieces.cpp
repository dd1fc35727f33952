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

namespace walkcheck::frontend {
namespace {

// As many as are looked at: a copy of more goes by what the first ones are.
constexpr std::size_t kMostMembers = 4096;

void add(Members& members, std::uint64_t offset, std::uint64_t bytes) {
  const bool fits = bytes != 0 && bytes <= 8 && std::has_single_bit(bytes);
  const bool apart = members.empty() || members.back().offset + members.back().bytes <= offset;
  if (fits && apart && members.size() < kMostMembers)
    members.push_back({offset, static_cast<unsigned>(bytes)});
}

void add_type(llvm::Type& type, std::uint64_t offset, const llvm::DataLayout& layout,
              Members& members) {
  if (members.size() >= kMostMembers || !type.isSized()) return;
  if (auto* structure = llvm::dyn_cast<llvm::StructType>(&type)) {
    for (unsigned i = 0; i < structure->getNumElements(); ++i)
      add_type(*structure->getElementType(i),
               offset + layout.getStructLayout(structure)->getElementOffset(i).getFixedValue(),
               layout, members);
  } else if (auto* array = llvm::dyn_cast<llvm::ArrayType>(&type)) {
    const std::uint64_t each = layout.getTypeAllocSize(array->getElementType()).getFixedValue();
    for (std::uint64_t i = 0; i < array->getNumElements() && members.size() < kMostMembers; ++i)
      add_type(*array->getElementType(), offset + i * each, layout, members);
  } else {
    add(members, offset, layout.getTypeStoreSize(&type).getFixedValue());
  }
}

const llvm::DIType* bare(const llvm::DIType* type) {
  for (;;) {
    const auto* derived = llvm::dyn_cast_or_null<llvm::DIDerivedType>(type);
    if (derived == nullptr || derived->getTag() == llvm::dwarf::DW_TAG_pointer_type) return type;
    type = derived->getBaseType();
  }
}

void add_type(const llvm::DIType* written, std::uint64_t offset, Members& members);

void add_structure(const llvm::DICompositeType& type, std::uint64_t offset, Members& members) {
  for (const llvm::DINode* element : type.getElements()) {
    const auto* member = llvm::dyn_cast<llvm::DIDerivedType>(element);
    if (member == nullptr) continue;
    if (!member->isBitField()) {
      add_type(member->getBaseType(), offset + member->getOffsetInBits() / 8, members);
    } else if (const llvm::DIType* unit = bare(member->getBaseType())) {
      const std::uint64_t bits = unit->getSizeInBits();
      if (bits != 0) add(members, offset + member->getOffsetInBits() / bits * bits / 8, bits / 8);
    }
  }
}

// A union's members overlap: one that is all of it is copied in one go, as compilers do. Else the
// one that consists of the most parts tells them all apart.
void add_union(const llvm::DICompositeType& type, std::uint64_t offset, Members& members) {
  Members most;
  for (const llvm::DINode* element : type.getElements()) {
    Members one;
    if (const auto* member = llvm::dyn_cast<llvm::DIDerivedType>(element))
      add_type(member->getBaseType(), 0, one);
    const bool is_all = one.size() == 1 && one[0].bytes * 8 == type.getSizeInBits();
    if (is_all || one.size() > most.size()) most = std::move(one);
    if (is_all) break;
  }
  for (const Piece& each : most)
    add(members, offset + each.offset, each.bytes);
}

void add_array(const llvm::DICompositeType& type, std::uint64_t offset, Members& members) {
  const llvm::DIType* element = bare(type.getBaseType());
  if (element == nullptr || element->getSizeInBits() == 0) return;
  const std::uint64_t each = element->getSizeInBits() / 8;
  for (std::uint64_t at = 0; at < type.getSizeInBits() / 8 && members.size() < kMostMembers;
       at += each)
    add_type(element, offset + at, members);
}

void add_type(const llvm::DIType* written, std::uint64_t offset, Members& members) {
  const llvm::DIType* type = bare(written);
  if (type == nullptr || members.size() >= kMostMembers) return;
  const auto* composite = llvm::dyn_cast<llvm::DICompositeType>(type);
  if (composite == nullptr) return add(members, offset, type->getSizeInBits() / 8);
  switch (composite->getTag()) {
  case llvm::dwarf::DW_TAG_structure_type: return add_structure(*composite, offset, members);
  case llvm::dwarf::DW_TAG_union_type: return add_union(*composite, offset, members);
  case llvm::dwarf::DW_TAG_array_type: return add_array(*composite, offset, members);
  default: return add(members, offset, type->getSizeInBits() / 8);
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

const llvm::DIType* pointed_to(const llvm::DIType* written) {
  const auto* pointer = llvm::dyn_cast_or_null<llvm::DIDerivedType>(bare(written));
  return pointer == nullptr ? nullptr : bare(pointer->getBaseType());
}

Pointee pointee(const llvm::DIType* written) {
  const llvm::DIType* type = bare(written);
  if (type == nullptr) return {};
  Pointee result;
  add_type(type, 0, result.members);
  result.bytes = type->getSizeInBits() / 8;
  result.is_structure = type->getTag() == llvm::dwarf::DW_TAG_structure_type ||
                        type->getTag() == llvm::dwarf::DW_TAG_union_type;
  return result;
}

Pointee pointee(llvm::Type& type, const llvm::DataLayout& layout) {
  if (!type.isSized()) return {};
  Pointee result;
  add_type(type, 0, layout, result.members);
  result.bytes = layout.getTypeAllocSize(&type).getFixedValue();
  result.is_structure = type.isStructTy();
  return result;
}

// A pointer to one structure may be one to the first of many: what is copied says how many.
void repeat(Members& members, std::uint64_t bytes) {
  const std::size_t of_one = members.size();
  std::uint64_t one = members.back().offset + members.back().bytes;
  unsigned widest = 1;
  for (const Piece& each : members)
    widest = std::max(widest, each.bytes);
  one = (one + widest - 1) / widest * widest;
  for (std::uint64_t at = one; at < bytes && members.size() < kMostMembers; at += one)
    for (std::size_t i = 0; i < of_one; ++i)
      add(members, at + members[i].offset, members[i].bytes);
}

bool is_as_aligned(const Pointee& place, std::uint64_t alignment) {
  return std::ranges::any_of(place.members,
                             [&](const Piece& each) { return each.bytes >= alignment; });
}

} // namespace

Pointee pointee_of(const llvm::Value& pointer, const llvm::DataLayout& layout) {
  if (const auto* address = llvm::dyn_cast<llvm::GEPOperator>(&pointer)) {
    // clang steps over a structure's bytes where it does not step over its members.
    if (address->getResultElementType()->isIntegerTy(8)) return {};
    return pointee(*address->getResultElementType(), layout);
  }
  if (const auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(&pointer)) {
    llvm::SmallVector<llvm::DIGlobalVariableExpression*, 1> known;
    variable->getDebugInfo(known);
    return known.empty() ? pointee(*variable->getValueType(), layout)
                         : pointee(known[0]->getVariable()->getType());
  }
  if (const auto* alloca = llvm::dyn_cast<llvm::AllocaInst>(&pointer)) {
    const llvm::DIType* type = declared_type(*alloca);
    return type != nullptr ? pointee(type) : pointee(*alloca->getAllocatedType(), layout);
  }
  if (const auto* load = llvm::dyn_cast<llvm::LoadInst>(&pointer)) {
    if (const auto* from = llvm::dyn_cast<llvm::AllocaInst>(load->getPointerOperand()))
      return pointee(pointed_to(declared_type(*from)));
  } else if (const auto* call = llvm::dyn_cast<llvm::CallBase>(&pointer)) {
    const llvm::Function* callee = call->getCalledFunction();
    if (callee != nullptr && callee->getSubprogram() != nullptr) {
      const llvm::DITypeRefArray types = callee->getSubprogram()->getType()->getTypeArray();
      if (types.size() != 0) return pointee(pointed_to(types[0]));
    }
  }
  return {};
}

Members members_of(const std::vector<Pointee>& places, std::uint64_t bytes,
                   std::uint64_t alignment) {
  auto found = std::ranges::find_if(places, [&](const Pointee& place) {
    return place.is_structure && !place.members.empty() && bytes % place.bytes == 0;
  });
  if (found == places.end())
    found = std::ranges::find_if(
        places, [&](const Pointee& place) { return is_as_aligned(place, alignment); });
  if (found == places.end()) return {};
  Members members = found->members;
  repeat(members, bytes);
  return members;
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
  unsigned narrowest = 8;
  for (const Piece& each : members)
    narrowest = std::min(narrowest, each.bytes);
  // Bytes and what is not known are gone through in words, as the kernel's own functions do.
  if (members.empty() && alignment > 1)
    return static_cast<unsigned>(std::min<std::uint64_t>(alignment, 8));
  return narrowest == 1 ? 8 : narrowest;
}

} // namespace walkcheck::frontend
