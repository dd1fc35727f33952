// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/module_lowering.hpp"

#include "model/frontend/whole/world.hpp"

#include "model/frontend/function_lowering.hpp"
#include "model/program/primitive.hpp"

#include <fmt/format.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Instruction.h>
#include <llvm/IR/Module.h>

#include <algorithm>
#include <utility>

namespace walkcheck::frontend {
namespace {

constexpr std::size_t kMostRejected = 20;

bool same(const Diagnostic& a, const Diagnostic& b) {
  return a.file == b.file && a.line == b.line && a.column == b.column && a.cause == b.cause;
}

bool mentions_function(const llvm::Constant& constant) {
  return llvm::isa<llvm::Function>(constant) ||
         std::ranges::any_of(constant.operands(), [](const llvm::Use& operand) {
           const auto* part = llvm::dyn_cast<llvm::Constant>(operand.get());
           return part != nullptr && !llvm::isa<llvm::GlobalVariable>(part) &&
                  mentions_function(*part);
         });
}

// Whether this unit initialises a variable that all units share, even if it does not use it. A
// variable with functions in it would bring in everything that they call, so it is only included if
// it is used.
bool gives_value(const llvm::GlobalVariable& variable) {
  return !variable.isDeclaration() && !variable.hasLocalLinkage() && !variable.isThreadLocal() &&
         !variable.getInitializer()->isNullValue() &&
         !mentions_function(*variable.getInitializer());
}

} // namespace

ModuleLowering::ModuleLowering(llvm::Module& module, SourceFiles& files,
                               const std::map<std::string, Diagnostic>& withdrawn, Texts texts)
    : module_(module), files_(files), withdrawn_(withdrawn), texts_(std::move(texts)),
      debug_(program_.debug, files) {}

const Diagnostic* ModuleLowering::why_withdrawn(const std::string& function) const {
  const auto found = withdrawn_.find(function);
  return found == withdrawn_.end() ? nullptr : &found->second;
}

const llvm::DataLayout& ModuleLowering::layout() const {
  return module_.getDataLayout();
}

program::Program ModuleLowering::lower(const std::vector<llvm::Function*>& entries) {
  for (llvm::Function* entry : entries)
    index_of(*entry);
  lower_reached();
  // Other units read these variables, with the values that this unit gives them. The vocabulary's
  // need no such care: every unit that reads them has them.
  for (llvm::GlobalVariable& variable : module_.globals())
    if (!is_whole() && gives_value(variable) &&
        !files_.is_vocabulary(DebugTable::location(variable).file))
      address_of(variable, nullptr);
  lower_reached();
  reach_struct_pages();
  if (!rejected_.empty()) throw InputError(rejected_);
  program_.is_whole = is_whole();
  program_.opaque.assign(opaque_.begin(), opaque_.end());
  return std::move(program_);
}

// Who computes the address of one may come to any of them.
void ModuleLowering::reach_struct_pages() {
  const auto is_pages = [](const llvm::GlobalVariable* variable) { return is_of_pages(*variable); };
  if (std::ranges::none_of(globals_, is_pages)) return;
  for (llvm::GlobalVariable& variable : module_.globals())
    if (is_of_pages(variable)) address_of(variable, nullptr);
  lower_reached();
}

// Lowering a function or variable may reach further ones.
void ModuleLowering::lower_reached() {
  while (lowered_functions_ < functions_.size() || lowered_globals_ < globals_.size()) {
    if (lowered_functions_ < functions_.size()) {
      llvm::Function& source = *functions_[lowered_functions_];
      current_ = DebugTable::location(source);
      program::Function function = FunctionLowering(*this, source).run();
      program_.functions[lowered_functions_++] = std::move(function);
    } else {
      current_ = DebugTable::location(*globals_[lowered_globals_]);
      lower_global(static_cast<std::uint32_t>(lowered_globals_++));
    }
  }
}

void ModuleLowering::reject(const llvm::Instruction* at, std::string cause, std::string remedy) {
  const program::SourceLocation place = at != nullptr ? debug_.location(*at) : current_;
  Diagnostic found{place.file, place.line, place.column, std::move(cause), std::move(remedy)};
  const bool known =
      std::ranges::any_of(rejected_, [&](const Diagnostic& d) { return same(d, found); });
  if (!known && rejected_.size() < kMostRejected) rejected_.push_back(std::move(found));
}

std::uint32_t ModuleLowering::index_of(llvm::Function& function) {
  const auto [found, is_new] =
      function_index_.emplace(&function, static_cast<std::uint32_t>(functions_.size()));
  if (is_new) {
    functions_.push_back(&function);
    program_.functions.emplace_back();
  }
  return found->second;
}

program::Operand ModuleLowering::undefined(const std::string& name) {
  auto& names = program_.undefined;
  const auto known = std::ranges::find(names, name);
  const auto index = static_cast<std::uint64_t>(known - names.begin());
  if (known == names.end()) names.push_back(name);
  return {program::Operand::Kind::Undefined, index};
}

program::Operand ModuleLowering::address_of(llvm::Function& function,
                                            const llvm::Instruction* user) {
  if (function.isDeclaration() && !is_whole()) {
    const std::string name = function.getName().str();
    reject(user, fmt::format("the address of {}() is used, but nothing defines it", name),
           program::find_primitive(name) ? "call the primitive, or wrap it in a function"
                                         : fmt::format("give {}() a body in the spec", name));
    return {};
  }
  return {program::Operand::Kind::Function, index_of(function)};
}

program::Operand ModuleLowering::address_of(llvm::GlobalVariable& variable,
                                            const llvm::Instruction* user) {
  const auto [found, is_new] =
      global_index_.emplace(&variable, static_cast<std::uint32_t>(globals_.size()));
  if (is_new) {
    const std::string name = variable.getName().str();
    if (variable.isDeclaration() && !is_whole())
      reject(user, fmt::format("the variable {} is declared, but nothing defines it", name),
             fmt::format("declare {} without extern: it is one variable in all specs", name));
    if (variable.isThreadLocal())
      reject(user, fmt::format("the variable {} is thread-local", name),
             "use an array indexed by __wc_this_cpu(), or a static of the spec");
    globals_.push_back(&variable);
    program_.globals.emplace_back();
  }
  return {program::Operand::Kind::Global, found->second};
}

} // namespace walkcheck::frontend
