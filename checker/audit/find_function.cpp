// SPDX-License-Identifier: GPL-2.0-only
#include "checker/audit/find_function.hpp"

#include "model/kbuild/prepared_tree.hpp"
#include "model/program/diagnostic.hpp"
#include "model/support/near_names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <set>

namespace walkcheck::audit {
namespace fs = std::filesystem;
namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::size_t start_of_line(const std::string& text, std::size_t at) {
  const std::size_t end = text.rfind('\n', at);
  return end == std::string::npos ? 0 : end + 1;
}

// Behind the parenthesis that closes the one at `open`.
std::size_t behind_parameters(const std::string& text, std::size_t open) {
  int depth = 0;
  for (std::size_t at = open; at < text.size(); ++at) {
    if (text[at] == '(') ++depth;
    if (text[at] == ')' && --depth == 0) return at + 1;
    if (text[at] == ';' || text[at] == '{') return text.size();
  }
  return text.size();
}

// Whether a body follows the parameters. Attributes may stand between them.
bool has_body(const std::string& text, std::size_t open) {
  std::size_t at = behind_parameters(text, open);
  while (at < text.size() &&
         (is_word(text[at]) || text[at] == '(' || text[at] == ')' || text[at] == '&' ||
          std::isspace(static_cast<unsigned char>(text[at]))))
    ++at;
  return at < text.size() && text[at] == '{';
}

// In a kernel's text a definition begins in the first column, and nothing else does that looks like
// one.
bool begins_definition(const std::string& text, std::size_t name, std::size_t open) {
  const char first = text[start_of_line(text, name)];
  return is_word(first) && text.compare(start_of_line(text, name), 7, "typedef") != 0 &&
         has_body(text, open);
}

// Relative names of the files below the folders, sorted.
std::vector<std::string> files_in(const fs::path& top, const std::vector<std::string>& folders,
                                  const char* extension) {
  std::vector<std::string> files;
  for (const std::string& folder : folders) {
    std::error_code ignored;
    if (!fs::is_directory(top / folder, ignored)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(
             top / folder, fs::directory_options::skip_permission_denied, ignored))
      if (entry.path().extension() == extension && entry.is_regular_file(ignored))
        files.push_back(entry.path().lexically_relative(top).string());
  }
  std::ranges::sort(files);
  return files;
}

std::vector<std::string> that_define(const std::string& name, const std::vector<std::string>& files,
                                     const kbuild::PreparedTree& tree) {
  std::vector<std::string> found;
  for (const std::string& file : files)
    if (const auto text = tree.text_if_any(file); text && definition_line(*text, name) != 0)
      found.push_back(file);
  return found;
}

void add_names(const std::string& text, std::set<std::string>& names) {
  for (std::size_t open = text.find('('); open != std::string::npos;
       open = text.find('(', open + 1)) {
    std::size_t name = open;
    while (name > 0 && is_word(text[name - 1]))
      --name;
    const std::size_t line = start_of_line(text, open);
    if (name < open && is_word(text[line]) && name >= line && begins_definition(text, name, open))
      names.insert(text.substr(name, open - name));
  }
}

bool is_static(const std::string& text, unsigned line) {
  std::size_t at = 0;
  for (unsigned i = 1; i < line; ++i)
    at = text.find('\n', at) + 1;
  const std::string definition = text.substr(at, text.find('\n', at) - at);
  return definition.starts_with("static ");
}

// Where walks of page tables are; looked through first.
const std::vector<std::string> kNear = {"mm", "arch/x86", "virt", "kernel", "fs", "lib", "init"};
const std::vector<std::string> kFar = {"block", "certs", "crypto",   "drivers", "io_uring",
                                       "ipc",   "net",   "security", "sound"};

InputError not_found(const std::string& name, const std::vector<std::string>& files,
                     const kbuild::PreparedTree& tree) {
  const auto headers = that_define(
      name,
      files_in(tree.source(), {"include", "arch/x86/include", "mm", "arch/x86/kvm", "virt"}, ".h"),
      tree);
  if (!headers.empty())
    return InputError(Diagnostic{headers[0], 0, 0,
                                 fmt::format("{}() is an inline function of a header", name),
                                 "name a function of a .c file that uses it, such as its caller"});
  std::set<std::string> names;
  for (const std::string& file : files)
    if (const auto text = tree.text_if_any(file)) add_names(*text, names);
  return InputError(Diagnostic{
      "", 0, 0, fmt::format("no file of the kernel tree defines a function {}()", name),
      support::did_you_mean(name, {names.begin(), names.end()},
                            "a function that a macro makes is not found: name FILE:NAME")});
}

FunctionName in_file(const std::string& file, const std::string& name,
                     const kbuild::PreparedTree& tree) {
  const std::string text = tree.text(file);
  if (definition_line(text, name) != 0) return {file, name};
  std::set<std::string> names;
  add_names(text, names);
  throw InputError(Diagnostic{file, 0, 0, fmt::format("it does not define {}()", name),
                              support::did_you_mean(name, {names.begin(), names.end()},
                                                    "name a function that the file defines")});
}

} // namespace

