// SPDX-License-Identifier: GPL-2.0-only
#include "model/kbuild/changes.hpp"

#include "model/kbuild/run.hpp"
#include "model/program/diagnostic.hpp"
#include "model/support/process.hpp"
#include "model/support/tarball.hpp"
#include "model/support/temporary_directory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <regex>
#include <set>
#include <sstream>
#include <vector>

namespace walkcheck::kbuild {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kFilesAtOnce = 500; // a command line has a longest length

// With the user's own settings, which may say that a tree of another user is to be trusted;
// without the index, which git would write anew.
std::vector<std::string> git(const fs::path& tree, const std::vector<std::string>& arguments) {
  const char* home = std::getenv("HOME");
  std::vector<std::string> command = {"env", fmt::format("HOME={}", home != nullptr ? home : "/"),
                                      "git", "--no-optional-locks",
                                      "-C",  tree.string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

support::ProcessResult run_git(const fs::path& tree, const std::vector<std::string>& arguments) {
  support::ProcessResult result = support::run_process(git(tree, arguments));
  require_not_stopped();
  if (!result.started || result.exit_code == 127)
    throw InputError(Diagnostic{"", 0, 0, "revisions and patches need git", "install git"});
  return result;
}

std::vector<std::string> names_in(const std::string& text, char end) {
  std::vector<std::string> names;
  std::istringstream stream(text);
  for (std::string name; std::getline(stream, name, end);)
    names.push_back(name);
  return names;
}

void fetch(const fs::path& tree, const std::string& commit, const std::vector<std::string>& files,
           Changes& changes) {
  const support::TemporaryDirectory folder;
  const fs::path tarball = folder.path() / "files.tar";
  for (std::size_t at = 0; at < files.size(); at += kFilesAtOnce) {
    std::vector<std::string> arguments = {"archive", "--format=tar", "-o", tarball.string(),
                                          commit};
    const std::size_t end = std::min(files.size(), at + kFilesAtOnce);
    arguments.insert(arguments.end(), files.begin() + static_cast<std::ptrdiff_t>(at),
                     files.begin() + static_cast<std::ptrdiff_t>(end));
    if (const auto result = run_git(tree, arguments); result.exit_code != 0)
      throw InputError(
          Diagnostic{tree.string(), 0, 0,
                     "git cannot give the files of the revision: " + last_lines(result.err, 3),
                     "fetch it whole"});
    support::for_each_file(
        tarball, [](const std::string&) { return support::Next::Read; },
        [&](const std::string& name, std::string text) { changes[name] = std::move(text); });
  }
}

// The files that a patch names, by the lines before its hunks.
std::set<std::string> files_of_patch(const std::string& text) {
  static const std::regex kNamed(R"(^(?:---|\+\+\+) [ab]/([^\t]+).*$)");
  static const std::regex kMoved(R"(^(?:rename|copy) (?:from|to) (.+)$)");
  static const std::regex kGit(R"(^diff --git a/(\S+) b/(\S+)$)");
  std::set<std::string> files;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    std::smatch match;
    if (std::regex_match(line, match, kNamed) || std::regex_match(line, match, kMoved))
      files.insert(match[1]);
    else if (std::regex_match(line, match, kGit))
      files.insert({match[1], match[2]});
  }
  std::erase_if(files, [](const std::string& file) {
    return file.find("..") != std::string::npos || file.starts_with("/");
  });
  return files;
}

// "error: patch failed: mm/gup.c:123" and "error: mm/gup.c: No such file or directory".
InputError does_not_apply(const fs::path& patch, const std::string& tree, const std::string& said) {
  static const std::regex kFailed(R"(error: patch failed: (.+):(\d+))");
  static const std::regex kOther(R"(error: ([^\n]+))");
  std::smatch match;
  std::string cause = "git apply refuses it";
  if (std::regex_search(said, match, kFailed))
    cause = fmt::format("it does not apply to {} of this tree, in the part at line {}",
                        match[1].str(), match[2].str());
  else if (std::regex_search(said, match, kOther))
    cause = match[1];
  return InputError(Diagnostic{
      patch.string(), 0, 0, cause,
      fmt::format("make it from this version's files, or name the revision of {} that it is for: "
                  "TREE@REV",
                  tree)});
}

// Outside of every git, whatever folder is above this one's.
support::ProcessResult git_apply(const fs::path& folder, const fs::path& patch) {
  const fs::path above = fs::canonical(folder).parent_path();
  support::ProcessResult result = support::run_process(
      {"env", "GIT_CEILING_DIRECTORIES=" + above.string(), "GIT_CONFIG_NOSYSTEM=1", "git", "-C",
       folder.string(), "apply", "--whitespace=nowarn", fs::absolute(patch).string()});
  require_not_stopped();
  if (!result.started || result.exit_code == 127)
    throw InputError(Diagnostic{"", 0, 0, "revisions and patches need git", "install git"});
  return result;
}

std::string in_json(const std::string& text) {
  std::string result = "\"";
  for (const char next : text) {
    if (next == '"' || next == '\\') result += '\\';
    result += next;
  }
  return result + '"';
}

} // namespace

std::string commit_of(const fs::path& tree, const std::string& revision) {
  const auto result = run_git(
      tree, {"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"});
  if (result.exit_code == 0) return result.out.substr(0, result.out.find('\n'));
  const bool is_git = run_git(tree, {"rev-parse", "--git-dir"}).exit_code == 0;
  throw InputError(Diagnostic{
      tree.string(), 0, 0,
      is_git ? fmt::format("git knows no revision '{}' here", revision)
             : fmt::format("'@{}' names a revision, and this is no folder of git's", revision),
      is_git ? "name a commit, branch or tag" : "name a folder that git keeps"});
}

Changes changes_of_revision(const fs::path& tree, const std::string& commit,
                            const IsWanted& is_wanted) {
  const auto differing = [&](const char* filter) {
    const auto result = run_git(tree, {"diff", "--no-ext-diff", "--no-renames", "--name-only", "-z",
                                       "--relative", filter, commit, "--", "."});
    if (result.exit_code != 0)
      throw InputError(Diagnostic{tree.string(), 0, 0,
                                  "git diff failed: " + last_lines(result.err, 3),
                                  "see that `git diff` works in this folder"});
    std::vector<std::string> names = names_in(result.out, '\0');
    std::erase_if(names, [&](const std::string& name) { return !is_wanted(name); });
    return names;
  };
  Changes changes;
  // From the revision to the folder: what is added in the folder is not in the revision.
  for (const std::string& file : differing("--diff-filter=A"))
    changes[file] = std::nullopt;
  fetch(tree, commit, differing("--diff-filter=a"), changes);
  return changes;
}

void apply_patch(const fs::path& patch, const std::string& tree,
                 const std::function<std::optional<std::string>(const std::string& file)>& text,
                 Changes& changes) {
  if (!fs::is_regular_file(patch))
    throw InputError(Diagnostic{patch.string(), 0, 0, "there is no such patch",
                                "name a file that `git diff` or `git format-patch` wrote"});
  const std::set<std::string> files = files_of_patch(support::read_file(patch));
  if (files.empty())
    throw InputError(Diagnostic{patch.string(), 0, 0,
                                "no patch: it names no file as a/FILE, b/FILE",
                                "write it by `git diff` or `diff -u` from above the tree"});
  const support::TemporaryDirectory folder;
  for (const std::string& file : files) {
    const auto before = text(file);
    if (!before) continue;
    fs::create_directories((folder.path() / file).parent_path());
    support::write_file(folder.path() / file, *before);
  }
  const auto result = git_apply(folder.path(), patch);
  if (result.exit_code != 0) throw does_not_apply(patch, tree, result.err);
  for (const std::string& file : files) {
    const bool is_there = fs::is_regular_file(folder.path() / file);
    const auto before = text(file);
    auto after = is_there ? std::optional(support::read_file(folder.path() / file)) : std::nullopt;
    if (after != before) changes[file] = std::move(after);
  }
}

fs::path write_overlay(const Changes& changes, const fs::path& tree, const fs::path& folder) {
  // A tree may be named through links: clang compares names, not files.
  const std::set<std::string> tops = {tree.string(), fs::canonical(tree).string()};
  std::string roots;
  for (const auto& [file, text] : changes) {
    if (!text) continue;
    const fs::path copy = folder / "files" / file;
    fs::create_directories(copy.parent_path());
    support::write_file(copy, *text);
    for (const std::string& top : tops)
      roots += fmt::format("{}{{\"type\": \"file\", \"name\": {}, \"external-contents\": {}}}",
                           roots.empty() ? "" : ",\n", in_json(top + "/" + file),
                           in_json("files/" + file));
  }
  const fs::path list = folder / "overlay.yaml";
  // Relative to the list: the folder is renamed when it is complete.
  support::write_file(list, fmt::format("{{\"version\": 0, \"case-sensitive\": \"true\", "
                                        "\"use-external-names\": \"false\", "
                                        "\"overlay-relative\": \"true\",\n\"roots\": [\n{}\n]}}\n",
                                        roots));
  return list;
}

} // namespace walkcheck::kbuild
