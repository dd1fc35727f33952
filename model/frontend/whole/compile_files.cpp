// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/compile_files.hpp"

#include "model/frontend/whole/cuts.hpp"
#include "model/frontend/whole/directives.hpp"
#include "model/frontend/whole/link_files.hpp"
#include "model/frontend/whole/own_text.hpp"
#include "model/frontend/whole/shared_statics.hpp"
#include "model/frontend/whole/the_trees.hpp"
#include "model/kbuild/prepared_tree.hpp"
#include "model/program/diagnostic.hpp"
#include "model/support/process.hpp"
#include "model/support/temporary_directory.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
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

// In the folder of specs: our replacements for what the machine cannot run.
constexpr const char* kUnit = "unit.c";
constexpr const char* kReplacements = "tree/replacements.c";
constexpr const char* kWorld = "tree/world.h";

// What is made of a text, as one piece of the cache.
struct Output {
  std::string bitcode;
  std::string directives;

  std::string packed() const {
    return fmt::format("{}\n{}{}", bitcode.size(), bitcode, directives);
  }
  static Output unpacked(const std::string& packed) {
    const std::size_t begin = packed.find('\n') + 1;
    const std::size_t size = std::stoul(packed);
    return {packed.substr(begin, size), packed.substr(begin + size)};
  }
};

// The file of the tree whose command a text is compiled with; what of ours is behind it.
struct Text {
  std::string of;
  bool with_file = true;
  std::string ours = {};
};

class FileCompiler {
public:
  FileCompiler(const WholeSource& source, kbuild::PreparedTree& tree)
      : source_(source), tree_(tree) {}

  // A file is compiled once for all scenarios and CPUs, and next time not at all, where all that
  // the compiler reads is as it was.
  Output output(const Text& text) {
    kbuild::Command command = tree_.command(text.of);
    // What takes the place of the kernel's own functions is a part of the kernel, though the file
    // may be one of a module, from which headers hide them.
    if (!text.with_file) std::erase(command.arguments, "-DMODULE");
    const std::string how =
        fmt::format("{}\n{}", command.folder.string(), fmt::join(arguments(command, {}), "\n"));
    const std::string unit = whole(text, command);
    return Output::unpacked(tree_.outputs().in_memory(how + '\n' + unit, [&] {
      const support::TemporaryDirectory folder;
      support::write_file(folder.path() / kUnit, unit);
      const auto make = [&] {
        return Output{compiled(command, folder.path(), text.of), directives(command, folder.path())}
            .packed();
      };
      const std::optional<std::string> read =
          preprocessed(command, folder.path(), "-frewrite-includes");
      if (!read) return make(); // which says why
      const std::string key = fmt::format("bitcode 2 by {}\n{}\n{}", compiler(), how,
                                          without(*read, folder.path().string()));
      return tree_.outputs().get("bitcode", key, make);
    }));
  }

private:
  std::string compiled(const kbuild::Command& command, const fs::path& folder,
                       const std::string& file) const {
    const fs::path output = folder / "unit.bc";
    std::vector<std::string> all = arguments(command, folder);
    all.insert(all.end(), {"-o", output.string(), (folder / kUnit).string()});
    const support::ProcessResult result = support::run_process_in(command.folder, all);
    if (!result.started || result.exit_code == 127)
      throw InputError(Diagnostic{"", 0, 0, "clang-19, which compiles kernel files, was not found",
                                  "install the package clang-19"});
    if (result.exit_code == 0 && !result.crashed) return support::read_file(output);
    throw errors_in(result.err, file);
  }

  // By its own path: no other folder can have a file of that name in its stead.
  std::string whole(const Text& text, const kbuild::Command& command) const {
    const std::string file =
        text.with_file ? fmt::format("#include \"{}\"\n", (command.source / text.of).string()) : "";
    return file + defined_behind(source_.defines, text.with_file ? text.of : kReplacements) +
           text.ours;
  }

  // With `-frewrite-includes` the text with what it includes, each byte of it: a blank moves what
  // is behind it, and with it what debug information says. Nothing if there is an error in it.
  std::optional<std::string> preprocessed(const kbuild::Command& command, const fs::path& folder,
                                          const std::string& how) const {
    std::vector<std::string> all = arguments(command, folder);
    std::ranges::replace(all, "-c", "-E");
    all.insert(all.end(), {how, "-o", "-", (folder / kUnit).string()});
    support::ProcessResult result = support::run_process_in(command.folder, all);
    if (!result.started || result.crashed || result.exit_code != 0) return std::nullopt;
    return std::move(result.out);
  }

