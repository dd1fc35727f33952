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

// A union's members overlap: the one that consists of the most parts tells them all apart.
void add_union(const llvm::DICompositeType& type, std::uint64_t offset, Members& members) {
  Members most;
  for (const llvm::DINode* element : type.getElements()) {
    Members one;
    if (const auto* member = llvm::dyn_cast<llvm::DIDerivedType>(element))
      add_type(member->getBaseType(), 0, one);
    if (one.size() > most.size()) most = std::move(one);
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

const llvm::DIType* pointee(const llvm::DIType* written) {
  const auto* pointer = llvm::dyn_cast_or_null<llvm::DIDerivedType>(bare(written));
  return pointer == nullptr ? nullptr : bare(pointer->getBaseType());
}

Members known_members(const llvm::Value& pointer, const llvm::DataLayout& layout) {
  Members members;
  if (const auto* address = llvm::dyn_cast<llvm::GEPOperator>(&pointer)) {
    // clang steps over a structure's bytes where it does not step over its members.
    if (!address->getResultElementType()->isIntegerTy(8))
      add_type(*address->getResultElementType(), 0, layout, members);
  } else if (const auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(&pointer)) {
    llvm::SmallVector<llvm::DIGlobalVariableExpression*, 1> known;
    variable->getDebugInfo(known);
    if (!known.empty())
      add_type(known[0]->getVariable()->getType(), 0, members);
    else
      add_type(*variable->getValueType(), 0, layout, members);
  } else if (const auto* alloca = llvm::dyn_cast<llvm::AllocaInst>(&pointer)) {
    const llvm::DIType* type = declared_type(*alloca);
    if (type != nullptr)
      add_type(type, 0, members);
    else
      add_type(*alloca->getAllocatedType(), 0, layout, members);
  } else if (const auto* load = llvm::dyn_cast<llvm::LoadInst>(&pointer)) {
    if (const auto* from = llvm::dyn_cast<llvm::AllocaInst>(load->getPointerOperand()))
      add_type(pointee(declared_type(*from)), 0, members);
  } else if (const auto* call = llvm::dyn_cast<llvm::CallBase>(&pointer)) {
    const llvm::Function* callee = call->getCalledFunction();
    if (callee != nullptr && callee->getSubprogram() != nullptr) {
      const llvm::DITypeRefArray types = callee->getSubprogram()->getType()->getTypeArray();
      if (types.size() != 0) add_type(pointee(types[0]), 0, members);
    }
  }
  return members;
}

} // namespace

// A pointer to one structure may be one to the first of many: what is copied says how many.
Members members_at(const llvm::Value& pointer, std::uint64_t bytes,
                   const llvm::DataLayout& layout) {
  Members members = known_members(pointer, layout);
  if (members.empty()) return members;
  const std::size_t of_one = members.size();
  std::uint64_t one = members.back().offset + members.back().bytes;
  unsigned widest = 1;
  for (const Piece& each : members)
    widest = std::max(widest, each.bytes);
  one = (one + widest - 1) / widest * widest;
  for (std::uint64_t at = one; at < bytes && members.size() < kMostMembers; at += one)
    for (std::size_t i = 0; i < of_one; ++i)
      add(members, at + members[i].offset, members[i].bytes);
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
