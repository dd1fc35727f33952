// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/table.hpp"

#include "checker/report/verdict.hpp"
#include "checker/report/wrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace walkcheck::report {
namespace {

constexpr std::size_t kColumns = 6;
using Cells = std::array<std::string, kColumns>;

// Columns of numbers are aligned to the right.
constexpr std::array<bool, kColumns> kRight{false, false, true, true, true, false};

Cells cells_of(const verdict::Result& result) {
  std::string violated;
  for (const verdict::PropertyResult& property : result.properties)
    if (property.status == verdict::PropertyResult::Status::Violated)
      violated += (violated.empty() ? "" : ", ") + property.name;
  return {result.scenario,
          verdict_name(result.verdict),
          result.cut == 0 ? fmt::format("{}", result.executions)
                          : fmt::format("{} + {} cut", result.executions, result.cut),
          fmt::format("{}", result.blocked),
          fmt::format("{}", result.steps),
          violated};
}

std::string line_of(const Cells& row, const std::array<std::size_t, kColumns>& widths) {
  std::string line;
  for (std::size_t i = 0; i < kColumns; ++i) {
    const std::string space(widths[i] - width_of(row[i]), ' ');
    line += (i == 0 ? "" : "  ") + (kRight[i] ? space + row[i] : row[i] + space);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

} // namespace

std::string table(const std::vector<verdict::Result>& results) {
  std::vector<Cells> rows{{"scenario", "verdict", "executions", "blocked", "steps", "violated"}};
  std::map<verdict::Verdict, std::size_t> verdicts;
  for (const verdict::Result& result : results) {
    rows.push_back(cells_of(result));
    ++verdicts[result.verdict];
  }
  std::array<std::size_t, kColumns> widths{};
  for (const Cells& row : rows)
    for (std::size_t i = 0; i < kColumns; ++i)
      widths[i] = std::max(widths[i], width_of(row[i]));

  std::string text;
  for (const Cells& row : rows)
    text += line_of(row, widths);
  std::string counts;
  for (const auto& [verdict, count] : verdicts)
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, verdict_name(verdict));
  return text + fmt::format("{} {}: {}\n", results.size(),
                            results.size() == 1 ? "scenario" : "scenarios", counts);
}

} // namespace walkcheck::report
