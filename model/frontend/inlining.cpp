// SPDX-License-Identifier: GPL-2.0-only
// Which functions are inlined: all, so that locals become registers and each place has one path to
// it. Two kinds stay calls: what is recursive, and, where a program would grow beyond all bounds (a
// file of a kernel, with all that its slow paths come to call), what is large and called from more
// than one place.
#include "model/frontend/ir.hpp"

#include <llvm/ADT/SCCIterator.h>
#include <llvm/Analysis/CallGraph.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace walkcheck::frontend {
namespace {

// In instructions, as they are before promotion.
constexpr std::uint64_t kMostInlined = 100'000, kLarge = 500;

using Functions = std::set<const llvm::Function*>; // only looked up, never iterated

class Inlining {
public:
  explicit Inlining(llvm::Module& module) {
    llvm::CallGraph graph(module);
    for (auto component = llvm::scc_begin(&graph); !component.isAtEnd(); ++component)
      for (const llvm::CallGraphNode* node : *component)
        if (const llvm::Function* function = node->getFunction()) {
          callees_first_.push_back(function);
          if (component.hasCycle()) calls_.insert(function);
        }
    for (const llvm::Function* function : callees_first_)
      for (const llvm::Function* callee : callees_of(*function))
        ++sites_[callee];
    if (largest() <= kMostInlined) return;
    sizes_.clear();
    keeps_large_ = true;
    largest();
  }

  bool stays_a_call(const llvm::Function& function) const { return calls_.contains(&function); }

private:
  static std::vector<const llvm::Function*> callees_of(const llvm::Function& function) {
    std::vector<const llvm::Function*> callees;
    for (const llvm::Instruction& instruction : llvm::instructions(function))
      if (const auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction))
        if (const llvm::Function* callee = call->getCalledFunction();
            callee != nullptr && !callee->isDeclaration())
          callees.push_back(callee);
    return callees;
  }

  // With all that is inlined into it. A sum that does not fit is as good as the largest.
  std::uint64_t largest() {
    std::uint64_t largest = 0;
    for (const llvm::Function* function : callees_first_) {
      std::uint64_t size = function->getInstructionCount();
      for (const llvm::Function* callee : callees_of(*function))
        if (!calls_.contains(callee)) size = std::min(size + sizes_[callee], kTooLarge);
      sizes_[function] = size;
      largest = std::max(largest, size);
      if (keeps_large_ && size > kLarge && sites_[function] > 1) calls_.insert(function);
    }
    return largest;
  }

  static constexpr std::uint64_t kTooLarge = std::uint64_t{1} << 32;

  std::vector<const llvm::Function*> callees_first_;
  Functions calls_;
  std::map<const llvm::Function*, std::uint64_t> sites_, sizes_; // only looked up
  bool keeps_large_ = false;
};

} // namespace

void mark_for_inlining(llvm::Module& module, const std::vector<llvm::Function*>& entries) {
  const Inlining inlining(module);
  for (llvm::Function& function : module)
    if (!function.isDeclaration() && std::ranges::count(entries, &function) == 0 &&
        !inlining.stays_a_call(function))
      function.addFnAttr(llvm::Attribute::AlwaysInline);
}

} // namespace walkcheck::frontend
