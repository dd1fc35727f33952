// SPDX-License-Identifier: GPL-2.0-only
#include "checker/replay/sources.hpp"

#include "model/scenario/file_text.hpp"
#include "model/support/content_hash.hpp"

#include <algorithm>
#include <sstream>

namespace walkcheck::replay {
namespace {

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

} // namespace

Sources::Sources(const scenario::Scenario& scenario, const machine::Setup& setup,
                 const scenario::BuildOptions& options)
    : folders_{options.specs, scenario.path.parent_path()} {
  add_named_in_scenario(scenario, options);
  add_invariants(scenario);
  for (const machine::CpuSetup& cpu : setup.cpus) {
    add_included(cpu.program);
    if (cpu.program.is_whole && options.tree != nullptr) add_of_tree(cpu.program, *options.tree);
  }
  for (const machine::InvariantSetup& invariant : setup.invariants)
    add_included(invariant.program);
  std::ranges::sort(hashes_, {}, &trace::FileHash::name);
}

void Sources::add_named_in_scenario(const scenario::Scenario& scenario,
                                    const scenario::BuildOptions& options) {
  add(scenario.path.filename().string(), scenario.text);
  for (const scenario::Cpu& cpu : scenario.cpus) {
    if (cpu.source.spec)
      add(cpu.source.shown_as, scenario::read_text(*cpu.source.spec, cpu.source.shown_as, "a spec",
                                                   scenario::kMaxSpecBytes));
    for (const frontend::Slice& slice : cpu.source.slices) {
      if (options.tree == nullptr) continue;
      const std::scoped_lock lock(options.tree->mutex);
      add(slice.file, options.tree->tree.text(slice.file));
    }
  }
}

void Sources::add_invariants(const scenario::Scenario& scenario) {
  for (const scenario::Invariant& invariant : scenario.invariants)
    add(invariant.source.shown_as,
        scenario::read_text(*invariant.source.spec, invariant.source.shown_as, "an invariant",
                            scenario::kMaxSpecBytes));
}

void Sources::add_included(const program::Program& program) {
  for (const program::Debug& debug : program.debug)
    for (const program::SourceLocation& at : debug.chain)
      if (!lines_.contains(at.file))
        if (const auto text = included(at.file)) add(at.file, *text);
}

// Files of the tree itself; what its build makes has no text here.
void Sources::add_of_tree(const program::Program& program, scenario::SharedTree& tree) {
  const std::scoped_lock lock(tree.mutex);
  for (const program::Debug& debug : program.debug)
    for (const program::SourceLocation& at : debug.chain)
      if (!at.file.empty() && !lines_.contains(at.file))
        if (const auto text = tree.prepared().text_if_any(at.file)) add(at.file, *text);
}

void Sources::add(const std::string& name, const std::string& text) {
  if (!lines_.try_emplace(name, split(text)).second) return;
  hashes_.push_back({name, support::sha256(text)});
}

// The text of a file beside the specs or the scenario; nothing for "<built-in>" and the like, which
// are no files.
std::optional<std::string> Sources::included(const std::string& shown_file) const {
  std::error_code error;
  for (const std::filesystem::path& folder : folders_)
    if (!shown_file.empty() && std::filesystem::is_regular_file(folder / shown_file, error))
      return scenario::read_text(folder / shown_file, shown_file, "a header",
                                 scenario::kMaxSpecBytes);
  return std::nullopt;
}

std::string Sources::line(const std::string& shown_file, std::uint32_t line) const {
  const auto known = lines_.find(shown_file);
  if (known == lines_.end() || line < 1 || line > known->second.size()) return {};
  return known->second[line - 1];
}

} // namespace walkcheck::replay
