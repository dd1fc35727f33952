// SPDX-License-Identifier: GPL-2.0-only
// An object with automatic storage lives as long as its block (C11 6.2.4p6, 6.5.2.5p5). clang marks
// these lifetimes, but not for a variable past which a jump leads or before which a label stands,
// and not for compound literals: these would live as long as their function. This file marks them,
// as the debug information of the instructions tells: where control enters the block, where it
// leaves it, and where it reaches the declaration, as a variable has no value again from there on.
// If control never reaches a variable's declaration, clang does not keep its place: such a variable
// is refused. Entry point: mark_scopes().
#include "model/frontend/ir.hpp"

#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/DebugInfo.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace walkcheck::frontend {
namespace {

using Scope = const llvm::DILocalScope*;

// Null if it is the function itself, or not known.
Scope parent_of(Scope scope) {
  const auto* block = llvm::dyn_cast<llvm::DILexicalBlockBase>(scope);
  return block == nullptr ? nullptr : block->getScope()->getNonLexicalBlockFileScope();
}

bool is_within(Scope inner, Scope outer) {
  for (; inner != nullptr; inner = parent_of(inner))
    if (inner == outer) return true;
  return false;
}

Scope scope_of(const llvm::Instruction& instruction) {
  const llvm::DebugLoc& place = instruction.getDebugLoc();
  return place ? place->getScope()->getNonLexicalBlockFileScope() : nullptr;
}

bool has_lifetime(const llvm::AllocaInst& alloca) {
  return std::ranges::any_of(alloca.users(), [](const llvm::User* user) {
    const auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(user);
    return intrinsic != nullptr && intrinsic->isLifetimeStartOrEnd();
  });
}

// Where control reaches the declaration; null if there is none, or if it is a parameter.
struct Declaration {
  Scope scope = nullptr;
  llvm::Instruction* place = nullptr;
};

Declaration declaration_of(llvm::AllocaInst& alloca) {
  for (llvm::DbgVariableRecord* record : llvm::findDVRDeclares(&alloca))
    if (!record->getVariable()->isParameter())
      return {record->getVariable()->getScope()->getNonLexicalBlockFileScope(),
              record->getMarker()->MarkedInstr};
  for (llvm::DbgDeclareInst* declare : llvm::findDbgDeclares(&alloca))
    if (!declare->getVariable()->isParameter())
      return {declare->getVariable()->getScope()->getNonLexicalBlockFileScope(), declare};
  return {};
}

bool is_declared(llvm::AllocaInst& alloca) {
  return !llvm::findDVRDeclares(&alloca).empty() || !llvm::findDbgDeclares(&alloca).empty();
}

bool is_literal(const llvm::AllocaInst& alloca) {
  return alloca.getName().starts_with(".compoundliteral");
}

// A structure that is returned may be built in place of a variable. It outlives that variable's
// block.
bool is_result(const llvm::AllocaInst& alloca) {
  return alloca.getName().starts_with("retval") && alloca.getAllocatedType()->isAggregateType();
}

// Whether the local is one of the compiler's own called "tmp": it is written once, and its address
// is not stored.
bool is_temporary(const llvm::AllocaInst& alloca) {
  unsigned stores = 0;
  for (const llvm::User* user : alloca.users()) {
    const auto* store = llvm::dyn_cast<llvm::StoreInst>(user);
    if (store == nullptr) continue;
    if (store->getValueOperand() == &alloca) return false;
    ++stores;
  }
  return stores <= 1;
}

// Whether the compiler made the local. Names in C do not have these characters; the other names
// that the compiler uses are listed.
bool is_compilers(const llvm::AllocaInst& alloca) {
  const llvm::StringRef name = alloca.getName();
  if (name.empty() || name.contains('.') || name.contains('-')) return true;
  if (name.starts_with("tmp")) return is_temporary(alloca);
  return name.starts_with("retval") || name.starts_with("coerce") ||
         name.starts_with("saved_stack") || name.starts_with("varet");
}

// The scope of a literal: the outermost one around its direct uses. They are in the expression that
// has the literal, or in one inside of it.
Scope used_in(const llvm::AllocaInst& alloca) {
  Scope outermost = nullptr;
  for (const llvm::User* user : alloca.users()) {
    const auto* instruction = llvm::dyn_cast<llvm::Instruction>(user);
    const Scope scope = instruction == nullptr ? nullptr : scope_of(*instruction);
    if (scope != nullptr && (outermost == nullptr || is_within(outermost, scope)))
      outermost = scope;
  }
  return outermost;
}

// The block that the local lives as long as; null if it is the function.
Scope block_of(llvm::AllocaInst& alloca) {
  const Scope scope = is_literal(alloca) ? used_in(alloca) : declaration_of(alloca).scope;
  return scope == nullptr || llvm::isa<llvm::DISubprogram>(scope) ? nullptr : scope;
}

llvm::Instruction& behind_allocas(llvm::BasicBlock& block) {
  llvm::Instruction* place = &block.front();
  while (llvm::isa<llvm::AllocaInst>(place))
    place = place->getNextNode();
  return *place;
}

void put(llvm::Instruction& place, bool begins, const std::vector<llvm::AllocaInst*>& allocas) {
  llvm::IRBuilder<> builder(&place);
  builder.SetCurrentDebugLocation(place.getDebugLoc());
  for (llvm::AllocaInst* alloca : allocas) {
    const auto size = alloca->getAllocationSize(alloca->getModule()->getDataLayout());
    llvm::ConstantInt* bytes = builder.getInt64(size->getFixedValue());
    if (begins)
      builder.CreateLifetimeStart(alloca, bytes);
    else
      builder.CreateLifetimeEnd(alloca, bytes);
  }
}

// Marks the local, so that lowering rejects it with its name and place.
void refuse(llvm::AllocaInst& alloca) {
  llvm::IRBuilder<> builder(&behind_allocas(*alloca.getParent()));
  llvm::LLVMContext& context = alloca.getContext();
  llvm::CallInst* mark =
      builder.CreateCall(alloca.getModule()->getOrInsertFunction(kUnplaced, builder.getVoidTy()));
  mark->setMetadata(kNameMark,
                    llvm::MDNode::get(context, {llvm::MDString::get(context, alloca.getName())}));
  for (const llvm::User* user : alloca.users())
    if (const auto* instruction = llvm::dyn_cast<llvm::Instruction>(user))
      mark->setDebugLoc(instruction->getDebugLoc());
}

// Finds where control is in a scope, for one function.
class Extent {
public:
  Extent(llvm::Function& function, Scope scope) : function_(function), scope_(scope) {
    for (llvm::BasicBlock& block : function)
      ends_[&block] = {first_in(block), last_in(block), false, false};
    for (bool changed = true; changed;) {
      changed = false;
      for (llvm::BasicBlock& block : function)
        changed |= follow(block);
    }
    for (auto& [block, ends] : ends_)
      if (!ends.first && ends.comes && ends.goes) ends.first = ends.last = true;
  }

