// SPDX-License-Identifier: GPL-2.0-only
// A CPU runs its entry function and nothing else. If the text has code that should run before that,
// or that a loader should choose, it would silently be missed; so it is refused.
#include "model/frontend/link_tricks.hpp"

#include "model/frontend/debug_table.hpp"
#include "model/frontend/source_text.hpp"

#include <fmt/format.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/GlobalIFunc.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Module.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace walkcheck::frontend {
namespace {

// A pointer in such a section means that its function is to be run.
constexpr std::array<std::string_view, 7> kRunSections{
    ".init_array", ".preinit_array", ".fini_array", ".ctors", ".dtors", ".initcall", ".exitcall"};

class TrickFinder {
public:
  TrickFinder(const llvm::Module& module, const Unit& unit) : module_(module), unit_(unit) {}

  void run() {
    listed("llvm.global_ctors", "constructor", "call it at the start of the entry function");
    listed("llvm.global_dtors", "destructor", "call it at the end of the entry function");
    for (const llvm::GlobalIFunc& each : module_.ifuncs()) {
      const llvm::Function* resolver = each.getResolverFunction();
      refuse(resolver == nullptr ? program::SourceLocation{} : DebugTable::location(*resolver),
             fmt::format("{}() is an indirect function: a loader chooses its text",
                         each.getName().str()),
             "call the function that the loader would choose");
    }
    for (const llvm::GlobalVariable& variable : module_.globals())
      if (std::ranges::any_of(kRunSections, [&](std::string_view section) {
            return variable.getSection().starts_with(section);
          }))
        refuse(DebugTable::location(variable),
               fmt::format("the variable {} is in section {}, whose functions run before or after "
                           "all else",
                           variable.getName().str(), variable.getSection().str()),
               "call the function in the entry function");
    assembly();
    if (!refused_.empty()) throw InputError(std::move(refused_));
  }

private:
  void listed(const char* list, const char* what, const char* remedy) {
    const llvm::GlobalVariable* variable = module_.getNamedGlobal(list);
    if (variable == nullptr || !variable->hasInitializer()) return;
    for (const llvm::Use& entry : variable->getInitializer()->operands()) {
      const auto* function = llvm::dyn_cast_or_null<llvm::Function>(
          llvm::cast<llvm::Constant>(entry)->getAggregateElement(1));
      if (function == nullptr) continue;
      const program::SourceLocation at = DebugTable::location(*function);
      refuse(at, fmt::format("{}() is a {}, which is never run", at.function, what), remedy);
    }
  }

  // File-scope assembly has no debug information.
  void assembly() {
    if (module_.getModuleInlineAsm().empty()) return;
    program::SourceLocation at{unit_.shown_as, 0, 0, ""};
    const std::vector<std::string> lines = split_lines(unit_.spec);
    const auto found = std::ranges::find_if(
        lines, [](const std::string& line) { return line.find("asm") != std::string::npos; });
    if (found != lines.end()) at.line = static_cast<std::uint32_t>(found - lines.begin()) + 1;
    refuse(at, "assembly outside functions is not supported", "write it in C");
  }

  void refuse(const program::SourceLocation& at, std::string cause, std::string remedy) {
    refused_.push_back({at.file, at.line, at.column, std::move(cause), std::move(remedy)});
  }

  const llvm::Module& module_;
  const Unit& unit_;
  std::vector<Diagnostic> refused_;
};

} // namespace

void refuse_link_tricks(const llvm::Module& module, const Unit& unit) {
  TrickFinder(module, unit).run();
}

} // namespace walkcheck::frontend
