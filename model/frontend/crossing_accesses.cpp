// SPDX-License-Identifier: GPL-2.0-only
// Splits accesses that the machine cannot do. The machine accesses 1, 2, 4 or 8 bytes within a word
// of 8. A packed member, or the unit of a bit-field, may lie across two words or have another
// width; such an access is done in parts, as no processor promises more. Entry point:
// split_crossing_accesses().
#include "model/frontend/ir.hpp"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>

#include <bit>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace walkcheck::frontend {
namespace {

constexpr unsigned kWord = 8; // bytes

struct Part {
  unsigned offset, bytes;
};

// The widest aligned parts of an access that begins `at` bytes into a word.
std::vector<Part> parts_of(unsigned at, unsigned bytes) {
  std::vector<Part> parts;
  for (unsigned done = 0; done < bytes;) {
    unsigned width = kWord;
    while ((at + done) % width != 0 || width > bytes - done)
      width /= 2;
    parts.push_back({done, width});
    done += width;
  }
  return parts;
}

// The widest parts that stay within a word, wherever the access begins.
std::vector<Part> parts_within_word(unsigned bytes) {
  std::vector<Part> parts;
  for (unsigned done = 0; done < bytes;) {
    const unsigned width = std::bit_floor(bytes - done);
    parts.push_back({done, width});
    done += width;
  }
  return parts;
}

class Access {
public:
  explicit Access(llvm::Instruction& instruction)
      : load_(llvm::dyn_cast<llvm::LoadInst>(&instruction)),
        store_(llvm::dyn_cast<llvm::StoreInst>(&instruction)), instruction_(instruction),
        layout_(instruction.getModule()->getDataLayout()) {}

  // Whether the machine may be unable to do the access as it is.
  bool may_cross() const {
    if (!type()->isIntegerTy() && !type()->isPointerTy()) return false;
    const std::uint64_t bits = layout_.getTypeSizeInBits(type());
    if (bits % 8 != 0 || bits > 64 || instruction_.isAtomic()) return false;
    return !std::has_single_bit(bytes()) || (alignment() < bytes() && !is_private());
  }

  void split() {
    if (is_private()) return in_parts(parts_within_word(bytes()));
    if (const auto at = place_in_word()) {
      if (!std::has_single_bit(bytes()) || *at + bytes() > kWord) in_parts(parts_of(*at, bytes()));
      return;
    }
    by_place();
  }

private:
  llvm::Type* type() const {
    return load_ != nullptr ? load_->getType() : store_->getValueOperand()->getType();
  }
  llvm::Value* pointer() const {
    return load_ != nullptr ? load_->getPointerOperand() : store_->getPointerOperand();
  }
  unsigned bytes() const {
    return static_cast<unsigned>(layout_.getTypeStoreSize(type()).getFixedValue());
  }
  std::uint64_t alignment() const {
    return (load_ != nullptr ? load_->getAlign() : store_->getAlign()).value();
  }
  // The alignment of a part, as far as that of the whole tells.
  llvm::Align aligned(const Part& part) const {
    return llvm::commonAlignment(llvm::Align(alignment()), part.offset);
  }
  bool is_volatile() const { return load_ != nullptr ? load_->isVolatile() : store_->isVolatile(); }

  bool is_private() const {
    llvm::SmallVector<const llvm::Value*, 4> objects;
    llvm::getUnderlyingObjects(pointer(), objects, nullptr, 0);
    return llvm::all_of(objects,
                        [](const llvm::Value* v) { return llvm::isa<llvm::AllocaInst>(v); });
  }

  // The place is known for a variable, as every variable begins at a word.
  std::optional<unsigned> place_in_word() const {
    llvm::APInt offset(64, 0);
    const llvm::Value* base =
        pointer()->stripAndAccumulateConstantOffsets(layout_, offset, /*AllowNonInbounds=*/true);
    if (!llvm::isa<llvm::GlobalVariable>(base)) return std::nullopt;
    return static_cast<unsigned>(offset.getZExtValue() % kWord);
  }

