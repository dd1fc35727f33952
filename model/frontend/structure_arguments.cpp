// SPDX-License-Identifier: GPL-2.0-only
// A structure that is passed by value is copied member by member, as any other (C11 6.5.2.2p4). The
// calling convention passes a structure of up to 16 bytes in words (System V ABI for x86-64,
// 3.2.3), and clang reads it in words. Here each word is put together from reads of the members
// instead. Entry point: read_structure_arguments().
#include "model/frontend/copy_pieces.hpp"
#include "model/frontend/ir.hpp"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Operator.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace walkcheck::frontend {
namespace {

constexpr std::uint64_t kMostInWords = 16; // bytes

// clang marks the name of a parameter that is a word of a structure. If the callee has no body,
// nobody knows.
bool may_be_part_of_structure(const llvm::CallBase& call, unsigned argument) {
  const llvm::Function* callee = call.getCalledFunction();
  if (callee == nullptr || callee->isDeclaration() || argument >= callee->arg_size()) return true;
  return callee->getArg(argument)->getName().contains(".coerce");
}

// A word of a structure: the structure, and the word's offset in it.
struct Word {
  const llvm::Value* structure;
  std::uint64_t offset, bytes;
};

std::optional<Word> word_of(const llvm::LoadInst& load) {
  const llvm::DataLayout& layout = load.getModule()->getDataLayout();
  // Nobody can see which parts of a local are read.
  const bool is_local =
      llvm::isa<llvm::AllocaInst>(load.getPointerOperand()->stripInBoundsOffsets());
  if (!load.getType()->isIntegerTy() || load.isVolatile() || !load.hasOneUse() || is_local)
    return std::nullopt;
  Word word{load.getPointerOperand(), 0, layout.getTypeStoreSize(load.getType()).getFixedValue()};
  // clang treats the words as members of a structure without a name.
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

// The type of the parameter in the callee. clang names the words of a parameter `t` `t.coerce`, and
// so on.
const llvm::DIType* parameter_type(const llvm::Function& callee, unsigned argument) {
  const llvm::StringRef name = callee.getArg(argument)->getName();
  const std::size_t end = name.find(".coerce");
  if (end == llvm::StringRef::npos || end == 0) return nullptr;
  for (const llvm::Instruction& instruction : callee.getEntryBlock())
    if (const auto* local = llvm::dyn_cast<llvm::AllocaInst>(&instruction))
      if (const llvm::DILocalVariable* variable = declared_variable(*local);
          variable != nullptr && variable->isParameter() &&
          variable->getName() == name.take_front(end))
        return bare(variable->getType());
  return nullptr;
}

bool is_structure_in_words(const llvm::DIType* written) {
  const llvm::DIType* type = bare(written);
  return type != nullptr && is_structure(*type) && bytes_of(*type) <= kMostInWords;
}

// The parameters to which a word may belong: one for certain, or each structure that is passed in
// words. None if it is not known which function is called.
struct Parameters {
  std::vector<const llvm::DIType*> types;
  bool is_certain = false;
};

std::optional<Parameters> parameters_of(PlaceFinder& finder, const llvm::Use& argument) {
  const auto& call = llvm::cast<llvm::CallBase>(*argument.getUser());
  const llvm::Function* callee = call.getCalledFunction();
  const unsigned number = call.getArgOperandNo(&argument);
  if (callee != nullptr && !callee->isDeclaration() && number < callee->arg_size())
    if (const llvm::DIType* type = parameter_type(*callee, number)) return Parameters{{type}, true};
  const llvm::DISubroutineType* function = finder.declared_function(call);
  if (function == nullptr) return std::nullopt;
  Parameters found;
  const llvm::DITypeRefArray types = function->getTypeArray();
  for (unsigned i = 1; i < types.size(); ++i) // after the result
    if (is_structure_in_words(types[i])) found.types.push_back(bare(types[i]));
  return found;
}

std::vector<Piece> pieces_of_word(PlaceFinder& finder, const llvm::Use& argument,
                                  const llvm::LoadInst& load, const Word& word) {
  const std::optional<Parameters> known = parameters_of(finder, argument);
  const Parameters parameters = known.value_or(Parameters{});
  const std::uint64_t end = word.offset + word.bytes;
  const std::uint64_t bytes =
      parameters.is_certain ? std::max(bytes_of(*parameters.types[0]), end) : end;
  const Places places = finder.find(*word.structure);
  std::vector<Pointee> all = pointees_of(places, bytes, load.getModule()->getDataLayout());
  // A value that is not a structure is passed as it is.
  const bool may_be_structure =
      places.or_others || llvm::any_of(all, [](const Pointee& place) {
        return place.is_structure || place.known == Place::Known::AsVariable;
      });
  if (!parameters.is_certain && (!may_be_structure || (known && parameters.types.empty())))
    return {};
  for (const llvm::DIType* type : parameters.types)
    all.push_back({members_in(*type, 0, bytes), bytes_of(*type), true, Place::Known::AsVariable});
  Members members;
  for (const Piece& each : members_of(all, bytes, load.getAlign().value()))
    if (each.offset >= word.offset && each.offset + each.bytes <= end)
      members.push_back({each.offset - word.offset, each.bytes});
  return pieces_of(members, word.bytes);
}

void read_in_members(PlaceFinder& finder, const llvm::Use& argument) {
  auto& load = llvm::cast<llvm::LoadInst>(*argument.get());
  const auto word = word_of(load);
  if (!word) return;
  const std::vector<Piece> pieces = pieces_of_word(finder, argument, load, *word);
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
  llvm::SmallVector<const llvm::Use*, 16> found;
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function)) {
      auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
      if (call == nullptr || llvm::isa<llvm::IntrinsicInst>(call)) continue;
      for (const llvm::Use& argument : call->args())
        if (auto* load = llvm::dyn_cast<llvm::LoadInst>(argument.get());
            load != nullptr && may_be_part_of_structure(*call, call->getArgOperandNo(&argument)))
          found.push_back(&argument);
    }
  PlaceFinder finder(module);
  for (const llvm::Use* argument : found)
    read_in_members(finder, *argument);
}

} // namespace walkcheck::frontend
