// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/members.hpp"

#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/GlobalVariable.h>

namespace walkcheck::frontend {
namespace {

// The type without typedefs and qualifiers.
const llvm::DIType* unqualified(const llvm::DIType* type) {
  for (;;) {
    const auto* derived = llvm::dyn_cast_or_null<llvm::DIDerivedType>(type);
    if (derived == nullptr) return type;
    switch (derived->getTag()) {
    case llvm::dwarf::DW_TAG_typedef:
    case llvm::dwarf::DW_TAG_const_type:
    case llvm::dwarf::DW_TAG_volatile_type:
    case llvm::dwarf::DW_TAG_atomic_type: type = derived->getBaseType(); break;
    default: return type;
    }
  }
}

void add_members(const llvm::DIType* written, const std::string& name, std::uint64_t offset,
                 std::vector<program::Member>& members) {
  const llvm::DIType* type = unqualified(written);
  if (type == nullptr || type->getTag() == llvm::dwarf::DW_TAG_array_type) return;
  const auto* composite = llvm::dyn_cast<llvm::DICompositeType>(type);
  if (composite == nullptr || type->getTag() == llvm::dwarf::DW_TAG_enumeration_type) {
    members.push_back({name, offset, type->getSizeInBits() / 8});
    return;
  }
  for (const llvm::DINode* element : composite->getElements()) {
    const auto* member = llvm::dyn_cast<llvm::DIDerivedType>(element);
    if (member == nullptr || member->isBitField()) continue;
    // A member that is an anonymous structure has no name.
    const std::string inner = composite->getElements().size() == 1 ? "" : member->getName().str();
    const std::string joined = name.empty() || inner.empty() ? name + inner : name + '.' + inner;
    add_members(member->getBaseType(), joined, offset + member->getOffsetInBits() / 8, members);
  }
}

} // namespace

std::vector<program::Member> members_of(const llvm::GlobalVariable& variable) {
  std::vector<program::Member> members;
  llvm::SmallVector<llvm::DIGlobalVariableExpression*, 1> known;
  variable.getDebugInfo(known);
  if (!known.empty()) add_members(known[0]->getVariable()->getType(), "", 0, members);
  return members;
}

} // namespace walkcheck::frontend
