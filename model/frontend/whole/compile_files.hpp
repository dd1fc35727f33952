// SPDX-License-Identifier: GPL-2.0-only
// Files of a kernel tree -> one module: each compiled with its own flags, headers and
// configuration, the first of them together with a spec of ours that includes it; our replacements;
// all linked as a kernel is. Entry point: compile_files().
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace llvm {
class LLVMContext;
class Module;
} // namespace llvm

namespace walkcheck::kbuild {
class PreparedTree;
} // namespace walkcheck::kbuild

namespace walkcheck::frontend {

struct WholeSource {
  std::vector<std::string> files; // relative to the tree: "mm/gup.c"; at least one
  // Compiled behind the first file, as if it were a part of it. None: a function of a file is run.
  std::optional<std::filesystem::path> spec;
  std::string shown_as;                       // how messages and traces name the spec
  std::filesystem::path specs;                // the folder of specs: our replacements are in tree/
  std::map<std::string, std::string> defines; // -D
};

struct CompiledFiles {
  std::unique_ptr<llvm::Module> module;
  std::vector<std::string> directives; // that each file's compilation read: see directives.hpp
};

// Throws InputError: the tree has no such file or does not compile it, or a text has an error.
CompiledFiles compile_files(const WholeSource& source, kbuild::PreparedTree& tree,
                            llvm::LLVMContext& context);

// The first file alone, with this text behind it. Throws InputError.
std::unique_ptr<llvm::Module> compile_with(const WholeSource& source, const std::string& more,
                                           kbuild::PreparedTree& tree, llvm::LLVMContext& context);

} // namespace walkcheck::frontend
