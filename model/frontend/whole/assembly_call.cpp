// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/assembly_call.hpp"

#include "model/frontend/whole/per_cpu.hpp"
#include "model/frontend/whole/segments.hpp"

#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/Function.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace walkcheck::frontend {
namespace {

using Kind = AssemblyPlace::Kind;
using Constraint = llvm::InlineAsm::ConstraintInfo;

constexpr std::string_view kRegisterCodes = "rqQRlabcdSD";
constexpr std::string_view kImmediateCodes = "inseIJKLMNOZ";
// What changes nothing that is looked at here.
constexpr std::array<std::string_view, 5> kClobbers{"{memory}", "{cc}", "{dirflag}", "{fpsr}",
                                                    "{flags}"};

unsigned width_of(llvm::Type& type) {
  if (type.isPointerTy()) return 64;
  const unsigned bits = type.isIntegerTy() ? type.getIntegerBitWidth() : 0;
  return bits == 8 || bits == 16 || bits == 32 || bits == 64 ? bits : 0;
}

// The width that a modifier asks for, or `natural` without one; 0: unknown.
unsigned printed_width(char modifier, unsigned natural) {
  switch (modifier) {
  case 0: return natural;
  case 'b': return 8;
  case 'w': return 16;
  case 'k': return 32;
  case 'q': return 64;
  default: return 0;
  }
}

// {rax}, {eax} and {ax} are one.
std::string register_name(std::string_view code) {
  static constexpr std::array<std::string_view, 8> kNames{"ax", "bx", "cx", "dx",
                                                          "si", "di", "sp", "bp"};
  std::string_view name = code.substr(1, code.size() - 2);
  if (name.size() == 3 && (name[0] == 'r' || name[0] == 'e')) name.remove_prefix(1);
  return std::ranges::count(kNames, name) != 0 ? std::string(name) : std::string();
}

} // namespace

AssemblyCall::AssemblyCall(llvm::CallInst& call)
    : call_(call), aside_(llvm::BasicBlock::Create(call.getContext(), "", call.getFunction())),
      builder_(aside_) {
  builder_.SetCurrentDebugLocation(call.getDebugLoc());
  const auto& assembly = llvm::cast<llvm::InlineAsm>(*call.getCalledOperand());
  const auto constraints = assembly.ParseConstraints();
  results_ = static_cast<unsigned>(llvm::count_if(constraints, [](const Constraint& each) {
    return each.Type == llvm::InlineAsm::isOutput && !each.isIndirect;
  }));
  understood_ = llvm::all_of(constraints, [&](const Constraint& each) { return add(each); }) &&
                fixed_registers_differ();
}

AssemblyCall::~AssemblyCall() {
  if (aside_ == nullptr) return;
  while (!aside_->empty())
    aside_->back().eraseFromParent();
  aside_->eraseFromParent();
}

bool AssemblyCall::add(const Constraint& constraint) {
  if (constraint.Type == llvm::InlineAsm::isClobber) {
    clobbers_memory_ |= llvm::is_contained(constraint.Codes, "{memory}");
    return llvm::all_of(constraint.Codes, [](const std::string& code) {
      return std::ranges::count(kClobbers, code) != 0;
    });
  }
  if (constraint.Type == llvm::InlineAsm::isLabel || constraint.isMultipleAlternative ||
      constraint.isCommutative)
    return false;
  Slot slot;
  slot.output = constraint.Type == llvm::InlineAsm::isOutput;
  slot.early = constraint.isEarlyClobber;
  slot.indirect = constraint.isIndirect;
  if (slot.output && !slot.indirect) {
    slot.type = results_ == 1
                    ? call_.getType()
                    : llvm::cast<llvm::StructType>(call_.getType())->getElementType(outputs_++);
  } else {
    llvm::Value* argument = call_.getArgOperand(arguments_++);
    (slot.indirect ? slot.pointer : slot.value) = argument;
    if (!slot.indirect) slot.type = argument->getType();
  }
  if (slot.type != nullptr) slot.bits = width_of(*slot.type);
  if (!add_codes(slot, constraint)) return false;
  slots_.push_back(std::move(slot));
  return true;
}

