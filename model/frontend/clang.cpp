// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/clang.hpp"

#include "model/frontend/source_text.hpp"
#include "model/support/process.hpp"
#include "model/support/temporary_directory.hpp"

#include <fmt/format.h>

#include <optional>
#include <regex>
#include <stdexcept>

namespace walkcheck::frontend {
namespace fs = std::filesystem;
namespace {

// The target is always an x86-64 kernel, whatever the host is. -O1 without any of its passes is
// used instead of -O0: the accesses are the same, but __OPTIMIZE__ is set and nothing is marked
// optnone.
const std::vector<std::string> kFlags = {
    "--no-default-config", "--target=x86_64-linux-gnu", "-std=gnu11", "-ffreestanding", "-nostdinc",
    "-fno-builtin", "-fno-strict-aliasing", "-fno-delete-null-pointer-checks", "-fwrapv",
    "-fno-stack-protector",
    // clang folds these operations before there is any code for them: see decided_checks.cpp.
    "-fsanitize=shift-exponent,integer-divide-by-zero,signed-integer-overflow,float-cast-overflow",
    // An index beyond a row or a member reaches its neighbour, which the access does not show. Only
    // `a[]` and `a[0]` at the end of a structure may be longer.
    "-fsanitize=array-bounds", "-fstrict-flex-arrays=2", "-fsanitize-trap=all",
    "-fcommon", // tells `long x;` from `long x = 0;`
    "-femit-all-decls", "-g", "-gdwarf-5", "-gcolumn-info", "-fno-discard-value-names", "-O1",
    "-Xclang", "-disable-llvm-passes", "-fdebug-compilation-dir=.", "-ferror-limit=0",
    "-fno-caret-diagnostics", "-fno-color-diagnostics", "-fno-diagnostics-show-option",
    "-Wno-everything", "-Werror=implicit-function-declaration", "-Werror=implicit-int",
    "-Werror=incompatible-function-pointer-types", "-Werror=return-type", "-Werror=format",
    "-Werror=uninitialized", "-Werror=unsequenced",
    // If a variable is uninitialised on some paths only, the exploration finds that where one of
    // them runs.
    "-Wno-sometimes-uninitialized"};

constexpr const char* kUnit = "unit.c";
// No file of a text has this name.
constexpr const char* kSpecs = "@specs";
constexpr const char* kSpec = "@spec";

// The folder in which clang works. It has the text and links to the folders of what it includes,
// under fixed names. So the same text always gives the same command and the same bitcode, wherever
// its folders are.
class Workplace {
public:
  explicit Workplace(const std::string& text, const ClangInput& input) {
    support::write_file(path() / kUnit, text);
    fs::create_directory_symlink(fs::absolute(input.specs).lexically_normal(), path() / kSpecs);
    if (!input.spec_folder.empty())
      fs::create_directory_symlink(fs::absolute(input.spec_folder).lexically_normal(),
                                   path() / kSpec);
  }
  const fs::path& path() const { return directory_.path(); }

private:
  support::TemporaryDirectory directory_;
};

std::vector<std::pair<std::string, std::string>> shown_prefixes(const ClangInput& input) {
  std::vector<std::pair<std::string, std::string>> prefixes{{fmt::format("{}/", kSpecs), ""}};
  if (!input.spec_folder.empty())
    prefixes.emplace_back(fmt::format("{}/", kSpec),
                          input.shown_folder.empty() ? "" : input.shown_folder + "/");
  return prefixes;
}

std::string shown(const std::string& file, const ClangInput& input) {
  for (const auto& [prefix, replacement] : shown_prefixes(input))
    if (file.starts_with(prefix)) return replacement + file.substr(prefix.size());
  return file;
}

std::vector<std::string> command_line(const ClangInput& input, const std::string& program,
                                      bool relaxed) {
  std::vector<std::string> command = {program};
  command.insert(command.end(), kFlags.begin(), kFlags.end());
  command.push_back(relaxed ? "-Wno-int-conversion" : "-Werror=int-conversion");
  command.push_back(relaxed ? "-Wno-return-mismatch" : "-Werror=return-mismatch");
  for (const auto& [name, value] : input.defines)
    command.push_back(fmt::format("-D{}={}", name, value));
  if (!input.spec_folder.empty()) command.insert(command.end(), {"-iquote", kSpec});
  command.insert(command.end(), {fmt::format("-I{}", kSpecs), fmt::format("-I{}/kernel", kSpecs)});
  for (const auto& [prefix, replacement] : shown_prefixes(input))
    command.push_back(fmt::format("-ffile-prefix-map={}={}", prefix, replacement));
  return command;
}

std::optional<Diagnostic> parse_error(const std::string& line, const ClangInput& input) {
  static const std::regex kLocated(R"(^(.*?):(\d+):(\d+): (?:fatal )?error: (.*)$)");
  static const std::regex kUnlocated(R"(^(?:clang(?:-19)?: )?(?:fatal )?error: (.*)$)");
  std::smatch match;
  if (std::regex_match(line, match, kLocated))
    return Diagnostic{shown(match[1], input), static_cast<std::uint32_t>(std::stoul(match[2])),
                      static_cast<std::uint32_t>(std::stoul(match[3])), match[4], ""};
  if (std::regex_match(line, match, kUnlocated)) return Diagnostic{"", 0, 0, match[1], ""};
  return std::nullopt;
}

support::ProcessResult run_any_clang(const ClangInput& input, bool relaxed, const fs::path& folder,
                                     const std::vector<std::string>& files) {
  for (const char* program : {"clang-19", "/usr/lib/llvm-19/bin/clang"}) {
    std::vector<std::string> command = command_line(input, program, relaxed);
    command.insert(command.end(), files.begin(), files.end());
    support::ProcessResult result = support::run_process_in(folder, command);
    if (result.started && result.exit_code != 127) return result;
  }
  throw InputError(Diagnostic{"", 0, 0, "clang-19, which compiles specs, was not found",
                              "install the package clang-19"});
}

// Replaces the path in a line marker like `# 12 "/where/it/is/kernel/page.h" 2` by the file's name
// in messages.
std::string with_shown_files(const std::string& text, const ClangInput& input) {
  static const std::regex kMarker("^# ([0-9]+) \"([^\"]*)\"(.*)$");
  std::string result;
  for (const std::string& line : split_lines(text)) {
    std::smatch match;
    if (line.starts_with("# ") && std::regex_match(line, match, kMarker)) {
      const std::string file = shown(match[2], input);
      result += fmt::format("# {} \"{}\"{}\n", match[1].str(), file == kUnit ? "<walkcheck>" : file,
                            match[3].str());
    } else {
      result += line + '\n';
    }
  }
  return result;
}

} // namespace

std::string preprocess(const std::string& text, const ClangInput& input) {
  const Workplace place(text, input);
  const support::ProcessResult result =
      run_any_clang(input, true, place.path(), {"-E", kUnit, "-o", "unit.i"});
  if (result.exit_code != 0 || result.crashed)
    throw std::runtime_error("clang-19 does not preprocess what it compiled");
  return with_shown_files(support::read_file(place.path() / "unit.i"), input);
}

ClangOutput run_clang(const std::string& text, const ClangInput& input, bool relaxed) {
  const Workplace place(text, input);
  const support::ProcessResult result =
      run_any_clang(input, relaxed, place.path(), {"-emit-llvm", "-c", kUnit, "-o", "unit.bc"});

  ClangOutput output;
  if (result.exit_code == 0 && !result.crashed) {
    output.bitcode = support::read_file(place.path() / "unit.bc");
    return output;
  }
  for (const std::string& line : split_lines(result.err))
    if (std::optional<Diagnostic> error = parse_error(line, input)) output.errors.push_back(*error);
  if (output.errors.empty()) throw std::runtime_error("clang-19 failed without saying why");
  return output;
}

} // namespace walkcheck::frontend
