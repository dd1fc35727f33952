// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/cuts.hpp"

#include "model/frontend/whole/reached.hpp"
#include "model/program/diagnostic.hpp"

#include <fmt/format.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Module.h>

#include <map>
#include <vector>

namespace walkcheck::frontend {
namespace {

std::string source_name(const llvm::Function& function) {
  if (const llvm::DISubprogram* subprogram = function.getSubprogram())
    return subprogram->getName().str();
  return function.getName().str();
}

void replace(llvm::Function& function, llvm::Function& cut) {
  const llvm::DISubprogram* at = function.getSubprogram();
  if (function.getFunctionType() != cut.getFunctionType())
    throw InputError(Diagnostic{
        at == nullptr ? "" : at->getFilename().str(), at == nullptr ? 0 : at->getLine(), 0,
        fmt::format("{}() is not of the type of its replacement", source_name(function)),
        "this kernel has another function of that name: write a replacement for it"});
  function.replaceAllUsesWith(&cut);
  function.eraseFromParent();
}

} // namespace

void apply_cuts(llvm::Module& module) {
  std::map<std::string, llvm::Function*> cuts;
  for (llvm::Function& function : module)
    if (function.getName().starts_with(kCutPrefix) && !function.isDeclaration())
      cuts.emplace(source_name(function).substr(std::string_view(kCutPrefix).size()), &function);
  std::vector<std::pair<llvm::Function*, llvm::Function*>> found;
  for (llvm::Function& function : module)
    if (const auto cut = cuts.find(source_name(function)); cut != cuts.end())
      found.emplace_back(&function, cut->second);
  for (const auto& [function, cut] : found)
    replace(*function, *cut);
}

std::set<std::string> reached_cuts(const llvm::Function& entry) {
  std::set<std::string> names;
  for (const llvm::Function* function : reached_functions(entry))
    if (const std::string name = source_name(*function); name.starts_with(kCutPrefix))
      names.insert(name.substr(std::string_view(kCutPrefix).size()));
  return names;
}

} // namespace walkcheck::frontend
