// SPDX-License-Identifier: GPL-2.0-only
// Single bits, and counting. Entry points: see assembly_meanings.hpp.
#include "model/frontend/whole/assembly_meanings.hpp"

#include <llvm/IR/Constants.h>
#include <llvm/IR/Intrinsics.h>

#include <bit>

namespace walkcheck::frontend::meaning {
namespace {

using Kind = AssemblyPlace::Kind;

enum class Change { None, Set, Reset, Complement };

// The word that a bit is in, and the number of the bit in it.
struct Bit {
  AssemblyPlace word;
  llvm::Value* number = nullptr; // null: it is not known
};

// An immediate counts within the word; a register, where the words are in memory, from the word
// that is named on, or back. An immediate beyond the word is understood by assemblers in several
// ways.
Bit bit_of(AssemblyCall& call, const AssemblyOperation& operation) {
  const AssemblyPlace &offset = operation.places[0], &place = operation.places[1];
  llvm::Value* at = call.read(offset, operation.bits);
  if (at == nullptr || offset.kind == Kind::Memory || place.kind == Kind::Constant ||
      !call.is_small(offset, operation.bits))
    return {};
  llvm::IRBuilder<>& builder = call.builder();
  llvm::Value* number = builder.CreateAnd(at, operation.bits - 1);
  if (place.kind == Kind::Register) return {place, number};
  if (call.may_be_register(place)) return {};
  const auto shift = static_cast<std::uint64_t>(std::countr_zero(operation.bits));
  llvm::Value* words = builder.CreateSExt(builder.CreateAShr(at, shift), builder.getInt64Ty());
  llvm::Value* bytes = builder.CreateMul(words, builder.getInt64(operation.bits / 8));
  AssemblyPlace word = place;
  const auto* none = llvm::dyn_cast<llvm::ConstantInt>(bytes);
  if (none == nullptr || !none->isZero())
    word.pointer = builder.CreateGEP(builder.getInt8Ty(), place.pointer, bytes);
  return {word, number};
}

// The word before the change, which is done; null where it is not known.
llvm::Value* changed(AssemblyCall& call, const AssemblyOperation& operation, const Bit& bit,
                     Change change) {
  llvm::IRBuilder<>& builder = call.builder();
  llvm::Value* mask =
      builder.CreateShl(llvm::ConstantInt::get(bit.number->getType(), 1), bit.number);
  if (change == Change::Reset) mask = builder.CreateNot(mask);
  if (operation.lock)
    return call.modify(bit.word, operation.bits,
                       change == Change::Set     ? llvm::AtomicRMWInst::Or
                       : change == Change::Reset ? llvm::AtomicRMWInst::And
                                                 : llvm::AtomicRMWInst::Xor,
                       mask);
  llvm::Value* before = call.read(bit.word, operation.bits);
  if (before == nullptr || change == Change::None) return before;
  llvm::Value* after = change == Change::Set     ? builder.CreateOr(before, mask)
                       : change == Change::Reset ? builder.CreateAnd(before, mask)
                                                 : builder.CreateXor(before, mask);
  return call.write(bit.word, operation.bits, after) ? before : nullptr;
}

// The flags but carry and zero are undefined, and zero stays.
bool bit(AssemblyCall& call, const AssemblyOperation& operation, Change change) {
  const Bit found = bit_of(call, operation);
  if (found.number == nullptr) return false;
  llvm::Value* before = changed(call, operation, found, change);
  if (before == nullptr) return false;
  llvm::IRBuilder<>& builder = call.builder();
  call.flags() = {
      builder.CreateTrunc(builder.CreateLShr(before, found.number), builder.getInt1Ty()),
      call.flags().zero, nullptr, nullptr};
  return true;
}

llvm::Value* zeros(AssemblyCall& call, llvm::Value* value, bool trailing, bool zero_is_poison) {
  return call.builder().CreateBinaryIntrinsic(trailing ? llvm::Intrinsic::cttz
                                                       : llvm::Intrinsic::ctlz,
                                              value, call.builder().getInt1(zero_is_poison));
}

// Where no bit is set, the destination stays as it was (AMD says so, and Intel's processors do). If
// nothing was in it, or `rep` makes some processors count instead, there is no number then.
bool scan(AssemblyCall& call, const AssemblyOperation& operation, bool forward) {
  const AssemblyPlace& destination = operation.places[1];
  llvm::Value* value = call.read(operation.places[0], operation.bits);
  if (value == nullptr || destination.kind != Kind::Register) return false;
  llvm::IRBuilder<>& builder = call.builder();
  llvm::Value* before = call.content(destination);
  llvm::Value* number = zeros(call, value, forward, /*zero_is_poison=*/before == nullptr);
  if (!forward)
    number =
        builder.CreateSub(llvm::ConstantInt::get(value->getType(), operation.bits - 1), number);
  llvm::Value* none = builder.CreateICmpEQ(value, llvm::ConstantInt::get(value->getType(), 0));
  if (before != nullptr) {
    // The upper half of a wider register might be cleared.
    if (operation.rep || before->getType()->getIntegerBitWidth() > operation.bits) return false;
    number = builder.CreateSelect(none, builder.CreateZExt(before, value->getType()), number);
  }
  call.flags() = {nullptr, none, nullptr, nullptr};
  return call.write(destination, operation.bits, number);
}

bool count(AssemblyCall& call, const AssemblyOperation& operation, bool trailing) {
  llvm::Value* value = call.read(operation.places[0], operation.bits);
  if (value == nullptr || operation.places[1].kind != Kind::Register) return false;
  llvm::IRBuilder<>& builder = call.builder();
  llvm::Value* number = zeros(call, value, trailing, /*zero_is_poison=*/false);
  llvm::Value* zero = llvm::ConstantInt::get(value->getType(), 0);
  call.flags() = {builder.CreateICmpEQ(value, zero), builder.CreateICmpEQ(number, zero), nullptr,
                  nullptr};
  return call.write(operation.places[1], operation.bits, number);
}

} // namespace

bool bit_test(AssemblyCall& call, const AssemblyOperation& operation) {
  return bit(call, operation, Change::None);
}
bool bit_set(AssemblyCall& call, const AssemblyOperation& operation) {
  return bit(call, operation, Change::Set);
}
bool bit_reset(AssemblyCall& call, const AssemblyOperation& operation) {
  return bit(call, operation, Change::Reset);
}
bool bit_complement(AssemblyCall& call, const AssemblyOperation& operation) {
  return bit(call, operation, Change::Complement);
}

bool scan_forward(AssemblyCall& call, const AssemblyOperation& operation) {
  return scan(call, operation, true);
}
bool scan_reverse(AssemblyCall& call, const AssemblyOperation& operation) {
  return scan(call, operation, false);
}
bool trailing_zeros(AssemblyCall& call, const AssemblyOperation& operation) {
  return count(call, operation, true);
}
bool leading_zeros(AssemblyCall& call, const AssemblyOperation& operation) {
  return count(call, operation, false);
}

bool population_count(AssemblyCall& call, const AssemblyOperation& operation) {
  llvm::Value* value = call.read(operation.places[0], operation.bits);
  if (value == nullptr || operation.places[1].kind != Kind::Register) return false;
  llvm::IRBuilder<>& builder = call.builder();
  llvm::Value* none = builder.CreateICmpEQ(value, llvm::ConstantInt::get(value->getType(), 0));
  call.flags() = {builder.getFalse(), none, builder.getFalse(), builder.getFalse()};
  return call.write(operation.places[1], operation.bits,
                    builder.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, value));
}

bool swap_bytes(AssemblyCall& call, const AssemblyOperation& operation) {
  const AssemblyPlace& place = operation.places[0];
  if (place.kind != Kind::Register) return false;
  llvm::Value* value = call.read(place, operation.bits);
  return value != nullptr &&
         call.write(place, operation.bits,
                    call.builder().CreateUnaryIntrinsic(llvm::Intrinsic::bswap, value));
}

} // namespace walkcheck::frontend::meaning
