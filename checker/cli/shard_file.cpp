// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/shard_file.hpp"

#include "model/program/diagnostic.hpp"
#include "model/support/process.hpp"

#include <utility>

namespace walkcheck::cli {
namespace fs = std::filesystem;
namespace {

using nlohmann::ordered_json;

constexpr const char* kFormat = "walkcheck_shard";
constexpr int kVersion = 1;

[[noreturn]] void fail(const fs::path& path, std::string cause) {
  throw InputError(Diagnostic{path.string(), 0, 0, std::move(cause),
                              "name files that `verify --shard I/N --json FILE` has written"});
}

} // namespace

std::string to_text(const ShardFile& file) {
  ordered_json results = ordered_json::array();
  for (const Unit& unit : file.done)
    results.push_back({{"unit", unit.index}, {"text", unit.text}, {"result", unit.result}});
  const ordered_json json = {{kFormat, kVersion},
                             {"shard", file.shard.index},
                             {"of", file.shard.of},
                             {"units", file.units},
                             {"expected", file.expected},
                             {"run", file.run},
                             {"results", std::move(results)}};
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

ShardFile read_shard(const fs::path& path) {
  std::string text;
  try {
    text = support::read_file(path);
  } catch (const std::exception&) {
    fail(path, "it cannot be read");
  }
  try {
    const ordered_json json = ordered_json::parse(text);
    if (json.at(kFormat) != kVersion) fail(path, "another version of walkcheck has written it");
    ShardFile file;
    file.shard = {json.at("shard"), json.at("of")};
    file.units = json.at("units");
    file.expected = json.at("expected");
    file.run = json.at("run").get<Identity>();
    for (const ordered_json& each : json.at("results"))
      file.done.push_back({each.at("unit"), each.at("text"), each.at("result")});
    return file;
  } catch (const ordered_json::exception&) {
    fail(path, "it is not the result of a shard, or a part of one");
  }
}

} // namespace walkcheck::cli
