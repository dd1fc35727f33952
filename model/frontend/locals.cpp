// SPDX-License-Identifier: GPL-2.0-only
// What a local is before anything is written to it, and which locals must stay objects. Promotion
// to registers takes what was never written for whatever folds best, an access beyond an object for
// one that does not happen, and looks at no lifetime: so a local begins with a value that nothing
// is known of, and one that may be accessed where it must not be is kept in memory, where the
// machine checks each access.
#include "model/frontend/ir.hpp"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Analysis/CFG.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/DebugInfo.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/DebugProgramInstruction.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Operator.h>

#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace walkcheck::frontend {
namespace {

std::vector<llvm::AllocaInst*> allocas_of(llvm::Module& module) {
  std::vector<llvm::AllocaInst*> found;
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function))
      if (auto* alloca = llvm::dyn_cast<llvm::AllocaInst>(&instruction)) found.push_back(alloca);
  return found;
}

std::optional<std::uint64_t> size_of(const llvm::AllocaInst& alloca) {
  const auto size = alloca.getAllocationSize(alloca.getModule()->getDataLayout());
  if (!size || size->isScalable() || !alloca.isStaticAlloca()) return std::nullopt;
  return size->getFixedValue();
}

std::vector<llvm::IntrinsicInst*> lifetimes_of(llvm::AllocaInst& alloca) {
  std::vector<llvm::IntrinsicInst*> found;
  for (llvm::User* user : alloca.users())
    if (auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(user);
        intrinsic != nullptr && intrinsic->isLifetimeStartOrEnd())
      found.push_back(intrinsic);
  return found;
}

bool begins(const llvm::IntrinsicInst& lifetime) {
  return lifetime.getIntrinsicID() == llvm::Intrinsic::lifetime_start;
}

void fill_at(llvm::Instruction& place, llvm::AllocaInst& alloca, std::uint64_t bytes,
             const std::string& name) {
  llvm::IRBuilder<> builder(&place);
  builder.SetCurrentDebugLocation({});
  llvm::LLVMContext& context = alloca.getContext();
  llvm::CallInst* value = builder.CreateCall(
      alloca.getModule()->getOrInsertFunction(kUndefinedByte, builder.getInt8Ty()));
  value->setMetadata(kNameMark, llvm::MDNode::get(context, {llvm::MDString::get(context, name)}));
  builder.CreateMemSet(&alloca, value, bytes, llvm::MaybeAlign(1));
}

void fill(llvm::AllocaInst& alloca) {
  const auto bytes = size_of(alloca);
  if (!bytes || *bytes == 0) return;
  const std::string name = name_of_local(alloca);
  bool has_start = false;
  for (llvm::IntrinsicInst* lifetime : lifetimes_of(alloca)) {
    if (!begins(*lifetime)) continue;
    fill_at(*lifetime->getNextNode(), alloca, *bytes, name);
    has_start = true;
  }
  if (has_start) return;
  // One that lives as long as its function. Allocas stay together at the beginning.
  llvm::Instruction* place = &alloca;
  while (llvm::isa<llvm::AllocaInst>(place))
    place = place->getNextNode();
  fill_at(*place, alloca, *bytes, name);
}

bool is_kept(const llvm::AllocaInst& alloca) {
  for (const llvm::User* user : alloca.users())
    if (const auto* call = llvm::dyn_cast<llvm::CallInst>(user);
        call != nullptr && call->getCalledFunction() != nullptr &&
        call->getCalledFunction()->getName() == kKeep)
      return true;
  return false;
}

void keep(llvm::AllocaInst& alloca) {
  llvm::Instruction* place = &alloca;
  while (llvm::isa<llvm::AllocaInst>(place))
    place = place->getNextNode();
  llvm::IRBuilder<> builder(place);
  builder.SetCurrentDebugLocation({});
  builder.CreateCall(
      alloca.getModule()->getOrInsertFunction(kKeep, builder.getVoidTy(), builder.getPtrTy()),
      {&alloca});
}

// How a local is accessed, as far as it can be followed.
struct Uses {
  bool all_inside = true; // and where their types allow
  bool carried = false;   // its address goes from one round of a loop to the next
  std::set<const llvm::Instruction*> accesses; // asked, never iterated
};

