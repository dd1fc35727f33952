// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/replaced_bodies.hpp"

#include "model/frontend/compared_text.hpp"
#include "model/frontend/source_text.hpp"
#include "model/kbuild/prepared_tree.hpp"
#include "model/support/process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

namespace walkcheck::frontend {
namespace {

constexpr const char* kTable = "tree/compared.txt";

struct Row {
  std::string file;
  std::string macro; // that makes the function; empty: its text is its own
  std::set<std::string> hashes;
};
using Rows = std::multimap<std::string, Row>; // by function

Rows read_rows(const std::filesystem::path& specs) {
  Rows rows;
  for (const std::string& line : split_lines(support::read_file(specs / kTable))) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string function, hash;
    Row row;
    if (!(words >> function >> row.file)) continue;
    while (words >> hash)
      row.hashes.insert(hash);
    const std::size_t by = function.find('@');
    if (by != std::string::npos) row.macro = function.substr(by + 1);
    rows.emplace(function.substr(0, by), std::move(row));
  }
  return rows;
}

class Comparison {
public:
  Comparison(Rows rows, const kbuild::PreparedTree& tree) : rows_(std::move(rows)), tree_(tree) {}

  // Nothing where one of the function's rows has the tree's text.
  std::optional<std::string> complaint(const ReplacedFunction& function) {
    const std::string problem =
        function.is_defined ? problem_of_defined(function) : problem_of_declared(function.name);
    if (problem.empty()) return std::nullopt;
    return fmt::format("{}() is replaced, and {}: compare the two, then accept it by its name", //
                       function.name, problem);
  }

private:
  static std::string other(const std::string& file, const std::string& hash) {
    return fmt::format("its text in {} is another than the replacement was compared with (hash {})",
                       file, hash);
  }

  std::string no_row() const {
    return fmt::format("no row of specs/{} tells which text the replacement was compared with",
                       kTable);
  }

  // Only a row of the file that has the text counts.
  std::string problem_of_defined(const ReplacedFunction& function) {
    const ComparedText& text = text_of(function.file);
    const LineRange lines{function.first_line, function.last_line};
    if (function.in_other_files)
      return fmt::format("a part of its text in {} is included there", function.file);
    if (!text.has(function.name, lines)) return problem_of_made(function, text, lines);
    const std::string hash = text.hash(function.name, lines);
    if (hash.empty()) return fmt::format("{} does not have the whole of its text", function.file);
    for (auto [row, end] = rows_.equal_range(function.name); row != end; ++row)
      if (row->second.macro.empty() && row->second.file == function.file &&
          row->second.hashes.contains(hash))
        return "";
    if (!rows_.contains(function.name)) return fmt::format("{} (hash {})", no_row(), hash);
    return other(function.file, hash);
  }

  std::string problem_of_made(const ReplacedFunction& function, const ComparedText& text,
                              LineRange lines) {
    std::string problem =
        fmt::format("a macro makes it in {}, line {}, which no row of specs/{} names: NAME@MACRO",
                    function.file, function.first_line, kTable);
    for (auto [row, end] = rows_.equal_range(function.name); row != end; ++row) {
      if (row->second.macro.empty()) continue;
      const std::string hash =
          text_of(row->second.file).hash_of_macro(row->second.macro, text, lines);
      if (row->second.hashes.contains(hash)) return "";
      if (!hash.empty()) problem = other(row->second.file, hash);
    }
    return problem;
  }

  std::string problem_of_declared(const std::string& name) {
    if (!rows_.contains(name)) return no_row();
    std::string problem = "this kernel has it in another file, or not at all";
    for (auto [row, end] = rows_.equal_range(name); row != end; ++row) {
      const ComparedText& text = text_of(row->second.file);
      const std::string hash =
          row->second.macro.empty() ? text.hash(name, {}) : text.hash_of_macro(row->second.macro);
      if (row->second.hashes.contains(hash)) return "";
      if (!hash.empty()) problem = other(row->second.file, hash);
    }
    return problem;
  }

  const ComparedText& text_of(const std::string& file) {
    const auto known = texts_.find(file);
    if (known != texts_.end()) return known->second;
    const std::string text = file.empty() ? "" : tree_.text_if_any(file).value_or("");
    return texts_.emplace(file, ComparedText(text)).first->second;
  }

  Rows rows_;
  const kbuild::PreparedTree& tree_;
  std::map<std::string, ComparedText> texts_;
};

} // namespace

std::vector<std::string> not_compared(const std::filesystem::path& specs,
                                      const std::set<ReplacedFunction>& functions,
                                      const std::set<std::string>& accepted,
                                      const kbuild::PreparedTree& tree) {
  Comparison comparison(read_rows(specs), tree);
  std::vector<std::string> complaints;
  for (const ReplacedFunction& function : functions)
    if (!accepted.contains(function.name))
      if (auto complaint = comparison.complaint(function);
          complaint && std::ranges::find(complaints, *complaint) == complaints.end())
        complaints.push_back(std::move(*complaint));
  return complaints;
}

} // namespace walkcheck::frontend
