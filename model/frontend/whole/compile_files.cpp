// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/compile_files.hpp"

#include "model/frontend/whole/shared_statics.hpp"
#include "model/kbuild/prepared_tree.hpp"
#include "model/program/diagnostic.hpp"
#include "model/support/process.hpp"
#include "model/support/temporary_directory.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/Linker/Linker.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/MemoryBuffer.h>

#include <algorithm>
#include <optional>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace walkcheck::frontend {
namespace fs = std::filesystem;
namespace {

// Beside the tree's own flags. What is folded while there is no code of it is kept as a check: see
// decided_checks.cpp. A kernel's rows of one element at the end of a structure may be longer.
const std::vector<std::string> kFlags = {
    "-emit-llvm",
    "-c",
    "-fsanitize=shift-exponent,integer-divide-by-zero,array-bounds",
    "-fstrict-flex-arrays=1",
    "-fsanitize-trap=all",
    "-ferror-limit=0",
    "-fno-caret-diagnostics",
    "-fno-color-diagnostics",
    "-fno-diagnostics-show-option",
    "-Wno-everything",
    "-Werror=implicit-function-declaration",
    "-Werror=implicit-int",
    "-Werror=incompatible-function-pointer-types",
    "-Werror=int-conversion",
    "-Werror=return-type"};

// In the folder of specs: our replacements for what the machine cannot run, and, by the names of
// the tree's files, for what is static in one.
constexpr const char* kUnit = "unit.c";
constexpr const char* kReplacements = "tree/replacements.c";
constexpr const char* kStatics = "tree/files";

// A text of ours, and the file of the tree whose command it is compiled with.
struct Text {
  std::string of;
  std::string text;
};

class FileCompiler {
public:
  FileCompiler(const WholeSource& source, kbuild::PreparedTree& tree)
      : source_(source), tree_(tree) {}

  // A file is compiled once for all scenarios and CPUs, and next time not at all, where all that
  // the compiler reads is as it was.
  std::string bitcode(const Text& text) {
    const kbuild::Command command = tree_.command(text.of);
    const std::string how =
        fmt::format("{}\n{}", command.folder.string(), fmt::join(arguments(command, {}), "\n"));
    return tree_.outputs().in_memory(how + '\n' + beside_spec() + '\n' + text.text, [&] {
      const support::TemporaryDirectory folder;
      support::write_file(folder.path() / kUnit, text.text);
      const auto compile = [&] { return compiled(command, folder.path(), text.of); };
      const std::optional<std::string> read = all_that_is_read(command, folder.path());
      if (!read) return compile(); // which says why
      return tree_.outputs().get(
          "bitcode", fmt::format("bitcode 1 by {}\n{}\n{}", compiler(), how, *read), compile);
    });
  }

private:
  std::string compiled(const kbuild::Command& command, const fs::path& folder,
                       const std::string& file) const {
    const fs::path output = folder / "unit.bc";
    std::vector<std::string> all = arguments(command, folder);
    if (source_.spec) all.insert(all.end(), {"-iquote", beside_spec()});
    all.insert(all.end(), {"-o", output.string(), (folder / kUnit).string()});
    const support::ProcessResult result = support::run_process_in(command.folder, all);
    if (!result.started || result.exit_code == 127)
      throw InputError(Diagnostic{"", 0, 0, "clang-19, which compiles kernel files, was not found",
                                  "install the package clang-19"});
    if (result.exit_code == 0 && !result.crashed) return support::read_file(output);
    throw errors_in(result.err, file);
  }

  // The text with what it includes, each byte of it: a blank moves what is behind it, and with it
  // what debug information says. Nothing if there is an error in it.
  std::optional<std::string> all_that_is_read(const kbuild::Command& command,
                                              const fs::path& folder) const {
    std::vector<std::string> all = arguments(command, folder);
    std::ranges::replace(all, "-c", "-E");
    if (source_.spec) all.insert(all.end(), {"-iquote", beside_spec()});
    all.insert(all.end(), {"-frewrite-includes", "-o", "-", (folder / kUnit).string()});
    const support::ProcessResult result = support::run_process_in(command.folder, all);
    if (!result.started || result.crashed || result.exit_code != 0) return std::nullopt;
    return without(result.out, folder.string());
  }

