// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/command_line.hpp"

#include "checker/cli/exit_code.hpp"
#include "model/support/near_names.hpp"
#include "model/support/numbers.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <span>
#include <string_view>

namespace walkcheck::cli {
namespace {

constexpr unsigned kMaxJobs = 256;
constexpr unsigned kMaxSeconds = 10'000'000;
constexpr unsigned kMostShards = 1'000'000;

bool is_setting(const std::string& text) {
  const std::size_t equals = text.find('=');
  return equals != std::string::npos && equals != 0 && equals + 1 < text.size() &&
         text.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == equals;
}

void add_configuration(CLI::App& verb, TreeConfiguration& configuration) {
  verb.add_option_function<std::vector<std::string>>(
          "--config",
          [&settings = configuration.settings](const std::vector<std::string>& words) {
            for (const std::string& setting : words) {
              if (!is_setting(setting))
                throw CLI::ValidationError(
                    "--config", fmt::format("'{}' is not of the form SYMBOL=VALUE", setting));
              const std::size_t equals = setting.find('=');
              const std::string name = setting.substr(0, equals);
              settings[name.starts_with("CONFIG_") ? name : "CONFIG_" + name] =
                  setting.substr(equals + 1);
            }
          },
          "configure the kernel tree with this as well, as XEN_PV=n; may be repeated")
      ->allow_extra_args(false)
      ->needs("--kernel")
      ->type_name("SYMBOL=VALUE");
  verb.add_flag("--without-debug", configuration.without_debug,
                "configure the kernel tree without its debug options")
      ->needs("--kernel");
}

void add_sources(CLI::App& verb, SourceSettings& sources) {
  verb.add_option("--specs", sources.specs,
                  "folder of the specs (default: specs/ near the scenario)")
      ->type_name("DIR");
  verb.add_option("--kernel", sources.kernel,
                  "kernel source: a folder or a tarball; for whole files TREE[:OBJ][@REV]")
      ->type_name("DIR|TARBALL");
  verb.add_option("--patch", sources.patches,
                  "patch over the kernel tree, for whole files; may be repeated")
      ->allow_extra_args(false)
      ->needs("--kernel")
      ->type_name("FILE");
  add_configuration(verb, sources.configuration);
}

void add_covering(CLI::App& verb, CoverSettings& covering) {
  verb.add_option("--solver-limit", covering.solver.limit,
                  "resource units that the solver may use for one question")
      ->check(CLI::Range(1U, UINT32_MAX))
      ->type_name("N");
  verb.add_flag("--check-classes", covering.check,
                "prove again that the input classes are disjoint and cover every input");
  verb.add_option("--smt-dir", covering.solver.smt_folder,
                  "write each question to the solver to this folder, as SMT-LIB")
      ->type_name("DIR");
}

void add_time_limit(CLI::App& verb, std::optional<unsigned>& seconds) {
  verb.add_option("--time-limit", seconds, "stop after this time, and report what was found so far")
      ->check(CLI::Range(1U, kMaxSeconds))
      ->type_name("SECONDS");
}

Shard shard_in(const std::string& text) {
  const std::size_t slash = text.find('/');
  const auto index = support::number_in(std::string_view(text).substr(0, slash));
  const auto of = slash == std::string::npos
                      ? std::nullopt
                      : support::number_in(std::string_view(text).substr(slash + 1));
  if (!index || !of || *index == 0 || *index > *of || *of > kMostShards)
    throw CLI::ValidationError("--shard",
                               fmt::format("'{}' is not of the form I/N, as 2/4 for the second of "
                                           "four",
                                           text));
  return {static_cast<unsigned>(*index), static_cast<unsigned>(*of)};
}

void add_shard(CLI::App& verb, std::optional<Shard>& shard) {
  verb.add_option_function<std::string>(
          "--shard", [&shard](const std::string& text) { shard = shard_in(text); },
          "do only every N-th scenario or variant, from the I-th on; the file of --json is one for "
          "merge")
      ->needs("--json")
      ->type_name("I/N");
}

void add_verify(CLI::App& app, VerifyCommand& command) {
  CLI::App& verb = *app.add_subcommand(
      "verify", "explore every interleaving of each scenario and say what holds");
  add_sources(verb, command.sources);
  verb.add_option("scenarios", command.scenarios, "scenario files (TOML)")
      ->required()
      ->type_name("SCENARIO.toml");
  const std::map<std::string, search::Engine> engines{{"auto", search::Engine::Auto},
                                                      {"dpor", search::Engine::Dpor},
                                                      {"states", search::Engine::States},
                                                      {"exhaustive", search::Engine::Exhaustive}};
  verb.add_option("--engine", command.engine,
                  "dpor: one execution of each kind; states: each state once; exhaustive: all "
                  "interleavings; auto (default): dpor, and states where there are many executions")
      ->transform(CLI::CheckedTransformer(engines).description(""))
      ->type_name("auto|dpor|states|exhaustive");
  verb.add_flag("--all-cpus", command.all_cpus,
                "explore CPUs together even where none does what another could tell");
  verb.add_option("--memory-limit", command.memory_limit,
                  "for the states that are remembered; beyond it, auto goes back to dpor")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 20))
      ->type_name("MIB");
  verb.add_option("-j,--jobs", command.jobs, "scenarios at a time")
      ->check(CLI::Range(1U, kMaxJobs))
      ->type_name("N");
  verb.add_option("--json", command.json, "write the results as JSON")->type_name("FILE");
  verb.add_flag("--list-executions", command.list_executions,
                "list the executions: who runs how far, and how each ends");
  verb.add_option("--graph", command.graph, "draw the executions as a tree, for Graphviz")
      ->type_name("FILE.dot");
  verb.add_option("--trace-dir", command.trace_dir, "folder for traces (default: the current one)")
      ->type_name("DIR");
  add_covering(verb, command.covering);
  verb.add_option("--max-executions", command.max_executions,
                  "stop a scenario after this many executions")
      ->check(CLI::Range(std::uint64_t{1}, UINT64_MAX))
      ->type_name("N");
  add_time_limit(verb, command.time_limit);
  verb.add_flag("--expected", command.expected,
                "succeed if each scenario meets the expectation in its header");
  verb.add_flag("--first", command.first, "stop a scenario at its first violation");
  add_shard(verb, command.shard);
  verb.add_option("--journal", command.journal,
                  "keep what is done in this file: the same command goes on after a crash")
      ->excludes("--graph")
      ->type_name("FILE");
  verb.add_flag("--progress", command.progress,
                "show progress on standard error (default if that is a terminal)");
}

