// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/debug_types.hpp"

#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/DebugInfo.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>

#include <algorithm>

namespace walkcheck::frontend {
namespace {

bool is_array(const llvm::DIType& type) {
  return type.getTag() == llvm::dwarf::DW_TAG_array_type;
}

bool descend_once(const llvm::DIType& type, std::uint64_t offset, MeetPart meet) {
  if (meet(type, offset)) return true;
  const auto* composite = llvm::dyn_cast<llvm::DICompositeType>(&type);
  if (composite == nullptr) return false;
  if (is_array(type)) {
    const llvm::DIType* element = bare(composite->getBaseType());
    const std::uint64_t each = element == nullptr ? 0 : bytes_of(*element);
    return each != 0 && descend_once(*element, offset % each, meet);
  }
  if (!is_structure(type)) return false;
  bool stopped = false;
  for (const llvm::DINode* node : composite->getElements()) {
    const auto* member = llvm::dyn_cast<llvm::DIDerivedType>(node);
    const llvm::DIType* part =
        member == nullptr || member->isBitField() ? nullptr : bare(member->getBaseType());
    const std::uint64_t begin = part == nullptr ? 0 : member->getOffsetInBits() / 8;
    if (part == nullptr || offset < begin) continue;
    if (offset < begin + bytes_of(*part) || member == flexible_member(type))
      stopped |= descend_once(*part, offset - begin, meet);
  }
  return stopped;
}

} // namespace

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

bool is_structure(const llvm::DIType& type) {
  return type.getTag() == llvm::dwarf::DW_TAG_structure_type ||
         type.getTag() == llvm::dwarf::DW_TAG_union_type;
}

const llvm::DIType* pointed_to(const llvm::DIType* written) {
  const auto* pointer = llvm::dyn_cast_or_null<llvm::DIDerivedType>(bare(written));
  return pointer == nullptr ? nullptr : bare(pointer->getBaseType());
}

const llvm::DIDerivedType* flexible_member(const llvm::DIType& type) {
  const auto* composite = llvm::dyn_cast<llvm::DICompositeType>(&type);
  if (composite == nullptr || type.getTag() != llvm::dwarf::DW_TAG_structure_type) return nullptr;
  const llvm::DINodeArray elements = composite->getElements();
  const auto* last = elements.empty()
                         ? nullptr
                         : llvm::dyn_cast<llvm::DIDerivedType>(elements[elements.size() - 1]);
  const llvm::DIType* part = last == nullptr ? nullptr : bare(last->getBaseType());
  return part != nullptr && is_array(*part) && bytes_of(*part) == 0 ? last : nullptr;
}

const llvm::DILocalVariable* declared_variable(const llvm::AllocaInst& alloca) {
  auto* at = const_cast<llvm::AllocaInst*>(&alloca);
  for (const llvm::DbgDeclareInst* each : llvm::findDbgDeclares(at))
    return each->getVariable();
  for (const llvm::DbgVariableRecord* each : llvm::findDVRDeclares(at))
    return each->getVariable();
  return nullptr;
}

const llvm::DIType* declared_type(const llvm::AllocaInst& alloca) {
  const llvm::DILocalVariable* variable = declared_variable(alloca);
  return variable == nullptr ? nullptr : variable->getType();
}

const llvm::DIType* declared_type(const llvm::GlobalVariable& variable) {
  llvm::SmallVector<llvm::DIGlobalVariableExpression*, 1> known;
  variable.getDebugInfo(known);
  return known.empty() ? nullptr : known[0]->getVariable()->getType();
}

bool descend(const llvm::DIType& type, std::uint64_t offset, MeetPart meet) {
  const std::uint64_t bytes = bytes_of(type);
  const bool behind = bytes != 0 && offset >= bytes && flexible_member(type) == nullptr;
  return descend_once(type, behind ? offset % bytes : offset, meet);
}

NamedStructures::NamedStructures(const llvm::Module& module) {
  llvm::DebugInfoFinder finder;
  finder.processModule(module);
  for (const llvm::DIType* type : finder.types()) {
    const llvm::DIType* structure = bare(type);
    if (structure == nullptr || !is_structure(*structure) || type->getName().empty()) continue;
    // clang names a structure without a name of its own after its typedef.
    if (type != structure && type->getTag() != llvm::dwarf::DW_TAG_typedef) continue;
    const bool is_union = structure->getTag() == llvm::dwarf::DW_TAG_union_type;
    std::vector<const llvm::DIType*>& known =
        named_[(is_union ? "union." : "struct.") + type->getName().str()];
    if (std::ranges::count(known, structure) == 0) known.push_back(structure);
  }
}

std::vector<const llvm::DIType*> NamedStructures::find(const llvm::StructType& type,
                                                       std::uint64_t bytes) const {
  if (!type.hasName()) return {};
  llvm::StringRef name = type.getName();
  // LLVM appends a number to the second type of a name.
  const llvm::StringRef number = name.rsplit('.').second;
  auto found = named_.find(name.str());
  if (found == named_.end() && number.find_first_not_of("0123456789") == llvm::StringRef::npos)
    found = named_.find(name.rsplit('.').first.str());
  std::vector<const llvm::DIType*> result;
  if (found != named_.end())
    std::ranges::copy_if(found->second, std::back_inserter(result),
                         [&](const llvm::DIType* each) { return bytes_of(*each) == bytes; });
  return result;
}

} // namespace walkcheck::frontend
