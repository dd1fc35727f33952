// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/lower.hpp"

#include "model/frontend/compile.hpp"
#include "model/frontend/hooks.hpp"
#include "model/frontend/ir.hpp"
#include "model/frontend/link_tricks.hpp"
#include "model/frontend/module_lowering.hpp"
#include "model/frontend/replaced_bodies.hpp"
#include "model/frontend/signature.hpp"
#include "model/frontend/source_text.hpp"
#include "model/frontend/whole/assembly.hpp"
#include "model/frontend/whole/compile_files.hpp"
#include "model/frontend/whole/cuts.hpp"
#include "model/frontend/whole/link.hpp"
#include "model/frontend/whole/the_trees.hpp"
#include "model/kbuild/prepared_tree.hpp"
#include "model/support/process.hpp"

#include <fmt/format.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

namespace walkcheck::frontend {
namespace {

std::string name_of(const Source& source) {
  if (source.spec || source.slices.empty()) return source.shown_as;
  return source.slices.front().file;
}

// The files that messages and traces quote: the slices, the spec, and the headers in specs/.
class QuotedFiles final : public SourceFiles {
public:
  QuotedFiles(const Unit& unit, std::filesystem::path specs) : specs_(std::move(specs)) {
    for (const SlicedFile& slice : unit.slices)
      lines_[slice.file()] = slice.lines();
    if (!unit.spec.empty()) lines_[unit.shown_as] = split_lines(unit.spec);
    for (const auto& [file, lines] : lines_)
      own_.insert(file);
  }

  const std::vector<std::string>* lines(const std::string& file) override {
    if (const auto known = lines_.find(file); known != lines_.end()) return &known->second;
    const std::filesystem::path path = specs_ / file;
    if (file.empty() || !std::filesystem::is_regular_file(path)) return nullptr;
    return &(lines_[file] = split_lines(support::read_file(path)));
  }

  bool is_vocabulary(const std::string& file) override {
    return lines(file) != nullptr && !own_.contains(file) && file.starts_with("kernel/");
  }

private:
  std::filesystem::path specs_;
  std::set<std::string> own_; // the slices and the spec
  std::map<std::string, std::vector<std::string>> lines_;
};

// If an #if left a slice out, it would count as a function that nothing defines; so it is an error.
void require_slices_compiled(const llvm::Module& module, const Source& source) {
  for (const Slice& slice : source.slices)
    for (const std::string& name : slice.functions)
      if (const llvm::Function* function = module.getFunction(name);
          function != nullptr && function->isDeclaration())
        throw InputError(Diagnostic{
            slice.file, 0, 0,
            fmt::format("{}() is in a part of the file that an #if leaves out", name),
            "define the configuration that selects it, such as CONFIG_TRANSPARENT_HUGEPAGE"});
}

// Passes forget the names of parameters.
using Parameters = std::vector<std::vector<std::string>>;

Parameters parameters_of(const std::vector<llvm::Function*>& entries) {
  Parameters parameters;
  for (const llvm::Function* entry : entries)
    parameters.push_back(entry_parameters(*entry));
  return parameters;
}

void name_parameters(program::Program& program, const Parameters& parameters) {
  for (std::size_t entry = 0; entry < parameters.size(); ++entry)
    for (std::size_t i = 0; i < parameters[entry].size(); ++i)
      program.functions[entry].parameters[i].name = parameters[entry][i];
}

// What messages and traces quote: the spec, files of the tree, our replacements.
class WholeFiles final : public SourceFiles {
public:
  WholeFiles(const Source& source, kbuild::PreparedTree& tree, std::filesystem::path specs)
      : own_(source.shown_as), tree_(tree), specs_(std::move(specs)) {
    if (source.spec) lines_[own_] = split_lines(support::read_file(*source.spec));
  }

  const std::vector<std::string>* lines(const std::string& file) override {
    const auto [known, is_new] = lines_.try_emplace(file);
    if (is_new)
      if (const auto text = text_of(file)) known->second = split_lines(*text);
    return known->second ? &*known->second : nullptr;
  }

