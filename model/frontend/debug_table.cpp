// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/debug_table.hpp"

#include "model/frontend/source_text.hpp"

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/DebugInfo.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/DebugProgramInstruction.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>

#include <optional>

namespace walkcheck::frontend {
namespace {

std::string file_of(const llvm::DIFile* file) {
  if (file == nullptr) return "";
  std::string name = file->getFilename().str();
  while (name.starts_with("./"))
    name.erase(0, 2);
  return name;
}

program::SourceLocation place(const llvm::DILocation& location) {
  const llvm::DISubprogram* function = location.getScope()->getSubprogram();
  return {file_of(location.getFile()), location.getLine(), location.getColumn(),
          function != nullptr ? function->getName().str() : ""};
}

unsigned depth(const llvm::DIScope* scope) {
  unsigned result = 0;
  for (; scope != nullptr && llvm::isa<llvm::DILexicalBlockBase>(scope); scope = scope->getScope())
    ++result;
  return result;
}

struct Variable {
  const llvm::DILocalVariable* variable;
  const llvm::DILocation* at;
};

std::vector<Variable> variables_of(llvm::Value& value) {
  llvm::SmallVector<llvm::DbgValueInst*, 4> intrinsics;
  llvm::SmallVector<llvm::DbgVariableRecord*, 4> records;
  llvm::findDbgValues(intrinsics, &value, &records);
  std::vector<Variable> result;
  for (const llvm::DbgValueInst* intrinsic : intrinsics)
    result.push_back({intrinsic->getVariable(), intrinsic->getDebugLoc().get()});
  for (const llvm::DbgVariableRecord* record : records)
    result.push_back({record->getVariable(), record->getDebugLoc().get()});
  return result;
}

// Inlined helpers have variables for the same value (val, v, orig), but only a variable of the
// access's own function gives it its name. If there are several, the outermost is taken: a macro's
// own variables are in inner blocks.
std::string variable_name(const std::vector<Variable>& candidates, const llvm::DILocation& at) {
  const Variable* best = nullptr;
  auto rank = [](const Variable& v) {
    return std::make_tuple(depth(v.variable->getScope()), v.variable->getName().starts_with("__"),
                           v.variable->getLine(), v.variable->getName());
  };
  for (const Variable& candidate : candidates) {
    if (candidate.at == nullptr || candidate.at->getInlinedAt() != at.getInlinedAt() ||
        candidate.variable->getScope()->getSubprogram() != at.getScope()->getSubprogram())
      continue;
    if (best == nullptr || rank(candidate) < rank(*best)) best = &candidate;
  }
  return best != nullptr ? best->variable->getName().str() : "";
}

llvm::Value* pointer_operand(const llvm::Instruction& instruction) {
  return const_cast<llvm::Value*>(
      llvm::getLoadStorePointerOperand(&instruction)
          ? llvm::getLoadStorePointerOperand(&instruction)
      : llvm::isa<llvm::AtomicRMWInst, llvm::AtomicCmpXchgInst>(instruction)
          ? instruction.getOperand(0)
          : nullptr);
}

std::string pointer_name(const llvm::Instruction& instruction, const llvm::DILocation& at) {
  for (llvm::Value* value = pointer_operand(instruction); value != nullptr;) {
    if (std::string name = variable_name(variables_of(*value), at); !name.empty()) return name;
    auto* user = llvm::dyn_cast<llvm::Instruction>(value);
    const bool look_through =
        user != nullptr && llvm::isa<llvm::GetElementPtrInst, llvm::CastInst>(user);
    value = look_through ? user->getOperand(0) : nullptr;
  }
  return "";
}

std::vector<program::SourceLocation> chain_of(const llvm::DILocation* at) {
  std::vector<program::SourceLocation> chain;
  for (; at != nullptr; at = at->getInlinedAt())
    chain.push_back(place(*at));
  return chain;
}

} // namespace

DebugTable::DebugTable(std::vector<program::Debug>& table, SourceFiles& files)
    : table_(table), files_(files) {}

program::Debug DebugTable::with_place(const llvm::DILocation* at) {
  program::Debug debug;
  debug.chain = chain_of(at);
  while (debug.shown + 1 < debug.chain.size() &&
         files_.is_vocabulary(debug.chain[debug.shown].file))
    ++debug.shown;
  return debug;
}

std::uint32_t DebugTable::of(const llvm::Instruction& instruction) {
  const llvm::DILocation* at = instruction.getDebugLoc();
  if (at == nullptr) return 0;
  program::Debug debug = with_place(at);
  for (std::uint32_t i = 0; i < debug.shown; ++i)
    at = at->getInlinedAt();
  debug.receiver = variable_name(variables_of(const_cast<llvm::Instruction&>(instruction)), *at);
  debug.pointer = pointer_name(instruction, *at);
  return intern(std::move(debug));
}

std::uint32_t DebugTable::place_of(const llvm::Instruction& instruction) {
  const llvm::DILocation* at = instruction.getDebugLoc();
  return at == nullptr ? 0 : intern(with_place(at));
}

program::SourceLocation DebugTable::location(const llvm::Instruction& instruction) const {
  if (const llvm::DILocation* at = instruction.getDebugLoc()) return place(*at);
  // clang made this block for several jumps: the place of the first jump is as good as any.
  for (const llvm::BasicBlock* before : llvm::predecessors(instruction.getParent()))
    if (const llvm::DILocation* at = before->getTerminator()->getDebugLoc()) return place(*at);
  return location(*instruction.getFunction());
}

program::SourceLocation DebugTable::location(const llvm::GlobalVariable& variable) {
  llvm::SmallVector<llvm::DIGlobalVariableExpression*, 1> expressions;
  variable.getDebugInfo(expressions);
  if (expressions.empty()) return {"", 0, 0, ""};
  const llvm::DIGlobalVariable* found = expressions[0]->getVariable();
  return {file_of(found->getFile()), found->getLine(), 0, ""};
}

program::SourceLocation DebugTable::location(const llvm::Function& function) {
  const llvm::DISubprogram* subprogram = function.getSubprogram();
  if (subprogram == nullptr) return {"", 0, 0, function.getName().str()};
  return {file_of(subprogram->getFile()), subprogram->getLine(), 0, subprogram->getName().str()};
}

std::uint32_t DebugTable::intern(program::Debug debug) {
  Key key;
  for (const program::SourceLocation& at : debug.chain)
    std::get<0>(key).emplace_back(at.file, at.line, at.column, at.function);
  std::get<1>(key) = debug.receiver;
  std::get<2>(key) = debug.pointer;
  const auto [known, is_new] = known_.emplace(key, static_cast<std::uint32_t>(table_.size()));
  if (!is_new) return known->second;
  const program::SourceLocation& shown = debug.chain[debug.shown];
  if (const std::vector<std::string>* lines = files_.lines(shown.file))
    debug.text = expression_at(*lines, shown.line, shown.column);
  table_.push_back(std::move(debug));
  return known->second;
}

} // namespace walkcheck::frontend
