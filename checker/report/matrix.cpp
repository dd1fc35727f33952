// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/matrix.hpp"

#include "checker/report/remarks.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/verdict.hpp"
#include "checker/report/wrap.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace walkcheck::report {
namespace {

// The footnote letters: a to z, then aa, ab, ...
std::string letter(std::size_t index) {
  std::string text;
  for (++index; index > 0; index = (index - 1) / 26)
    text.insert(text.begin(), static_cast<char>('a' + (index - 1) % 26));
  return text;
}

// Lists each argument once, with the verdict that it argues for, in the order of the cells.
class Footnotes {
public:
  std::string mark(const MatrixCell& cell) {
    if (cell.because.empty() || !cell.differences.empty()) return "";
    const std::string text = text_of(cell);
    const auto index = static_cast<std::size_t>(std::ranges::find(texts_, text) - texts_.begin());
    if (index == texts_.size()) texts_.push_back(text);
    return letter(index);
  }

  std::string text(std::size_t width) const {
    std::string text;
    for (std::size_t i = 0; i < texts_.size(); ++i)
      text += wrapped(fmt::format("{}) {}", letter(i), texts_[i]), width, 0, kHanging);
    return text;
  }

private:
  static std::string text_of(const MatrixCell& cell) {
    if (!cell.expectation) return cell.because;
    const scenario::Expectation& expected = *cell.expectation;
    return fmt::format("{}{}{}: {}", expected.verdict, expected.properties.empty() ? "" : " ",
                       fmt::join(expected.properties, ", "), cell.because);
  }

  std::vector<std::string> texts_;
};

std::string name_of(const std::vector<scenario::AxisValue>& variant) {
  std::string name;
  for (const scenario::AxisValue& part : variant)
    name += (name.empty() ? "" : ",") + part.value;
  return name;
}

// The axis's values, in the order in which the cells first have them.
std::vector<std::string> values_of(const std::vector<MatrixCell>& cells, std::size_t axis) {
  std::vector<std::string> values;
  for (const MatrixCell& cell : cells)
    if (std::ranges::find(values, cell.variant[axis].value) == values.end())
      values.push_back(cell.variant[axis].value);
  return values;
}

struct Row {
  std::string block; // "walker W3, context F"
  std::string name;
  std::map<std::string, std::string> cells; // by column
};

Row row_of(const std::vector<scenario::AxisValue>& variant) {
  Row row;
  const std::size_t axes = variant.size();
  for (std::size_t i = 0; i + 2 < axes; ++i)
    row.block += fmt::format("{}{} {}", i == 0 ? "" : ", ", variant[i].axis, variant[i].value);
  if (axes > 1) row.name = variant[axes - 2].value;
  return row;
}

std::vector<Row> rows_of(const std::vector<MatrixCell>& cells, Footnotes& footnotes) {
  std::vector<Row> rows;
  for (const MatrixCell& cell : cells) {
    Row row = row_of(cell.variant);
    const auto same = [&](const Row& known) {
      return known.block == row.block && known.name == row.name;
    };
    auto known = std::ranges::find_if(rows, same);
    if (known == rows.end()) known = rows.insert(rows.end(), std::move(row));
    const std::string mark = footnotes.mark(cell);
    known->cells[cell.variant.back().value] =
        verdict_name(cell.result.verdict) + (mark.empty() ? "" : ' ' + mark);
  }
  return rows;
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, width_of(text)), ' ');
}

std::string line_of(std::vector<std::string> parts, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < parts.size(); ++i)
    line += (i == 0 ? "  " : "  ") + padded(parts[i], widths[i]);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

std::string lines_of(const std::vector<Row>& rows, const std::vector<std::string>& columns) {
  std::vector<std::vector<std::string>> lines;
  for (const Row& row : rows) {
    lines.push_back({row.name});
    for (const std::string& column : columns) {
      const auto cell = row.cells.find(column);
      lines.back().push_back(cell == row.cells.end() ? "-" : cell->second);
    }
  }
  std::vector<std::size_t> widths(columns.size() + 1);
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (i > 0) widths[i] = width_of(columns[i - 1]);
    for (const std::vector<std::string>& line : lines)
      widths[i] = std::max(widths[i], width_of(line[i]));
  }
  std::vector<std::string> heading{""};
  heading.insert(heading.end(), columns.begin(), columns.end());
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& block = rows[i].block;
    if (i == 0 || block != rows[i - 1].block)
      text += fmt::format("{}{}{}{}", i == 0 ? "" : "\n", block, block.empty() ? "" : "\n",
                          line_of(heading, widths));
    text += line_of(lines[i], widths);
  }
  return text;
}

// What the table does not show: why a cell is neither HOLDS nor VIOLATED, or how it differs from
// what is argued.
std::string remarks(const std::string& template_name, const std::vector<MatrixCell>& cells,
                    std::size_t width) {
  std::string text;
  for (const MatrixCell& cell : cells) {
    const verdict::Result& result = cell.result;
    const bool decided =
        result.verdict == verdict::Verdict::Holds || result.verdict == verdict::Verdict::Violated;
    if (decided && cell.differences.empty()) continue;
    text += wrapped(
        fmt::format("{}[{}]: {}", template_name, name_of(cell.variant), verdict_line(result)),
        width, 0, kHanging);
    for (const std::string& difference : cell.differences)
      text += wrapped(difference, width, kHanging, kHanging);
    for (const std::string& reason : result.reasons)
      text += wrapped(reason, width, kHanging, kHanging);
    for (const Diagnostic& diagnostic : result.diagnostics)
      text += wrapped(to_string(diagnostic), width, kHanging, kHanging);
  }
  return text;
}

std::string totals(const std::vector<MatrixCell>& cells) {
  std::map<verdict::Verdict, std::size_t> verdicts;
  std::uint64_t executions = 0, cut = 0;
  for (const MatrixCell& cell : cells) {
    ++verdicts[cell.result.verdict];
    executions += cell.result.executions;
    cut += cell.result.cut;
  }
  std::string counts;
  for (const auto& [verdict, count] : verdicts)
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, verdict_name(verdict));
  return fmt::format("{}, {}: {}\n", plural(cells.size(), "scenario"), count_of(executions, cut),
                     counts);
}

} // namespace

std::string matrix(const std::string& template_name, const std::vector<MatrixCell>& cells,
                   std::size_t width) {
  if (cells.empty()) return "";
  Footnotes footnotes;
  const std::vector<Row> rows = rows_of(cells, footnotes);
  std::string text = lines_of(rows, values_of(cells, cells.front().variant.size() - 1));
  for (const std::string& part :
       {footnotes.text(width), remarks(template_name, cells, width), totals(cells)})
    if (!part.empty()) text += '\n' + part;
  return text;
}

} // namespace walkcheck::report
