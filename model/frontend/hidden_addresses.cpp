// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/hidden_addresses.hpp"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>

#include <optional>

namespace walkcheck::frontend {
namespace {

constexpr unsigned kAddressBits = 64;

bool is_whole(const llvm::Type& type) {
  return type.isPointerTy() || type.isIntegerTy(kAddressBits);
}

// Whether nothing reads parts of this local, and only loads and stores know where it is.
bool is_accessed_in_words(const llvm::Value& place) {
  return llvm::all_of(place.uses(), [&](const llvm::Use& use) {
    const llvm::User* user = use.getUser();
    if (const auto* load = llvm::dyn_cast<llvm::LoadInst>(user)) return is_whole(*load->getType());
    if (const auto* store = llvm::dyn_cast<llvm::StoreInst>(user))
      return store->getPointerOperand() == use.get();
    if (const auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(user))
      return intrinsic->isLifetimeStartOrEnd();
    return llvm::isa<llvm::GetElementPtrInst>(user) && is_accessed_in_words(*user);
  });
}

// An address that is stored there as a whole is not hidden: in a variable, each address that is
// stored can be seen, and so it can in a local that the machine looks through.
bool is_looked_through(const llvm::Value& place) {
  const llvm::Value* object = llvm::getUnderlyingObject(&place, 0);
  if (llvm::isa<llvm::GlobalVariable>(object)) return true;
  return llvm::isa<llvm::AllocaInst>(object) && is_accessed_in_words(*object);
}

// Follows the values that are computed from an address.
class AddressFollower {
public:
  // `changed`: the address has been computed with.
  bool hides(const llvm::Value& address, bool changed) {
    if (!met_[changed].insert(&address).second) return false;
    return llvm::any_of(address.uses(),
                        [&](const llvm::Use& use) { return hides_in(use, changed); });
  }

private:
  bool hides_in(const llvm::Use& use, bool changed) {
    const auto* user = llvm::dyn_cast<llvm::Instruction>(use.getUser());
    if (user == nullptr) return true;
    if (llvm::isa<llvm::LoadInst, llvm::ICmpInst>(user)) return false;
    if (const auto* store = llvm::dyn_cast<llvm::StoreInst>(user))
      return store->getPointerOperand() != use.get() &&
             hides_in_memory(*store->getPointerOperand(), store->getAlign(), changed);
    if (const auto* modify = llvm::dyn_cast<llvm::AtomicRMWInst>(user))
      return modify->getPointerOperand() != use.get() &&
             hides_in_memory(*modify->getPointerOperand(), modify->getAlign(),
                             changed || modify->getOperation() != llvm::AtomicRMWInst::Xchg);
    if (const auto* exchange = llvm::dyn_cast<llvm::AtomicCmpXchgInst>(user))
      return exchange->getNewValOperand() == use.get() &&
             hides_in_memory(*exchange->getPointerOperand(), exchange->getAlign(), changed);
    if (const auto* call = llvm::dyn_cast<llvm::CallBase>(user))
      return hides_in_call(*call, use, changed);
    return hides_in_result(*user, use, changed);
  }

  // A phi passes a value from one round of a loop to the next.
  bool hides_in_result(const llvm::Instruction& made, const llvm::Use& use, bool changed) {
    if (llvm::isa<llvm::PHINode, llvm::ReturnInst>(made))
      return changed || (!made.getType()->isVoidTy() && hides(made, false));
    if (const auto* step = llvm::dyn_cast<llvm::GetElementPtrInst>(&made))
      return use.getOperandNo() != 0 || hides(made, changed || leads_out(*step));
    if (llvm::isa<llvm::SelectInst, llvm::FreezeInst>(made)) return hides(made, changed);
    if (llvm::isa<llvm::PtrToIntInst, llvm::IntToPtrInst>(made))
      return hides(made, changed || !is_whole(*made.getType()));
    if (llvm::isa<llvm::BinaryOperator, llvm::CastInst>(made)) return hides(made, true);
    return true;
  }

  static bool hides_in_memory(const llvm::Value& place, llvm::Align alignment, bool changed) {
    return changed || alignment.value() * 8 < kAddressBits || !is_looked_through(place);
  }

  // A step out of the object, as in container_of(): the machine does not know an address outside of
  // the object as one of the object's.
  static bool leads_out(const llvm::GetElementPtrInst& step) {
    const llvm::DataLayout& layout = step.getModule()->getDataLayout();
    llvm::APInt offset(layout.getIndexTypeSizeInBits(step.getType()), 0);
    const llvm::Value* base =
        step.stripAndAccumulateConstantOffsets(layout, offset, /*AllowNonInbounds=*/true);
    if (offset.isNegative()) return true;
    const auto* local = llvm::dyn_cast<llvm::AllocaInst>(base);
    const auto size = local != nullptr ? local->getAllocationSize(layout) : std::nullopt;
    return size && offset.ugt(size->getKnownMinValue());
  }

  // What a function without a body keeps does not matter here, as everywhere. But its result may be
  // made of the address, as that of a byte swap is.
  bool hides_in_call(const llvm::CallBase& call, const llvm::Use& use, bool changed) {
    const llvm::Function* callee = call.getCalledFunction();
    if (callee == nullptr || !call.isArgOperand(&use)) return true;
    const bool has_result = !call.getType()->isVoidTy();
    if (callee->isDeclaration()) return changed || (has_result && hides(call, true));
    const unsigned index = call.getArgOperandNo(&use);
    if (changed || index >= callee->arg_size()) return true;
    return hides(*callee->getArg(index), false) || (has_result && hides(call, false));
  }

  llvm::SmallPtrSet<const llvm::Value*, 16> met_[2]; // by whether it was computed with
};

} // namespace

bool may_hide_address(const llvm::AllocaInst& local) {
  return AddressFollower().hides(local, false);
}

} // namespace walkcheck::frontend
