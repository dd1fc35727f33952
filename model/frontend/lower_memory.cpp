// SPDX-License-Identifier: GPL-2.0-only
// Accesses to memory, and the locals whose address is taken.
#include "model/frontend/function_lowering.hpp"
#include "model/frontend/hidden_addresses.hpp"
#include "model/frontend/ir.hpp"

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>

namespace walkcheck::frontend {
namespace {

using program::FetchOp;
using program::Ordering;

template <typename Access> Ordering ordering_of(const Access& access) {
  if (access.isAtomic()) return Ordering::Atomic;
  const bool pinned = access.getMetadata(kPlainMark) != nullptr;
  return access.isVolatile() && !pinned ? Ordering::Once : Ordering::Plain;
}

template <typename Access> std::uint32_t alignment_of(const Access& access) {
  return static_cast<std::uint32_t>(access.getAlign().value());
}

std::optional<FetchOp> fetch_op(llvm::AtomicRMWInst::BinOp op) {
  switch (op) {
  case llvm::AtomicRMWInst::Add: return FetchOp::Add;
  case llvm::AtomicRMWInst::Sub: return FetchOp::Sub;
  case llvm::AtomicRMWInst::And: return FetchOp::And;
  case llvm::AtomicRMWInst::Or: return FetchOp::Or;
  case llvm::AtomicRMWInst::Xor: return FetchOp::Xor;
  case llvm::AtomicRMWInst::Nand: return FetchOp::Nand;
  default: return std::nullopt; // min, max, and others that C cannot express
  }
}

// A local without a beginning lives as long as its function.
bool has_beginning(const llvm::AllocaInst& alloca) {
  return llvm::any_of(alloca.users(), [](const llvm::User* user) {
    const auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(user);
    return intrinsic != nullptr && intrinsic->getIntrinsicID() == llvm::Intrinsic::lifetime_start;
  });
}

} // namespace

bool FunctionLowering::lower_memory(llvm::Instruction& instruction) {
  if (auto* alloca = llvm::dyn_cast<llvm::AllocaInst>(&instruction))
    return lower_alloca(*alloca), true;
  if (auto* load = llvm::dyn_cast<llvm::LoadInst>(&instruction)) return lower_load(*load), true;
  if (auto* store = llvm::dyn_cast<llvm::StoreInst>(&instruction)) return lower_store(*store), true;
  if (auto* exchange = llvm::dyn_cast<llvm::AtomicRMWInst>(&instruction))
    return lower_exchange(*exchange), true;
  if (auto* exchange = llvm::dyn_cast<llvm::AtomicCmpXchgInst>(&instruction))
    return lower_compare_exchange(*exchange), true;
  if (auto* fence = llvm::dyn_cast<llvm::FenceInst>(&instruction)) return lower_fence(*fence), true;
  return false;
}

// By now every alloca is in the entry block, unless it is an array of variable length.
void FunctionLowering::lower_alloca(llvm::AllocaInst& alloca) {
  const auto size = alloca.getAllocationSize(module_.layout());
  if (!size || size->isScalable() || !alloca.isStaticAlloca()) {
    reject(alloca, "a local array of variable length is not supported",
           "give the array a constant size");
    return define(alloca, Scalars(1));
  }
  const std::uint32_t local = program::add_local(function_, name_of_local(alloca),
                                                 size->getFixedValue(), alloca.getAlign().value());
  function_.locals[local].hides_address = may_hide_address(alloca);
  locals_[&alloca] = local;
  emit(program::LocalAddress{result_of(alloca), local});
  if (!has_beginning(alloca)) emit(program::LocalBegin{local});
}

void FunctionLowering::lower_lifetime(llvm::IntrinsicInst& lifetime) {
  const auto local = locals_.find(lifetime.getArgOperand(1));
  if (local == locals_.end()) return;
  if (lifetime.getIntrinsicID() == llvm::Intrinsic::lifetime_end)
    return emit(program::LocalEnd{local->second});
  emit(program::LocalBegin{local->second});
  // The end of the previous lifetime has retired the address, so there is a new one.
  const Operand address = scalar(*lifetime.getArgOperand(1));
  emit(program::LocalAddress{static_cast<Register>(address.value), local->second});
}

std::optional<std::uint8_t> FunctionLowering::access_bytes(llvm::Type& type) {
  const unsigned bits = type.isAggregateType() ? 0 : bits_of(type);
  if (bits == 1) return std::uint8_t{1}; // a _Bool in memory
  for (const unsigned bytes : {1U, 2U, 4U, 8U})
    if (bits == bytes * 8) return static_cast<std::uint8_t>(bytes);
  return std::nullopt;
}

void FunctionLowering::lower_load(llvm::LoadInst& load) {
  const auto bytes = access_bytes(*load.getType());
  if (!bytes) {
    reject(load, "a read of a width that is not 1, 2, 4 or 8 bytes is not supported",
           "read the members one by one; give a bit-field's unit a whole number of such bytes");
    return define(load, Scalars(scalar_count(*load.getType())));
  }
  const Operand address = scalar(*load.getPointerOperand());
  emit(program::Load{result_of(load), address, *bytes, ordering_of(load), alignment_of(load)});
}

void FunctionLowering::lower_store(llvm::StoreInst& store) {
  const auto bytes = access_bytes(*store.getValueOperand()->getType());
  if (!bytes)
    return reject(store, "a write of a width that is not 1, 2, 4 or 8 bytes is not supported",
                  "write the members one by one; give a bit-field's unit a whole number of such "
                  "bytes");
  const Operand address = scalar(*store.getPointerOperand());
  const Operand value = scalar(*store.getValueOperand());
  const bool copies = store.getMetadata(kCopyMark) != nullptr;
  emit(program::Store{address, value, *bytes, ordering_of(store), alignment_of(store), copies});
}

void FunctionLowering::lower_exchange(llvm::AtomicRMWInst& exchange) {
  const auto bytes = access_bytes(*exchange.getType());
  const auto op = fetch_op(exchange.getOperation());
  const bool swaps = exchange.getOperation() == llvm::AtomicRMWInst::Xchg;
  if (!bytes || (!op && !swaps)) {
    reject(exchange,
           fmt::format("the atomic operation `{}` on a {}-bit value is not supported",
                       llvm::AtomicRMWInst::getOperationName(exchange.getOperation()).str(),
                       exchange.getType()->getPrimitiveSizeInBits().getFixedValue()),
           "use exchange, add, sub, and, or, xor, nand on 1, 2, 4 or 8 bytes, or a loop of "
           "cmpxchg");
    return define(exchange, Scalars(1));
  }
  const Operand address = scalar(*exchange.getPointerOperand());
  const Operand value = scalar(*exchange.getValOperand());
  const Register result = result_of(exchange);
  if (swaps)
    emit(program::Exchange{result, address, value, *bytes, alignment_of(exchange)});
  else
    emit(program::FetchModify{*op, result, address, value, *bytes, alignment_of(exchange)});
}

void FunctionLowering::lower_compare_exchange(llvm::AtomicCmpXchgInst& exchange) {
  const auto bytes = access_bytes(*exchange.getCompareOperand()->getType());
  if (!bytes) {
    reject(exchange,
           "a compare-exchange of a width that is not 1, 2, 4 or 8 bytes is not supported",
           "compare and exchange a single word");
    return define(exchange, Scalars(2));
  }
  const Operand address = scalar(*exchange.getPointerOperand());
  const Operand expected = scalar(*exchange.getCompareOperand());
  const Operand desired = scalar(*exchange.getNewValOperand());
  const Register old = fresh();
  const Register success = fresh();
  define(exchange, {{Operand::Kind::Register, old}, {Operand::Kind::Register, success}});
  emit(program::CompareExchange{old, success, address, expected, desired, *bytes,
                                alignment_of(exchange)});
}

void FunctionLowering::lower_fence(llvm::FenceInst& fence) {
  const bool compiler_only = fence.getSyncScopeID() == llvm::SyncScope::SingleThread;
  emit(program::Invoke{compiler_only ? program::Primitive::Barrier : program::Primitive::Fence,
                       std::nullopt,
                       {},
                       ""});
}

} // namespace walkcheck::frontend
