// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/unused_macros.hpp"

#include "model/frontend/native.hpp"
#include "model/frontend/source_text.hpp"
#include "model/scenario/dropped_steps.hpp"
#include "model/scenario/file_text.hpp"
#include "model/scenario/tree_version.hpp"
#include "model/scenario/variants.hpp"
#include "model/support/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <exception>
#include <mutex>
#include <regex>
#include <set>

namespace walkcheck::scenario {
namespace {

namespace fs = std::filesystem;

std::set<std::string> identifiers_in(const std::string& plain) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < plain.size();) {
    std::size_t end = i;
    while (end < plain.size() && frontend::is_identifier_character(plain[end]))
      ++end;
    if (end > i && std::isdigit(static_cast<unsigned char>(plain[i])) == 0)
      names.insert(plain.substr(i, end - i));
    i = std::max(end, i + 1);
  }
  return names;
}

// The names in the #if conditions of a text: macros that can be given to it.
std::set<std::string> asked_for_in(const std::string& plain) {
  static const std::regex kCondition(
      "^[ \\t]*#[ \\t]*(if|ifdef|ifndef|elif|elifdef|elifndef)\\b(.*)$");
  std::set<std::string> names;
  for (const std::string& line : frontend::split_lines(plain))
    if (std::smatch match; std::regex_match(line, match, kCondition))
      names.merge(identifiers_in(match[2]));
  names.erase("defined");
  return names;
}

// Whether the text, without comments and strings, uses the macro: by its name, or by DROPPED().
bool asks_for(const std::string& plain, const std::string& macro) {
  if (const auto step = step_of_macro(macro)) return steps_in(plain).contains(*step);
  return identifiers_in(plain).contains(macro);
}

// Files by way of their #include lines, each once.
class Texts {
public:
  Texts(fs::path beside, fs::path specs) : beside_(std::move(beside)), specs_(std::move(specs)) {}

  bool name(const std::string& macro, const fs::path& file) {
    std::set<fs::path> seen;
    return names(macro, file, {}, seen);
  }

  // The macros and steps that the texts so far ask for; macros of the vocabulary are left out.
  const std::set<std::string>& asked_for() const { return asked_for_; }
  const std::set<std::string>& steps() const { return steps_; }

private:
  bool names(const std::string& macro, const fs::path& file, const fs::path& from,
             std::set<fs::path>& seen) {
    std::error_code error;
    for (const fs::path& folder : {from, beside_, specs_, specs_ / "kernel"}) {
      const fs::path path = (folder / file).lexically_normal();
      if (!fs::is_regular_file(path, error)) continue;
      return seen.insert(path).second && text_names(macro, path, seen);
    }
    return false;
  }

  bool text_names(const std::string& macro, const fs::path& path, std::set<fs::path>& seen) {
    const std::string text = read_text(path, path.filename().string(), "a spec", kMaxSpecBytes);
    const std::string plain = frontend::without_comments_and_strings(text);
    if (asks_for(plain, macro)) return true;
    if (path.parent_path().filename() != "kernel") asked_for_.merge(asked_for_in(plain));
    steps_.merge(steps_in(plain));
    static const std::regex kInclude("#[ \\t]*include[ \\t]*[<\"]([^>\"]+)[>\"]");
    for (auto at = std::sregex_iterator(text.begin(), text.end(), kInclude);
         at != std::sregex_iterator(); ++at)
      if (names(macro, (*at)[1].str(), path.parent_path(), seen)) return true;
    return false;
  }

  fs::path beside_, specs_;
  std::set<std::string> asked_for_, steps_;
};

class Search {
public:
  Search(const Cpu& cpu, const Scenario& scenario, const BuildOptions& options)
      : cpu_(cpu), scenario_(scenario), options_(options),
        texts_(split_variant(scenario.path).file.parent_path(), options.specs) {}

