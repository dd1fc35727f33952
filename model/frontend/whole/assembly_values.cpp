// SPDX-License-Identifier: GPL-2.0-only
// What is in the operands of a statement, and what the statement leaves in them.
#include "model/frontend/whole/assembly_call.hpp"

#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/Support/Alignment.h>

#include <algorithm>
#include <string_view>

namespace walkcheck::frontend {
namespace {

using Kind = AssemblyPlace::Kind;

// No object that C accesses so is aligned to less.
llvm::Align natural(unsigned bits) {
  return llvm::Align(bits / 8);
}

// The only value that a local is given, where it is read nowhere but by name. No pass has run that
// would have put it in its place.
const llvm::Value* only_value(const llvm::Value* value) {
  const auto* load = llvm::dyn_cast_or_null<llvm::LoadInst>(value);
  const auto* local =
      load == nullptr ? nullptr : llvm::dyn_cast<llvm::AllocaInst>(load->getPointerOperand());
  if (local == nullptr || load->getType() != local->getAllocatedType()) return value;
  const llvm::Value* only = nullptr;
  for (const llvm::User* user : local->users()) {
    const auto* store = llvm::dyn_cast<llvm::StoreInst>(user);
    const auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(user);
    if (store != nullptr && store->getPointerOperand() == local && only == nullptr &&
        store->getValueOperand()->getType() == load->getType())
      only = store->getValueOperand();
    else if (!llvm::isa<llvm::LoadInst>(user) &&
             (intrinsic == nullptr || !intrinsic->isLifetimeStartOrEnd()))
      return value;
  }
  return only;
}

} // namespace

llvm::Value* AssemblyCall::as_number(llvm::Value* value) {
  return value != nullptr && value->getType()->isPointerTy()
             ? builder_.CreatePtrToInt(value, builder_.getInt64Ty())
             : value;
}

// An input may be in the same register as an output that is not said to be written early: what it
// held is gone.
bool AssemblyCall::may_be_lost(const Slot& slot) const {
  const bool immediate = slot.immediate && llvm::isa<llvm::Constant>(slot.value);
  return output_written_ && !slot.output && !immediate;
}

llvm::Value* AssemblyCall::content(const AssemblyPlace& place) {
  return place.kind == Kind::Register ? as_number(slots_[place.slot].value) : nullptr;
}

llvm::Value* AssemblyCall::read(const AssemblyPlace& place, unsigned bits) {
  llvm::IntegerType* type = builder_.getIntNTy(bits);
  if (place.kind == Kind::Constant)
    return llvm::ConstantInt::get(type, static_cast<std::uint64_t>(place.number));
  const Slot& slot = slots_[place.slot];
  if (place.kind == Kind::Memory) {
    // An address in a register that an output may have by now.
    if (output_written_ && !llvm::isa<llvm::Constant>(place.pointer)) return nullptr;
    return builder_.CreateAlignedLoad(type, place.pointer, natural(bits), /*isVolatile=*/true);
  }
  if (slot.value == nullptr || may_be_lost(slot)) return nullptr;
  if (place.bits == bits && slot.bits >= bits)
    return builder_.CreateTrunc(as_number(slot.value), type);
  // The assembler takes no register of that width, so what it was given is the number.
  const auto* number = llvm::dyn_cast<llvm::ConstantInt>(slot.value);
  const bool is_number = number != nullptr && slot.immediate && !slot.memory &&
                         place.bits == slot.bits && place.bits != bits;
  if (!is_number) return nullptr;
  return llvm::ConstantInt::get(type, static_cast<std::uint64_t>(number->getSExtValue()));
}

bool AssemblyCall::may_write(const AssemblyPlace& place) const {
  if (place.kind == Kind::Constant) return false;
  return slots_[place.slot].output || (place.kind == Kind::Memory && clobbers_memory_);
}

bool AssemblyCall::write(const AssemblyPlace& place, unsigned bits, llvm::Value* value) {
  if (!may_write(place)) return false;
  if (place.kind == Kind::Memory) {
    if (output_written_ && !llvm::isa<llvm::Constant>(place.pointer)) return false;
    builder_.CreateAlignedStore(value, place.pointer, natural(bits), /*isVolatile=*/true);
    return true;
  }
  Slot& slot = slots_[place.slot];
  if (place.bits != bits) return false;
  llvm::IntegerType* type = builder_.getIntNTy(slot.bits);
  if (slot.bits <= bits) {
    slot.value = builder_.CreateTrunc(value, type);
  } else if (bits == 32) { // the upper half is cleared
    slot.value = builder_.CreateZExt(value, type);
  } else { // the rest is kept
    if (slot.value == nullptr) return false;
    const llvm::APInt low = llvm::APInt::getLowBitsSet(slot.bits, bits);
    slot.value = builder_.CreateOr(builder_.CreateAnd(as_number(slot.value), ~low),
                                   builder_.CreateZExt(value, type));
  }
  output_written_ |= !slot.early;
  return true;
}

llvm::Value* AssemblyCall::modify(const AssemblyPlace& place, unsigned bits,
                                  llvm::AtomicRMWInst::BinOp op, llvm::Value* value) {
  if (place.kind != Kind::Memory || !may_write(place)) return nullptr;
  if (output_written_ && !llvm::isa<llvm::Constant>(place.pointer)) return nullptr;
  return builder_.CreateAtomicRMW(op, place.pointer, value, natural(bits),
                                  llvm::AtomicOrdering::SequentiallyConsistent);
}

std::optional<std::int64_t> AssemblyCall::constant(unsigned operand) const {
  if (operand >= slots_.size() || slots_[operand].output) return std::nullopt;
  const Slot& slot = slots_[operand];
  // What can only be an immediate is a number when it is compiled.
  const bool must_be = slot.immediate && !slot.in_register && !slot.memory && !slot.address;
  const llvm::Value* value = must_be ? only_value(slot.value) : slot.value;
  const auto* number = llvm::dyn_cast_or_null<llvm::ConstantInt>(value);
  if (number == nullptr || number->getBitWidth() > 64) return std::nullopt;
  return number->getSExtValue();
}

bool AssemblyCall::may_be_number(const AssemblyPlace& place) const {
  const Slot& slot = slots_[place.slot];
  return slot.immediate && llvm::isa_and_nonnull<llvm::ConstantInt>(slot.value);
}

bool AssemblyCall::is_small(const AssemblyPlace& place, unsigned limit) const {
  const auto fits = [&](std::int64_t number) { return number >= 0 && number < limit; };
  if (place.kind == Kind::Constant) return fits(place.number);
  const Slot& slot = slots_[place.slot];
  if (place.kind != Kind::Register || slot.memory) return false;
  if (const auto number = constant(place.slot); number && fits(*number)) return true;
  // "I" is below 32, and "J" below 64; with any other the compiler might take a number that is not
  // small for an immediate.
  return std::ranges::all_of(slot.codes, [&](char code) {
    return (code == 'I' && limit >= 32) || (code == 'J' && limit >= 64);
  });
}

// System V ABI for AMD64, section 3.2.3.
bool AssemblyCall::passes_to_function(const std::vector<AssemblyOperand>& operands) const {
  const auto is_register = [&](const AssemblyOperand& operand, std::string_view name) {
    return operand.kind == AssemblyOperand::Kind::Reference && operand.index < slots_.size() &&
           slots_[operand.index].fixed == name;
  };
  return operands.size() == 2 && is_register(operands[0], "di") && is_register(operands[1], "ax");
}

void AssemblyCall::fence(bool compiler_only) {
  builder_.CreateFence(llvm::AtomicOrdering::SequentiallyConsistent,
                       compiler_only ? llvm::SyncScope::SingleThread : llvm::SyncScope::System);
}

// What an output is in the end, in its type; null where it is nothing that is known.
llvm::Value* AssemblyCall::result_of(Slot& slot) {
  if (!slot.condition.empty()) {
    llvm::Value* holds = condition(builder_, flags_, slot.condition);
    return holds == nullptr || slot.bits == 0 || !slot.type->isIntegerTy()
               ? nullptr
               : builder_.CreateZExt(holds, slot.type);
  }
  if (slot.value == nullptr || slot.value->getType() == slot.type) return slot.value;
  llvm::Value* number = as_number(slot.value);
  return slot.type->isPointerTy() ? builder_.CreateIntToPtr(number, slot.type) : number;
}

void AssemblyCall::replace_results(const std::vector<llvm::Value*>& results) {
  if (results.size() == 1) {
    if (llvm::isa<llvm::Instruction>(results[0]) && !results[0]->hasName())
      results[0]->takeName(&call_);
    return call_.replaceAllUsesWith(results[0]);
  }
  for (llvm::User* user : llvm::make_early_inc_range(call_.users())) {
    auto* part = llvm::dyn_cast<llvm::ExtractValueInst>(user);
    if (part == nullptr || part->getNumIndices() != 1) continue;
    llvm::Value* result = results[part->getIndices()[0]];
    if (llvm::isa<llvm::Instruction>(result) && !result->hasName()) result->takeName(part);
    part->replaceAllUsesWith(result);
    part->eraseFromParent();
  }
  if (call_.use_empty()) return;
  builder_.SetInsertPoint(&call_);
  llvm::Value* whole = llvm::PoisonValue::get(call_.getType());
  for (unsigned i = 0; i < results.size(); ++i)
    whole = builder_.CreateInsertValue(whole, results[i], i);
  call_.replaceAllUsesWith(whole);
}

bool AssemblyCall::finish() {
  std::vector<llvm::Value*> results;
  for (Slot& slot : slots_) {
    if (!slot.output || slot.indirect) continue;
    llvm::Value* result = result_of(slot);
    if (result == nullptr) return false;
    results.push_back(result);
  }
  if (clobbers_memory_) fence(/*compiler_only=*/true);
  call_.getParent()->splice(call_.getIterator(), aside_);
  aside_->eraseFromParent();
  aside_ = nullptr;
  if (!results.empty()) replace_results(results);
  call_.eraseFromParent();
  return true;
}

} // namespace walkcheck::frontend
