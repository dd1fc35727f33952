// SPDX-License-Identifier: GPL-2.0-only
// Operations that were hidden from the passes, and assembly, which no pass knows either.
#include "model/frontend/function_lowering.hpp"
#include "model/frontend/ir.hpp"

#include <fmt/format.h>
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Metadata.h>

#include <map>

namespace walkcheck::frontend {
namespace {

using program::BinaryOp;
using program::Comparison;

std::optional<BinaryOp> partial_operation(const std::string& name) {
  static const std::map<std::string, BinaryOp, std::less<>> kNames = {
      {"udiv", BinaryOp::UDiv}, {"sdiv", BinaryOp::SDiv}, {"urem", BinaryOp::URem},
      {"srem", BinaryOp::SRem}, {"shl", BinaryOp::Shl},   {"lshr", BinaryOp::LShr},
      {"ashr", BinaryOp::AShr}};
  const auto found = kNames.find(name);
  return found == kNames.end() ? std::nullopt : std::optional(found->second);
}

std::string marked_name(const llvm::CallBase& call) {
  const llvm::MDNode* mark = call.getMetadata(kNameMark);
  return mark == nullptr ? "" : llvm::cast<llvm::MDString>(mark->getOperand(0))->getString().str();
}

} // namespace

void FunctionLowering::lower_hidden(llvm::CallBase& call, const std::string& operation) {
  const std::string name = operation.substr(0, operation.find('.'));
  if (name == "keep") return;
  if (name == "unplaced")
    return reject(
        call,
        fmt::format("control never reaches the declaration of {}, so its block is not known",
                    marked_name(call)),
        "declare it before the jump or the switch");
  if (name == "undefined") return define(call, {module_.undefined(marked_name(call))});
  if (name == "assume") {
    const Operand broken = emit_compare(Comparison::Eq, 1, scalar(*call.getArgOperand(0)), {});
    return trap_if(broken,
                   "breaks the promise of __builtin_assume() or __builtin_assume_aligned()");
  }
  const std::uint8_t bits = bits_of(*call.getType());
  if (const auto op = partial_operation(name)) {
    const Operand left = scalar(*call.getArgOperand(0));
    const Operand right = scalar(*call.getArgOperand(1));
    const Register result = fresh();
    define(call, {{Operand::Kind::Register, result}});
    return emit(program::Binary{*op, bits, result, left, right});
  }
  lower_hidden_bits(call, name);
}

void FunctionLowering::lower_hidden_bits(llvm::CallBase& call, const std::string& operation) {
  const std::uint8_t bits = bits_of(*call.getType());
  const Operand value = scalar(*call.getArgOperand(0));
  if (operation == "abs") {
    const Operand least{Operand::Kind::Constant, 1ULL << (bits - 1)};
    trap_if(emit_compare(Comparison::Eq, bits, value, least),
            "takes the absolute value of the smallest number of its type");
    const Operand negative = emit_compare(Comparison::SLt, bits, value, {});
    return define(call,
                  {emit_select(negative, emit_binary(BinaryOp::Sub, bits, {}, value), value)});
  }
  trap_if(emit_compare(Comparison::Eq, bits, value, {}),
          "counts the leading or trailing zero bits of the value 0");
  define(call, {operation == "ctlz" ? leading_zeros(bits, value) : trailing_zeros(bits, value)});
}

// Only empty assembly means the same on every machine: a compiler barrier, which may hide a value.
// An output that is not also an input has no value.
void FunctionLowering::lower_assembly(llvm::CallBase& call, const llvm::InlineAsm& assembly) {
  const bool empty =
      llvm::StringRef(assembly.getAsmString()).find_first_not_of(" \t\n;") == llvm::StringRef::npos;
  Scalars outputs;
  bool supported = empty;
  unsigned argument = 0;
  std::vector<llvm::Value*> written, read; // in memory
  for (const llvm::InlineAsm::ConstraintInfo& constraint : assembly.ParseConstraints()) {
    if (constraint.Type == llvm::InlineAsm::isClobber ||
        constraint.Type == llvm::InlineAsm::isLabel)
      continue;
    if (constraint.Type == llvm::InlineAsm::isOutput && !constraint.isIndirect) {
      outputs.push_back(module_.undefined("an output of the asm statement"));
      continue;
    }
    llvm::Value& operand = *call.getArgOperand(argument++);
    const bool output = constraint.Type == llvm::InlineAsm::isOutput;
    if (constraint.isIndirect) (output ? written : read).push_back(&operand);
    if (output) continue;
    const std::string& code = constraint.Codes.empty() ? "" : constraint.Codes[0];
    const bool tied = !code.empty() && code.find_first_not_of("0123456789") == std::string::npos;
    if (!tied) continue;
    const std::size_t to = std::stoul(code);
    supported &= to < outputs.size() && scalar_count(*operand.getType()) == 1;
    if (supported) outputs[to] = scalar(operand);
  }
  for (llvm::Value* output : written)
    supported &= std::ranges::find(read, output) != read.end();
  supported &= call.getType()->isVoidTy() || outputs.size() == scalar_count(*call.getType());
  if (!supported) {
    reject(call, fmt::format("inline assembly is not supported: \"{}\"", assembly.getAsmString()),
           "use what specs/kernel/ has for it (smp_mb, cpu_relax, xchg ...), or write it in C");
    return define(call, Scalars(scalar_count(*call.getType())));
  }
  if (!call.getType()->isVoidTy()) define(call, std::move(outputs));
  emit(program::Invoke{program::Primitive::Barrier, std::nullopt, {}, ""});
}

} // namespace walkcheck::frontend
