// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/replaced_bodies.hpp"

#include "model/frontend/compared_text.hpp"
#include "model/frontend/macro_history.hpp"
#include "model/frontend/source_text.hpp"
#include "model/kbuild/prepared_tree.hpp"
#include "model/support/process.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

namespace walkcheck::frontend {
namespace {

constexpr const char* kTable = "tree/compared.txt";
// What the texts of the first rest on.
constexpr const char* kTableBelow = "tree/compared_below.txt";

// What stands before a macro's name.
constexpr std::string_view kDefine = "define:";

struct Row {
  std::string file;
  std::string macro; // that makes the function; empty: its text is its own
  std::set<std::string> hashes;
  std::set<std::string> stops; // what its text names and is not looked at
};
using Rows = std::multimap<std::string, Row>; // by function, or by kDefine and macro

Rows read_rows(const std::filesystem::path& specs) {
  Rows rows;
  std::vector<std::string> lines = split_lines(support::read_file(specs / kTable));
  if (std::filesystem::exists(specs / kTableBelow))
    std::ranges::copy(split_lines(support::read_file(specs / kTableBelow)),
                      std::back_inserter(lines));
  for (const std::string& line : lines) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string function, word;
    Row row;
    if (!(words >> function >> row.file)) continue;
    while (words >> word)
      if (word.starts_with('-'))
        row.stops.insert(word.substr(1));
      else
        row.hashes.insert(word);
    const std::size_t by = function.find('@');
    if (by != std::string::npos) row.macro = function.substr(by + 1);
    rows.emplace(function.substr(0, by), std::move(row));
  }
  return rows;
}

class Comparison {
public:
  Comparison(Rows rows, const std::vector<std::string>& directives,
             const std::set<std::string>& accepted, const kbuild::PreparedTree& tree)
      : rows_(std::move(rows)), histories_(directives.begin(), directives.end()),
        accepted_(accepted), tree_(tree) {}

  // Nothing where one of the function's rows has the tree's text, and of each text that it rests on
  // likewise.
  std::optional<std::string> complaint(const ReplacedFunction& function) {
    if (accepted_.contains(function.text.name)) return std::nullopt;
    std::string problem = problem_of(function.text);
    if (problem.empty()) problem = problem_below(function);
    if (problem.empty()) return std::nullopt;
    return fmt::format("{}() is replaced, and {}: compare the two, then accept it by its name", //
                       function.text.name, problem);
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

  std::string problem_of(const FunctionText& function) {
    return function.is_defined ? problem_of_defined(function) : problem_of_declared(function.name);
  }

  // What it rests on, as rows: those that the table lacks.
  std::string problem_below(const ReplacedFunction& function) {
    std::set<std::string> lacking;
    for (const FunctionText& text : function.rests_on)
      if (!accepted_.contains(text.name))
        if (const std::string problem = problem_of(text); !problem.empty())
          lacking.insert(text.is_defined ? row_of(text)
                                         : fmt::format("{}(): {}", text.name, problem));
    note_macros(function.text, lacking);
    for (const FunctionText& text : function.rests_on)
      if (!accepted_.contains(text.name)) note_macros(text, lacking);
    if (lacking.empty()) return "";
    return fmt::format("its text rests on others than it was compared with (rows: {})",
                       fmt::join(lacking, "; "));
  }

  std::string row_of(const FunctionText& text) {
    const ComparedText& file = text_of(text.file);
    const LineRange lines{text.first_line, text.last_line};
    if (file.has(text.name, lines))
      return fmt::format("{} {} {}", text.name, text.file, file.hash(text.name, lines));
    for (const std::string& name : file.names_in(lines))
      if (const std::string hash = file.hash_of_macro(name, file, lines); !hash.empty())
        return fmt::format("{}@{} {} {}", text.name, name, text.file, hash);
    return fmt::format("{}, which a macro makes at {}:{}", text.name, text.file, text.first_line);
  }

  void note_macros(const FunctionText& function, std::set<std::string>& lacking) {
    if (!function.is_defined) return;
    const std::vector<std::string> names =
        text_of(function.file).names_in({function.first_line, function.last_line});
    for (const MacroHistory& history : histories_)
      for (const std::uint32_t line : {function.first_line, function.last_line})
        for (const MacroText& macro : history.seen_from(function.file, line, names))
          if (!is_known(macro))
            lacking.insert(fmt::format("{}{} {} {}", kDefine, macro.name, macro.file,
                                       hash_of_text(macro.text)));
  }

  bool is_known(const MacroText& macro) const {
    // What the configuration says is no text of the tree.
    if (macro.file.find("include/generated/") != std::string::npos) return true;
    for (auto [row, end] = rows_.equal_range(std::string(kDefine) + macro.name); row != end; ++row)
      if (row->second.file == macro.file && row->second.hashes.contains(hash_of_text(macro.text)))
        return true;
    return false;
  }

  // Only a row of the file that has the text counts.
  std::string problem_of_defined(const FunctionText& function) {
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

  std::string problem_of_made(const FunctionText& function, const ComparedText& text,
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
      const Row& text = row->second;
      const std::string hash = text.macro.empty()
                                   ? text_of(text.file).hash_with_all_below(name, text.stops)
                                   : text_of(text.file).hash_of_macro(text.macro);
      if (text.hashes.contains(hash)) return "";
      if (!hash.empty()) problem = other(text.file, hash);
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
  std::vector<MacroHistory> histories_;
  const std::set<std::string>& accepted_;
  const kbuild::PreparedTree& tree_;
  std::map<std::string, ComparedText> texts_;
};

} // namespace

std::vector<std::string> not_compared(const std::filesystem::path& specs,
                                      const std::set<ReplacedFunction>& functions,
                                      const std::set<std::string>& accepted,
                                      const std::vector<std::string>& directives,
                                      const kbuild::PreparedTree& tree) {
  Comparison comparison(read_rows(specs), directives, accepted, tree);
  std::vector<std::string> complaints;
  for (const ReplacedFunction& function : functions)
    if (auto complaint = comparison.complaint(function);
        complaint && std::ranges::find(complaints, *complaint) == complaints.end())
      complaints.push_back(std::move(*complaint));
  return complaints;
}

} // namespace walkcheck::frontend
