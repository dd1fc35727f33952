// SPDX-License-Identifier: GPL-2.0-only
// One function of the prepared module -> program::Function. Entry point: run(). Each family of
// instructions has its own file: lower_function (blocks, edges), lower_value (operands, constants),
// lower_arithmetic, lower_memory, lower_control, lower_call, lower_intrinsic.
#pragma once

#include "model/frontend/module_lowering.hpp"
#include "model/program/program.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace llvm {
class AtomicCmpXchgInst;
class AtomicRMWInst;
class AllocaInst;
class BasicBlock;
class BranchInst;
class CallBase;
class CastInst;
class CmpInst;
class Constant;
class FenceInst;
class GEPOperator;
class InlineAsm;
class Instruction;
class IntrinsicInst;
class LoadInst;
class ReturnInst;
class SelectInst;
class StoreInst;
class SwitchInst;
class Type;
class Value;
} // namespace llvm

namespace walkcheck::frontend {

class FunctionLowering {
public:
  FunctionLowering(ModuleLowering& module, llvm::Function& function);
  program::Function run();

private:
  using Operand = program::Operand;
  using Register = program::Register;
  // A value's scalars, in order: one for an integer or pointer, several for a struct in registers.
  using Scalars = std::vector<Operand>;
  // The target of a jump before its label is known: a block, or the work on an edge between two.
  using Node = std::uint32_t;
  struct Edge {
    llvm::BasicBlock *from, *to;
    Node node;
  };

  // --- lower_function.cpp
  void number_parameters();
  void find_loops();
  std::uint32_t place_of_head(const llvm::BasicBlock& head);
  void lower_block(llvm::BasicBlock& block);
  void lower_instruction(llvm::Instruction& instruction);
  void resolve_jumps();

  // --- lower_edge.cpp
  Node edge_to(llvm::BasicBlock& from, llvm::BasicBlock& to);
  void emit_edge(llvm::BasicBlock& from, llvm::BasicBlock& to);
  std::vector<std::pair<Register, Operand>> phi_copies(llvm::BasicBlock& from,
                                                       llvm::BasicBlock& to);
  void emit_parallel(std::vector<std::pair<Register, Operand>> copies);
  bool edge_has_work(llvm::BasicBlock& to);

  // --- lower_value.cpp
  Scalars scalars(llvm::Value& value);
  Operand scalar(llvm::Value& value);
  Scalars constant_scalars(llvm::Constant& constant);
  Operand constant_expression(llvm::Constant& constant);
  unsigned scalar_count(llvm::Type& type);
  // Returns 0, and rejects the type, if the machine has no such value.
  std::uint8_t bits_of(llvm::Type& type);
  void define(llvm::Value& value, Scalars scalars);
  Register result_of(llvm::Instruction& instruction); // a fresh register for its value
  Register fresh() { return function_.registers++; }

  // --- emission; the debug index is that of the instruction that is being lowered
  void emit(program::Operation operation);
  Operand emit_binary(program::BinaryOp op, unsigned bits, Operand left, Operand right);
  Operand emit_compare(program::Comparison comparison, unsigned bits, Operand left, Operand right);
  Operand emit_cast(program::CastOp op, unsigned from, unsigned to, Operand operand);
  Operand emit_select(Operand condition, Operand if_true, Operand if_false);

  // --- families
  bool lower_arithmetic(llvm::Instruction& instruction); // false: not of this family
  bool lower_memory(llvm::Instruction& instruction);
  bool lower_control(llvm::Instruction& instruction);
  void lower_cast(llvm::CastInst& cast);
  void lower_compare(llvm::CmpInst& compare);
  void lower_select(llvm::SelectInst& select);
  void lower_struct(llvm::Instruction& instruction);
  Operand lower_address(llvm::GEPOperator& address);
  void lower_alloca(llvm::AllocaInst& alloca);
  void lower_lifetime(llvm::IntrinsicInst& lifetime);
  void lower_load(llvm::LoadInst& load);
  void lower_store(llvm::StoreInst& store);
  void lower_exchange(llvm::AtomicRMWInst& exchange);
  void lower_compare_exchange(llvm::AtomicCmpXchgInst& exchange);
  void lower_fence(llvm::FenceInst& fence);
  std::optional<std::uint8_t> access_bytes(llvm::Type& type);
  void lower_branch(llvm::BranchInst& branch);
  void lower_switch(llvm::SwitchInst& choice);
  void lower_return(llvm::ReturnInst& end);

  void lower_call(llvm::CallBase& call);
  void lower_assembly(llvm::CallBase& call, const llvm::InlineAsm& assembly);
  void lower_primitive(llvm::CallBase& call, program::Primitive primitive);
  void lower_hidden(llvm::CallBase& call, const std::string& operation);
  void lower_hidden_bits(llvm::CallBase& call, const std::string& operation);
  void lower_opaque(llvm::CallBase& call, const std::string& name);
  void lower_known_call(llvm::CallBase& call, llvm::Value& callee);
  void check_direct_call(llvm::CallBase& call, llvm::Function& callee);

  void lower_intrinsic(llvm::IntrinsicInst& intrinsic);
  std::optional<Operand> bit_intrinsic(llvm::IntrinsicInst& intrinsic);
  std::optional<Operand> choice_intrinsic(llvm::IntrinsicInst& intrinsic);
  std::optional<Scalars> overflow_intrinsic(llvm::IntrinsicInst& intrinsic);
  Operand trailing_zeros(unsigned bits, Operand value);
  Operand population_count(unsigned bits, Operand value);
  Operand leading_zeros(unsigned bits, Operand value);
  Operand swapped_bytes(unsigned bits, Operand value);
  Operand funnel_shift(llvm::IntrinsicInst& intrinsic, bool left);
  Operand multiplication_overflows(llvm::IntrinsicInst& intrinsic, bool is_signed);

  // What the machine cannot run. Of a spec or slice it is an error; in kernel files as they are it
  // ends the run that reaches it. The second form is about the instruction that is being lowered,
  // or, before the first, about the function.
  void reject(llvm::Instruction& at, std::string cause, std::string remedy);
  void reject(std::string cause, std::string remedy);
  void trap_if(Operand bad, std::string what);

  ModuleLowering& module_;
  llvm::Function& source_;
  program::Function function_;
  std::map<const llvm::Value*, Scalars> values_; // only looked up, never iterated
  std::map<const llvm::BasicBlock*, Node> block_node_;
  std::map<std::pair<const llvm::BasicBlock*, const llvm::BasicBlock*>, Node> edge_node_;
  std::vector<Edge> pending_edges_;
  std::vector<program::Label> label_of_node_;
  // Loop heads, and the edges that close a loop.
  std::map<const llvm::BasicBlock*, std::uint32_t> loop_of_head_;
  std::map<const llvm::BasicBlock*, bool> single_entry_; // false: an irreducible loop's head
  std::map<std::pair<const llvm::BasicBlock*, const llvm::BasicBlock*>, bool> closes_loop_;
  std::map<const llvm::Value*, std::uint32_t> locals_; // allocas, as indices in Function::locals
  std::uint32_t debug_ = 0;
  llvm::Instruction* current_ = nullptr;
};

} // namespace walkcheck::frontend
