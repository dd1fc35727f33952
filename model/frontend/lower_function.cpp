// SPDX-License-Identifier: GPL-2.0-only
// A function's frame: parameters, loops, blocks in reverse post-order, and the targets of jumps.
#include "model/frontend/function_lowering.hpp"
#include "model/frontend/whole/the_trees.hpp"
#include "model/program/layout.hpp"
#include "model/program/not_defined.hpp"

#include <fmt/format.h>
#include <llvm/ADT/PostOrderIterator.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Instructions.h>

#include <set>

namespace walkcheck::frontend {

FunctionLowering::FunctionLowering(ModuleLowering& module, llvm::Function& function)
    : module_(module), source_(function) {
  function_.name = function.getSubprogram() != nullptr ? function.getSubprogram()->getName().str()
                                                       : function.getName().str();
  function_.place = DebugTable::location(function);
  if (module.is_whole() && (function.isDeclaration() || is_the_trees(function)))
    function_.symbol = function.getName().str();
  function_.unit = unit_of(function);
}

program::Function FunctionLowering::run() {
  number_parameters();
  if (source_.isDeclaration()) {
    emit(program::NotModelled{program::not_defined(function_.name)});
    return std::move(function_);
  }
  find_loops();
  const llvm::ReversePostOrderTraversal<llvm::Function*> order(&source_);
  for (llvm::BasicBlock* block : order) {
    block_node_[block] = static_cast<Node>(label_of_node_.size());
    label_of_node_.push_back(0);
  }
  // Phis come first, as back edges read them before their block is lowered.
  for (llvm::BasicBlock* block : order)
    for (llvm::PHINode& phi : block->phis()) {
      Scalars registers(scalar_count(*phi.getType()));
      for (Operand& scalar : registers)
        scalar = {Operand::Kind::Register, fresh()};
      define(phi, std::move(registers));
    }
  for (llvm::BasicBlock* block : order)
    lower_block(*block);
  for (std::size_t i = 0; i < pending_edges_.size(); ++i) {
    const Edge edge = pending_edges_[i];
    label_of_node_[edge.node] = static_cast<program::Label>(function_.body.size());
    debug_ = 0;
    emit_edge(*edge.from, *edge.to);
  }
  resolve_jumps();
  return std::move(function_);
}

void FunctionLowering::number_parameters() {
  if (source_.isVarArg())
    reject(fmt::format("{}() has a variable number of arguments", function_.name),
           "give it fixed parameters, or leave it undefined if it only prints");
  if (source_.getAlign().valueOrOne().value() > program::kFunctionBytes)
    reject(fmt::format("{}() asks for an alignment of its own", function_.name),
           "leave the attribute out; functions are 16 bytes apart here");
  for (llvm::Argument& argument : source_.args()) {
    if (argument.hasByValAttr() || argument.hasStructRetAttr())
      reject(fmt::format("{}() passes a struct of more than two words by value and cannot "
                         "be inlined",
                         function_.name),
             "pass a pointer to it");
    function_.parameters.push_back({argument.getName().str(), bits_of(*argument.getType())});
    define(argument, {{Operand::Kind::Register, fresh()}});
  }
  llvm::Type* result = source_.getReturnType();
  function_.result_bits = result->isVoidTy() ? 0 : bits_of(*result);
}

// A retreating edge of a depth-first walk closes a loop. If the edge's target dominates its source,
// the loop is a natural one. Otherwise the loop can be entered past its head, and its count never
// starts again.
void FunctionLowering::find_loops() {
  const llvm::DominatorTree dominators(source_);
  std::set<const llvm::BasicBlock*> seen, on_path;
  std::vector<std::pair<llvm::BasicBlock*, unsigned>> path;
  auto enter = [&](llvm::BasicBlock* block) {
    seen.insert(block);
    on_path.insert(block);
    path.emplace_back(block, 0);
  };
  enter(&source_.getEntryBlock());
  while (!path.empty()) {
    auto& [block, next] = path.back();
    const llvm::Instruction& end = *block->getTerminator();
    if (next == end.getNumSuccessors()) {
      on_path.erase(block);
      path.pop_back();
      continue;
    }
    llvm::BasicBlock* successor = end.getSuccessor(next++);
    if (on_path.contains(successor)) {
      closes_loop_[{block, successor}] = true;
      const bool natural = dominators.dominates(successor, block);
      const auto [single, is_new] = single_entry_.emplace(successor, natural);
      if (is_new) {
        loop_of_head_[successor] = static_cast<std::uint32_t>(function_.loops.size());
        function_.loops.push_back(place_of_head(*successor));
      }
      single->second = single->second && natural;
    } else if (!seen.contains(successor)) {
      enter(successor);
    }
  }
}

std::uint32_t FunctionLowering::place_of_head(const llvm::BasicBlock& head) {
  for (const llvm::Instruction& instruction : head)
    if (!llvm::isa<llvm::PHINode>(instruction) && instruction.getDebugLoc())
      return module_.debug().place_of(instruction);
  return 0;
}

void FunctionLowering::lower_block(llvm::BasicBlock& block) {
  label_of_node_[block_node_.at(&block)] = static_cast<program::Label>(function_.body.size());
  for (llvm::Instruction& instruction : block)
    lower_instruction(instruction);
}

void FunctionLowering::lower_instruction(llvm::Instruction& instruction) {
  if (llvm::isa<llvm::PHINode>(instruction) || instruction.isDebugOrPseudoInst()) return;
  current_ = &instruction;
  debug_ = module_.debug().of(instruction);
  if (lower_arithmetic(instruction) || lower_memory(instruction) || lower_control(instruction))
    return;
  if (auto* call = llvm::dyn_cast<llvm::CallInst>(&instruction)) return lower_call(*call);
  reject(instruction,
         fmt::format("the construct `{}` is not supported", instruction.getOpcodeName()),
         "write it with integers, pointers and plain control flow");
  define(instruction, Scalars(scalar_count(*instruction.getType())));
}

void FunctionLowering::resolve_jumps() {
  auto resolve = [&](program::Label& target) { target = label_of_node_.at(target); };
  for (program::Instruction& instruction : function_.body) {
    if (auto* jump = std::get_if<program::Jump>(&instruction.operation)) resolve(jump->target);
    if (auto* branch = std::get_if<program::Branch>(&instruction.operation)) {
      resolve(branch->if_true);
      resolve(branch->if_false);
    }
    if (auto* choice = std::get_if<program::Switch>(&instruction.operation)) {
      for (auto& [value, target] : choice->cases)
        resolve(target);
      resolve(choice->otherwise);
    }
  }
}

void FunctionLowering::reject(llvm::Instruction& at, std::string cause, std::string remedy) {
  if (module_.is_whole()) return emit(program::NotModelled{std::move(cause)});
  // The instruction of a constant expression is in no block; the place is then that of its user.
  module_.reject(at.getParent() != nullptr ? &at : current_, std::move(cause), std::move(remedy));
}

void FunctionLowering::reject(std::string cause, std::string remedy) {
  if (module_.is_whole()) return emit(program::NotModelled{std::move(cause)});
  module_.reject(current_, std::move(cause), std::move(remedy));
}

} // namespace walkcheck::frontend