  std::string directives(const kbuild::Command& command, const fs::path& folder) const {
    const std::optional<std::string> read = preprocessed(command, folder, "-dD");
    if (!read) throw std::runtime_error("clang-19 compiles a text that it does not preprocess");
    return directives_of(*read, {command.folder, command.source, tree_.source()});
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

  // Without the unit and the output, which are in this folder.
  std::vector<std::string> arguments(const kbuild::Command& command, const fs::path& folder) const {
    std::vector<std::string> all{"clang-19"};
    all.insert(all.end(), command.arguments.begin(), command.arguments.end());
    all.insert(all.end(), kFlags.begin(), kFlags.end());
    all.push_back(fmt::format("-ffile-prefix-map={}/=", folder.string()));
    return all;
  }

  static InputError errors_in(const std::string& said, const std::string& file) {
    static const std::regex kLocated(R"(^(.*?):(\d+):(\d+): (?:fatal )?error: (.*)$)");
    static const std::regex kUnlocated(R"(^(?:clang(?:-19)?: )?(?:fatal )?error: (.*)$)");
    constexpr std::size_t kMostErrors = 20;
    constexpr const char* kRemedy = "the tree's own headers declare what the text may use";
    constexpr const char* kOtherName = "give the macro another name: 'define' is for texts of ours";
    std::vector<Diagnostic> found;
    std::istringstream lines(said);
    std::smatch match;
    for (std::string line; std::getline(lines, line) && found.size() < kMostErrors;)
      if (std::regex_match(line, match, kLocated) && match[4].str().starts_with(kDefinedAlready))
        found.push_back({match[1], 0, 0, match[4], kOtherName});
      else if (std::regex_match(line, match, kLocated))
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
                                    const std::string& harness, llvm::LLVMContext& context) {
  llvm::Expected<std::unique_ptr<llvm::Module>> module =
      llvm::parseBitcodeFile(llvm::MemoryBufferRef(bitcode, file), context);
  if (!module) throw std::runtime_error(llvm::toString(module.takeError()));
  mark_the_trees(**module, file, harness);
  name_statics(**module, file);
  keep_cuts_in(**module, file);
  // Symbol tables and the like; what is defined there is defined nowhere for us.
  (*module)->setModuleInlineAsm("");
  return std::move(*module);
}

// Each file with our replacements of what is static in it, the first with the spec behind it; then
// our other replacements.
std::vector<Text> texts_of(const WholeSource& source) {
  std::vector<Text> texts;
  const fs::path beside = source.spec ? source.spec->parent_path() : fs::path();
  OwnText own(source.specs, beside.empty() ? "." : beside, source.defines);
  const auto ours = [&](const std::string& name) { return own.read(source.specs / name, name); };
  for (const std::string& file : source.files) {
    texts.push_back({file});
    const std::string statics = statics_of(file);
    if (fs::is_regular_file(source.specs / statics))
      texts.back().ours = ours(kWorld) + ours(statics);
  }
  if (source.spec) texts.front().ours += own.read(*source.spec, source.shown_as);
  texts.push_back({source.files.at(0), false, ours(kReplacements)});
  return texts;
}

// What a file sees is its configuration's; a scenario may not change it.
void require_no_configuration(const WholeSource& source) {
  for (const auto& [name, value] : source.defines)
    if (name.starts_with("CONFIG_"))
      throw InputError(
          Diagnostic{source.files.at(0), 0, 0,
                     fmt::format("'define' names {}, which the tree's configuration sets", name),
                     "configure a tree in that way, and name its build folder: --kernel TREE:OBJ"});
}

} // namespace

CompiledFiles compile_files(const WholeSource& source, kbuild::PreparedTree& tree,
                            llvm::LLVMContext& context) {
  require_no_configuration(source);
  FileCompiler compiler(source, tree);
  FileLinker linker;
  CompiledFiles compiled;
  for (const Text& text : texts_of(source)) {
    const std::string name = text.with_file ? text.of : kReplacements;
    Output output = compiler.output(text);
    linker.add(parse(output.bitcode, name, source.shown_as, context), name);
    if (text.with_file) compiled.directives.push_back(std::move(output.directives));
  }
  compiled.module = linker.take();
  return compiled;
}

std::unique_ptr<llvm::Module> compile_with(const WholeSource& source, const std::string& more,
                                           kbuild::PreparedTree& tree, llvm::LLVMContext& context) {
  const std::string& file = source.files.at(0);
  Text text = texts_of(source).front();
  text.ours += more;
  return parse(FileCompiler(source, tree).output(text).bitcode, file, source.shown_as, context);
}

} // namespace walkcheck::frontend