// Edges that lead back in a loop, of each function once.
class BackEdges {
public:
  bool has(const llvm::BasicBlock& from, const llvm::BasicBlock& to) {
    const llvm::Function& function = *from.getParent();
    const auto [edges, is_new] = known_.try_emplace(&function);
    if (is_new) {
      llvm::SmallVector<Edge, 8> found;
      llvm::FindFunctionBackedges(function, found);
      edges->second.insert(found.begin(), found.end());
    }
    return edges->second.contains({&from, &to});
  }

private:
  using Edge = std::pair<const llvm::BasicBlock*, const llvm::BasicBlock*>;
  llvm::DenseMap<const llvm::Function*, llvm::DenseSet<Edge>> known_; // asked, never iterated
};

class UseWalk {
public:
  UseWalk(const llvm::AllocaInst& alloca, std::uint64_t bytes, BackEdges& back_edges)
      : layout_(alloca.getModule()->getDataLayout()), back_edges_(back_edges), bytes_(bytes),
        alignment_(alloca.getAlign()) {
    follow(alloca, 0);
  }
  const Uses& uses() const { return uses_; }

private:
  // More places than these are those of a pointer that is moved on and on.
  static constexpr std::size_t kMostPlaces = 256;

  void follow(const llvm::Value& pointer, std::int64_t offset) {
    if (!seen_.insert({&pointer, offset}).second) return;
    if (seen_.size() > kMostPlaces) {
      uses_.all_inside = false;
      return;
    }
    for (const llvm::Use& use : pointer.uses())
      visit(use, offset);
  }

  void visit(const llvm::Use& use, std::int64_t offset) {
    const llvm::User* user = use.getUser();
    if (const auto* load = llvm::dyn_cast<llvm::LoadInst>(user))
      return access(*load, offset, layout_.getTypeStoreSize(load->getType()), load->getAlign());
    if (const auto* store = llvm::dyn_cast<llvm::StoreInst>(user)) {
      if (use.getOperandNo() == llvm::StoreInst::getPointerOperandIndex())
        access(*store, offset, layout_.getTypeStoreSize(store->getValueOperand()->getType()),
               store->getAlign());
      return;
    }
    if (const auto* memory = llvm::dyn_cast<llvm::MemIntrinsic>(user)) {
      const auto* length = llvm::dyn_cast<llvm::ConstantInt>(memory->getLength());
      const std::uint64_t bytes = length == nullptr ? bytes_ + 1 : length->getZExtValue();
      if (!fills_local(*memory)) access(*memory, offset, bytes, llvm::Align(1));
      return;
    }
    if (const auto* address = llvm::dyn_cast<llvm::GEPOperator>(user)) {
      llvm::APInt moved(64, 0);
      if (address->accumulateConstantOffset(layout_, moved))
        return follow(*address, offset + moved.getSExtValue());
      // Promotion leaves an index that is no constant alone, but for one of two or more constants.
      for (const llvm::Value* index : address->indices())
        if (llvm::isa<llvm::SelectInst, llvm::PHINode>(without_casts(*index)))
          uses_.all_inside = false;
      return;
    }
    if (const auto* phi = llvm::dyn_cast<llvm::PHINode>(user))
      uses_.carried |= back_edges_.has(*phi->getIncomingBlock(use), *phi->getParent());
    if (llvm::isa<llvm::PHINode, llvm::SelectInst, llvm::BitCastInst>(user)) follow(*user, offset);
  }

  static const llvm::Value* without_casts(const llvm::Value& value) {
    const auto* cast = llvm::dyn_cast<llvm::CastInst>(&value);
    return cast == nullptr ? &value : without_casts(*cast->getOperand(0));
  }

  void access(const llvm::Instruction& instruction, std::int64_t offset, std::uint64_t bytes,
              llvm::Align alignment) {
    uses_.accesses.insert(&instruction);
    uses_.all_inside &=
        llvm::commonAlignment(alignment_, static_cast<std::uint64_t>(offset)) >= alignment;
    if (offset < 0 || bytes > bytes_ || static_cast<std::uint64_t>(offset) > bytes_ - bytes)
      uses_.all_inside = false;
  }

