// SPDX-License-Identifier: GPL-2.0-only
// memcpy, memmove and memset of a constant size -> loads and stores of up to 8 bytes. clang copies
// a struct with memcpy, so READ_ONCE of a pmd_t is a volatile one: it has to become one load.
#include "model/frontend/ir.hpp"

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace walkcheck::frontend {
namespace {

constexpr std::uint64_t kMostShared = 64;  // bytes; each word is a step of its own
constexpr std::uint64_t kMostLocal = 4096; // bytes; local work

bool is_local(const llvm::Value* pointer) {
  return llvm::isa<llvm::AllocaInst>(pointer->stripInBoundsOffsets());
}

bool is_constant_data(const llvm::Value* pointer) {
  const auto* global = llvm::dyn_cast<llvm::GlobalVariable>(pointer->stripInBoundsOffsets());
  return global != nullptr && global->isConstant();
}

// Where each access begins and how wide it is.
std::vector<std::pair<std::uint64_t, unsigned>> pieces(std::uint64_t bytes) {
  std::vector<std::pair<std::uint64_t, unsigned>> result;
  for (std::uint64_t at = 0; at < bytes;) {
    unsigned width = 8;
    while (width > bytes - at)
      width /= 2;
    result.emplace_back(at, width);
    at += width;
  }
  return result;
}

llvm::Value* at_offset(llvm::IRBuilder<>& builder, llvm::Value* pointer, std::uint64_t offset) {
  return offset == 0 ? pointer
                     : builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), pointer, offset);
}

// All loads come first: right for memmove, and allowed for memcpy.
void expand_copy(llvm::MemTransferInst& copy, std::uint64_t bytes) {
  llvm::IRBuilder<> builder(&copy);
  std::vector<llvm::Value*> words;
  for (const auto& [at, width] : pieces(bytes))
    words.push_back(builder.CreateAlignedLoad(builder.getIntNTy(width * 8),
                                              at_offset(builder, copy.getRawSource(), at),
                                              llvm::Align(1), copy.isVolatile()));
  std::size_t next = 0;
  for (const auto& [at, width] : pieces(bytes))
    builder
        .CreateAlignedStore(words[next++], at_offset(builder, copy.getRawDest(), at),
                            llvm::Align(1), copy.isVolatile())
        ->setMetadata(kCopyMark, llvm::MDNode::get(copy.getContext(), {}));
}

void expand_fill(llvm::MemSetInst& fill, std::uint64_t bytes) {
  llvm::IRBuilder<> builder(&fill);
  for (const auto& [at, width] : pieces(bytes)) {
    llvm::Type* type = builder.getIntNTy(width * 8);
    const llvm::APInt ones = llvm::APInt::getSplat(width * 8, llvm::APInt(8, 1));
    llvm::Value* word =
        builder.CreateMul(builder.CreateZExt(fill.getValue(), type), builder.getInt(ones));
    builder.CreateAlignedStore(word, at_offset(builder, fill.getRawDest(), at), llvm::Align(1),
                               fill.isVolatile());
  }
}

bool expand(llvm::MemIntrinsic& intrinsic) {
  const auto* length = llvm::dyn_cast<llvm::ConstantInt>(intrinsic.getLength());
  if (length == nullptr) return false;
  auto* copy = llvm::dyn_cast<llvm::MemTransferInst>(&intrinsic);
  const bool local =
      is_local(intrinsic.getRawDest()) &&
      (copy == nullptr || is_local(copy->getRawSource()) || is_constant_data(copy->getRawSource()));
  const std::uint64_t bytes = length->getZExtValue();
  if (bytes > (local ? kMostLocal : kMostShared)) return false;
  if (copy != nullptr)
    expand_copy(*copy, bytes);
  else
    expand_fill(llvm::cast<llvm::MemSetInst>(intrinsic), bytes);
  return true;
}

} // namespace

void expand_memory_intrinsics(llvm::Module& module) {
  llvm::SmallVector<llvm::MemIntrinsic*, 16> found;
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function))
      if (auto* intrinsic = llvm::dyn_cast<llvm::MemIntrinsic>(&instruction))
        found.push_back(intrinsic);
  for (llvm::MemIntrinsic* intrinsic : found)
    if (expand(*intrinsic)) intrinsic->eraseFromParent();
}

} // namespace walkcheck::frontend
