// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/replaced_bodies.hpp"

#include "model/frontend/definitions.hpp"
#include "model/frontend/source_text.hpp"
#include "model/kbuild/prepared_tree.hpp"
#include "model/support/content_hash.hpp"
#include "model/support/process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

namespace walkcheck::frontend {
namespace {

constexpr const char* kTable = "tree/compared.txt";
constexpr std::size_t kDigits = 16;

struct Row {
  std::string file;
  std::string defined_as; // what the text is of: the function, or the macro that makes it
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
    row.defined_as = function.substr(by == std::string::npos ? 0 : by + 1);
    rows.emplace(function.substr(0, by), std::move(row));
  }
  return rows;
}

std::string squeezed(const std::string& text) {
  std::istringstream words(text);
  std::string result;
  for (std::string word; words >> word;)
    result += (result.empty() ? "" : " ") + word;
  return result;
}

class Comparison {
public:
  Comparison(Rows rows, const kbuild::PreparedTree& tree) : rows_(std::move(rows)), tree_(tree) {}

  // Nothing where one of the function's rows has the tree's text.
  std::optional<std::string> complaint(const std::string& function) {
    std::string found;
    for (auto [row, end] = rows_.equal_range(function); row != end; ++row) {
      const std::string hash = hash_in(row->second.file, row->second.defined_as);
      if (hash.empty()) continue;
      if (row->second.hashes.contains(hash)) return std::nullopt;
      found = fmt::format("its text in {} is another than the replacement was compared with (hash "
                          "{})",
                          row->second.file, hash);
    }
    if (found.empty())
      found = rows_.contains(function) ? "this kernel has it in another file, or not at all"
                                       : fmt::format("no row of specs/{} tells which text the "
                                                     "replacement was compared with",
                                                     kTable);
    return fmt::format("{}() is replaced, and {}: compare the two, then accept it by its name", //
                       function, found);
  }

private:
  std::string hash_in(const std::string& file, const std::string& name) {
    const auto [text, is_new] = texts_.try_emplace(file);
    if (is_new) text->second = tree_.text_if_any(file).value_or("");
    return hash_of_definitions(text->second, name);
  }

  Rows rows_;
  const kbuild::PreparedTree& tree_;
  std::map<std::string, std::string> texts_;
};

} // namespace

std::string hash_of_definitions(const std::string& text, const std::string& name) {
  const std::vector<std::string> lines = split_lines(without_comments(text));
  std::string all;
  for (const Definition& definition : find_definitions(text))
    if (definition.name == name &&
        (definition.kind == DefinitionKind::Function || definition.kind == DefinitionKind::Macro))
      for (std::uint32_t line = definition.first_line; line <= definition.last_line; ++line)
        all += lines.at(line - 1) + '\n';
  return all.empty() ? "" : support::sha256(squeezed(all)).substr(0, kDigits);
}

std::vector<std::string> not_compared(const std::filesystem::path& specs,
                                      const std::set<std::string>& functions,
                                      const std::set<std::string>& accepted,
                                      const kbuild::PreparedTree& tree) {
  Comparison comparison(read_rows(specs), tree);
  std::vector<std::string> complaints;
  for (const std::string& function : functions)
    if (!accepted.contains(function))
      if (auto complaint = comparison.complaint(function))
        complaints.push_back(std::move(*complaint));
  return complaints;
}

} // namespace walkcheck::frontend