bool is_compiled(const std::string& file, kbuild::PreparedTree& tree) {
  if (!tree.text_if_any(file)) return false;
  try {
    tree.command(file);
    return true;
  } catch (const InputError&) {
    return false;
  }
}

unsigned definition_line(const std::string& text, const std::string& name) {
  for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
    const std::size_t open = at + name.size();
    if (open >= text.size() || text[open] != '(' || (at > 0 && is_word(text[at - 1]))) continue;
    if (begins_definition(text, at, open))
      return static_cast<unsigned>(
          std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1);
  }
  return 0;
}

std::string file_that_defines(const std::string& name, kbuild::PreparedTree& tree) {
  std::string found;
  for (const std::string& file : that_define(name, files_in(tree.source(), kNear, ".c"), tree)) {
    const std::string text = tree.text(file);
    const unsigned line = definition_line(text, name);
    if (is_static(text, line) || !is_compiled(file, tree)) continue;
    if (!found.empty()) return "";
    found = file;
  }
  return found;
}

bool is_weak_in(const std::string& text, const std::string& name) {
  const unsigned line = definition_line(text, name);
  if (line == 0) return false;
  std::size_t at = 0;
  for (unsigned i = 1; i < line; ++i)
    at = text.find('\n', at) + 1;
  // The type and the attributes may be on the line above.
  const std::size_t above = at < 2 ? 0 : text.rfind('\n', at - 2) + 1;
  return text.substr(above, text.find('(', at) - above).find("__weak") != std::string::npos;
}

bool is_in_assembly(const std::string& name, const kbuild::PreparedTree& tree) {
  return std::ranges::any_of(files_in(tree.source(), {"arch/x86"}, ".S"),
                             [&](const std::string& file) {
                               const auto text = tree.text_if_any(file);
                               return text && text->find(name) != std::string::npos;
                             });
}

FunctionName find_function(const std::string& written, const kbuild::PreparedTree& tree) {
  if (const std::size_t colon = written.rfind(':'); colon != std::string::npos)
    return in_file(written.substr(0, colon), written.substr(colon + 1), tree);
  std::vector<std::string> files = files_in(tree.source(), kNear, ".c");
  std::vector<std::string> found = that_define(written, files, tree);
  if (found.empty()) {
    const std::vector<std::string> more = files_in(tree.source(), kFar, ".c");
    found = that_define(written, more, tree);
  }
  if (found.empty()) throw not_found(written, files, tree);
  if (found.size() > 1)
    throw InputError(Diagnostic{
        "", 0, 0, fmt::format("{}() is in several files: {}", written, fmt::join(found, ", ")),
        fmt::format("name one: {}:{}", found[0], written)});
  return {found[0], written};
}

} // namespace walkcheck::audit
