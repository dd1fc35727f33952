// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/compile.hpp"

#include "model/frontend/clang.hpp"
#include "model/frontend/config_uses.hpp"
#include "model/frontend/remedy.hpp"
#include "model/frontend/tree_facts.hpp"
#include "model/support/process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

namespace walkcheck::frontend {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostErrors = 20;
constexpr const char* kOpaqueResult = "unsigned long";
constexpr unsigned kMostRounds = 200; // each round adds a name, so this is only a guard

Configuration configuration_in(const fs::path& file) {
  return fs::is_regular_file(file) ? read_configuration(support::read_file(file)) : Configuration{};
}

// The scenario says CONFIG_X = 0 for a symbol that is not set.
Configuration given_configuration(const Source& source) {
  Configuration given;
  for (const auto& [name, value] : source.defines)
    if (name.starts_with("CONFIG_"))
      given.symbols[name] = value == "0" ? std::nullopt : std::optional(value);
  return given;
}

void add_configuration(Unit& unit, const Source& source, const Options& options) {
  unit.given_config = given_configuration(source);
  unit.spec_config.symbols = read_configuration(unit.spec).symbols;
  unit.machine_config = configuration_in(options.specs / "kernel" / "machine_config.h");
  unit.vocabulary_config = configuration_in(options.specs / "kernel" / "config.h");
  if (options.tree != nullptr && !source.slices.empty())
    unit.tree_config = tree_configuration(*options.tree);
}

Unit make_unit(const Source& source, const Options& options) {
  Unit unit;
  unit.shown_as = source.shown_as;
  // Only slices, and messages about them, need the vocabulary's names.
  if (!source.slices.empty()) unit.vocabulary = names_in_folder(options.specs / "kernel");
  if (source.spec) {
    if (!fs::is_regular_file(*source.spec))
      throw InputError(Diagnostic{source.shown_as, 0, 0, "there is no such spec",
                                  "name a C file beside the scenario or in specs/"});
    unit.spec = support::read_file(*source.spec);
    for (const Definition& definition : find_definitions(unit.spec))
      if (definition.kind == DefinitionKind::Function) unit.spec_defines.insert(definition.name);
  }
  add_configuration(unit, source, options);
  std::vector<std::string> files;
  for (const Slice& slice : source.slices)
    files.push_back(slice.file);
  if (!files.empty() && options.tree == nullptr)
    throw InputError(Diagnostic{files[0], 0, 0, "no kernel tree to cut functions from",
                                "name one with --kernel: a directory or a tarball"});
  if (options.tree != nullptr) options.tree->prefetch(files);
  for (const Slice& slice : source.slices) {
    if (unit.slice(slice.file) == nullptr)
      unit.slices.emplace_back(slice.file, options.tree->text(slice.file));
    for (const std::string& name : slice.functions)
      unit.slice(slice.file)->want(name);
  }
  // A header's types and macros have to come before the functions that use them.
  std::vector<SlicedFile> sources;
  for (SlicedFile& slice : std::exchange(unit.slices, {}))
    (slice.file().ends_with(".h") ? unit.slices : sources).push_back(std::move(slice));
  std::ranges::move(sources, std::back_inserter(unit.slices));
  return unit;
}

// Adds to the unit whatever errors say is missing, round by round.
class Completion {
public:
  explicit Completion(Unit& unit) : unit_(unit) {}

  // Returns whether the unit was changed, so that another attempt makes sense.
  bool complete(const std::vector<Diagnostic>& errors) {
    bool changed = false;
    for (const Diagnostic& error : errors)
      if (const auto missing = missing_name(error.cause)) changed |= supply(*missing, error.file);
    for (const Diagnostic& error : errors)
      changed |= retype(error);
    for (const Diagnostic& error : errors)
      if (!changed) changed |= withdraw(error);
    return changed;
  }

private:
  // A file with a slice supplies what it defines itself, unless the spec defines it.
  bool supply(const MissingName& missing, const std::string& in_file) {
    const std::string& name = missing.name;
    if (unit_.spec_defines.contains(name) || unit_.opaque.contains(name)) return false;
    SlicedFile* home = unit_.slice(in_file);
    if (home == nullptr || !home->defines(name)) home = another_home(name);
    if (home != nullptr && !unit_.withdrawn.contains(name)) {
      if (home->wanted().contains(name)) return false;
      home->want(name);
      added_.insert(name);
      return true;
    }
    if (missing.kind != MissingName::Kind::Function || name.starts_with("__wc_")) return false;
    return unit_.opaque.emplace(name, kOpaqueResult).second;
  }

  // If an opaque function's result is assigned to a struct, it returns that type.
  bool retype(const Diagnostic& error) {
    const auto type = type_of_opaque_result(error.cause);
    const std::vector<std::string> called = opaque_called_at(error, unit_);
    if (!type || called.size() != 1 || unit_.opaque.at(called[0]) != kOpaqueResult) return false;
    unit_.opaque.at(called[0]) = *type;
    return true;
  }

  SlicedFile* another_home(const std::string& name) {
    const auto found = std::ranges::find_if(
        unit_.slices, [&](const SlicedFile& slice) { return slice.defines(name); });
    return found == unit_.slices.end() ? nullptr : &*found;
  }

  // A function that was added automatically but does not compile is removed again: calls of it stay
  // opaque.
  bool withdraw(const Diagnostic& error) {
    SlicedFile* slice = unit_.slice(error.file);
    if (slice == nullptr) return false;
    for (const std::string& name : added_)
      if (slice->wanted().contains(name) && slice->has_function(name) &&
          slice->within(name, error.line)) {
        slice->unwant(name);
        unit_.withdrawn.emplace(name, error);
        added_.erase(name);
        return true;
      }
    return false;
  }

  Unit& unit_;
  std::set<std::string> added_;
};

InputError with_remedies(std::vector<Diagnostic> errors, Unit& unit, const fs::path& specs) {
  unit.vocabulary = names_in_folder(specs / "kernel");
  std::vector<Diagnostic> told;
  std::set<std::pair<std::string, std::string>> known; // one place for each cause is enough
  for (Diagnostic& error : errors) {
    if (error.file.empty()) error.file = unit.shown_as;
    if (told.size() == kMostErrors || !known.emplace(error.file, error.cause).second) continue;
    error.remedy = remedy_for(error, unit);
    told.push_back(std::move(error));
  }
  return InputError(std::move(told));
}

} // namespace

ClangInput clang_input(const Source& source, const Options& options) {
  ClangInput input;
  input.specs = options.specs;
  input.defines = source.defines;
  if (source.spec) {
    input.spec_folder = fs::absolute(*source.spec).parent_path();
    input.shown_folder = fs::path(source.shown_as).parent_path().string();
  }
  return input;
}

Compiled compile(const Source& source, const Options& options) {
  Unit unit = make_unit(source, options);
  const ClangInput input = clang_input(source, options);
  Completion completion(unit);
  for (unsigned round = 0;; ++round) {
    ClangOutput output = run_clang(unit.text(), input, !unit.opaque.empty());
    if (output.errors.empty()) {
      require_known_configuration(unit);
      return {std::move(output.bitcode), std::move(unit)};
    }
    if (round != kMostRounds && completion.complete(output.errors)) continue;
    // If a name is missing, it may only be that an #if left it out.
    require_known_configuration(unit);
    throw with_remedies(std::move(output.errors), unit, options.specs);
  }
}

} // namespace walkcheck::frontend
