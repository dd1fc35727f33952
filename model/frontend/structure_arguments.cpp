// SPDX-License-Identifier: GPL-2.0-only
// A structure that is passed by value is a copy, member by member as any other (C11 6.5.2.2p4). By
// the calling convention one of up to 16 bytes is passed in words (System V ABI for x86-64, 3.2.3),
// and clang reads it in these: each is put together from reads of the members instead.
#include "model/frontend/copy_pieces.hpp"
#include "model/frontend/ir.hpp"

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Operator.h>

#include <optional>
#include <vector>

namespace walkcheck::frontend {
namespace {

// What clang calls a parameter that is a word of a structure; without a body nobody knows.
bool may_be_part_of_structure(const llvm::CallBase& call, unsigned argument) {
  const llvm::Function* callee = call.getCalledFunction();
  if (callee == nullptr || callee->isDeclaration() || argument >= callee->arg_size()) return true;
  return callee->getArg(argument)->getName().contains(".coerce");
}

// A word of a structure: where it is in it, and the structure.
struct Word {
  const llvm::Value* structure;
  std::uint64_t offset, bytes;
};

std::optional<Word> word_of(const llvm::LoadInst& load) {
  const llvm::DataLayout& layout = load.getModule()->getDataLayout();
  // Of a local nobody sees which parts are read.
  const bool is_local =
      llvm::isa<llvm::AllocaInst>(load.getPointerOperand()->stripInBoundsOffsets());
  if (!load.getType()->isIntegerTy() || load.isVolatile() || !load.hasOneUse() || is_local)
    return std::nullopt;
  Word word{load.getPointerOperand(), 0, layout.getTypeStoreSize(load.getType()).getFixedValue()};
  // The words are members of a structure that has no name.
  const auto* member = llvm::dyn_cast<llvm::GEPOperator>(word.structure);
  const auto* words = member != nullptr
                          ? llvm::dyn_cast<llvm::StructType>(member->getSourceElementType())
                          : nullptr;
  if (words == nullptr || !words->isLiteral()) return word;
  llvm::APInt offset(layout.getIndexTypeSizeInBits(member->getType()), 0);
  if (!member->accumulateConstantOffset(layout, offset)) return std::nullopt;
  word.structure = member->getPointerOperand();
  word.offset = offset.getZExtValue();
  return word;
}

std::vector<Piece> pieces_of_word(const llvm::LoadInst& load, const Word& word) {
  const std::uint64_t end = word.offset + word.bytes;
  const Pointee place = pointee_of(*word.structure, end, load.getModule()->getDataLayout());
  // clang goes into a structure of one member by itself.
  if (!place.is_structure && place.known != Pointee::Known::AsVariable) return {};
  Members members;
  for (const Piece& each : place.members)
    if (each.offset >= word.offset && each.offset + each.bytes <= end)
      members.push_back({each.offset - word.offset, each.bytes});
  return pieces_of(members, word.bytes, load.getAlign().value());
}

void read_in_members(llvm::LoadInst& load) {
  const auto word = word_of(load);
  if (!word) return;
  const std::vector<Piece> pieces = pieces_of_word(load, *word);
  if (pieces.size() < 2) return;
  llvm::IRBuilder<> builder(&load);
  llvm::Value* all = llvm::ConstantInt::get(load.getType(), 0);
  for (const Piece& piece : pieces) {
    llvm::Value* at = builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(),
                                                         load.getPointerOperand(), piece.offset);
    llvm::Value* part =
        builder.CreateAlignedLoad(builder.getIntNTy(piece.bytes * 8), at,
                                  llvm::commonAlignment(load.getAlign(), piece.offset));
    part = builder.CreateShl(builder.CreateZExt(part, load.getType()), piece.offset * 8);
    all = builder.CreateOr(all, part);
  }
  load.replaceAllUsesWith(all);
  load.eraseFromParent();
}

} // namespace

void read_structure_arguments(llvm::Module& module) {
  llvm::SmallVector<llvm::LoadInst*, 16> found;
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function)) {
      auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
      if (call == nullptr || llvm::isa<llvm::IntrinsicInst>(call)) continue;
      for (const llvm::Use& argument : call->args())
        if (auto* load = llvm::dyn_cast<llvm::LoadInst>(argument.get());
            load != nullptr && may_be_part_of_structure(*call, call->getArgOperandNo(&argument)))
          found.push_back(load);
    }
  for (llvm::LoadInst* load : found)
    read_in_members(*load);
}

} // namespace walkcheck::frontend
