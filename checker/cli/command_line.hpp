// SPDX-License-Identifier: GPL-2.0-only
// The command line: which verb, with which options. The only place that includes CLI11.
#pragma once

#include "checker/verify/verify.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace walkcheck::cli {

// What a kernel tree is configured to beyond its own configuration.
struct TreeConfiguration {
  std::map<std::string, std::string> settings; // CONFIG_X -> value
  bool without_debug = false;                  // its debug options are off
};

struct SourceSettings {
  std::optional<std::filesystem::path> specs;
  std::optional<std::filesystem::path> kernel;
  std::vector<std::filesystem::path> patches; // over the kernel tree
  TreeConfiguration configuration;
};

// How all values of the open inputs are covered.
struct CoverSettings {
  symbolic::CoverOptions solver;
  bool check = false; // prove the classes once more
};

// One of so many parts of a run; from 1.
struct Shard {
  unsigned index = 1, of = 1;
};

struct VerifyCommand {
  SourceSettings sources;
  std::vector<std::filesystem::path> scenarios;
  search::Engine engine = search::Engine::Auto;
  std::size_t memory_limit = 1024; // MiB
  bool all_cpus = false;
  unsigned jobs = 1;
  std::uint64_t max_executions = UINT64_MAX;
  CoverSettings covering;
  std::optional<unsigned> time_limit; // in seconds
  bool expected = false;
  bool first = false;
  std::optional<Shard> shard; // then `json` is a file for merge
  std::optional<std::filesystem::path> journal;
  bool progress = false;
  bool list_executions = false;
  std::optional<std::filesystem::path> graph;
  std::optional<std::filesystem::path> json;
  std::filesystem::path trace_dir = ".";
};

struct LowerCommand {
  SourceSettings sources;
  std::optional<std::filesystem::path> spec;
  std::optional<std::string> entry;
  std::optional<std::string> tree;
  std::vector<std::string> functions;
  std::vector<std::string> files; // of the tree, whole
  std::map<std::string, std::string> defines;
};

// A trace, and where to find its scenario and sources.
struct TraceFile {
  SourceSettings sources;
  std::filesystem::path trace;
  std::optional<std::filesystem::path> scenario;
};

struct ReplayCommand {
  TraceFile file;
};

enum class ShownAs : std::uint8_t { Lanes, Html, Commit, Json, Itf, Sarif, C };

struct ShowCommand {
  TraceFile file; // only ShownAs::C needs its sources
  ShownAs as = ShownAs::Lanes;
  std::optional<int> width; // of lanes, in columns; none: the terminal's width
  bool all = false;         // also the steps that take no part in the race
};

struct StepCommand {
  SourceSettings sources;
  std::filesystem::path scenario;
  std::optional<std::filesystem::path> trace;
};

struct MatrixCommand {
  SourceSettings sources;
  std::optional<std::filesystem::path> scenario; // none: examples/square.toml
  CoverSettings covering;
  unsigned jobs = 1;
  std::optional<unsigned> time_limit; // in seconds
  bool expected = false;
  bool progress = false;
};

struct ListCommand {
  SourceSettings sources;
};

struct AuditCommand {
  SourceSettings sources;
  std::vector<std::string> functions; // NAME or FILE:NAME; with `all`, files
  bool all = false;
  std::optional<std::filesystem::path> save;
  std::optional<std::filesystem::path> json;
  unsigned jobs = 1;
  std::optional<unsigned> time_limit; // in seconds
  bool progress = false;
};

struct MergeCommand {
  std::vector<std::filesystem::path> shards;
  std::optional<std::filesystem::path> json;
};

struct DiffCommand {
  std::optional<std::filesystem::path> specs;
  std::vector<std::filesystem::path> kernels; // one or two
  std::vector<std::string> revisions;         // none or two, of the one kernel
  std::vector<std::filesystem::path> patches; // over the second side
  TreeConfiguration configuration;            // of both
  std::vector<std::string> functions;
  std::optional<std::filesystem::path> save;
  unsigned jobs = 1;
  std::optional<unsigned> time_limit; // in seconds
  bool progress = false;
};

using Command = std::variant<VerifyCommand, LowerCommand, ReplayCommand, ShowCommand, StepCommand,
                             MatrixCommand, ListCommand, AuditCommand, DiffCommand, MergeCommand>;

// Returns an exit code if there is nothing to do: help was asked for (0), or the line is bad (64).
// The text for the user has then been printed.
std::variant<Command, int> parse_command_line(int argc, const char* const* argv);

} // namespace walkcheck::cli
