// SPDX-License-Identifier: GPL-2.0-only
// The order in which a scenario lists its CPUs does not matter. Each small example, with its CPUs
// in every other order (at most six), has the same verdict, properties, executions, covers and
// length of its counterexample.
#include "catch.hpp"
#include "sanitized.hpp"

#include "checker/property/built_in.hpp"
#include "checker/verify/verify.hpp"
#include "model/scenario/variants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

using namespace walkcheck;
using verdict::Result;

namespace {

namespace fs = std::filesystem;

const fs::path kSource = WALKCHECK_SOURCE_DIR;

constexpr std::uint64_t kExecutions = kSanitized ? 50 : 400;
constexpr std::size_t kOrders = 6;
constexpr std::size_t kCompared = kSanitized ? 20 : 40;

std::string said_by(const Result& result) {
  std::string text = fmt::format("verdict {}, {} executions, {} cut\n",
                                 static_cast<int>(result.verdict), result.executions, result.cut);
  for (const verdict::PropertyResult& property : result.properties)
    text += fmt::format("{} {}\n", property.name, static_cast<int>(property.status));
  for (const verdict::CoverResult& cover : result.covers)
    text += fmt::format("{} {}\n", cover.name, cover.reached);
  if (result.counterexample)
    text +=
        fmt::format("{}: {} steps, {} switches\n", result.counterexample->violation.property,
                    result.counterexample->length.steps, result.counterexample->length.switches);
  return text;
}

bool is_of_interest(const scenario::Scenario& scenario) {
  return scenario.cpus.size() > 1 && !scenario::is_open(scenario) && scenario.expectation &&
         scenario.expectation->executions.value_or(0) <= kExecutions &&
         std::ranges::all_of(scenario.cpus,
                             [](const scenario::Cpu& cpu) { return cpu.source.slices.empty(); });
}

// Returns how many orders were compared.
std::size_t compare(const fs::path& path, const verify::Options& options) {
  const scenario::Scenario given =
      scenario::read_scenario(path, {kSource / "specs", property::names()});
  if (!is_of_interest(given)) return 0;
  const Result first = verify::verify(given, options);
  // It is too large. If a search was cut off, no property is known to hold, and the violation that
  // it met by then depends on the order.
  if (std::ranges::count(first.properties, verdict::PropertyResult::Status::Unchecked,
                         &verdict::PropertyResult::status) > 0)
    return 0;
  std::vector<std::size_t> order(given.cpus.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::size_t compared = 0;
  while (std::ranges::next_permutation(order).found && compared < kOrders) {
    scenario::Scenario other = given;
    for (std::size_t i = 0; i < order.size(); ++i)
      other.cpus[i] = given.cpus[order[i]];
    INFO(fmt::format("{}, CPUs in the order {}", path.filename().string(), fmt::join(order, " ")));
    CHECK(said_by(verify::verify(other, options)) == said_by(first));
    ++compared;
  }
  return compared;
}

} // namespace

TEST_CASE("the examples with their CPUs in other orders") {
  scenario::SharedPrograms programs;
  verify::Options options;
  options.build = {kSource / "specs", nullptr, &programs};
  options.max_executions = kExecutions;
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(kSource / "examples"))
    if (entry.path().extension() == ".toml" && entry.path().filename() != "square.toml")
      paths.push_back(entry.path());
  std::ranges::sort(paths);
  std::size_t compared = 0;
  for (const fs::path& path : paths)
    for (const fs::path& variant : scenario::variants_of(path))
      compared += compare(variant, options);
  CHECK(compared >= kCompared);
}
