// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/cuts.hpp"

#include "model/frontend/whole/the_trees.hpp"
#include "model/program/diagnostic.hpp"

#include <fmt/format.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Module.h>

#include <filesystem>
#include <map>
#include <vector>

namespace walkcheck::frontend {
namespace {

// Of a function: the name of the cut that replaces it, where that is of its file alone.
constexpr const char* kMark = "walkcheck-cut";

std::string source_name(const llvm::Function& function) {
  if (const llvm::DISubprogram* subprogram = function.getSubprogram())
    return subprogram->getName().str();
  return function.getName().str();
}

std::string file_of(const llvm::DIScope& scope) {
  return std::filesystem::path(scope.getFilename().str()).lexically_normal().string();
}

// The name of what it replaces; empty where it is no cut.
std::string cut_by(const llvm::Function& function) {
  const std::string name = source_name(function);
  return function.isDeclaration() || !name.starts_with(kCutPrefix)
             ? ""
             : name.substr(std::string_view(kCutPrefix).size());
}

bool is_own_cut(const llvm::Function& function) {
  return !function.getName().starts_with(kCutPrefix);
}

void replace(llvm::Function& function, llvm::Function& cut) {
  const llvm::DISubprogram* at = function.getSubprogram();
  if (function.getFunctionType() != cut.getFunctionType())
    throw InputError(
        Diagnostic{at == nullptr ? "" : file_of(*at), at == nullptr ? 0 : at->getLine(), 0,
                   fmt::format("{}() is not of the type of its replacement", source_name(function)),
                   "this kernel has another function of that name: write a replacement for it"});
  function.replaceAllUsesWith(&cut);
  function.eraseFromParent();
}

// Where its text is, by the debug information of what is compiled. It ends behind the last
// statement that is compiled: a macro may hide a brace.
FunctionText text_of(const llvm::Function& function) {
  FunctionText text{source_name(function)};
  const llvm::DISubprogram* known = function.getSubprogram();
  if (function.isDeclaration()) return text;
  text.is_defined = true;
  if (known == nullptr) return text;
  text.file = file_of(*known);
  text.first_line = known->getLine();
  text.last_line = std::max(known->getLine(), known->getScopeLine());
  for (const llvm::Instruction& instruction : llvm::instructions(function)) {
    const llvm::DILocation* at = instruction.getDebugLoc().get();
    if (at == nullptr || at->getInlinedAt() != nullptr) continue;
    text.in_other_files |= file_of(*at->getScope()) != text.file;
    text.last_line = std::max(text.last_line, at->getLine());
  }
  return text;
}

using Cuts = std::map<llvm::Function*, llvm::Function*>; // asked, never iterated

class Finder {
public:
  explicit Finder(llvm::Module& module) {
    std::map<std::string, llvm::Function*> by_name;
    for (llvm::Function& function : module)
      if (const std::string name = cut_by(function); !name.empty() && !is_own_cut(function))
        by_name.emplace(name, &function);
    for (llvm::Function& function : module) {
      llvm::Function* cut = nullptr;
      if (function.hasFnAttribute(kMark))
        cut = module.getFunction(function.getFnAttribute(kMark).getValueAsString());
      else if (const auto found = by_name.find(source_name(function)); found != by_name.end())
        cut = found->second;
      if (cut != nullptr) add(function, *cut);
    }
  }

  const std::vector<llvm::Function*>& functions() const { return functions_; }
  llvm::Function* cut_of(llvm::Function& function) const {
    const auto found = cuts_.find(&function);
    return found == cuts_.end() ? nullptr : found->second;
  }

private:
  void add(llvm::Function& function, llvm::Function& cut) {
    functions_.push_back(&function);
    cuts_.emplace(&function, &cut);
  }

  std::vector<llvm::Function*> functions_; // in the order of the module
  Cuts cuts_;
};

// Meets each value that can be reached from one, itself first; `visit` gives the value to go on
// from, or null.
template <class Visit> void reach(llvm::Value& begin, Visit visit) {
  std::set<llvm::Value*> seen; // asked, never iterated
  std::vector<llvm::User*> open;
  const auto meet = [&](llvm::Value* value) {
    auto* user = llvm::dyn_cast_or_null<llvm::User>(visit(value));
    if (user != nullptr && seen.insert(user).second) open.push_back(user);
  };
  meet(&begin);
  while (!open.empty()) {
    llvm::User* next = open.back();
    open.pop_back();
    for (llvm::Use& operand : next->operands())
      meet(operand.get());
    if (auto* function = llvm::dyn_cast<llvm::Function>(next))
      for (llvm::Instruction& instruction : llvm::instructions(*function))
        meet(&instruction);
  }
}

ReplacedFunction described(llvm::Function& replaced, const Finder& finder) {
  ReplacedFunction described{text_of(replaced), {}};
  reach(replaced, [&](llvm::Value* value) {
    auto* function = llvm::dyn_cast<llvm::Function>(value);
    if (function == nullptr || function == &replaced ||
        (function->isDeclaration() && finder.cut_of(*function) == nullptr))
      return value;
    if (FunctionText text = text_of(*function); !is_ours(text.file))
      described.rests_on.insert(std::move(text));
    return value;
  });
  return described;
}

// As it will be: what a replaced function's own text reaches does not count.
std::set<ReplacedFunction> reached(llvm::Function& entry, const Finder& finder) {
  std::set<llvm::Function*> replaced; // in no order
  reach(entry, [&](llvm::Value* value) -> llvm::Value* {
    auto* function = llvm::dyn_cast<llvm::Function>(value);
    llvm::Function* cut = function == nullptr ? nullptr : finder.cut_of(*function);
    if (cut == nullptr) return value;
    replaced.insert(function);
    return cut;
  });
  std::set<ReplacedFunction> found;
  for (llvm::Function* function : replaced)
    found.insert(described(*function, finder));
  return found;
}

} // namespace

std::string statics_of(const std::string& file) {
  return "tree/files/" + file;
}

void keep_cuts_in(llvm::Module& module, const std::string& file) {
  std::map<std::string, std::string> cuts;
  for (llvm::Function& function : module) {
    const std::string name = cut_by(function);
    if (name.empty() || function.getSubprogram() == nullptr ||
        file_of(*function.getSubprogram()) != statics_of(file))
      continue;
    function.setName(fmt::format("{}:{}", file, function.getName().str()));
    function.setLinkage(llvm::GlobalValue::ExternalLinkage);
    cuts.emplace(name, function.getName().str());
  }
  for (llvm::Function& function : module)
    if (const auto cut = cuts.find(source_name(function));
        cut != cuts.end() && !function.isDeclaration())
      function.addFnAttr(kMark, cut->second);
}

std::set<ReplacedFunction> apply_cuts(llvm::Module& module, const std::string& entry) {
  const Finder finder(module);
  std::set<ReplacedFunction> found;
  if (llvm::Function* begin = module.getFunction(entry); begin != nullptr)
    found = reached(*begin, finder);
  for (llvm::Function* function : finder.functions())
    replace(*function, *finder.cut_of(*function));
  return found;
}

} // namespace walkcheck::frontend