  // An accessor in a header is shown as the place that uses it, and a replacement likewise.
  bool is_vocabulary(const std::string& file) override {
    return file != own_ && (file.ends_with(".h") || file.starts_with("tree/"));
  }

private:
  std::optional<std::string> text_of(const std::string& file) {
    const std::filesystem::path ours = specs_ / file;
    if (file.empty()) return std::nullopt;
    if (std::filesystem::is_regular_file(ours)) return support::read_file(ours);
    return tree_.text_if_any(file);
  }

  std::string own_;
  kbuild::PreparedTree& tree_;
  std::filesystem::path specs_;
  std::map<std::string, std::optional<std::vector<std::string>>> lines_;
};

std::vector<program::Definition> definitions_in(const llvm::Module& module) {
  std::vector<program::Definition> found;
  for (const llvm::Function& function : module)
    if (!function.isDeclaration() && is_the_trees(function))
      found.push_back({function.getName().str(), DebugTable::location(function)});
  std::ranges::sort(found, {}, &program::Definition::symbol);
  return found;
}

program::Program lower_whole(const Source& source, const Options& options) {
  llvm::LLVMContext context;
  const CompiledFiles compiled =
      compile_files({source.files, source.spec, source.shown_as, options.specs, source.defines},
                    *options.prepared, context);
  const std::unique_ptr<llvm::Module>& module = compiled.module;
  replace_segments(*module);
  replace_assembly(*module);
  resolve_aliases(*module);
  const std::set<ReplacedFunction> replaced = apply_cuts(*module, source.entry);
  settle_linkage(*module, source.accepted);
  llvm::Function& entry = find_entry(*module, source.entry, source.shown_as);
  const Parameters parameters = parameters_of({&entry});
  std::vector<std::string> assumed = not_compared(options.specs, replaced, source.accepted,
                                                  compiled.directives, *options.prepared);
  std::vector<program::Definition> definitions = definitions_in(*module);
  Given given = find_given(*module);
  prepare(*module, {&entry});
  Texts texts{true, std::move(given), opened(*module)};
  WholeFiles files(source, *options.prepared, options.specs);
  static const std::map<std::string, Diagnostic> kNoneWithdrawn;
  program::Program program =
      ModuleLowering(*module, files, kNoneWithdrawn, std::move(texts)).lower({&entry});
  program.name = source.shown_as;
  program.assumed = std::move(assumed);
  program.definitions = std::move(definitions);
  name_parameters(program, parameters);
  return program;
}

// A compiled source, up to the point where its entries are known.
class Lowering {
public:
  Lowering(const Source& source, const Options& options)
      : source_(source), options_(options), compiled_(compile(source, options)),
        module_(parse_bitcode(compiled_.bitcode, context_)) {
    require_slices_compiled(*module_, source);
    refuse_link_tricks(*module_, compiled_.unit);
  }

  llvm::Module& module() { return *module_; }

  program::Program run(const std::vector<llvm::Function*>& entries) {
    const Parameters parameters = parameters_of(entries);
    prepare(*module_, entries);

    QuotedFiles quoted(compiled_.unit, options_.specs);
    ModuleLowering lowering(*module_, quoted, compiled_.unit.withdrawn);
    program::Program program = lowering.lower(entries);
    program.name = name_of(source_);
    name_parameters(program, parameters);
    return program;
  }

private:
  const Source& source_;
  const Options& options_;
  Compiled compiled_;
  llvm::LLVMContext context_;
  std::unique_ptr<llvm::Module> module_;
};

} // namespace

program::Program lower(const Source& source, const Options& options) {
  if (!source.files.empty()) return lower_whole(source, options);
  Lowering lowering(source, options);
  return lowering.run({&find_entry(lowering.module(), source.entry, name_of(source))});
}

program::Program lower_invariant(const Source& source, const Options& options) {
  Lowering lowering(source, options);
  const std::vector<HookFunction> hooks = find_hooks(lowering.module(), source.shown_as);
  std::vector<llvm::Function*> entries;
  for (const HookFunction& hook : hooks)
    entries.push_back(hook.function);
  program::Program program = lowering.run(entries);
  for (std::uint32_t i = 0; i < hooks.size(); ++i)
    program.hooks.push_back({hooks[i].event, i});
  return program;
}

} // namespace walkcheck::frontend
