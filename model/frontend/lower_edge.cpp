// SPDX-License-Identifier: GPL-2.0-only
// What happens on the edge between two blocks: phis become copies, which are done all at once, and
// loops count their rounds.
#include "model/frontend/function_lowering.hpp"
#include "model/frontend/spliced_loop.hpp"

#include <llvm/IR/BasicBlock.h>
#include <llvm/IR/Instructions.h>

#include <algorithm>

namespace walkcheck::frontend {

FunctionLowering::Node FunctionLowering::edge_to(llvm::BasicBlock& from, llvm::BasicBlock& to) {
  if (!edge_has_work(to)) return block_node_.at(&to);
  const auto [found, is_new] =
      edge_node_.emplace(std::make_pair(&from, &to), static_cast<Node>(label_of_node_.size()));
  if (is_new) {
    label_of_node_.push_back(0);
    pending_edges_.push_back({&from, &to, found->second});
  }
  return found->second;
}

bool FunctionLowering::edge_has_work(llvm::BasicBlock& to) {
  return loop_of_head_.contains(&to) || !to.phis().empty();
}

void FunctionLowering::emit_edge(llvm::BasicBlock& from, llvm::BasicBlock& to) {
  current_ = from.getTerminator();
  emit_parallel(phi_copies(from, to));
  if (const auto loop = loop_of_head_.find(&to); loop != loop_of_head_.end()) {
    if (closes_loop_.contains({&from, &to})) {
      if (current_->getMetadata(kUncounted) == nullptr) emit(program::LoopAgain{loop->second});
    } else if (single_entry_.at(&to)) {
      emit(program::LoopEnter{loop->second});
    }
  }
  emit(program::Jump{block_node_.at(&to)});
}

std::vector<std::pair<program::Register, program::Operand>>
FunctionLowering::phi_copies(llvm::BasicBlock& from, llvm::BasicBlock& to) {
  std::vector<std::pair<Register, Operand>> copies;
  for (llvm::PHINode& phi : to.phis()) {
    const Scalars target = scalars(phi);
    const Scalars source = scalars(*phi.getIncomingValueForBlock(&from));
    for (std::size_t i = 0; i < target.size(); ++i)
      if (target[i] != source[i])
        copies.emplace_back(static_cast<Register>(target[i].value), source[i]);
  }
  return copies;
}

// All phis read their operands before any of them is written. So a copy is done once no other copy
// still has to read its target. Only cycles are then left; saving one value opens each of them.
void FunctionLowering::emit_parallel(std::vector<std::pair<Register, Operand>> copies) {
  auto is_read = [&](Register target) {
    const Operand read{Operand::Kind::Register, target};
    return std::ranges::any_of(copies, [&](const auto& copy) { return copy.second == read; });
  };
  while (!copies.empty()) {
    const auto ready =
        std::ranges::find_if(copies, [&](const auto& copy) { return !is_read(copy.first); });
    if (ready != copies.end()) {
      emit(program::Copy{ready->first, ready->second});
      copies.erase(ready);
      continue;
    }
    const Operand lost{Operand::Kind::Register, copies.front().first};
    const Operand saved{Operand::Kind::Register, fresh()};
    emit(program::Copy{static_cast<Register>(saved.value), lost});
    for (auto& [target, source] : copies)
      if (source == lost) source = saved;
  }
}

} // namespace walkcheck::frontend
