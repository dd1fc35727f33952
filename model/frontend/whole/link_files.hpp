// SPDX-License-Identifier: GPL-2.0-only
// The modules of a CPU's files as one. Entry point: FileLinker.
#pragma once

#include <map>
#include <memory>
#include <string>

namespace llvm {
class GlobalVariable;
class Module;
} // namespace llvm

namespace walkcheck::frontend {

class FileLinker {
public:
  // Throws InputError, naming the symbol and both files: one of the files before has defined it.
  void add(std::unique_ptr<llvm::Module> module, const std::string& file);

  std::unique_ptr<llvm::Module> take() { return std::move(linked_); }

private:
  void note_definitions(const llvm::Module& module, const std::string& file);

  std::unique_ptr<llvm::Module> linked_;
  std::map<std::string, std::string> defined_in_;
};

// The file that declares a variable which none of them defines; empty where none was linked.
std::string declared_in(const llvm::GlobalVariable& variable);

} // namespace walkcheck::frontend
