// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/bit_fields.hpp"

#include "model/frontend/debug_types.hpp"

#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/GlobalVariable.h>

namespace walkcheck::frontend {
namespace {

void add_from(const llvm::DIType* written, std::uint64_t first,
              std::vector<program::Extent>& found);

// A row of any number of dimensions is one of all its elements.
void add_from_array(const llvm::DICompositeType& array, std::uint64_t first,
                    std::vector<program::Extent>& found) {
  const llvm::DIType* element = bare(array.getBaseType());
  if (element == nullptr || element->getSizeInBits() == 0) return;
  std::vector<program::Extent> of_one;
  add_from(element, 0, of_one);
  if (of_one.empty()) return;
  for (std::uint64_t at = 0; at < array.getSizeInBits(); at += element->getSizeInBits())
    for (const program::Extent& each : of_one)
      found.push_back({first + at + each.first, each.bits});
}

void add_from(const llvm::DIType* written, std::uint64_t first,
              std::vector<program::Extent>& found) {
  const auto* type = llvm::dyn_cast_or_null<llvm::DICompositeType>(bare(written));
  if (type == nullptr) return;
  if (type->getTag() == llvm::dwarf::DW_TAG_array_type) return add_from_array(*type, first, found);
  for (const llvm::DINode* element : type->getElements()) {
    const auto* member = llvm::dyn_cast<llvm::DIDerivedType>(element);
    if (member == nullptr) continue;
    const std::uint64_t at = first + member->getOffsetInBits();
    if (member->isBitField())
      found.push_back({at, member->getSizeInBits()});
    else
      add_from(member->getBaseType(), at, found);
  }
}

} // namespace

std::vector<program::Extent> bit_fields_of(const llvm::GlobalVariable& variable) {
  std::vector<program::Extent> found;
  add_from(declared_type(variable), 0, found);
  return found;
}

} // namespace walkcheck::frontend
