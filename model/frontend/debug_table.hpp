// SPDX-License-Identifier: GPL-2.0-only
// LLVM debug information -> Program::debug: the chain of inlined places, the variable that receives
// a value, the variable that holds a pointer, and the source text itself. Entry point: DebugTable.
#pragma once

#include "model/program/program.hpp"

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace llvm {
class DebugLoc;
class DILocation;
class Function;
class GlobalVariable;
class Instruction;
class Value;
} // namespace llvm

namespace walkcheck::frontend {

// The texts to which debug information points, by the file names that it uses.
class SourceFiles {
public:
  virtual ~SourceFiles() = default;
  virtual const std::vector<std::string>* lines(const std::string& file) = 0; // null: no such text
  virtual bool is_vocabulary(const std::string& file) = 0; // whether the file is in specs/kernel/
};

class DebugTable {
public:
  DebugTable(std::vector<program::Debug>& table, SourceFiles& files);

  std::uint32_t of(const llvm::Instruction& instruction);
  // Only the place, for instructions without variables: branches, loop heads.
  std::uint32_t place_of(const llvm::Instruction& instruction);

  // The place to which a message points: the innermost one that is in a file.
  program::SourceLocation location(const llvm::Instruction& instruction) const;
  static program::SourceLocation location(const llvm::Function& function);
  static program::SourceLocation location(const llvm::GlobalVariable& variable);

private:
  program::Debug with_place(const llvm::DILocation* at);
  std::uint32_t intern(program::Debug debug);

  std::vector<program::Debug>& table_;
  SourceFiles& files_;
  using Key =
      std::tuple<std::vector<std::tuple<std::string, std::uint32_t, std::uint32_t, std::string>>,
                 std::string, std::string>;
  std::map<Key, std::uint32_t> known_;
};

} // namespace walkcheck::frontend
