// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/link_files.hpp"

#include "model/program/diagnostic.hpp"

#include <fmt/format.h>
#include <llvm/IR/DiagnosticHandler.h>
#include <llvm/IR/DiagnosticInfo.h>
#include <llvm/IR/DiagnosticPrinter.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/Linker/Linker.h>
#include <llvm/Support/raw_ostream.h>

namespace walkcheck::frontend {
namespace {

// Debug information has no place of what is only declared.
constexpr const char* kDeclaredIn = "walkcheck-declared-in";

void note_declarations(llvm::Module& module, const std::string& file) {
  for (llvm::GlobalVariable& variable : module.globals())
    if (variable.isDeclaration()) variable.addAttribute(kDeclaredIn, file);
}

// Without one, an error ends the process.
class Listener final : public llvm::DiagnosticHandler {
public:
  explicit Listener(std::string& said) : said_(said) {}

  bool handleDiagnostics(const llvm::DiagnosticInfo& info) override {
    if (info.getSeverity() != llvm::DS_Error) return true;
    llvm::raw_string_ostream stream(said_);
    llvm::DiagnosticPrinterRawOStream printer(stream);
    info.print(printer);
    return true;
  }

private:
  std::string& said_;
};

bool links(llvm::Module& into, std::unique_ptr<llvm::Module> module, std::string& said) {
  llvm::LLVMContext& context = into.getContext();
  std::unique_ptr<llvm::DiagnosticHandler> before = context.getDiagnosticHandler();
  context.setDiagnosticHandler(std::make_unique<Listener>(said));
  const bool failed = llvm::Linker::linkModules(into, std::move(module));
  context.setDiagnosticHandler(std::move(before));
  return !failed && said.empty();
}

bool is_the_only_one(const llvm::GlobalValue& value) {
  return !value.isDeclarationForLinker() && value.hasExternalLinkage();
}

// The section of wc_set_at_boot in specs/tree/world.h.
constexpr const char* kBootSection = ".walkcheck.boot";

// What a variable is set to before anything runs takes the place of its initial value.
void drop_values_before_boot(llvm::Module& linked, const llvm::Module& ours,
                             std::map<std::string, std::string>& defined_in) {
  for (const llvm::GlobalVariable& variable : ours.globals()) {
    llvm::GlobalVariable* theirs = linked.getGlobalVariable(variable.getName());
    if (variable.getSection() != kBootSection || theirs == nullptr || theirs->isDeclaration())
      continue;
    theirs->setInitializer(nullptr);
    theirs->setLinkage(llvm::GlobalValue::ExternalLinkage);
    defined_in.erase(theirs->getName().str());
  }
}

} // namespace

void FileLinker::note_definitions(const llvm::Module& module, const std::string& file) {
  for (const llvm::GlobalValue& value : module.global_values()) {
    if (!is_the_only_one(value)) continue;
    const auto [known, is_new] = defined_in_.emplace(value.getName().str(), file);
    if (!is_new)
      throw InputError(Diagnostic{
          file, 0, 0, fmt::format("{} is defined here, and in {} too", known->first, known->second),
          "one CPU's files are linked: leave one of the two out"});
  }
}

void FileLinker::add(std::unique_ptr<llvm::Module> module, const std::string& file) {
  if (linked_ != nullptr) drop_values_before_boot(*linked_, *module, defined_in_);
  note_definitions(*module, file);
  note_declarations(*module, file);
  if (linked_ == nullptr) {
    linked_ = std::move(module);
    return;
  }
  std::string said;
  if (!links(*linked_, std::move(module), said))
    throw InputError(Diagnostic{file, 0, 0,
                                fmt::format("it cannot be linked with the files before it: {}",
                                            said.empty() ? "no reason is given" : said),
                                "leave one of the files out"});
}

std::string declared_in(const llvm::GlobalVariable& variable) {
  return variable.getAttribute(kDeclaredIn).getValueAsString().str();
}

} // namespace walkcheck::frontend
