// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/assembly.hpp"

#include "model/frontend/whole/assembly_call.hpp"
#include "model/frontend/whole/assembly_sections.hpp"
#include "model/frontend/whole/assembly_text.hpp"

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>

namespace walkcheck::frontend {
namespace {

const llvm::InlineAsm* assembly_of(const llvm::Instruction& instruction) {
  const auto* call = llvm::dyn_cast<llvm::CallInst>(&instruction);
  return call == nullptr ? nullptr : llvm::dyn_cast<llvm::InlineAsm>(call->getCalledOperand());
}

// `$(`, `$|` and `$)` choose between dialects, so what is behind them is not known yet.
bool is_plain(const llvm::InlineAsm& assembly) {
  const llvm::StringRef text = assembly.getAsmString();
  return assembly.getDialect() == llvm::InlineAsm::AD_ATT && !assembly.canThrow() &&
         !text.contains("$(") && !text.contains("$|") && !text.contains("$)");
}

void replace(llvm::CallInst& instruction, const llvm::InlineAsm& assembly) {
  if (!is_plain(assembly)) return;
  auto text = parse_assembly(assembly.getAsmString());
  if (!text) return;
  AssemblyCall call(instruction);
  if (call.understood() && run_assembly(call, std::move(*text))) call.finish();
}

} // namespace

void replace_assembly(llvm::Module& module) {
  llvm::SmallVector<llvm::CallInst*, 16> found;
  for (llvm::Function& function : module)
    for (llvm::Instruction& instruction : llvm::instructions(function))
      if (assembly_of(instruction) != nullptr)
        found.push_back(llvm::cast<llvm::CallInst>(&instruction));
  for (llvm::CallInst* call : found)
    replace(*call, *assembly_of(*call));
}

} // namespace walkcheck::frontend
