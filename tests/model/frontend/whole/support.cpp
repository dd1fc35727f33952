// SPDX-License-Identifier: GPL-2.0-only
#include "support.hpp"

#include "catch.hpp"

#include "model/frontend/ir.hpp"
#include "model/frontend/module_lowering.hpp"
#include "model/frontend/whole/assembly.hpp"
#include "model/support/process.hpp"
#include "model/support/temporary_directory.hpp"

#include <fmt/format.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Verifier.h>

#include <sstream>

namespace walkcheck::test {
namespace {

class NoFiles final : public frontend::SourceFiles {
public:
  const std::vector<std::string>* lines(const std::string&) override { return nullptr; }
  bool is_vocabulary(const std::string&) override { return false; }
};

// As a kernel's file is compiled.
std::string compile(const std::string& text, const std::vector<std::string>& defines,
                    const std::vector<std::string>& how) {
  const support::TemporaryDirectory directory;
  const std::string source = directory.path() / "text.c", output = directory.path() / "text.bc";
  support::write_file(source, text);
  std::vector<std::string> command = {"clang-19", "--target=x86_64-linux-gnu", "-std=gnu11",
                                      "-w",       "-fno-strict-aliasing",      "-fwrapv",
                                      "-g",       "-fno-discard-value-names"};
  command.insert(command.end(), how.begin(), how.end());
  for (const std::string& define : defines)
    command.push_back("-D" + define);
  command.insert(command.end(), {"-emit-llvm", "-c", source, "-o", output});
  const auto compiled = support::run_process(command);
  INFO(compiled.err);
  REQUIRE(compiled.exit_code == 0);
  return support::read_file(output);
}

const std::vector<std::string> kNoPasses = {"-O1", "-Xclang", "-disable-llvm-passes"};

void replace_all(llvm::Module& module) {
  frontend::replace_segments(module);
  frontend::replace_assembly(module);
  REQUIRE_FALSE(llvm::verifyModule(module, &llvm::errs()));
}

void note_access(Replaced& found, const llvm::Instruction& instruction,
                 const llvm::Value& pointer) {
  found.segments += pointer.getType()->getPointerAddressSpace() != 0;
  found.lines.push_back(instruction.getDebugLoc() ? instruction.getDebugLoc().getLine() : 0);
}

void note(Replaced& found, const llvm::Instruction& instruction) {
  if (const auto* load = llvm::dyn_cast<llvm::LoadInst>(&instruction)) {
    ++found.loads;
    note_access(found, *load, *load->getPointerOperand());
  } else if (const auto* store = llvm::dyn_cast<llvm::StoreInst>(&instruction)) {
    ++found.stores;
    note_access(found, *store, *store->getPointerOperand());
  } else if (const auto* modify = llvm::dyn_cast<llvm::AtomicRMWInst>(&instruction)) {
    ++found.atomics;
    note_access(found, *modify, *modify->getPointerOperand());
  } else if (const auto* exchange = llvm::dyn_cast<llvm::AtomicCmpXchgInst>(&instruction)) {
    ++found.atomics;
    note_access(found, *exchange, *exchange->getPointerOperand());
  } else if (const auto* fence = llvm::dyn_cast<llvm::FenceInst>(&instruction)) {
    const bool compiler = fence->getSyncScopeID() == llvm::SyncScope::SingleThread;
    ++(compiler ? found.compiler_fences : found.full_fences);
  } else if (const auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction)) {
    const llvm::Function* callee = call->getCalledFunction();
    found.left += call->isInlineAsm();
    found.bugs += callee != nullptr && callee->getName() == frontend::kKernelBug;
    found.warnings += callee != nullptr && callee->getName() == frontend::kKernelWarning;
  }
}

bool is_test(const llvm::Function& function) {
  return !function.isDeclaration() && function.getName().starts_with("test_");
}

} // namespace

std::map<std::string, Replaced> replaced_in(const std::string& text,
                                            const std::vector<std::string>& defines) {
  llvm::LLVMContext context;
  const auto module = frontend::parse_bitcode(compile(text, defines, {"-O1"}), context);
  replace_all(*module);
  std::map<std::string, Replaced> result;
  for (const llvm::Function& function : *module) {
    if (function.isDeclaration()) continue;
    Replaced& found = result[function.getName().str()];
    for (const llvm::Instruction& instruction : llvm::instructions(function))
      note(found, instruction);
  }
  return result;
}

Lowered lower_with_assembly(const std::string& text, const std::vector<std::string>& defines) {
  llvm::LLVMContext context;
  const auto module = frontend::parse_bitcode(compile(text, defines, kNoPasses), context);
  replace_all(*module);
  Lowered result;
  std::vector<llvm::Function*> entries;
  for (llvm::Function& function : *module) {
    for (const llvm::Instruction& instruction : llvm::instructions(function))
      if (const auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction)) {
        INFO(function.getName().str());
        CHECK_FALSE(call->isInlineAsm());
      }
    if (!is_test(function)) continue;
    entries.push_back(&function);
    result.names.push_back(function.getName().str());
  }
  frontend::prepare(*module, entries);
  NoFiles files;
  const std::map<std::string, Diagnostic> withdrawn;
  result.program = frontend::ModuleLowering(*module, files, withdrawn).lower(entries);
  return result;
}

std::map<std::string, std::vector<std::uint64_t>>
run_natively(const std::string& text, const std::vector<std::string>& names, const Inputs& inputs) {
  std::string program = text + "\nint printf(const char *, ...);\nstatic const u64 in[][2] = {\n";
  for (const auto& [a, b] : inputs)
    program += fmt::format("{{{:#x}UL, {:#x}UL}},\n", a, b);
  program += "};\nint main(void)\n{\n";
  for (const std::string& name : names)
    program += fmt::format("for (unsigned i = 0; i < {1}; i++) printf(\"{0} %lu\\n\", "
                           "{0}(in[i][0], in[i][1]));\n",
                           name, inputs.size());
  program += "return 0;\n}\n";
  const support::TemporaryDirectory directory;
  const std::string source = directory.path() / "native.c", binary = directory.path() / "native";
  support::write_file(source, program);
  const auto compiled = support::run_process({"clang-19", "-std=gnu11", "-O1", "-w", "-fwrapv",
                                              "-fno-strict-aliasing", "-fno-pie", "-no-pie",
                                              "-mno-red-zone", source, "-o", binary});
  INFO(compiled.err);
  REQUIRE(compiled.exit_code == 0);
  const auto run = support::run_process({binary});
  REQUIRE(run.exit_code == 0);
  std::map<std::string, std::vector<std::uint64_t>> results;
  std::istringstream lines(run.out);
  std::string name;
  for (std::uint64_t value = 0; lines >> name >> value;)
    results[name].push_back(value);
  return results;
}

} // namespace walkcheck::test
