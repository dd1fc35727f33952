// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/file_functions.hpp"

#include "model/frontend/whole/compile_files.hpp"

#include <fmt/format.h>
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

namespace walkcheck::frontend {
namespace {

TypeKind kind_of(const llvm::DIType* type) {
  if (type == nullptr) return TypeKind::Void;
  switch (type->getTag()) {
  case llvm::dwarf::DW_TAG_typedef:
  case llvm::dwarf::DW_TAG_const_type:
  case llvm::dwarf::DW_TAG_volatile_type:
    return kind_of(llvm::cast<llvm::DIDerivedType>(type)->getBaseType());
  case llvm::dwarf::DW_TAG_pointer_type: return TypeKind::Pointer;
  case llvm::dwarf::DW_TAG_structure_type:
  case llvm::dwarf::DW_TAG_union_type: return TypeKind::Structure;
  case llvm::dwarf::DW_TAG_enumeration_type: return TypeKind::Integer;
  case llvm::dwarf::DW_TAG_base_type: {
    const auto encoding = llvm::cast<llvm::DIBasicType>(type)->getEncoding();
    if (encoding == llvm::dwarf::DW_ATE_boolean) return TypeKind::Bool;
    return encoding == llvm::dwarf::DW_ATE_float ? TypeKind::Other : TypeKind::Integer;
  }
  default: return TypeKind::Other;
  }
}

std::string tagged(const char* tag, const llvm::DIType& type) {
  return type.getName().empty() ? "" : fmt::format("{} {}", tag, type.getName().str());
}

std::string text_of(const llvm::DIType* type) {
  if (type == nullptr) return "void";
  const auto* derived = llvm::dyn_cast<llvm::DIDerivedType>(type);
  const auto base = [&] { return text_of(derived->getBaseType()); };
  switch (type->getTag()) {
  case llvm::dwarf::DW_TAG_typedef:
  case llvm::dwarf::DW_TAG_base_type: return type->getName().str();
  case llvm::dwarf::DW_TAG_structure_type: return tagged("struct", *type);
  case llvm::dwarf::DW_TAG_union_type: return tagged("union", *type);
  case llvm::dwarf::DW_TAG_enumeration_type: return tagged("enum", *type);
  case llvm::dwarf::DW_TAG_const_type:
  case llvm::dwarf::DW_TAG_volatile_type: return base(); // of a parameter, or what it points to
  case llvm::dwarf::DW_TAG_pointer_type: {
    const std::string to = base();
    return to.empty() ? "" : to + (to.ends_with('*') ? "*" : " *");
  }
  default: return "";
  }
}

const llvm::DIType* without_qualifiers(const llvm::DIType* type) {
  while (type != nullptr && (type->getTag() == llvm::dwarf::DW_TAG_typedef ||
                             type->getTag() == llvm::dwarf::DW_TAG_const_type ||
                             type->getTag() == llvm::dwarf::DW_TAG_volatile_type))
    type = llvm::cast<llvm::DIDerivedType>(type)->getBaseType();
  return type;
}

WrittenType written(const llvm::DIType* type) {
  WrittenType result{text_of(type), kind_of(type), "", TypeKind::Other};
  if (result.kind != TypeKind::Pointer) return result;
  const llvm::DIType* to = llvm::cast<llvm::DIDerivedType>(without_qualifiers(type))->getBaseType();
  result.pointee = text_of(to);
  result.pointee_kind = kind_of(to);
  return result;
}

bool is_empty(const llvm::Function& function) {
  for (const llvm::BasicBlock& block : function)
    for (const llvm::Instruction& instruction : block) {
      if (llvm::isa<llvm::AllocaInst, llvm::BranchInst, llvm::DbgInfoIntrinsic>(instruction) ||
          instruction.isLifetimeStartOrEnd())
        continue;
      // Parameters are put into locals.
      const auto* store = llvm::dyn_cast<llvm::StoreInst>(&instruction);
      if (store != nullptr && llvm::isa<llvm::Argument>(store->getValueOperand()) &&
          llvm::isa<llvm::AllocaInst>(store->getPointerOperand()))
        continue;
      const auto* result = llvm::dyn_cast<llvm::ReturnInst>(&instruction);
      if (result != nullptr && (result->getReturnValue() == nullptr ||
                                llvm::isa<llvm::Constant>(result->getReturnValue())))
        continue;
      return false;
    }
  return true;
}

std::set<std::string> calls_of(const llvm::Function& function) {
  std::set<std::string> names;
  for (const llvm::BasicBlock& block : function)
    for (const llvm::Instruction& instruction : block) {
      const auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
      const llvm::Function* callee = call == nullptr ? nullptr : call->getCalledFunction();
      if (callee == nullptr || callee->isIntrinsic()) continue;
      const llvm::DISubprogram* subprogram = callee->getSubprogram();
      names.insert(subprogram == nullptr ? callee->getName().str() : subprogram->getName().str());
    }
  return names;
}

FileFunction described(const llvm::Function& function, const llvm::DISubprogram& subprogram) {
  FileFunction result;
  result.name = subprogram.getName().str();
  result.file = subprogram.getFilename().str();
  result.line = subprogram.getLine();
  result.is_empty = is_empty(function);
  result.has_more = function.isVarArg();
  result.calls = calls_of(function);
  const llvm::DITypeRefArray types = subprogram.getType()->getTypeArray();
  for (unsigned i = 0; i < types.size(); ++i)
    if (i == 0)
      result.result = written(types[i]);
    else if (types[i] != nullptr) // the end of those that are named
      result.parameters.push_back({"", written(types[i])});
  for (const llvm::DINode* node : subprogram.getRetainedNodes())
    if (const auto* variable = llvm::dyn_cast<llvm::DILocalVariable>(node);
        variable != nullptr && variable->getArg() != 0 &&
        variable->getArg() <= result.parameters.size())
      result.parameters[variable->getArg() - 1].name = variable->getName().str();
  return result;
}

} // namespace

std::vector<FileFunction> functions_of_file(const std::string& file, const std::string& kept,
                                            const std::filesystem::path& specs,
                                            kbuild::PreparedTree& tree) {
  // Clang makes no code for what is static and unused.
  const std::string keep =
      kept.empty()
          ? ""
          : fmt::format("static typeof({0}) *wc_kept __attribute__((__used__)) = {0};\n", kept);
  llvm::LLVMContext context;
  WholeSource source;
  source.files = {file};
  source.specs = specs;
  source.defines = {{"WALKCHECK_PAGING", "4"}};
  const auto module = compile_with(source, keep, tree, context);
  std::vector<FileFunction> functions;
  for (const llvm::Function& function : *module)
    if (const llvm::DISubprogram* subprogram = function.getSubprogram();
        subprogram != nullptr && !function.isDeclaration())
      functions.push_back(described(function, *subprogram));
  return functions;
}

} // namespace walkcheck::frontend
