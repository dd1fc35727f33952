// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/questions.hpp"

#include <fmt/format.h>
#include <llvm/ADT/APInt.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>

#include <set>
#include <string_view>

namespace walkcheck::frontend {
namespace {

constexpr const char* kOpenSection = ".walkcheck.open";
// include/linux/jump_label.h: its first member is the count.
constexpr const char* kKey = "struct.static_key";

// LLVM makes the names of equal ones different by a number.
bool is_key(const llvm::StructType& type) {
  if (!type.hasName() || !type.getName().starts_with(kKey)) return false;
  llvm::StringRef rest = type.getName().drop_front(std::string_view(kKey).size());
  return rest.empty() ||
         (rest.consume_front(".") && rest.find_first_not_of("0123456789") == llvm::StringRef::npos);
}

// What is only declared has no debug information, so these are LLVM's types.
void add_keys(llvm::Type& type, std::uint64_t offset, const llvm::DataLayout& layout,
              std::vector<std::uint64_t>& found) {
  if (auto* structure = llvm::dyn_cast<llvm::StructType>(&type)) {
    if (structure->isOpaque()) return;
    if (is_key(*structure)) return found.push_back(offset);
    for (unsigned i = 0; i < structure->getNumElements(); ++i)
      add_keys(*structure->getElementType(i),
               offset + layout.getStructLayout(structure)->getElementOffset(i).getFixedValue(),
               layout, found);
  } else if (auto* array = llvm::dyn_cast<llvm::ArrayType>(&type)) {
    const std::uint64_t each = layout.getTypeAllocSize(array->getElementType()).getFixedValue();
    std::vector<std::uint64_t> of_one;
    add_keys(*array->getElementType(), 0, layout, of_one);
    if (of_one.empty()) return;
    for (std::uint64_t i = 0; i < array->getNumElements(); ++i)
      for (const std::uint64_t key : of_one)
        found.push_back(offset + i * each + key);
  }
}

} // namespace

bool is_open(const llvm::GlobalVariable& variable) {
  return variable.getSection() == kOpenSection;
}

std::vector<program::Question> keys_in(const llvm::GlobalVariable& variable) {
  std::vector<std::uint64_t> offsets;
  add_keys(*variable.getValueType(), 0, variable.getParent()->getDataLayout(), offsets);
  std::vector<program::Question> keys;
  const std::string name = "static key " + variable.getName().str();
  for (const std::uint64_t offset : offsets)
    keys.push_back({offset, offset == 0 ? name : fmt::format("{} + {}", name, offset)});
  return keys;
}

Opened opened(const llvm::Module& module) {
  constexpr std::uint64_t kBytes = 4;
  std::map<std::string, std::set<std::uint64_t>> read;
  for (const llvm::Function& function : module)
    for (const llvm::Instruction& each : llvm::instructions(function)) {
      const auto* load = llvm::dyn_cast<llvm::LoadInst>(&each);
      if (load == nullptr) continue;
      llvm::APInt offset(64, 0);
      const auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(
          load->getPointerOperand()->stripAndAccumulateConstantOffsets(module.getDataLayout(),
                                                                       offset, true));
      if (variable != nullptr && is_open(*variable))
        read[variable->getName().str()].insert(offset.getZExtValue());
    }
  Opened opened;
  for (const auto& [name, offsets] : read)
    for (const std::uint64_t offset : offsets)
      if (offset % kBytes == 0)
        opened[name].push_back({offset, fmt::format("{}[{}]", name, offset / kBytes)});
  return opened;
}

} // namespace walkcheck::frontend
