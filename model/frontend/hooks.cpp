// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/hooks.hpp"

#include "model/frontend/lower.hpp"

#include "model/frontend/debug_table.hpp"
#include "model/program/diagnostic.hpp"

#include <fmt/format.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Module.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace walkcheck::frontend {
namespace {

struct Signature {
  std::string_view event;
  std::string_view prototype;
  std::size_t parameters;
};

constexpr std::array kSignatures{
    Signature{"walk_begin", "void on_walk_begin(unsigned long address)", 1},
    Signature{"walk_end", "void on_walk_end(int level)", 1},
    Signature{"word_changed",
              "void on_word_changed(unsigned long word, unsigned long before, unsigned long after)",
              3},
    Signature{"spte_changed", "void on_spte_changed(u64 *sptep, u64 before, u64 after)", 3},
    Signature{"table_freed", "void on_table_freed(unsigned long table)", 1},
    Signature{"always", "void always(void)", 0},
    Signature{"at_end", "void at_end(void)", 0},
};

// An event that a spec raises.
constexpr Signature kOwnEvent{"", "void on_NAME(unsigned long a, unsigned long b)", 2};

const Signature& signature_of(std::string_view event) {
  const auto* found = std::ranges::find(kSignatures, event, &Signature::event);
  return found == kSignatures.end() ? kOwnEvent : *found;
}

std::optional<std::string> event_of(std::string_view function) {
  if (function == "always" || function == "at_end") return std::string(function);
  constexpr std::string_view kPrefix = "on_";
  if (!function.starts_with(kPrefix) || function == kPrefix) return std::nullopt;
  return std::string(function.substr(kPrefix.size()));
}

class HookFinder {
public:
  explicit HookFinder(std::string in) : in_(std::move(in)) {}

  std::vector<HookFunction> run(llvm::Module& module) {
    for (llvm::Function& function : module)
      if (!function.isDeclaration() && !function.hasLocalLinkage()) consider(function);
    if (hooks_.empty() && diagnostics_.empty())
      diagnostics_.push_back({in_, 0, 0, "the invariant has no hook",
                              "define on_walk_end(), always() or another: see specs/invariants/"});
    if (!diagnostics_.empty()) throw InputError(std::move(diagnostics_));
    return std::move(hooks_);
  }

private:
  void consider(llvm::Function& function) {
    const program::SourceLocation at = DebugTable::location(function);
    if (at.file != in_) return;
    const auto event = event_of(at.function);
    if (!event) {
      diagnostics_.push_back(
          {at.file, at.line, 0,
           fmt::format("{}() is not a hook: a hook is named on_<event>, always or "
                       "at_end",
                       at.function),
           "make it static if it is a helper"});
      return;
    }
    const Signature& signature = signature_of(*event);
    if (function.arg_size() != signature.parameters || !function.getReturnType()->isVoidTy()) {
      diagnostics_.push_back(
          {at.file, at.line, 0,
           fmt::format("{}() does not have the parameters of its event", at.function),
           fmt::format("declare it as {}", signature.prototype)});
      return;
    }
    hooks_.push_back({*event, &function});
  }

  std::string in_;
  std::vector<HookFunction> hooks_;
  std::vector<Diagnostic> diagnostics_;
};

} // namespace

bool is_machine_event(std::string_view event) {
  return &signature_of(event) != &kOwnEvent;
}

std::vector<HookFunction> find_hooks(llvm::Module& module, const std::string& in) {
  return HookFinder(in).run(module);
}

} // namespace walkcheck::frontend
