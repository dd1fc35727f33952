// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/ir.hpp"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>

namespace walkcheck::frontend {
namespace {

template <typename Access> void pin(Access& access) {
  if (access.isVolatile() || access.isAtomic()) return;
  access.setVolatile(true);
  access.setMetadata(kPlainMark, llvm::MDNode::get(access.getContext(), {}));
}

template <typename Access> void unpin_if_local(Access& access) {
  if (!access.isVolatile() || access.isAtomic()) return;
  llvm::SmallVector<const llvm::Value*, 4> objects;
  llvm::getUnderlyingObjects(access.getPointerOperand(), objects, nullptr, 0);
  if (llvm::all_of(objects, [](const llvm::Value* v) { return llvm::isa<llvm::AllocaInst>(v); }))
    access.setVolatile(false);
}

} // namespace

void pin_accesses(llvm::Module& module) {
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function)) {
      if (auto* load = llvm::dyn_cast<llvm::LoadInst>(&instruction)) pin(*load);
      if (auto* store = llvm::dyn_cast<llvm::StoreInst>(&instruction)) pin(*store);
    }
}

void unpin_local_accesses(llvm::Module& module) {
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function)) {
      if (auto* load = llvm::dyn_cast<llvm::LoadInst>(&instruction)) unpin_if_local(*load);
      if (auto* store = llvm::dyn_cast<llvm::StoreInst>(&instruction)) unpin_if_local(*store);
    }
}

} // namespace walkcheck::frontend
