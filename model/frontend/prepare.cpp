// SPDX-License-Identifier: GPL-2.0-only
// The pass pipeline. No pass may remove, merge or move an access of the source, or make use of
// undefined behaviour. So before any pass runs, accesses are pinned and operations that may be
// undefined are hidden. Only passes for inlining, promotion and constants are used.
#include "model/frontend/ir.hpp"

#include "model/frontend/memory_calls.hpp"

#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/MemoryBuffer.h>

#include <algorithm>
#include <stdexcept>

namespace walkcheck::frontend {
namespace {

void run_passes(llvm::Module& module, const char* pipeline) {
  llvm::PassBuilder builder;
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  llvm::ModulePassManager passes;
  if (llvm::Error error = builder.parsePassPipeline(passes, pipeline))
    throw std::logic_error(llvm::toString(std::move(error)));
  passes.run(module, modules);
}

void mark_entries(llvm::Module& module, const std::vector<llvm::Function*>& entries) {
  for (llvm::Function& function : module) {
    if (function.isDeclaration()) continue;
    function.removeFnAttr(llvm::Attribute::NoInline);
    function.removeFnAttr(llvm::Attribute::OptimizeNone);
    function.removeFnAttr(llvm::Attribute::AlwaysInline);
    function.setComdat(nullptr);
    const bool is_entry = std::ranges::count(entries, &function) != 0;
    function.setLinkage(is_entry ? llvm::GlobalValue::ExternalLinkage
                                 : llvm::GlobalValue::InternalLinkage);
  }
}

// Lists that are only there for the linker would keep code that no CPU runs.
void erase_linker_lists(llvm::Module& module) {
  for (const char* name : {"llvm.used", "llvm.compiler.used", "llvm.global_ctors"})
    if (llvm::GlobalVariable* list = module.getNamedGlobal(name)) list->eraseFromParent();
}

} // namespace

std::unique_ptr<llvm::Module> parse_bitcode(const std::string& bitcode,
                                            llvm::LLVMContext& context) {
  const llvm::MemoryBufferRef buffer(bitcode, "spec");
  llvm::Expected<std::unique_ptr<llvm::Module>> module = llvm::parseBitcodeFile(buffer, context);
  if (!module) throw std::runtime_error(llvm::toString(module.takeError()));
  return std::move(*module);
}

void prepare(llvm::Module& module, const std::vector<llvm::Function*>& entries) {
  erase_linker_lists(module);
  mark_entries(module, entries);
  run_passes(module, "globaldce"); // drops most of the vocabulary
  mark_for_inlining(module, entries);
  erase_promises(module);
  keep_decided_checks(module);
  trap_ends(module);
  drop_unevaluated(module);
  mark_scopes(module);
  hide_partial_operations(module);
  replace_memory_calls(module);
  read_structure_arguments(module);
  trap_overlapping_copies(module);
  pin_accesses(module);
  run_passes(module, "always-inline,globaldce");
  // Inlining copies what is passed by value, and shows what callers pass.
  expand_memory_intrinsics(module);
  pin_accesses(module);
  fill_locals(module);
  unpin_local_accesses(module);
  keep_checked_locals(module);
  run_passes(module, "function(sroa<preserve-cfg>)");
  unpin_local_accesses(module);
  keep_checked_locals(module);
  run_passes(module, "function(sroa<preserve-cfg>,mem2reg)");
  trap_ends(module);
  pin_accesses(module);
  run_passes(module, "function(sccp)");
  show_total_operations(module);
  run_passes(module, "function(lower-constant-intrinsics,sccp,dce),globaldce");
  split_crossing_accesses(module);
  if (llvm::verifyModule(module)) throw std::logic_error("the prepared IR is malformed");
}

} // namespace walkcheck::frontend