  void mark(const std::vector<llvm::AllocaInst*>& allocas) {
    std::vector<llvm::BasicBlock*> blocks;
    for (llvm::BasicBlock& block : function_)
      blocks.push_back(&block);
    for (llvm::BasicBlock* block : blocks) {
      mark_within(*block, allocas);
      mark_entry(*block, allocas);
    }
  }

private:
  // Whether control is in the scope at the beginning and at the end of a block. None if no
  // instruction of the block tells. Such a block is in the scope if it joins blocks that are.
  // `comes`: control can come from a block in the scope, through blocks that do not tell. `goes`:
  // control can go to one in the same way.
  struct Ends {
    std::optional<bool> first, last;
    bool comes = false, goes = false;
  };

  std::optional<bool> is_in(const llvm::Instruction& instruction) const {
    if (instruction.isDebugOrPseudoInst()) return std::nullopt;
    const auto* branch = llvm::dyn_cast<llvm::BranchInst>(&instruction);
    if (branch != nullptr && branch->isUnconditional()) return std::nullopt;
    const Scope scope = scope_of(instruction);
    if (scope == nullptr) return std::nullopt;
    return is_within(scope, scope_);
  }

  std::optional<bool> first_in(const llvm::BasicBlock& block) const {
    for (const llvm::Instruction& instruction : block)
      if (const auto in = is_in(instruction)) return in;
    return std::nullopt;
  }

  std::optional<bool> last_in(const llvm::BasicBlock& block) const {
    for (const llvm::Instruction& instruction : llvm::reverse(block))
      if (const auto in = is_in(instruction)) return in;
    return std::nullopt;
  }

  bool follow(llvm::BasicBlock& block) {
    Ends& ends = ends_.at(&block);
    if (ends.first || (ends.comes && ends.goes)) return false;
    const Ends known = ends;
    for (llvm::BasicBlock* before : llvm::predecessors(&block))
      ends.comes |= ends_.at(before).last.value_or(ends_.at(before).comes);
    for (llvm::BasicBlock* after : llvm::successors(&block))
      ends.goes |= ends_.at(after).first.value_or(ends_.at(after).goes);
    return ends.comes != known.comes || ends.goes != known.goes;
  }