bool AssemblyCall::add_codes(Slot& slot, const Constraint& constraint) {
  for (const std::string& code : constraint.Codes) {
    const bool single = code.size() == 1;
    if (std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; })) {
      if (constraint.Codes.size() != 1 || !tie(slot, code)) return false;
    } else if (code.starts_with("{@cc")) {
      if (!slot.output || slot.indirect || constraint.Codes.size() != 1) return false;
      slot.condition = code.substr(4, code.size() - 5);
    } else if (code.starts_with("{")) {
      slot.in_register = true;
      slot.fixed = register_name(code);
      if (slot.fixed.empty() || constraint.Codes.size() != 1) return false;
    } else if (single && kRegisterCodes.find(code) != std::string_view::npos) {
      slot.in_register = true;
    } else if (single && kImmediateCodes.find(code) != std::string_view::npos) {
      slot.immediate = true;
      slot.codes += code;
    } else if (code == "m") {
      slot.memory = true;
    } else if (code == "p") {
      slot.address = true;
    } else {
      return false;
    }
  }
  // Where its value is in memory, that is where the instruction finds it, or as good as.
  return !slot.indirect || slot.memory;
}

// An input that is in the register of an output.
bool AssemblyCall::tie(Slot& slot, const std::string& code) {
  const unsigned to = static_cast<unsigned>(std::stoul(code));
  if (slot.output || slot.indirect || to >= slots_.size()) return false;
  Slot& output = slots_[to];
  const bool fits = output.output && !output.indirect && output.condition.empty() &&
                    output.value == nullptr && output.bits == slot.bits && slot.bits != 0;
  if (!fits) return false;
  output.value = slot.value;
  slot.same = to;
  return true;
}

// An input that is in the register of an output and does not say so would be another register here.
bool AssemblyCall::fixed_registers_differ() const {
  for (std::size_t i = 0; i < slots_.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (!slots_[i].fixed.empty() && slots_[i].fixed == slots_[j].fixed) return false;
  return true;
}

std::optional<AssemblyPlace> AssemblyCall::in_memory(unsigned slot, llvm::Value& pointer, bool gs) {
  llvm::Value* plain = without_segment(builder_, pointer);
  if (plain == nullptr) return std::nullopt;
  // The template says which segment an instruction uses, whatever the operand's type is.
  return AssemblyPlace{Kind::Memory, slot, 0, gs ? at_this_cpu(builder_, *plain) : plain, 0};
}

// A pointer that is no value here but an address; and a symbol that is written as one.
std::optional<AssemblyPlace> AssemblyCall::addressed(unsigned index, char modifier, bool gs) {
  const Slot& slot = slots_[index];
  const bool plain = slot.address && !slot.immediate && (modifier == 0 || modifier == 'P');
  const bool symbol = slot.immediate && !slot.address && (modifier == 'a' || modifier == 'P');
  const bool known = (plain || symbol) && !slot.in_register && !slot.memory && !slot.output &&
                     slot.type->isPointerTy();
  return known ? in_memory(index, *slot.value, gs) : std::nullopt;
}

std::optional<AssemblyPlace> AssemblyCall::place(const AssemblyOperand& operand) {
  if (operand.kind == AssemblyOperand::Kind::Number)
    return AssemblyPlace{Kind::Constant, 0, 0, nullptr, operand.number};
  if (operand.kind != AssemblyOperand::Kind::Reference || operand.index >= slots_.size())
    return std::nullopt;
  const unsigned index = slots_[operand.index].same.value_or(operand.index);
  Slot& slot = slots_[index];
  const char modifier = operand.modifier;
  if (!slot.condition.empty()) return std::nullopt;
  // The width of a register is nothing to memory; "P" only says how its address is written.
  if (slot.indirect)
    return modifier == 'P' || printed_width(modifier, 8) != 0
               ? in_memory(index, *slot.pointer, operand.gs)
               : std::nullopt;
  if (operand.gs || modifier == 'a' || modifier == 'P' || slot.address)
    return addressed(index, modifier, operand.gs);
  const unsigned printed = printed_width(modifier, slot.bits);
  if (printed == 0 || slot.bits == 0) return std::nullopt;
  if (!slot.in_register && !slot.memory)
    if (const auto number = constant(index))
      return AssemblyPlace{Kind::Constant, index, 0, nullptr, *number};
  return AssemblyPlace{Kind::Register, index, printed, nullptr, 0};
}

std::optional<AssemblyPlace> AssemblyCall::accumulator() const {
  for (unsigned i = 0; i < slots_.size(); ++i)
    if (slots_[i].fixed == "ax" && slots_[i].output)
      return AssemblyPlace{Kind::Register, i, slots_[i].bits, nullptr, 0};
  return std::nullopt;
}

} // namespace walkcheck::frontend