void add_merge(CLI::App& app, MergeCommand& command) {
  CLI::App& verb = *app.add_subcommand(
      "merge", "put the results of all shards together, as one run of all would print them");
  verb.add_option("shards", command.shards, "files that verify --shard I/N --json has written")
      ->required()
      ->type_name("SHARD.json");
  verb.add_option("--json", command.json, "write the results as JSON")->type_name("FILE");
}

void add_matrix(CLI::App& app, MatrixCommand& command) {
  CLI::App& verb =
      *app.add_subcommand("matrix", "verify every variant of a template, as a table of verdicts");
  add_sources(verb, command.sources);
  verb.add_option("template", command.scenario,
                  "a scenario file with [[vary]] (default: examples/square.toml); a choice in "
                  "brackets narrows it: 'square.toml[W3,*,*,T1]'")
      ->type_name("TEMPLATE.toml");
  verb.add_option("-j,--jobs", command.jobs, "scenarios at a time")
      ->check(CLI::Range(1U, kMaxJobs))
      ->type_name("N");
  add_covering(verb, command.covering);
  add_time_limit(verb, command.time_limit);
  verb.add_flag("--expected", command.expected, "succeed if each variant meets its [[verdicts]]");
  verb.add_flag("--progress", command.progress,
                "show progress on standard error (default if that is a terminal)");
}

