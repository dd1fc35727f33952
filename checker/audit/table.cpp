// SPDX-License-Identifier: GPL-2.0-only
#include "checker/audit/table.hpp"

#include "checker/report/verdict.hpp"
#include "checker/report/wrap.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

namespace walkcheck::audit {
namespace {

using verdict::Result;
using verdict::Verdict;

constexpr std::size_t kIndent = 2;

std::vector<std::string> contexts_of(const Audited& audited) {
  std::vector<std::string> contexts;
  for (const Cell& cell : audited.cells)
    if (std::ranges::find(contexts, cell.context) == contexts.end())
      contexts.push_back(cell.context);
  return contexts;
}

std::string name_of(const Cell& cell) {
  return fmt::format("{},{}", fmt::join(cell.row, ","), cell.context);
}

using Row = std::vector<std::string>;

std::string aligned(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths.resize(std::max(widths.size(), row.size()));
      widths[i] = std::max(widths[i], report::width_of(row[i]));
    }
  std::string text;
  for (const Row& row : rows) {
    std::string line(kIndent, ' ');
    for (std::size_t i = 0; i < row.size(); ++i)
      line += row[i] + std::string(widths[i] - report::width_of(row[i]) + report::kGap, ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

std::string table_of(const Audited& audited) {
  std::vector<Row> rows{{""}};
  for (const std::string& context : contexts_of(audited))
    rows[0].push_back(context);
  std::string last;
  for (const Cell& cell : audited.cells) {
    const std::string name = fmt::format("{}", fmt::join(cell.row, " "));
    if (name != last) rows.push_back({name});
    last = name;
    rows.back().push_back(report::verdict_name(cell.result.verdict));
  }
  return aligned(rows);
}

const verdict::PropertyResult* violated(const Result& result) {
  for (const verdict::PropertyResult& property : result.properties)
    if (property.status == verdict::PropertyResult::Status::Violated) return &property;
  return nullptr;
}

std::vector<std::string> reasons_of(const Result& result) {
  std::vector<std::string> reasons;
  switch (result.verdict) {
  case Verdict::Holds: return {};
  case Verdict::Violated:
    if (const verdict::PropertyResult* property = violated(result))
      return {fmt::format("{}: {}", property->name, property->reason)};
    return {};
  case Verdict::Vacuous:
  case Verdict::Inconclusive:
  case Verdict::Diverged:
  case Verdict::Unexpected:
  case Verdict::BadInput:
  case Verdict::Internal:
  case Verdict::Usage:
    reasons = result.reasons;
    for (const Diagnostic& diagnostic : result.diagnostics)
      reasons.push_back(to_string(diagnostic));
  }
  return reasons;
}

// Each reason once, with the first cell that has it, how many do, and the trace of the first.
std::string reasons(const std::vector<const Cell*>& cells, std::size_t width) {
  struct Seen {
    const Cell* first;
    std::size_t count;
  };
  std::vector<std::string> order;
  std::map<std::string, Seen> seen;
  for (const Cell* cell : cells)
    for (const std::string& reason : reasons_of(cell->result)) {
      const std::string text =
          fmt::format("{}: {}", report::verdict_name(cell->result.verdict), reason);
      const auto [known, is_new] = seen.try_emplace(text, Seen{cell, 0});
      if (is_new) order.push_back(text);
      ++known->second.count;
    }
  std::string text;
  for (const std::string& reason : order) {
    const auto& [first, count] = seen.at(reason);
    text += report::wrapped(fmt::format("{} [{}{}]", reason, name_of(*first),
                                        count > 1 ? fmt::format(", and {} more", count - 1) : ""),
                            width, kIndent, report::kHanging);
    // Never broken, so that it can be copied.
    if (first->trace)
      text += fmt::format("{}-> {}\n", std::string(report::kHanging, ' '), *first->trace);
  }
  return text;
}

std::string enough(const Audited& audited) {
  std::vector<std::string> hold;
  for (const std::string& context : contexts_of(audited))
    if (worst_in(audited, context) == Verdict::Holds) hold.push_back(context);
  return hold.empty() ? "HOLDS in no context\n"
                      : fmt::format("HOLDS with: {}\n", fmt::join(hold, ", "));
}

std::string title(const FunctionName& function, const std::string& tree) {
  return fmt::format("{}:{}()  {}\n", function.file, function.name, tree);
}

std::string list(const char* what, const std::vector<std::string>& of, std::size_t width) {
  if (of.empty()) return "";
  return report::wrapped(fmt::format("{}: {}", what, fmt::join(of, ", ")), width, kIndent,
                         report::kHanging);
}

const Cell* same(const Audited& other, const Cell& cell) {
  for (const Cell& each : other.cells)
    if (each.row == cell.row && each.context == cell.context) return &each;
  return nullptr;
}

std::string loads_that_differ(const Audited& before, const Audited& after, std::size_t width) {
  if (before.loads == after.loads) return "";
  return "  the walk alone reads other page-table words:\n" +
         report::wrapped(fmt::format("- {}", fmt::join(before.loads, " ")), width, kIndent,
                         report::kHanging) +
         report::wrapped(fmt::format("+ {}", fmt::join(after.loads, " ")), width, kIndent,
                         report::kHanging);
}

} // namespace

Verdict worst_in(const Audited& audited, const std::string& context) {
  constexpr std::array kWorst{Verdict::Internal,     Verdict::BadInput, Verdict::Violated,
                              Verdict::Inconclusive, Verdict::Vacuous,  Verdict::Holds};
  for (const Verdict verdict : kWorst)
    for (const Cell& cell : audited.cells)
      if (cell.context == context && cell.result.verdict == verdict) return verdict;
  return Verdict::Internal;
}

std::string report(const Audited& audited, std::size_t width) {
  std::string text = title(audited.asked, audited.tree);
  if (!audited.harness.why.empty())
    text += report::wrapped(audited.harness.why, width, kIndent, report::kHanging);
  text += '\n' + table_of(audited) + '\n';
  std::vector<const Cell*> cells;
  for (const Cell& cell : audited.cells)
    cells.push_back(&cell);
  text += reasons(cells, width);
  text += list("assumed of what it is called with", audited.harness.assumed, width);
  text += list("replaced", audited.replaced, width);
  text += list("linked", audited.linked, width);
  return text + enough(audited);
}

std::string survey(const std::vector<Audited>& rows, const std::vector<std::string>& left_out,
                   std::size_t width) {
  std::vector<Row> lines{{""}};
  if (!rows.empty())
    for (const std::string& context : contexts_of(rows.front()))
      lines[0].push_back(context);
  for (const Audited& each : rows) {
    lines.push_back({each.asked.name + "()"});
    for (const std::string& context : contexts_of(each))
      lines.back().push_back(report::verdict_name(worst_in(each, context)));
  }
  std::string text = rows.empty() ? "" : aligned(lines);
  for (const Audited& each : rows)
    if (!each.harness.why.empty())
      text += report::wrapped(each.harness.why, width, kIndent, report::kHanging);
  for (const std::string& line : left_out)
    text += report::wrapped("left out: " + line, width, kIndent, report::kHanging);
  return text;
}

std::string differences(const Audited& before, const Audited& after, std::size_t width) {
  std::string text;
  std::vector<const Cell*> differing;
  for (const Cell& cell : after.cells) {
    const Cell* old = same(before, cell);
    if (old == nullptr || old->result.verdict == cell.result.verdict) continue;
    differing.push_back(&cell);
    text +=
        fmt::format("  {}: {} -> {}\n", name_of(cell), report::verdict_name(old->result.verdict),
                    report::verdict_name(cell.result.verdict));
  }
  text += reasons(differing, width);
  if (text.empty()) text = fmt::format("  no difference in {} verdicts\n", after.cells.size());
  return report::wrapped(fmt::format("{}:{}()  {} -> {}", after.asked.file, after.asked.name,
                                     before.tree, after.tree),
                         width, 0, report::kHanging) +
         text + loads_that_differ(before, after, width);
}

std::vector<Result> became_worse(const Audited& before, const Audited& after) {
  std::vector<Result> worse;
  for (const Cell& cell : after.cells) {
    const Cell* old = same(before, cell);
    const bool differs = old == nullptr || old->result.verdict != cell.result.verdict;
    if (differs && cell.result.verdict != Verdict::Holds) worse.push_back(cell.result);
  }
  return worse;
}

} // namespace walkcheck::audit
