// SPDX-License-Identifier: GPL-2.0-only
// The prepared module -> Program: the functions and variables that the entries reach, their
// indices, and the constructs that are not supported. Entry point: ModuleLowering::lower().
#pragma once

#include "model/frontend/debug_table.hpp"
#include "model/frontend/whole/questions.hpp"
#include "model/frontend/whole/world.hpp"
#include "model/program/diagnostic.hpp"
#include "model/program/program.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace llvm {
class Constant;
class DataLayout;
class Function;
class GlobalVariable;
class Instruction;
class Module;
} // namespace llvm

namespace walkcheck::frontend {

// Whose text a module is. Ours, and what is cut out of a tree, must be all that the machine can
// run. Of a tree's whole files little is ever reached: there, what it cannot run ends the run that
// reaches it, and a variable that is only declared has a value that nobody knows.
struct Texts {
  bool whole = false;
  Given given = {};   // what is given of the variables that are ours, beside what is not zero
  Opened opened = {}; // what is either way
};

class ModuleLowering {
public:
  // `withdrawn`: functions that have no body here though the kernel tree has one, and why that is
  // not used. A call of one always leaves the verdict open: something that it does is known to be
  // missing.
  ModuleLowering(llvm::Module& module, SourceFiles& files,
                 const std::map<std::string, Diagnostic>& withdrawn, Texts texts = {});

  // The entries come first among the functions, in their order; the first is Program::entry. Throws
  // InputError with everything that is not supported.
  program::Program lower(const std::vector<llvm::Function*>& entries);

  program::Operand address_of(llvm::Function& function, const llvm::Instruction* user);
  program::Operand address_of(llvm::GlobalVariable& variable, const llvm::Instruction* user);
  std::uint32_t index_of(llvm::Function& function);
  const Diagnostic* why_withdrawn(const std::string& function) const;
  // A value that nothing defines: that of the variable with this name, if it has one.
  program::Operand undefined(const std::string& name);
  void note_opaque(const std::string& name) { opaque_.insert(name); }

  // Without an instruction, the place is that of the variable or function that is being lowered.
  void reject(const llvm::Instruction* at, std::string cause, std::string remedy);

  bool is_whole() const { return texts_.whole; }
  DebugTable& debug() { return debug_; }
  const llvm::DataLayout& layout() const;

private:
  void lower_reached();
  void reach_struct_pages();
  void lower_global(std::uint32_t index);
  void write_constant(const llvm::Constant& constant, std::uint64_t offset,
                      program::Global& global);
  void note_not_given(const llvm::GlobalVariable& variable, program::Global& global);
  void note_questions(const llvm::GlobalVariable& variable, program::Global& global) const;
  void write_unknown(program::Extent extent, std::string cause, std::string remedy,
                     program::Global& global);
  void write_address(const llvm::Constant& constant, std::uint64_t offset, program::Global& global);

  llvm::Module& module_;
  SourceFiles& files_;
  const std::map<std::string, Diagnostic>& withdrawn_;
  Texts texts_;
  std::vector<program::Extent> initialised_; // of the variable that is being lowered
  program::Program program_;
  DebugTable debug_;
  // In the order in which they are first met; the maps are only looked up, never iterated.
  std::vector<llvm::Function*> functions_;
  std::vector<llvm::GlobalVariable*> globals_;
  std::size_t lowered_functions_ = 0, lowered_globals_ = 0;
  std::map<const llvm::Function*, std::uint32_t> function_index_;
  std::map<const llvm::GlobalVariable*, std::uint32_t> global_index_;
  std::set<std::string> opaque_;
  program::SourceLocation current_;
  std::vector<Diagnostic> rejected_;
};

} // namespace walkcheck::frontend