void add_lower(CLI::App& app, LowerCommand& command, std::vector<std::string>& defines) {
  CLI::App& verb = *app.add_subcommand(
      "lower", "print the small-step machine that a spec or a kernel function becomes");
  add_sources(verb, command.sources);
  verb.add_option("spec", command.spec, "the spec")->type_name("SPEC.c");
  verb.add_option("--entry", command.entry, "function to run (default: the spec's name)")
      ->type_name("F");
  verb.add_option("--tree", command.tree, "file of the kernel tree to cut functions out of")
      ->type_name("FILE");
  verb.add_option("--function", command.functions, "function to cut out; may be repeated")
      ->type_name("F");
  verb.add_option("--file", command.files,
                  "file of the kernel tree to compile whole; may be repeated")
      ->type_name("FILE");
  verb.add_option("-D,--define", defines, "macro for the spec; may be repeated")
      ->type_name("NAME[=VALUE]");
}

void add_auditing(CLI::App& verb, unsigned& jobs, std::optional<std::filesystem::path>& save,
                  bool& progress) {
  verb.add_option("-j,--jobs", jobs, "scenarios at a time")
      ->check(CLI::Range(1U, kMaxJobs))
      ->type_name("N");
  verb.add_option("--save", save,
                  "folder for the scenario, the harness and the traces (default: NAME.audit, where "
                  "there is a trace)")
      ->type_name("DIR");
  verb.add_flag("--progress", progress,
                "show progress on standard error (default if that is a terminal)");
}

void add_audit(CLI::App& app, AuditCommand& command) {
  CLI::App& verb = *app.add_subcommand(
      "audit", "run a function of a kernel tree against teardown, in several contexts");
  add_sources(verb, command.sources);
  verb.get_option("--kernel")->required();
  verb.add_option("functions", command.functions, "functions, or with --all files")
      ->required()
      ->type_name("[FILE:]NAME");
  verb.add_flag("--all", command.all, "each function of these files that walks page tables");
  verb.add_option("--json", command.json, "write the results as JSON")->type_name("FILE");
  add_auditing(verb, command.jobs, command.save, command.progress);
  add_time_limit(verb, command.time_limit);
}

void add_diff(CLI::App& app, DiffCommand& command) {
  CLI::App& verb =
      *app.add_subcommand("diff", "audit functions in two kernel trees, and say what differs");
  verb.add_option("--specs", command.specs, "folder of the specs")->type_name("DIR");
  verb.add_option("--kernel", command.kernels,
                  "the tree before and the one after, or one with --rev or --patch")
      ->allow_extra_args(false)
      ->required()
      ->type_name("TREE[:OBJ][@REV]");
  verb.add_option("--rev", command.revisions, "revisions of the one tree: before, and after")
      ->allow_extra_args(false)
      ->type_name("REV");
  verb.add_option("--patch", command.patches, "patch over the tree after; may be repeated")
      ->allow_extra_args(false)
      ->type_name("FILE");
  add_configuration(verb, command.configuration);
  verb.add_option("functions", command.functions, "functions")
      ->required()
      ->type_name("[FILE:]NAME");
  add_auditing(verb, command.jobs, command.save, command.progress);
  add_time_limit(verb, command.time_limit);
}

void check_diff(const DiffCommand& command) {
  const std::size_t trees = command.kernels.size(), revisions = command.revisions.size();
  const bool two_trees = trees == 2 && revisions == 0;
  const bool two_revisions = trees == 1 && revisions == 2;
  const bool patched = trees == 1 && revisions == 0 && !command.patches.empty();
  if (!two_trees && !two_revisions && !patched)
    throw CLI::ValidationError("diff", "name two trees with --kernel, or one, and either two "
                                       "revisions with --rev or a --patch");
}

