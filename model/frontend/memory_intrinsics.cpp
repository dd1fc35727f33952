// SPDX-License-Identifier: GPL-2.0-only
// memcpy, memmove and memset -> loads and stores of up to 8 bytes, one by one or in a loop. clang
// copies a struct with memcpy, so READ_ONCE of a pmd_t is a volatile memcpy, which has to become
// one load. Entry point: expand_memory_intrinsics().
#include "model/frontend/copy_pieces.hpp"
#include "model/frontend/ir.hpp"
#include "model/frontend/spliced_loop.hpp"

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace walkcheck::frontend {
namespace {

// Longer copies are done in a loop. The limit for locals is high, as a local that a loop goes
// through cannot be kept in registers.
constexpr std::uint64_t kMostShared = 64;  // bytes
constexpr std::uint64_t kMostLocal = 4096; // bytes

bool is_local(const llvm::Value* pointer) {
  return llvm::isa<llvm::AllocaInst>(pointer->stripInBoundsOffsets());
}

bool is_constant_data(const llvm::Value* pointer) {
  const auto* global = llvm::dyn_cast<llvm::GlobalVariable>(pointer->stripInBoundsOffsets());
  return global != nullptr && global->isConstant();
}

llvm::Value* at_offset(llvm::IRBuilderBase& builder, llvm::Value* pointer, std::uint64_t offset) {
  return offset == 0 ? pointer
                     : builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), pointer, offset);
}

class Expansion {
public:
  Expansion(llvm::MemIntrinsic& intrinsic, PlaceFinder& finder)
      : finder_(finder), intrinsic_(intrinsic),
        copy_(llvm::dyn_cast<llvm::MemTransferInst>(&intrinsic)),
        to_alignment_(intrinsic.getDestAlign().valueOrOne()),
        from_alignment_(copy_ != nullptr ? copy_->getSourceAlign().valueOrOne() : to_alignment_) {}

  void run() {
    const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(intrinsic_.getLength());
    const std::uint64_t length = constant == nullptr ? 0 : constant->getZExtValue();
    const bool local =
        is_local(intrinsic_.getRawDest()) && (copy_ == nullptr || is_local(copy_->getRawSource()) ||
                                              is_constant_data(copy_->getRawSource()));
    if (constant != nullptr && length <= (local ? kMostLocal : kMostShared))
      one_by_one(length);
    else
      in_a_loop(length <= kMostLocal ? length : 0);
    intrinsic_.eraseFromParent();
  }

private:
  Members members(std::uint64_t bytes) const {
    const llvm::DataLayout& layout = intrinsic_.getModule()->getDataLayout();
    std::vector<Pointee> all = pointees_of(finder_.find(*intrinsic_.getRawDest()), bytes, layout);
    if (copy_ != nullptr) {
      const std::vector<Pointee> from =
          pointees_of(finder_.find(*copy_->getRawSource()), bytes, layout);
      all.insert(all.end(), from.begin(), from.end());
    }
    return members_of(all, bytes, alignment());
  }

  std::uint64_t alignment() const { return std::min(to_alignment_, from_alignment_).value(); }

  // All loads come first. That is right for memmove, and allowed for memcpy.
  void one_by_one(std::uint64_t bytes) {
    llvm::IRBuilder<> builder(&intrinsic_);
    // READ_ONCE() of a structure as wide as a word is one access, whatever its members are.
    const bool once = intrinsic_.isVolatile() && bytes <= 8 && std::has_single_bit(bytes);
    const std::vector<Piece> pieces = once ? std::vector<Piece>{{0, static_cast<unsigned>(bytes)}}
                                           : pieces_of(members(bytes), bytes);
    std::vector<llvm::Value*> values;
    for (const Piece& piece : pieces)
      values.push_back(copy_ != nullptr ? load(builder, nullptr, piece) : filling(builder, piece));
    for (std::size_t i = 0; i < pieces.size(); ++i)
      store(builder, nullptr, pieces[i], values[i]);
  }

