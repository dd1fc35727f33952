// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/signature.hpp"

#include "model/frontend/debug_table.hpp"
#include "model/program/diagnostic.hpp"
#include "model/support/near_names.hpp"

#include <fmt/format.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Module.h>

namespace walkcheck::frontend {
namespace {

InputError at_entry(const llvm::Function& entry, const std::string& what) {
  const program::SourceLocation place = DebugTable::location(entry);
  return InputError(Diagnostic{
      place.file, place.line, 0, fmt::format("the entry function {}() {}", place.function, what),
      "an entry takes integers and pointers and returns one of them or nothing: wrap it in a "
      "function of the spec that does"});
}

bool is_word(const llvm::Type& type) {
  return (type.isPointerTy() && type.getPointerAddressSpace() == 0) ||
         (type.isIntegerTy() && type.getIntegerBitWidth() <= 64);
}

} // namespace

llvm::Function& find_entry(llvm::Module& module, const std::string& name, const std::string& in) {
  llvm::Function* entry = module.getFunction(name);
  if (entry != nullptr && !entry->isDeclaration()) return *entry;
  std::vector<std::string> names;
  for (const llvm::Function& function : module)
    if (!function.isDeclaration()) names.push_back(function.getName().str());
  const std::string cause =
      fmt::format("there is no function {}() to run{}", name,
                  entry != nullptr ? ": it is declared, but no text defines it" : "");
  throw InputError(Diagnostic{
      in, 0, 0, cause,
      support::did_you_mean(
          name, names,
          "define it; if an #if of the kernel's text leaves it out, define what selects it")});
}

std::vector<std::string> entry_parameters(const llvm::Function& entry) {
  std::vector<std::string> names;
  if (const llvm::DISubprogram* subprogram = entry.getSubprogram())
    for (const llvm::DINode* node : subprogram->getRetainedNodes())
      if (const auto* variable = llvm::dyn_cast<llvm::DILocalVariable>(node);
          variable != nullptr && variable->getArg() != 0) {
        names.resize(std::max<std::size_t>(names.size(), variable->getArg()));
        names[variable->getArg() - 1] = variable->getName().str();
      }
  if (entry.isVarArg()) throw at_entry(entry, "takes a variable number of arguments");
  for (const llvm::Argument& argument : entry.args())
    if (!is_word(*argument.getType()) || argument.hasByValAttr() || argument.hasStructRetAttr())
      throw at_entry(entry, argument.hasStructRetAttr()
                                ? "returns a struct of several words"
                                : fmt::format("has a parameter ({}) that is neither an integer nor "
                                              "a pointer",
                                              argument.getName().str()));
  if (!entry.getReturnType()->isVoidTy() && !is_word(*entry.getReturnType()))
    throw at_entry(entry, "returns neither an integer nor a pointer");
  if (!names.empty() && names.size() != entry.arg_size())
    throw at_entry(entry, "has a parameter that is a struct of several words");
  for (std::size_t i = 0; i < entry.arg_size(); ++i)
    if (i >= names.size() || names[i].empty()) {
      names.resize(entry.arg_size());
      names[i] = entry.getArg(static_cast<unsigned>(i))->getName().str();
    }
  return names;
}

} // namespace walkcheck::frontend