void add_trace_file(CLI::App& verb, TraceFile& file) {
  add_sources(verb, file.sources);
  verb.add_option("trace", file.trace, "trace file of verify")->required()->type_name("TRACE.json");
  verb.add_option("--scenario", file.scenario,
                  "its scenario (default: the file of that name near the trace or in examples/)")
      ->type_name("SCENARIO.toml");
}

void add_traces(CLI::App& app, ReplayCommand& replay, ShowCommand& show) {
  add_trace_file(*app.add_subcommand("replay", "run a recorded interleaving again"), replay.file);
  CLI::App& showing = *app.add_subcommand("show", "print a recorded interleaving");
  add_trace_file(showing, show.file);
  const std::map<std::string, ShownAs> formats{
      {"lanes", ShownAs::Lanes}, {"html", ShownAs::Html}, {"commit", ShownAs::Commit},
      {"json", ShownAs::Json},   {"itf", ShownAs::Itf},   {"sarif", ShownAs::Sarif},
      {"c", ShownAs::C}};
  showing
      .add_option("--as", show.as,
                  "lanes (default); html: one file to step through in a browser; commit: for a "
                  "commit message; json; itf: for Apalache's and "
                  "Quint's tools; sarif: for code-scanning viewers; c: a program that acts it out")
      ->transform(CLI::CheckedTransformer(formats).description(""))
      ->type_name("FORMAT");
  showing.add_option("--width", show.width, "columns of lanes (default: the terminal's, or 100)")
      ->check(CLI::Range(60, 1000))
      ->type_name("N");
  showing.add_flag("--all", show.all, "also the steps that take no part in the race");
}

void add_step(CLI::App& app, StepCommand& command) {
  CLI::App& verb = *app.add_subcommand(
      "step", "take an interleaving's steps by hand; commands come from standard input");
  add_sources(verb, command.sources);
  verb.add_option("scenario", command.scenario, "scenario file (TOML)")
      ->required()
      ->type_name("SCENARIO.toml");
  verb.add_option("--trace", command.trace, "a trace of it; goto then goes to its steps")
      ->type_name("TRACE.json");
}

std::map<std::string, std::string> split_defines(const std::vector<std::string>& defines) {
  std::map<std::string, std::string> split;
  for (const std::string& define : defines) {
    const std::size_t equals = define.find('=');
    const std::string name = define.substr(0, equals);
    const bool fits = !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
                      name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                             "0123456789_") == std::string::npos;
    if (!fits) throw CLI::ValidationError("-D", fmt::format("'{}' is not a macro name", name));
    split[name] = equals == std::string::npos ? "1" : define.substr(equals + 1);
  }
  return split;
}

void check_lower(const LowerCommand& command) {
  if (command.tree.has_value() != !command.functions.empty())
    throw CLI::ValidationError("lower", "--tree and --function go together");
  if (command.tree && !command.sources.kernel)
    throw CLI::ValidationError("lower", "--tree needs --kernel, the tree that the file is in");
  if (!command.files.empty() && command.tree)
    throw CLI::ValidationError("lower", "--file and --tree do not go together");
  if (!command.files.empty() && !command.sources.kernel)
    throw CLI::ValidationError("lower", "--file needs --kernel, the tree that the file is in");
  if (!command.files.empty() && !command.spec && !command.entry)
    throw CLI::ValidationError("lower", "--entry says which function of the files to run");
  if (!command.spec && !command.tree && command.files.empty())
    throw CLI::ValidationError("lower",
                               "name a SPEC.c, or --kernel and --tree and --function, or --file");
  if (!command.spec && !command.entry && command.functions.size() > 1)
    throw CLI::ValidationError("lower", "--entry says which of the functions to run");
}

