// SPDX-License-Identifier: GPL-2.0-only
// Variables with static storage: their initial bytes, and the addresses in them, which linking
// fills in.
#include "model/frontend/bit_fields.hpp"
#include "model/frontend/declared_type.hpp"
#include "model/frontend/members.hpp"
#include "model/frontend/module_lowering.hpp"
#include "model/frontend/whole/per_cpu.hpp"
#include "model/frontend/whole/the_trees.hpp"
#include "model/frontend/whole/world.hpp"

#include <fmt/format.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/GlobalAlias.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Operator.h>

#include <algorithm>

namespace walkcheck::frontend {
namespace {

void write_bits(const llvm::APInt& bits, std::uint64_t offset, program::Global& global) {
  for (unsigned i = 0; i * 8 < bits.getBitWidth(); ++i) {
    const unsigned width = std::min(8U, bits.getBitWidth() - i * 8);
    global.initial.at(offset + i) =
        static_cast<std::uint8_t>(bits.extractBitsAsZExtValue(width, i * 8));
  }
}

// The section into which __wc_sptes in specs/kernel/primitives.h puts a variable.
constexpr const char* kSptesSection = ".walkcheck.sptes";

program::Storage storage_of(const llvm::GlobalVariable& variable) {
  if (is_per_cpu(variable)) return program::Storage::PerCpu;
  return is_of_pages(variable) ? program::Storage::Pages : program::Storage::Anywhere;
}

// All of these bits, in what the variable is initialised to.
bool is_zero(const program::Global& global, const program::Extent& bits) {
  for (std::uint64_t bit = bits.first; bit < bits.first + bits.bits; ++bit)
    if (bit / 8 < global.initial.size() && (global.initial[bit / 8] >> (bit % 8) & 1) != 0)
      return false;
  return true;
}

std::string plain_name(llvm::StringRef name) {
  name.consume_front("\1"); // marks an asm label, which is used as it is
  return name.str();
}

} // namespace

void ModuleLowering::lower_global(std::uint32_t index) {
  llvm::GlobalVariable& variable = *globals_[index];
  program::Global global;
  global.name = plain_name(variable.getName());
  global.local = variable.hasLocalLinkage();
  global.storage = storage_of(variable);
  global.declared = declaration_of(variable);
  global.constant = variable.isConstant() || global.declared.constant;
  global.alignment = variable.getAlign().valueOrOne().value();
  // A variable in a section is never common, so it cannot be told whether somebody wrote its zero.
  global.initialised = variable.hasInitializer() && !variable.hasCommonLinkage() &&
                       !(variable.hasSection() && variable.getInitializer()->isNullValue());
  global.sptes = variable.getSection() == kSptesSection;
  global.bytes = layout().getTypeAllocSize(variable.getValueType()).getFixedValue();
  if (global.storage == program::Storage::Pages)
    global.pages_offset = offset_of_pages(variable, global.bytes);
  global.initial.assign(global.bytes, 0);
  initialised_.clear();
  if (variable.hasInitializer()) write_constant(*variable.getInitializer(), 0, global);
  note_not_given(variable, global);
  note_questions(variable, global);
  global.members = members_of(variable);
  program_.globals[index] = std::move(global);
}

void ModuleLowering::note_not_given(const llvm::GlobalVariable& variable, program::Global& global) {
  const bool is_open = !variable.hasInitializer() || may_have_changed(variable);
  if (!is_open && !is_of_world(variable)) return;
  std::vector<program::Extent> given;
  if (const auto marked = texts_.given.find(global.name); marked != texts_.given.end())
    given = marked->second;
  if (!is_open) {
    std::vector<program::Extent> open;
    for (const program::Extent& field : bit_fields_of(variable))
      if (is_zero(global, field)) open.push_back(field);
    for (const program::Extent& initialised : all_but(8 * global.bytes, initialised_))
      open.push_back(initialised);
    for (const program::Extent& initialised : all_but(8 * global.bytes, open))
      given.push_back(initialised);
  }
  for (const program::Extent& missing : all_but(8 * global.bytes, given))
    global.not_given.push_back(missing);
}

// Of those whose value is not given.
void ModuleLowering::note_questions(const llvm::GlobalVariable& variable,
                                    program::Global& global) const {
  std::vector<program::Question> possible = keys_in(variable);
  if (const auto ours = texts_.opened.find(global.name); ours != texts_.opened.end())
    possible = ours->second;
  for (program::Question& question : possible) {
    const program::Extent bits{8 * question.offset, 32};
    const auto is_open = [&](const program::Extent& missing) {
      return missing.first <= bits.first && bits.first + bits.bits <= missing.first + missing.bits;
    };
    if (!std::ranges::any_of(global.not_given, is_open)) continue;
    std::vector<program::Extent> given = all_but(8 * global.bytes, global.not_given);
    given.push_back(bits);
    global.not_given = all_but(8 * global.bytes, given);
    global.questions.push_back(std::move(question));
  }
}

void ModuleLowering::write_constant(const llvm::Constant& constant, std::uint64_t offset,
                                    program::Global& global) {
  llvm::Type* type = constant.getType();
  if (constant.isNullValue() || llvm::isa<llvm::UndefValue>(constant)) return; // padding is zero
  if (!type->isAggregateType())
    initialised_.push_back({8 * offset, 8 * layout().getTypeStoreSize(type).getFixedValue()});
  if (const auto* integer = llvm::dyn_cast<llvm::ConstantInt>(&constant))
    return write_bits(integer->getValue(), offset, global);
  if (const auto* number = llvm::dyn_cast<llvm::ConstantFP>(&constant))
    return write_bits(number->getValueAPF().bitcastToAPInt(), offset, global);
  if (type->isPointerTy() || llvm::isa<llvm::ConstantExpr>(constant))
    return write_address(constant, offset, global);
  auto* structure = llvm::dyn_cast<llvm::StructType>(type);
  auto* array = llvm::dyn_cast<llvm::ArrayType>(type);
  if (structure == nullptr && array == nullptr)
    return write_unknown({8 * offset, 8 * layout().getTypeAllocSize(type).getFixedValue()},
                         fmt::format("the initial value of {} is a vector", global.name),
                         "use integers and pointers", global);
  const std::uint64_t elements =
      structure != nullptr ? structure->getNumElements() : array->getNumElements();
  for (unsigned i = 0; i < elements; ++i) {
    const std::uint64_t at =
        structure != nullptr
            ? layout().getStructLayout(structure)->getElementOffset(i).getFixedValue()
            : i * layout().getTypeAllocSize(array->getElementType()).getFixedValue();
    write_constant(*constant.getAggregateElement(i), offset + at, global);
  }
}

void ModuleLowering::write_unknown(program::Extent extent, std::string cause, std::string remedy,
                                   program::Global& global) {
  if (!is_whole()) return reject(nullptr, std::move(cause), std::move(remedy));
  global.not_given.push_back(extent);
}

void ModuleLowering::write_address(const llvm::Constant& constant, std::uint64_t offset,
                                   program::Global& global) {
  const llvm::Constant* base = &constant;
  if (const auto* cast = llvm::dyn_cast<llvm::ConstantExpr>(base);
      cast != nullptr && cast->getOpcode() == llvm::Instruction::PtrToInt)
    base = cast->getOperand(0);
  const bool whole = layout().getTypeStoreSize(constant.getType()).getFixedValue() == 8;
  llvm::APInt addend(64, 0);
  const llvm::Value* target =
      base->getType()->isPointerTy()
          ? base->stripAndAccumulateConstantOffsets(layout(), addend, /*AllowNonInbounds=*/true)
          : nullptr;
  if (const auto* alias = llvm::dyn_cast_or_null<llvm::GlobalAlias>(target))
    target = alias->getAliaseeObject();
  // Null, if nothing in the kernel defines it.
  if (const auto* symbol = llvm::dyn_cast_or_null<llvm::GlobalValue>(target);
      symbol != nullptr && symbol->hasExternalWeakLinkage())
    target = nullptr;
  program::Relocation relocation{offset, {}, addend.getZExtValue()};
  if (auto* function = llvm::dyn_cast_or_null<llvm::Function>(target); function && whole) {
    relocation.target = address_of(*const_cast<llvm::Function*>(function), nullptr);
  } else if (auto* variable = llvm::dyn_cast_or_null<llvm::GlobalVariable>(target);
             variable && whole) {
    relocation.target = address_of(*const_cast<llvm::GlobalVariable*>(variable), nullptr);
  } else if (const auto* cast = llvm::dyn_cast<llvm::ConstantExpr>(base);
             cast != nullptr && cast->getOpcode() == llvm::Instruction::IntToPtr &&
             llvm::isa<llvm::ConstantInt>(cast->getOperand(0))) {
    return write_bits(
        llvm::cast<llvm::ConstantInt>(cast->getOperand(0))->getValue().zextOrTrunc(64), offset,
        global);
  } else {
    return write_unknown(
        {8 * offset, 64},
        fmt::format("the initial value of {} needs arithmetic on addresses", global.name),
        "compute it at the start of the entry function", global);
  }
  global.relocations.push_back(relocation);
}

} // namespace walkcheck::frontend