  bool leaves_inside(const llvm::BasicBlock& block) const {
    return ends_.at(&block).last.value_or(false);
  }

  void mark_within(llvm::BasicBlock& block, const std::vector<llvm::AllocaInst*>& allocas) const {
    bool inside = ends_.at(&block).first.value_or(false);
    std::vector<std::pair<llvm::Instruction*, bool>> changes;
    for (llvm::Instruction& instruction : block) {
      const auto in = is_in(instruction);
      if (!in || *in == inside) continue;
      changes.emplace_back(&instruction, *in);
      inside = *in;
    }
    for (const auto& [instruction, begins] : changes)
      put(*instruction, begins, allocas);
  }

  void mark_entry(llvm::BasicBlock& block, const std::vector<llvm::AllocaInst*>& allocas) {
    std::vector<llvm::BasicBlock*> inside, outside;
    for (llvm::BasicBlock* before : llvm::predecessors(&block)) {
      std::vector<llvm::BasicBlock*>& side = leaves_inside(*before) ? inside : outside;
      if (std::ranges::count(side, before) == 0) side.push_back(before);
    }
    llvm::Instruction& first = *block.getFirstInsertionPt();
    if (!ends_.at(&block).first.value_or(false)) {
      // Ending a lifetime twice does no harm.
      if (!inside.empty()) put(first, false, allocas);
    } else if (inside.empty()) {
      put(block.isEntryBlock() ? behind_allocas(block) : first, true, allocas);
    } else {
      for (llvm::BasicBlock* before : outside)
        put(*edge(*before, block).getTerminator(), true, allocas);
    }
  }

  // Puts a new block between the two.
  llvm::BasicBlock& edge(llvm::BasicBlock& from, llvm::BasicBlock& to) {
    auto* between = llvm::BasicBlock::Create(to.getContext(), "", &function_, &to);
    llvm::BranchInst::Create(&to, between);
    from.getTerminator()->replaceSuccessorWith(&to, between);
    to.replacePhiUsesWith(&from, between);
    ends_[between] = {true, true, false, false};
    return *between;
  }

  llvm::Function& function_;
  Scope scope_;
  std::map<const llvm::BasicBlock*, Ends> ends_; // only looked up, never iterated
};

// The variables and literals for which clang has marked no lifetime.
std::vector<llvm::AllocaInst*> unmarked(llvm::Function& function) {
  std::vector<llvm::AllocaInst*> found;
  std::vector<llvm::AllocaInst*> unplaced;
  for (llvm::Instruction& instruction : llvm::instructions(function)) {
    auto* alloca = llvm::dyn_cast<llvm::AllocaInst>(&instruction);
    if (alloca == nullptr || !alloca->isStaticAlloca() || has_lifetime(*alloca) ||
        is_result(*alloca))
      continue;
    if (is_literal(*alloca) || declaration_of(*alloca).scope != nullptr)
      found.push_back(alloca);
    else if (!is_declared(*alloca) && !is_compilers(*alloca) && !alloca->use_empty())
      unplaced.push_back(alloca);
  }
  for (llvm::AllocaInst* alloca : unplaced)
    refuse(*alloca);
  return found;
}

void mark_scopes(llvm::Function& function) {
  std::vector<std::pair<Scope, std::vector<llvm::AllocaInst*>>> scopes; // in the order of first use
  for (llvm::AllocaInst* alloca : unmarked(function)) {
    const Scope scope = block_of(*alloca);
    auto known = std::ranges::find(scopes, scope, &decltype(scopes)::value_type::first);
    if (known == scopes.end()) known = scopes.insert(known, {scope, {}});
    known->second.push_back(alloca);
  }
  for (const auto& [scope, allocas] : scopes) {
    if (scope != nullptr)
      Extent(function, scope).mark(allocas);
    else
      put(behind_allocas(function.getEntryBlock()), true, allocas);
    for (llvm::AllocaInst* alloca : allocas)
      if (llvm::Instruction* place = declaration_of(*alloca).place) put(*place, true, {alloca});
  }
}

} // namespace

void mark_scopes(llvm::Module& module) {
  for (llvm::Function& function : module)
    if (!function.isDeclaration()) mark_scopes(function);
}

} // namespace walkcheck::frontend
