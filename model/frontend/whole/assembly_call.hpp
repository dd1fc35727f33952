// SPDX-License-Identifier: GPL-2.0-only
// One call of inline assembly while it is being replaced: what its constraints say of the operands,
// what is in each now, and the instructions made so far, which stand aside until all is understood.
// Entry points: place(), read(), write(), and finish() at the end. Source: LLVM Language Reference,
// "Inline Asm Constraint String", and the X86 rows of "Supported Constraint Code List".
#pragma once

#include "model/frontend/whole/assembly_flags.hpp"
#include "model/frontend/whole/assembly_text.hpp"

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/Instructions.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::frontend {

// Where an instruction finds an operand.
struct AssemblyPlace {
  enum class Kind { Register, Memory, Constant };
  Kind kind = Kind::Constant;
  unsigned slot = 0;              // Register, and Memory: of which operand of the statement
  unsigned bits = 0;              // Register: the width that it is written with
  llvm::Value* pointer = nullptr; // Memory
  std::int64_t number = 0;        // Constant
};

class AssemblyCall {
public:
  explicit AssemblyCall(llvm::CallInst& call);
  ~AssemblyCall();
  AssemblyCall(const AssemblyCall&) = delete;
  AssemblyCall& operator=(const AssemblyCall&) = delete;

  // Whether all constraints are known. The rest may only be asked where they are.
  bool understood() const { return understood_; }

  llvm::IRBuilder<>& builder() { return builder_; }
  llvm::Module& module() const { return *call_.getModule(); }
  AssemblyFlags& flags() { return flags_; }

  std::optional<AssemblyPlace> place(const AssemblyOperand& operand);
  // The register that compare-and-exchange takes and leaves the old value in.
  std::optional<AssemblyPlace> accumulator() const;
  // What is in a register before anything is written to it, in the width of its type; or null.
  llvm::Value* content(const AssemblyPlace& place);
  // Null, or false: it cannot be said what that does.
  llvm::Value* read(const AssemblyPlace& place, unsigned bits);
  bool write(const AssemblyPlace& place, unsigned bits, llvm::Value* value);
  // Of memory, before and after it is modified at once; null as above.
  llvm::Value* modify(const AssemblyPlace& place, unsigned bits, llvm::AtomicRMWInst::BinOp op,
                      llvm::Value* value);
  bool may_write(const AssemblyPlace& place) const;
  // Of memory: whether another compiler might choose a register for it.
  bool may_be_register(const AssemblyPlace& place) const { return slots_[place.slot].in_register; }
  // Whether it is a register only if the compiler does not choose an immediate.
  bool may_be_number(const AssemblyPlace& place) const;
  // Whether the compiler chooses, if it can, an immediate for it that is below so much.
  bool is_small(const AssemblyPlace& place, unsigned limit) const;
  std::optional<std::int64_t> constant(unsigned operand) const;

  // Whether these are the register that a function finds its argument in, and that of its result.
  bool passes_to_function(const std::vector<AssemblyOperand>& operands) const;

  // A compiler barrier, or a full one.
  void fence(bool compiler_only);

  // Puts the instructions in place of the call, which is gone. False: it is as it was.
  bool finish();

private:
  // An operand of the statement, numbered as the template does.
  struct Slot {
    bool output = false, early = false;
    bool in_register = false, immediate = false, memory = false, address = false; // what is allowed
    bool indirect = false;        // its value is in memory, at `pointer`
    std::optional<unsigned> same; // it is the register of that output
    std::string codes;            // of immediates
    std::string fixed;            // the register that it is, such as "ax"
    std::string condition;        // of the flags: the output is whether it holds
    llvm::Type* type = nullptr;   // not where it is indirect
    unsigned bits = 0;            // 0: of no width that is supported
    llvm::Value* pointer = nullptr;
    llvm::Value* value = nullptr; // what is in it now
  };

  bool add(const llvm::InlineAsm::ConstraintInfo& constraint);
  bool add_codes(Slot& slot, const llvm::InlineAsm::ConstraintInfo& constraint);
  bool tie(Slot& slot, const std::string& code);
  bool fixed_registers_differ() const;
  std::optional<AssemblyPlace> in_memory(unsigned slot, llvm::Value& pointer, bool gs);
  std::optional<AssemblyPlace> addressed(unsigned slot, char modifier, bool gs);
  bool may_be_lost(const Slot& slot) const;
  llvm::Value* as_number(llvm::Value* value);
  llvm::Value* result_of(Slot& slot);
  void replace_results(const std::vector<llvm::Value*>& results);

  llvm::CallInst& call_;
  llvm::BasicBlock* aside_; // the instructions so far
  llvm::IRBuilder<> builder_;
  bool understood_ = true;
  std::vector<Slot> slots_;
  unsigned arguments_ = 0, outputs_ = 0, results_ = 0; // seen so far; of all
  bool clobbers_memory_ = false;
  bool output_written_ = false; // one that may share its register with an input
  AssemblyFlags flags_;
};

} // namespace walkcheck::frontend
