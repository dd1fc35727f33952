// SPDX-License-Identifier: GPL-2.0-only
// walkcheck merge: puts the results of all shards of a run together, and prints what one run of all
// would have printed, with its exit code.
#include "checker/cli/commands.hpp"
#include "checker/cli/exit_code.hpp"
#include "checker/cli/output_file.hpp"
#include "checker/cli/shard_file.hpp"
#include "checker/report/table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>
#include <map>

namespace walkcheck::cli {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, std::string cause, std::string remedy) {
  throw InputError(Diagnostic{path.string(), 0, 0, std::move(cause), std::move(remedy)});
}

// What differs between two runs, in the words of their identity.
void require_one_run(const std::filesystem::path& first_path, const ShardFile& first,
                     const std::filesystem::path& path, const ShardFile& other) {
  constexpr const char* kRemedy = "run all shards with the same command but for --shard and --json";
  if (const auto what = difference(first.run, other.run))
    fail(path, fmt::format("it is of a run with {} than {}", *what, first_path.string()), kRemedy);
  if (first.shard.of != other.shard.of || first.units != other.units)
    fail(path,
         fmt::format("it is one of {} shards, and {} one of {}", other.shard.of,
                     first_path.string(), first.shard.of),
         kRemedy);
}

// By shard.
std::map<unsigned, ShardFile> read_all(const std::vector<std::filesystem::path>& paths) {
  std::map<unsigned, ShardFile> shards;
  const ShardFile* first = nullptr;
  for (const std::filesystem::path& path : paths) {
    ShardFile shard = read_shard(path);
    if (first != nullptr) require_one_run(paths.front(), *first, path, shard);
    const unsigned index = shard.shard.index;
    const auto [known, is_new] = shards.emplace(index, std::move(shard));
    if (!is_new)
      fail(path, fmt::format("it is shard {}, as one before it is", index), "name each shard once");
    if (first == nullptr) first = &known->second;
  }
  std::vector<unsigned> missing;
  for (unsigned index = 1; index <= first->shard.of; ++index)
    if (!shards.contains(index)) missing.push_back(index);
  if (!missing.empty())
    fail(paths.front(),
         fmt::format("it is one of {} shards, of which {} missing: {}", first->shard.of,
                     missing.size() == 1 ? "one is" : "some are", fmt::join(missing, ", ")),
         "run those, and name all of them");
  return shards;
}

std::vector<Unit> units_of(std::map<unsigned, ShardFile> shards) {
  std::vector<Unit> units;
  for (auto& [index, shard] : shards)
    std::ranges::move(shard.done, std::back_inserter(units));
  std::ranges::sort(units, {}, &Unit::index);
  return units;
}

} // namespace

int run(const MergeCommand& command) {
  const std::map<unsigned, ShardFile> shards = read_all(command.shards);
  const ShardFile& any = shards.begin()->second;
  const bool expected = any.expected;
  const std::size_t count = any.units;
  const std::vector<Unit> units = units_of(shards);
  if (units.size() != count)
    fail(command.shards.front(),
         fmt::format("the shards have {} of {} scenarios", units.size(), count),
         "run the shard again that was ended early");
  OutputFile output("--json", command.json); // now that all are read, should it be one of them
  if (!output.check()) return kUsage;
  std::vector<verdict::Result> results;
  for (const Unit& unit : units) {
    if (!results.empty()) std::cout << '\n';
    std::cout << unit.text;
    results.push_back(result_of(unit));
  }
  if (count > 1) std::cout << '\n' << report::table(results);
  std::cout << std::flush;
  if (output.is_wanted()) output.write(json_of(units));
  return output.check() ? exit_code(results, expected) : kInternal;
}

} // namespace walkcheck::cli
