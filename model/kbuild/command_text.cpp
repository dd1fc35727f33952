// SPDX-License-Identifier: GPL-2.0-only
#include "model/kbuild/command_text.hpp"

#include "model/kbuild/words.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string_view>

namespace walkcheck::kbuild {
namespace fs = std::filesystem;
namespace {

// `cmd_` until 6.1, `savedcmd_` later.
bool assigns_command(std::string_view line) {
  return (line.starts_with("cmd_") || line.starts_with("savedcmd_")) &&
         line.find(" := ") != std::string_view::npos;
}

// What follows `needle`, of each place; the words there if they compile.
bool is_compilation(const std::vector<std::string>& words) {
  return std::ranges::find(words, "-c") != words.end() && !words.empty() &&
         words.back().ends_with(".c");
}

// In `set -e;  echo '  CC ...'; trap ..; cc ARGUMENTS -c -o OBJECT FILE ; fixdep ..`: the command
// from the last `; ` outside quotes that precedes " -c -o OBJECT ". The text is read command by
// command, since what is echoed has the same words in quotes.
std::vector<std::string_view> commands_of_line(std::string_view line) {
  std::vector<std::string_view> commands;
  std::size_t start = 0;
  char quote = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char next = line[at];
    if (next == '\\' && quote != '\'')
      ++at;
    else if (quote != 0)
      quote = next == quote ? 0 : quote;
    else if (next == '\'' || next == '"')
      quote = next;
    else if (next == ';') {
      commands.push_back(line.substr(start, at - start));
      start = at + 1;
    }
  }
  commands.push_back(line.substr(start));
  return commands;
}

// The object that the command compiles, as kbuild names it: without `./`.
std::string object_compiled(const std::vector<std::string>& words) {
  if (!is_compilation(words)) return "";
  const auto output = std::ranges::find(words, "-o");
  if (output == words.end() || output + 1 == words.end()) return "";
  return fs::path(*(output + 1)).lexically_normal().string();
}

} // namespace

std::string object_of(const std::string& file) {
  return fs::path(file).replace_extension(".o").string();
}

std::string cmd_file_of(const std::string& file) {
  const fs::path path(file);
  return (path.parent_path() / ("." + path.stem().string() + ".o.cmd")).string();
}

std::optional<std::vector<std::string>> command_of_cmd_file(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!assigns_command(line)) continue;
    const std::string_view command = std::string_view(line).substr(line.find(" := ") + 4);
    std::vector<std::string> words = shell_words(without_make_escapes(command));
    if (is_compilation(words)) return words;
  }
  return std::nullopt;
}

std::map<std::string, std::string> commands_of_dry_run(const std::string& output,
                                                       const std::vector<std::string>& objects) {
  std::map<std::string, std::string> found;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(" -c -o ") == std::string::npos) continue;
    for (const std::string_view command : commands_of_line(line)) {
      if (command.find(" -c -o ") == std::string_view::npos) continue;
      const std::string object = object_compiled(shell_words(command));
      if (std::ranges::find(objects, object) != objects.end())
        found.emplace(object, std::string(command));
    }
  }
  return found;
}

} // namespace walkcheck::kbuild