  // The folder has another name each time.
  static std::string without(const std::string& text, const std::string& part) {
    std::string rest;
    std::size_t from = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, from)) {
      rest.append(text, from, at - from);
      from = at + part.size();
    }
    return rest.append(text, from);
  }

  static const std::string& compiler() {
    static const std::string version = support::run_process({"clang-19", "--version"}).out;
    return version;
  }

  // Where the spec's own headers are. What is read of them counts, and not where they are.
  std::string beside_spec() const {
    return source_.spec ? fs::absolute(*source_.spec).parent_path().string() : "";
  }

  // Without the unit and the output, which are in this folder, and without beside_spec().
  std::vector<std::string> arguments(const kbuild::Command& command, const fs::path& folder) const {
    std::vector<std::string> all{"clang-19"};
    all.insert(all.end(), command.arguments.begin(), command.arguments.end());
    all.insert(all.end(), kFlags.begin(), kFlags.end());
    const std::string specs = fs::absolute(source_.specs).lexically_normal().string();
    for (const auto& [name, value] : source_.defines)
      all.push_back(fmt::format("-D{}={}", name, value));
    all.insert(all.end(), {"-I" + specs, fmt::format("-ffile-prefix-map={}/=", specs),
                           fmt::format("-ffile-prefix-map={}/=", folder.string())});
    return all;
  }

  static InputError errors_in(const std::string& said, const std::string& file) {
    static const std::regex kLocated(R"(^(.*?):(\d+):(\d+): (?:fatal )?error: (.*)$)");
    static const std::regex kUnlocated(R"(^(?:clang(?:-19)?: )?(?:fatal )?error: (.*)$)");
    constexpr std::size_t kMostErrors = 20;
    constexpr const char* kRemedy = "the tree's own headers declare what the text may use";
    std::vector<Diagnostic> found;
    std::istringstream lines(said);
    std::smatch match;
    for (std::string line; std::getline(lines, line) && found.size() < kMostErrors;)
      if (std::regex_match(line, match, kLocated))
        found.push_back({match[1], static_cast<std::uint32_t>(std::stoul(match[2])),
                         static_cast<std::uint32_t>(std::stoul(match[3])), match[4], kRemedy});
      else if (std::regex_match(line, match, kUnlocated))
        found.push_back({file, 0, 0, match[1], kRemedy});
    if (found.empty())
      found.push_back({file, 0, 0, "clang-19 failed without saying why", "see whether it runs"});
    return InputError(std::move(found));
  }

  const WholeSource& source_;
  kbuild::PreparedTree& tree_;
};

std::unique_ptr<llvm::Module> parse(const std::string& bitcode, const std::string& file,
                                    llvm::LLVMContext& context) {
  llvm::Expected<std::unique_ptr<llvm::Module>> module =
      llvm::parseBitcodeFile(llvm::MemoryBufferRef(bitcode, file), context);
  if (!module) throw std::runtime_error(llvm::toString(module.takeError()));
  name_statics(**module, file);
  // Symbol tables and the like; what is defined there is defined nowhere for us.
  (*module)->setModuleInlineAsm("");
  return std::move(*module);
}

// The file, and our replacements of what is static in it.
std::string included(const WholeSource& source, const std::string& file) {
  std::string text = fmt::format("#include \"{}\"\n", file);
  const fs::path statics = fs::path(kStatics) / file;
  if (fs::is_regular_file(source.specs / statics))
    text += fmt::format("#include \"tree/world.h\"\n#include \"{}\"\n", statics.string());
  return text;
}

std::vector<Text> texts_of(const WholeSource& source) {
  std::vector<Text> texts;
  const std::string& first = source.files.at(0);
  texts.push_back({first, included(source, first)});
  if (source.spec)
    texts.back().text +=
        fmt::format("#line 1 \"{}\"\n{}", source.shown_as, support::read_file(*source.spec));
  for (std::size_t i = 1; i < source.files.size(); ++i)
    texts.push_back({source.files[i], included(source, source.files[i])});
  texts.push_back({first, fmt::format("#include \"{}\"\n", kReplacements)});
  return texts;
}

} // namespace

std::unique_ptr<llvm::Module> compile_files(const WholeSource& source, kbuild::PreparedTree& tree,
                                            llvm::LLVMContext& context) {
  FileCompiler compiler(source, tree);
  const std::vector<Text> texts = texts_of(source);
  std::unique_ptr<llvm::Module> linked;
  for (const Text& text : texts) {
    const bool ours = &text == &texts.back();
    std::unique_ptr<llvm::Module> next =
        parse(compiler.bitcode(text), ours ? kReplacements : text.of, context);
    if (linked == nullptr)
      linked = std::move(next);
    else if (llvm::Linker::linkModules(*linked, std::move(next)))
      throw InputError(Diagnostic{text.of, 0, 0, "this file cannot be linked with the others",
                                  "two files define one name: leave one of them out"});
  }
  return linked;
}

std::unique_ptr<llvm::Module> compile_with(const WholeSource& source, const std::string& more,
                                           kbuild::PreparedTree& tree, llvm::LLVMContext& context) {
  const std::string& file = source.files.at(0);
  FileCompiler compiler(source, tree);
  return parse(compiler.bitcode({file, included(source, file) + more}), file, context);
}

} // namespace walkcheck::frontend
