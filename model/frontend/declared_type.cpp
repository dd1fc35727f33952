// SPDX-License-Identifier: GPL-2.0-only
// Types as text. Two units declare the same type if the texts are equal. Typedefs are looked
// through, as C does, and the target of a pointer counts by its name.
#include "model/frontend/declared_type.hpp"

#include "model/frontend/debug_table.hpp"
#include "model/frontend/whole/link_files.hpp"

#include <fmt/format.h>
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/GlobalVariable.h>

namespace walkcheck::frontend {
namespace {

enum class Depth : std::uint8_t {
  Names,   // of structures
  Members, // also the members of structures
};

std::string text_of(const llvm::DIType* type, Depth depth);

std::string keyword_of(const llvm::DICompositeType& type) {
  switch (type.getTag()) {
  case llvm::dwarf::DW_TAG_union_type: return "union";
  case llvm::dwarf::DW_TAG_enumeration_type: return "enum";
  default: return "struct";
  }
}

std::string members_in(const llvm::DICompositeType& type) {
  std::string text = " {";
  for (const llvm::DINode* element : type.getElements())
    if (const auto* member = llvm::dyn_cast<llvm::DIDerivedType>(element))
      text +=
          fmt::format(" {} {} at {} of {} bits;", text_of(member->getBaseType(), Depth::Members),
                      member->getName().str(), member->getOffsetInBits(), member->getSizeInBits());
  return text + " }";
}

std::string array_text(const llvm::DICompositeType& type, Depth depth) {
  std::string text = text_of(type.getBaseType(), depth);
  std::string bounds;
  for (const llvm::DINode* element : type.getElements())
    if (const auto* range = llvm::dyn_cast<llvm::DISubrange>(element)) {
      const auto* count = llvm::dyn_cast_if_present<llvm::ConstantInt*>(range->getCount());
      bounds += count == nullptr ? "[]" : fmt::format("[{}]", count->getSExtValue());
    }
  return text + ' ' + bounds;
}

std::string composite_text(const llvm::DICompositeType& type, Depth depth) {
  switch (type.getTag()) {
  case llvm::dwarf::DW_TAG_array_type: return array_text(type, depth);
  case llvm::dwarf::DW_TAG_enumeration_type:
    if (type.getBaseType() != nullptr) return text_of(type.getBaseType(), depth);
    break;
  default: break;
  }
  const std::string name = type.getName().empty() ? "" : ' ' + type.getName().str();
  return keyword_of(type) + name + (depth == Depth::Members ? members_in(type) : "");
}

std::string function_text(const llvm::DISubroutineType& type) {
  std::string result = "void", parameters;
  bool first = true;
  for (const llvm::DIType* each : type.getTypeArray()) {
    const std::string text = text_of(each, Depth::Names);
    if (first)
      result = text;
    else
      parameters += (parameters.empty() ? "" : ", ") + text;
    first = false;
  }
  return fmt::format("{} ({})", result, parameters);
}

std::string derived_text(const llvm::DIDerivedType& type, Depth depth) {
  const std::string base = text_of(
      type.getBaseType(), type.getTag() == llvm::dwarf::DW_TAG_pointer_type ? Depth::Names : depth);
  const auto qualified = [&](const std::string& by) {
    return base.ends_with('*') ? base + by : by + ' ' + base;
  };
  switch (type.getTag()) {
  case llvm::dwarf::DW_TAG_pointer_type: return base + " *";
  case llvm::dwarf::DW_TAG_const_type: return qualified("const");
  case llvm::dwarf::DW_TAG_volatile_type: return qualified("volatile");
  case llvm::dwarf::DW_TAG_restrict_type: return qualified("restrict");
  case llvm::dwarf::DW_TAG_atomic_type: return qualified("_Atomic");
  default: return base; // a typedef
  }
}

// An array is constant if its elements are.
bool is_constant(const llvm::DIType* type) {
  if (const auto* derived = llvm::dyn_cast_or_null<llvm::DIDerivedType>(type)) {
    const unsigned tag = derived->getTag();
    return tag == llvm::dwarf::DW_TAG_const_type ||
           (tag != llvm::dwarf::DW_TAG_pointer_type && is_constant(derived->getBaseType()));
  }
  const auto* array = llvm::dyn_cast_or_null<llvm::DICompositeType>(type);
  return array != nullptr && array->getTag() == llvm::dwarf::DW_TAG_array_type &&
         is_constant(array->getBaseType());
}

std::string text_of(const llvm::DIType* type, Depth depth) {
  if (type == nullptr) return "void";
  if (const auto* derived = llvm::dyn_cast<llvm::DIDerivedType>(type))
    return derived_text(*derived, depth);
  if (const auto* composite = llvm::dyn_cast<llvm::DICompositeType>(type))
    return composite_text(*composite, depth);
  if (const auto* function = llvm::dyn_cast<llvm::DISubroutineType>(type))
    return function_text(*function);
  return type->getName().str();
}

} // namespace

program::Declaration declaration_of(const llvm::GlobalVariable& variable) {
  program::Declaration declaration{DebugTable::location(variable), "", "", false};
  llvm::SmallVector<llvm::DIGlobalVariableExpression*, 1> known;
  variable.getDebugInfo(known);
  if (known.empty()) {
    declaration.place.file = declared_in(variable);
    return declaration;
  }
  const llvm::DIType* type = known[0]->getVariable()->getType();
  declaration.type = text_of(type, Depth::Names);
  declaration.layout = text_of(type, Depth::Members);
  declaration.constant = is_constant(type);
  return declaration;
}

} // namespace walkcheck::frontend