  const llvm::DataLayout& layout_;
  BackEdges& back_edges_;
  std::uint64_t bytes_;
  llvm::Align alignment_;
  Uses uses_;
  std::set<std::pair<const llvm::Value*, std::int64_t>> seen_; // asked, never iterated
};

// Whether each access is between a beginning of the lifetime and its end, on every path. It goes
// back from the accesses, as most locals live in a small part of a large function.
class LifetimeCheck {
public:
  LifetimeCheck(llvm::AllocaInst& alloca, const Uses& uses) : uses_(uses) {
    for (const llvm::IntrinsicInst* lifetime : lifetimes_of(alloca))
      lifetimes_[lifetime->getParent()].push_back(lifetime);
    for (auto& [block, lifetimes] : lifetimes_)
      llvm::sort(lifetimes, [](const llvm::IntrinsicInst* one, const llvm::IntrinsicInst* other) {
        return one->comesBefore(other);
      });
  }

  bool holds() {
    return llvm::all_of(uses_.accesses, [&](const llvm::Instruction* access) {
      return lives(*access->getParent(), access);
    });
  }

private:
  // Whether it lives in the block before an instruction, or at the block's end.
  bool lives(const llvm::BasicBlock& at, const llvm::Instruction* before) {
    if (const auto* last = last_in(at, before)) return begins(*last);
    std::vector<const llvm::BasicBlock*> open{&at};
    while (!open.empty()) {
      const llvm::BasicBlock& block = *open.back();
      open.pop_back();
      if (block.isEntryBlock()) return false;
      for (const llvm::BasicBlock* before_it : llvm::predecessors(&block)) {
        if (!seen_.insert(before_it).second) continue;
        const auto* last = last_in(*before_it, nullptr);
        if (last == nullptr)
          open.push_back(before_it);
        else if (!begins(*last))
          return false;
      }
    }
    return true;
  }

  const llvm::IntrinsicInst* last_in(const llvm::BasicBlock& block,
                                     const llvm::Instruction* before) const {
    const auto known = lifetimes_.find(&block);
    if (known == lifetimes_.end()) return nullptr;
    const llvm::IntrinsicInst* last = nullptr;
    for (const llvm::IntrinsicInst* lifetime : known->second)
      if (before == nullptr || lifetime->comesBefore(before)) last = lifetime;
    return last;
  }

  const Uses& uses_;
  llvm::DenseMap<const llvm::BasicBlock*, std::vector<const llvm::IntrinsicInst*>> lifetimes_;
  // Blocks from whose end it was gone back already; asked, never iterated.
  llvm::DenseSet<const llvm::BasicBlock*> seen_;
};

} // namespace

std::string name_of_local(llvm::AllocaInst& alloca) {
  for (const llvm::DbgVariableRecord* record : llvm::findDVRDeclares(&alloca))
    return record->getVariable()->getName().str();
  for (const llvm::DbgDeclareInst* declare : llvm::findDbgDeclares(&alloca))
    return declare->getVariable()->getName().str();
  if (alloca.getName().starts_with(".compoundliteral")) return "(compound literal)";
  return {};
}

bool fills_local(const llvm::Instruction& instruction) {
  const auto* fill = llvm::dyn_cast<llvm::MemSetInst>(&instruction);
  const auto* value = fill == nullptr ? nullptr : llvm::dyn_cast<llvm::CallInst>(fill->getValue());
  return value != nullptr && value->getMetadata(kNameMark) != nullptr;
}

void fill_locals(llvm::Module& module) {
  for (llvm::AllocaInst* alloca : allocas_of(module))
    fill(*alloca);
}

void keep_checked_locals(llvm::Module& module) {
  BackEdges back_edges;
  for (llvm::AllocaInst* alloca : allocas_of(module)) {
    const auto bytes = size_of(*alloca);
    if (!bytes || is_kept(*alloca)) continue;
    const UseWalk walk(*alloca, *bytes, back_edges);
    const bool has_lifetime = !lifetimes_of(*alloca).empty();
    // The local of one round is not that of the next.
    const bool outlives =
        has_lifetime && (walk.uses().carried || !LifetimeCheck(*alloca, walk.uses()).holds());
    if (!walk.uses().all_inside || outlives) keep(*alloca);
  }
}

} // namespace walkcheck::frontend
