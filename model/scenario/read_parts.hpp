// SPDX-License-Identifier: GPL-2.0-only
// The parts that read_scenario() is made of. Internal to this folder.
#pragma once

#include "model/scenario/reader.hpp"
#include "model/scenario/scenario.hpp"

namespace walkcheck::scenario {

struct Reading {
  Errors& errors;
  const ReadOptions& options;
  Scenario& scenario;
};

// A value in [memory] or `args`: an integer, or an expression over inputs as a string. `what` names
// it in messages.
std::optional<Argument> read_value(const Reading& reading, const toml::node& node,
                                   std::string_view what);

std::optional<term::TermId> read_expression(const Reading& reading, const std::string& text,
                                            Place place, std::string_view what);

void read_inputs(const Reading& reading, const toml::table& table);
void read_memory(const Reading& reading, const toml::table& table);
void read_variables(const Reading& reading, const toml::table& table);
void read_cpus(const Reading& reading, const toml::array& list);
void read_properties(const Reading& reading, const toml::table& table);

// Looks for a file beside the scenario, then in the specs folder.
std::optional<std::filesystem::path> find_file(const Reading& reading,
                                               const std::filesystem::path& written);
// The settings of [machine], as macros.
std::map<std::string, std::string> machine_defines(const Scenario& scenario);

} // namespace walkcheck::scenario