const CLI::App* verb_named(const CLI::App& app, std::string_view name) {
  const auto verbs = app.get_subcommands([](const CLI::App*) { return true; });
  const auto found =
      std::ranges::find_if(verbs, [&](const CLI::App* verb) { return verb->get_name() == name; });
  return found == verbs.end() ? nullptr : *found;
}

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(verb->get_name());
  return names;
}

// "--json" of "--json=FILE"; empty for a word that is not a long option. "-kernel" is treated as
// "--kernel".
std::string option_named(std::string_view word) {
  if (!word.starts_with("-") || word.size() < 4) return {};
  word.remove_prefix(word.starts_with("--") ? 2 : 1);
  return std::string(word.substr(0, word.find('=')));
}

// A line that corrects the first verb or option that does not exist; empty if all exist.
std::string misspelt(const CLI::App& app, std::span<const char* const> words) {
  const CLI::App* verb = nullptr;
  for (const std::string_view word : words) {
    if (word == "--") break;
    if (verb == nullptr && !word.starts_with('-')) {
      verb = verb_named(app, word);
      if (verb == nullptr)
        return fmt::format("there is no verb '{}': {}\n", word,
                           support::suggestion(word, verbs_of(app)));
    }
    const std::string name = option_named(word);
    if (name.empty()) continue;
    std::vector<std::string> known, letters;
    for (const CLI::Option* option : (verb == nullptr ? app : *verb).get_options()) {
      known.insert(known.end(), option->get_lnames().begin(), option->get_lnames().end());
      letters.insert(letters.end(), option->get_snames().begin(), option->get_snames().end());
    }
    const bool exists = word.starts_with("--")
                            ? std::ranges::find(known, name) != known.end()
                            : std::ranges::find(letters, name.substr(0, 1)) != letters.end();
    if (exists) continue;
    if (const std::string best = support::nearest(name, known); !best.empty())
      return fmt::format("there is no option '{}': did you mean '--{}'?\n", word, best);
  }
  return {};
}

} // namespace

std::variant<Command, int> parse_command_line(int argc, const char* const* argv) {
  CLI::App app("walkcheck checks page-table walks against teardown, over every interleaving.",
               "walkcheck");
  app.require_subcommand(1);
  VerifyCommand verify;
  LowerCommand lower;
  ReplayCommand replay;
  ShowCommand show;
  StepCommand step;
  MatrixCommand matrix;
  ListCommand list;
  AuditCommand audit;
  DiffCommand diff;
  MergeCommand merge;
  std::vector<std::string> defines;
  add_verify(app, verify);
  add_traces(app, replay, show);
  add_step(app, step);
  add_lower(app, lower, defines);
  add_matrix(app, matrix);
  add_audit(app, audit);
  add_diff(app, diff);
  add_merge(app, merge);
  CLI::App& listing = *app.add_subcommand("list", "the scenarios, walkers and mutators that exist");
  add_sources(listing, list.sources);
  try {
    app.parse(argc, argv);
    if (app.got_subcommand("verify")) return Command{verify};
    if (app.got_subcommand("replay")) return Command{replay};
    if (app.got_subcommand("show")) return Command{show};
    if (app.got_subcommand("step")) return Command{step};
    if (app.got_subcommand("matrix")) return Command{matrix};
    if (app.got_subcommand("list")) return Command{list};
    if (app.got_subcommand("audit")) return Command{audit};
    if (app.got_subcommand("merge")) return Command{merge};
    if (app.got_subcommand("diff")) {
      check_diff(diff);
      return Command{diff};
    }
    lower.defines = split_defines(defines);
    check_lower(lower);
    return Command{lower};
  } catch (const CLI::ParseError& error) {
    if (app.exit(error, std::cout, std::cerr) == 0) return 0;
    if (argc > 1)
      std::cerr << misspelt(app, std::span(argv + 1, static_cast<std::size_t>(argc - 1)));
    return kUsage;
  }
}

} // namespace walkcheck::cli
