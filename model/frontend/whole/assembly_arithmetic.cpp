// SPDX-License-Identifier: GPL-2.0-only
// Moves, arithmetic, exchanges. Entry points: see assembly_meanings.hpp.
#include "model/frontend/whole/assembly_meanings.hpp"

#include <llvm/IR/Constants.h>

namespace walkcheck::frontend::meaning {
namespace {

using Kind = AssemblyPlace::Kind;
using Atomic = llvm::AtomicRMWInst::BinOp;
using Plain = llvm::Instruction::BinaryOps;

// Of `place`, before `op` and with what came of it written there; null where it is not known. The
// same operation as LLVM's atomic one says it, and as its plain one.
struct Modified {
  llvm::Value* before = nullptr;
  llvm::Value* after = nullptr;
};

Modified modified(AssemblyCall& call, const AssemblyOperation& operation,
                  const AssemblyPlace& place, Atomic atomic, Plain plain, llvm::Value* by) {
  if (by == nullptr) return {};
  llvm::Value* before = operation.lock ? call.modify(place, operation.bits, atomic, by)
                                       : call.read(place, operation.bits);
  if (before == nullptr) return {};
  llvm::Value* after = call.builder().CreateBinOp(plain, before, by);
  if (!operation.lock && !call.write(place, operation.bits, after)) return {};
  return {before, after};
}

bool are_one_register(const AssemblyOperation& operation) {
  const AssemblyPlace &a = operation.places[0], &b = operation.places[1];
  return a.kind == Kind::Register && b.kind == Kind::Register && a.slot == b.slot &&
         a.bits == b.bits;
}

bool bitwise(AssemblyCall& call, const AssemblyOperation& operation, Atomic atomic, Plain plain) {
  const auto [before, after] = modified(call, operation, operation.places[1], atomic, plain,
                                        call.read(operation.places[0], operation.bits));
  if (after == nullptr) return false;
  call.flags() = flags_of_bits(call.builder(), *after);
  return true;
}

// Leaves the carry flag as it was.
bool step(AssemblyCall& call, const AssemblyOperation& operation, bool up) {
  llvm::Value* one = llvm::ConstantInt::get(call.builder().getIntNTy(operation.bits), 1);
  const auto [before, after] =
      modified(call, operation, operation.places[0], up ? Atomic::Add : Atomic::Sub,
               up ? Plain::Add : Plain::Sub, one);
  if (after == nullptr) return false;
  llvm::Value* carry = call.flags().carry;
  call.flags() = up ? flags_of_sum(call.builder(), *before, *one, *after)
                    : flags_of_difference(call.builder(), *before, *one, *after);
  call.flags().carry = carry;
  return true;
}

} // namespace

bool move(AssemblyCall& call, const AssemblyOperation& operation) {
  llvm::Value* value = call.read(operation.places[0], operation.bits);
  return value != nullptr && call.write(operation.places[1], operation.bits, value);
}

bool add(AssemblyCall& call, const AssemblyOperation& operation) {
  llvm::Value* by = call.read(operation.places[0], operation.bits);
  const auto [before, after] =
      modified(call, operation, operation.places[1], Atomic::Add, Plain::Add, by);
  if (after == nullptr) return false;
  call.flags() = flags_of_sum(call.builder(), *before, *by, *after);
  return true;
}

bool subtract(AssemblyCall& call, const AssemblyOperation& operation) {
  llvm::Value* by = call.read(operation.places[0], operation.bits);
  const auto [before, after] =
      modified(call, operation, operation.places[1], Atomic::Sub, Plain::Sub, by);
  if (after == nullptr) return false;
  call.flags() = flags_of_difference(call.builder(), *before, *by, *after);
  return true;
}

bool bitwise_and(AssemblyCall& call, const AssemblyOperation& operation) {
  return bitwise(call, operation, Atomic::And, Plain::And);
}
bool bitwise_or(AssemblyCall& call, const AssemblyOperation& operation) {
  return bitwise(call, operation, Atomic::Or, Plain::Or);
}

// Of a register with itself: 0, whatever was in it.
bool bitwise_xor(AssemblyCall& call, const AssemblyOperation& operation) {
  if (operation.lock || !are_one_register(operation))
    return bitwise(call, operation, Atomic::Xor, Plain::Xor);
  llvm::Value* zero = llvm::ConstantInt::get(call.builder().getIntNTy(operation.bits), 0);
  call.flags() = flags_of_bits(call.builder(), *zero);
  return call.write(operation.places[1], operation.bits, zero);
}

bool compare(AssemblyCall& call, const AssemblyOperation& operation) {
  llvm::Value* by = call.read(operation.places[0], operation.bits);
  llvm::Value* value = call.read(operation.places[1], operation.bits);
  if (by == nullptr || value == nullptr) return false;
  call.flags() =
      flags_of_difference(call.builder(), *value, *by, *call.builder().CreateSub(value, by));
  return true;
}

bool test(AssemblyCall& call, const AssemblyOperation& operation) {
  llvm::Value* by = call.read(operation.places[0], operation.bits);
  llvm::Value* value = call.read(operation.places[1], operation.bits);
  if (by == nullptr || value == nullptr) return false;
  call.flags() = flags_of_bits(call.builder(), *call.builder().CreateAnd(value, by));
  return true;
}

bool spread_carry(AssemblyCall& call, const AssemblyOperation& operation) {
  llvm::Value* carry = call.flags().carry;
  if (!are_one_register(operation) || carry == nullptr) return false;
  llvm::Value* all = call.builder().CreateSExt(carry, call.builder().getIntNTy(operation.bits));
  call.flags() = {carry, call.builder().CreateNot(carry), carry, call.builder().getFalse()};
  return call.write(operation.places[1], operation.bits, all);
}

bool increment(AssemblyCall& call, const AssemblyOperation& operation) {
  return step(call, operation, true);
}
bool decrement(AssemblyCall& call, const AssemblyOperation& operation) {
  return step(call, operation, false);
}

bool negate(AssemblyCall& call, const AssemblyOperation& operation) {
  llvm::Value* value = call.read(operation.places[0], operation.bits);
  if (value == nullptr) return false;
  llvm::Value* zero = llvm::ConstantInt::get(value->getType(), 0);
  llvm::Value* negative = call.builder().CreateSub(zero, value);
  call.flags() = flags_of_difference(call.builder(), *zero, *value, *negative);
  return call.write(operation.places[0], operation.bits, negative);
}

// Leaves the flags as they were.
bool invert(AssemblyCall& call, const AssemblyOperation& operation) {
  llvm::Value* all = llvm::ConstantInt::getAllOnesValue(call.builder().getIntNTy(operation.bits));
  return modified(call, operation, operation.places[0], Atomic::Xor, Plain::Xor, all).after !=
         nullptr;
}

bool exchange_and_add(AssemblyCall& call, const AssemblyOperation& operation) {
  const AssemblyPlace& source = operation.places[0];
  llvm::Value* by = call.read(source, operation.bits);
  if (source.kind != Kind::Register || are_one_register(operation)) return false;
  const auto [before, after] =
      modified(call, operation, operation.places[1], Atomic::Add, Plain::Add, by);
  if (after == nullptr) return false;
  call.flags() = flags_of_sum(call.builder(), *before, *by, *after);
  return call.write(source, operation.bits, before);
}

// With memory it is locked, with the prefix or without.
bool exchange(AssemblyCall& call, const AssemblyOperation& operation) {
  AssemblyPlace first = operation.places[0], second = operation.places[1];
  if (first.kind == Kind::Memory) std::swap(first, second);
  if (first.kind != Kind::Register) return false;
  llvm::Value* given = call.read(first, operation.bits);
  if (given == nullptr) return false;
  if (second.kind == Kind::Memory) {
    llvm::Value* taken = call.modify(second, operation.bits, Atomic::Xchg, given);
    return taken != nullptr && call.write(first, operation.bits, taken);
  }
  llvm::Value* taken = call.read(second, operation.bits);
  return !operation.lock && taken != nullptr && call.write(second, operation.bits, given) &&
         call.write(first, operation.bits, taken);
}

// Without a lock it is a read and a write: of the old value, where it is not the expected one.
bool compare_and_exchange(AssemblyCall& call, const AssemblyOperation& operation) {
  const AssemblyPlace &source = operation.places[0], &place = operation.places[1];
  const auto accumulator = call.accumulator();
  if (source.kind != Kind::Register || place.kind != Kind::Memory || !accumulator ||
      accumulator->bits != operation.bits || source.slot == accumulator->slot)
    return false;
  llvm::IRBuilder<>& builder = call.builder();
  llvm::Value* fresh = call.read(source, operation.bits);
  llvm::Value* expected = call.read(*accumulator, operation.bits);
  if (fresh == nullptr || expected == nullptr || !call.may_write(place)) return false;
  llvm::Value* old = nullptr;
  llvm::Value* equal = nullptr;
  if (operation.lock) {
    const auto order = llvm::AtomicOrdering::SequentiallyConsistent;
    llvm::Value* both = builder.CreateAtomicCmpXchg(place.pointer, expected, fresh,
                                                    llvm::Align(operation.bits / 8), order, order);
    old = builder.CreateExtractValue(both, 0);
    equal = builder.CreateExtractValue(both, 1);
  } else {
    old = call.read(place, operation.bits);
    if (old == nullptr) return false;
    equal = builder.CreateICmpEQ(old, expected);
    if (!call.write(place, operation.bits, builder.CreateSelect(equal, fresh, old))) return false;
  }
  call.flags() = flags_of_difference(builder, *expected, *old, *builder.CreateSub(expected, old));
  call.flags().zero = equal;
  return call.write(*accumulator, operation.bits, old);
}

} // namespace walkcheck::frontend::meaning
