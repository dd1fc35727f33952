// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/per_cpu.hpp"

#include "model/program/layout.hpp"

#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>

namespace walkcheck::frontend {

bool is_per_cpu(const llvm::GlobalVariable& variable) {
  return variable.getSection().starts_with(".data..percpu");
}

llvm::Value* at_this_cpu(llvm::IRBuilderBase& builder, llvm::Value& pointer) {
  llvm::Module& module = *builder.GetInsertBlock()->getModule();
  llvm::Type* number = builder.getInt64Ty();
  llvm::Value* cpu = builder.CreateCall(module.getOrInsertFunction("__wc_this_cpu", number));
  llvm::Value* stretch =
      builder.CreateMul(cpu, builder.getInt64(program::kPerCpuBytes), "", false, false);
  llvm::Value* offset = builder.CreateAdd(stretch, builder.getInt64(program::per_cpu_offset(0)));
  return builder.CreateIntToPtr(builder.CreateAdd(builder.CreatePtrToInt(&pointer, number), offset),
                                builder.getPtrTy());
}

} // namespace walkcheck::frontend
