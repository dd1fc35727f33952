// SPDX-License-Identifier: GPL-2.0-only
// A kernel tree of a test's own files, and the result of lowering a function of it.
#pragma once

#include "catch.hpp"

#include "support.hpp"

#include "model/frontend/lower.hpp"
#include "model/support/process.hpp"
#include "model/support/temporary_directory.hpp"

#include <map>
#include <string>
#include <vector>

namespace walkcheck::test {

class OwnTree {
public:
  using Files = std::map<std::string, std::string>;

  explicit OwnTree(const Files& files) {
    for (const char* name : {"Makefile", "Kbuild", "COPYING", "Documentation/index"})
      write(name, "");
    for (const auto& [name, text] : files)
      write(name, text);
  }

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((top() / name).parent_path());
    support::write_file(top() / name, text);
  }

  std::filesystem::path top() const { return directory_.path() / "linux"; }

  std::filesystem::path tarball() const {
    const std::filesystem::path file = directory_.path() / "linux.tar";
    REQUIRE(support::run_process({"tar", "--create", "--file", file.string(), "--directory",
                                  directory_.path().string(), "linux"})
                .exit_code == 0);
    return file;
  }

  program::Program lower(const std::vector<frontend::Slice>& slices, const std::string& entry,
                         const std::map<std::string, std::string>& defines = {},
                         const std::string& spec = "") const {
    frontend::KernelTree tree(top());
    frontend::Source source;
    source.slices = slices;
    source.entry = entry;
    source.defines = {{"WALKCHECK_PAGING", "4"}};
    for (const auto& [name, value] : defines)
      source.defines[name] = value;
    if (!spec.empty()) {
      support::write_file(directory_.path() / "spec.c", spec);
      source.spec = directory_.path() / "spec.c";
      source.shown_as = "spec.c";
    }
    return frontend::lower(source, {kSpecs, &tree});
  }

  std::vector<Diagnostic> errors(const std::vector<frontend::Slice>& slices,
                                 const std::string& entry,
                                 const std::map<std::string, std::string>& defines = {},
                                 const std::string& spec = "") const {
    try {
      lower(slices, entry, defines, spec);
    } catch (const InputError& error) {
      return error.diagnostics();
    }
    return {};
  }

private:
  support::TemporaryDirectory directory_;
};

template <typename Operation> std::size_t count(const program::Program& program) {
  std::size_t found = 0;
  for (const program::Function& function : program.functions)
    for (const program::Instruction& instruction : function.body)
      found += std::holds_alternative<Operation>(instruction.operation) ? 1 : 0;
  return found;
}

} // namespace walkcheck::test