  // `bytes` is 0 if the length is not known. The loop goes forwards, or backwards if memmove's
  // target overlaps what is still to be read. If the length is not a multiple of the stride, the
  // rest is done in bytes.
  void in_a_loop(std::uint64_t bytes) {
    llvm::IRBuilder<> builder(&intrinsic_);
    llvm::Type* type = builder.getInt64Ty();
    const unsigned stride = stride_of(members(bytes));
    llvm::Value* length = builder.CreateZExtOrTrunc(intrinsic_.getLength(), type);
    llvm::Value* whole = builder.CreateUDiv(length, builder.getInt64(stride));
    llvm::Value* rest = builder.CreateURem(length, builder.getInt64(stride));
    llvm::Value* behind = builder.CreateSub(length, rest);
    llvm::Value* backwards = builder.getFalse();
    if (llvm::isa<llvm::MemMoveInst>(intrinsic_))
      backwards = builder.CreateICmpULT(
          bytes_ahead(builder, *intrinsic_.getRawDest(), *copy_->getRawSource()), length);
    llvm::Value* none = builder.getInt64(0);
    llvm::Value* rest_first = builder.CreateSelect(backwards, rest, none);
    llvm::Value* rest_last = builder.CreateSelect(backwards, none, rest);
    loop(*rest_first, 1, behind, backwards);
    loop(*whole, stride, none, backwards);
    loop(*rest_last, 1, behind, backwards);
  }

  void loop(llvm::Value& count, unsigned stride, llvm::Value* from, llvm::Value* backwards) {
    splice_loop(intrinsic_, count, [&](llvm::IRBuilderBase& builder, llvm::Value& index) {
      llvm::Value* last = builder.CreateSub(&count, builder.getInt64(1));
      llvm::Value* which = builder.CreateSelect(backwards, builder.CreateSub(last, &index), &index);
      llvm::Value* offset =
          builder.CreateAdd(from, builder.CreateMul(which, builder.getInt64(stride)));
      const Piece piece{0, stride};
      store(builder, offset, piece,
            copy_ != nullptr ? load(builder, offset, piece) : filling(builder, piece));
    });
  }

  llvm::Value* place(llvm::IRBuilderBase& builder, llvm::Value* base, llvm::Value* offset,
                     const Piece& piece) const {
    if (offset != nullptr) return builder.CreateGEP(builder.getInt8Ty(), base, offset);
    return at_offset(builder, base, piece.offset);
  }

  static llvm::Align aligned(llvm::Align base, const llvm::Value* offset, const Piece& piece) {
    return llvm::commonAlignment(base, offset != nullptr ? piece.bytes : piece.offset);
  }

  llvm::Value* load(llvm::IRBuilderBase& builder, llvm::Value* offset, const Piece& piece) const {
    return builder.CreateAlignedLoad(builder.getIntNTy(piece.bytes * 8),
                                     place(builder, copy_->getRawSource(), offset, piece),
                                     aligned(from_alignment_, offset, piece), copy_->isVolatile());
  }

  void store(llvm::IRBuilderBase& builder, llvm::Value* offset, const Piece& piece,
             llvm::Value* value) const {
    llvm::StoreInst* stored =
        builder.CreateAlignedStore(value, place(builder, intrinsic_.getRawDest(), offset, piece),
                                   aligned(to_alignment_, offset, piece), intrinsic_.isVolatile());
    if (copy_ != nullptr)
      stored->setMetadata(kCopyMark, llvm::MDNode::get(intrinsic_.getContext(), {}));
  }

  llvm::Value* filling(llvm::IRBuilderBase& builder, const Piece& piece) const {
    const unsigned bits = piece.bytes * 8;
    const llvm::APInt ones = llvm::APInt::getSplat(bits, llvm::APInt(8, 1));
    llvm::Value* byte = llvm::cast<llvm::MemSetInst>(intrinsic_).getValue();
    return builder.CreateMul(builder.CreateZExt(byte, builder.getIntNTy(bits)),
                             builder.getInt(ones));
  }

  PlaceFinder& finder_;
  llvm::MemIntrinsic& intrinsic_;
  llvm::MemTransferInst* copy_; // or a fill
  llvm::Align to_alignment_, from_alignment_;
};

} // namespace

void expand_memory_intrinsics(llvm::Module& module) {
  llvm::SmallVector<llvm::MemIntrinsic*, 16> found;
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function))
      if (auto* intrinsic = llvm::dyn_cast<llvm::MemIntrinsic>(&instruction))
        found.push_back(intrinsic);
  PlaceFinder finder(module);
  for (llvm::MemIntrinsic* intrinsic : found)
    Expansion(*intrinsic, finder).run();
}

} // namespace walkcheck::frontend