  std::vector<UnusedMacro> run() {
    std::vector<UnusedMacro> unused;
    for (const auto& [name, place] : cpu_.define_places)
      if (!is_named(name) && !another_names(name) && changes_nothing(name))
        unused.push_back(described(name));
    return unused;
  }

private:
  bool is_named(const std::string& macro) {
    for (const auto& [name, value] : cpu_.source.defines)
      if (name != macro && asks_for(frontend::without_comments_and_strings(value), macro))
        return true;
    if (cpu_.source.spec && texts_.name(macro, fs::absolute(*cpu_.source.spec))) return true;
    for (const frontend::Slice& slice : cpu_.source.slices) {
      const std::scoped_lock lock(options_.tree->mutex);
      const std::string text = options_.tree->tree.text(slice.file);
      if (asks_for(frontend::without_comments_and_strings(text), macro)) return true;
    }
    if (!cpu_.source.files.empty()) return is_in_replacements(macro);
    return texts_.name(macro, "kernel/walkcheck.h");
  }

  // The tree's own text does not see it.
  bool is_in_replacements(const std::string& macro) {
    return texts_.name(macro, "tree/replacements.c") ||
           std::ranges::any_of(cpu_.source.files, [&](const std::string& file) {
             return texts_.name(macro, "tree/files/" + file);
           });
  }

  bool another_names(const std::string& macro) {
    if (scenario_.variant.empty() && scenario_.chosen.empty()) return false;
    static const std::regex kSlice("tree[ \\t]*=");
    if (macro.starts_with("CONFIG_") && std::regex_search(scenario_.text, kSlice)) return true;
    static const std::regex kSpec("[\"']([^\"'\\n]+\\.c)[\"']");
    for (auto at = std::sregex_iterator(scenario_.text.begin(), scenario_.text.end(), kSpec);
         at != std::sregex_iterator(); ++at)
      if (texts_.name(macro, (*at)[1].str())) return true;
    return false;
  }

  // The macro's name may be pasted together, or be in a file whose name is. So the text is
  // preprocessed with and without the macro, and compared.
  bool changes_nothing(const std::string& macro) const {
    if (!cpu_.source.files.empty()) return true; // is_in_replacements() has looked
    frontend::Source without = cpu_.source;
    without.defines.erase(macro);
    try {
      return preprocessed(cpu_.source) == preprocessed(without);
    } catch (const std::exception&) {
      return false; // without it the text does not compile
    }
  }

  std::string preprocessed(const frontend::Source& of) const {
    const frontend::Source source = with_tree_version(of, options_.tree);
    if (source.slices.empty()) return frontend::native_text(source, {options_.specs, nullptr}).text;
    const std::scoped_lock lock(options_.tree->mutex);
    return frontend::native_text(source, {options_.specs, &options_.tree->tree}).text;
  }

  UnusedMacro described(const std::string& macro) const {
    if (const auto step = step_of_macro(macro)) {
      const std::vector<std::string> known(texts_.steps().begin(), texts_.steps().end());
      return {place_of(macro, *step),
              fmt::format("no text of CPU '{}' has a step '{}' to drop", cpu_.name, *step),
              support::suggestion(*step, known)};
    }
    const std::vector<std::string> known(texts_.asked_for().begin(), texts_.asked_for().end());
    return {place_of(macro, macro),
            fmt::format("no text of CPU '{}' uses the macro '{}'", cpu_.name, macro),
            support::did_you_mean(macro, known, "remove it")};
  }

  // The macro's own place, or the first place of its name in a template's text.
  Place place_of(const std::string& macro, const std::string& written) const {
    const Place own = cpu_.define_places.at(macro);
    if (own.line != 0) return own;
    const std::string& text = scenario_.text;
    for (std::size_t at = text.find(written); at != std::string::npos;
         at = text.find(written, at + 1)) {
      const std::size_t end = at + written.size();
      const bool whole = (at == 0 || !frontend::is_identifier_character(text[at - 1])) &&
                         (end == text.size() || !frontend::is_identifier_character(text[end]));
      if (!whole) continue;
      const std::size_t line = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
      const auto lines =
          std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
      const std::size_t column = line == std::string::npos ? at : at - line - 1;
      return {static_cast<std::uint32_t>(lines + 1), static_cast<std::uint32_t>(column + 1)};
    }
    return cpu_.place;
  }

  const Cpu& cpu_;
  const Scenario& scenario_;
  const BuildOptions& options_;
  Texts texts_;
};

} // namespace

std::vector<UnusedMacro> unused_macros(const Cpu& cpu, const Scenario& scenario,
                                       const BuildOptions& options) {
  return Search(cpu, scenario, options).run();
}

} // namespace walkcheck::scenario
