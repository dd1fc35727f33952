// SPDX-License-Identifier: GPL-2.0-only
// The files that a scenario is made of: their hashes, which a trace keeps, and their lines.
#pragma once

#include "checker/trace/source_text.hpp"
#include "checker/trace/trace.hpp"
#include "model/scenario/build.hpp"
#include "model/scenario/scenario.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::replay {

class Sources final : public trace::SourceText {
public:
  // `setup` is what build() made of the scenario.
  Sources(const scenario::Scenario& scenario, const machine::Setup& setup,
          const scenario::BuildOptions& options);

  std::string line(const std::string& shown_file, std::uint32_t line) const override;

  // The scenario, each spec and invariant, each file that was sliced, and each header that code
  // came from; by name.
  const std::vector<trace::FileHash>& hashes() const { return hashes_; }

private:
  using Lines = std::vector<std::string>;
  void add(const std::string& name, const std::string& text);
  void add_named_in_scenario(const scenario::Scenario& scenario,
                             const scenario::BuildOptions& options);
  void add_invariants(const scenario::Scenario& scenario);
  void add_included(const program::Program& program);
  void add_of_tree(const program::Program& program, scenario::SharedTree& tree);
  std::optional<std::string> included(const std::string& shown_file) const;

  std::vector<std::filesystem::path> folders_; // where included files may be
  std::map<std::string, Lines> lines_;         // by shown name
  std::vector<trace::FileHash> hashes_;
};

} // namespace walkcheck::replay