  void in_parts(const std::vector<Part>& parts) {
    llvm::IRBuilder<> builder(&instruction_);
    llvm::Value* whole = done(builder, parts);
    if (load_ != nullptr) load_->replaceAllUsesWith(whole);
    instruction_.eraseFromParent();
  }

  // Makes a branch for each place in a word from which the access crosses into the next.
  void by_place() {
    llvm::LLVMContext& context = instruction_.getContext();
    llvm::BasicBlock* before = instruction_.getParent();
    llvm::BasicBlock* after = llvm::SplitBlock(before, &instruction_);
    before->getTerminator()->eraseFromParent();
    llvm::IRBuilder<> builder(before);
    builder.SetCurrentDebugLocation(instruction_.getDebugLoc());
    llvm::Value* place =
        builder.CreateAnd(builder.CreatePtrToInt(pointer(), builder.getInt64Ty()), kWord - 1);
    std::vector<std::pair<llvm::BasicBlock*, llvm::Value*>> ways;
    const auto way = [&](const std::vector<Part>& parts) {
      auto* block = llvm::BasicBlock::Create(context, "", before->getParent(), after);
      llvm::IRBuilder<> inside(block);
      inside.SetCurrentDebugLocation(instruction_.getDebugLoc());
      ways.emplace_back(block, done(inside, parts));
      inside.CreateBr(after);
      return block;
    };
    llvm::SwitchInst* choice = builder.CreateSwitch(place, way(parts_within_word(bytes())));
    for (unsigned at = 1; at < kWord; ++at)
      if (at + bytes() > kWord && at % std::min<std::uint64_t>(alignment(), kWord) == 0)
        choice->addCase(builder.getInt64(at), way(parts_of(at, bytes())));
    if (load_ != nullptr) {
      auto* whole =
          llvm::PHINode::Create(type(), static_cast<unsigned>(ways.size()), "", after->begin());
      for (const auto& [block, value] : ways)
        whole->addIncoming(value, block);
      load_->replaceAllUsesWith(whole);
    }
    instruction_.eraseFromParent();
  }

  // Does the access in these parts. Returns the value that is read; null for a store.
  llvm::Value* done(llvm::IRBuilder<>& builder, const std::vector<Part>& parts) {
    llvm::Type* whole_type = builder.getIntNTy(bytes() * 8);
    llvm::Value* whole = nullptr;
    if (store_ != nullptr) {
      whole = store_->getValueOperand();
      if (whole->getType()->isPointerTy()) whole = builder.CreatePtrToInt(whole, whole_type);
    }
    for (const Part& part : parts) {
      llvm::Value* at = builder.CreateConstGEP1_64(builder.getInt8Ty(), pointer(), part.offset);
      llvm::Type* part_type = builder.getIntNTy(part.bytes * 8);
      llvm::Instruction* access = nullptr;
      if (store_ != nullptr) {
        llvm::Value* value =
            builder.CreateTrunc(builder.CreateLShr(whole, part.offset * 8), part_type);
        access = builder.CreateAlignedStore(value, at, aligned(part), is_volatile());
      } else {
        access = builder.CreateAlignedLoad(part_type, at, aligned(part), is_volatile());
        llvm::Value* value =
            builder.CreateShl(builder.CreateZExt(access, whole_type), part.offset * 8);
        whole = whole == nullptr ? value : builder.CreateOr(whole, value);
      }
      access->copyMetadata(instruction_);
    }
    if (load_ != nullptr && type()->isPointerTy()) whole = builder.CreateIntToPtr(whole, type());
    return whole;
  }

  llvm::LoadInst* load_;
  llvm::StoreInst* store_;
  llvm::Instruction& instruction_;
  const llvm::DataLayout& layout_;
};

} // namespace

void split_crossing_accesses(llvm::Module& module) {
  llvm::SmallVector<llvm::Instruction*, 16> found;
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function))
      if (llvm::isa<llvm::LoadInst, llvm::StoreInst>(instruction) &&
          Access(instruction).may_cross())
        found.push_back(&instruction);
  for (llvm::Instruction* instruction : found)
    Access(*instruction).split();
}

} // namespace walkcheck::frontend
