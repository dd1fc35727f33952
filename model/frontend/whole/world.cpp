// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/world.hpp"

#include "model/frontend/whole/questions.hpp"

#include <llvm/ADT/APInt.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Module.h>

#include <algorithm>

namespace walkcheck::frontend {
namespace {

// What wc_world, wc_given() and wc_struct_pages in specs/tree/world.h put variables into.
constexpr const char* kWorldSection = ".walkcheck.world";
constexpr const char* kGivenSection = ".walkcheck.given";
constexpr const char* kPagesSection = ".walkcheck.pages";

// The fields of struct wc_given behind its first.
constexpr unsigned kBytes = 1, kStride = 2, kCount = 3;

} // namespace

Given find_given(const llvm::Module& module) {
  Given given;
  for (const llvm::GlobalVariable& mark : module.globals()) {
    if (mark.getSection() != kGivenSection || !mark.hasInitializer()) continue;
    const llvm::Constant* at = mark.getInitializer()->getAggregateElement(0U);
    const auto number = [&](unsigned field) {
      const auto* value = llvm::dyn_cast_or_null<llvm::ConstantInt>(
          mark.getInitializer()->getAggregateElement(field));
      return value == nullptr ? 0 : value->getZExtValue();
    };
    if (at == nullptr) continue;
    llvm::APInt offset(64, 0);
    const llvm::Value* base = at->stripAndAccumulateConstantOffsets(module.getDataLayout(), offset,
                                                                    /*AllowNonInbounds=*/true);
    if (const auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(base))
      for (std::uint64_t i = 0; i < number(kCount); ++i)
        given[variable->getName().str()].push_back(
            {8 * (offset.getZExtValue() + i * number(kStride)), 8 * number(kBytes)});
  }
  return given;
}

bool is_of_world(const llvm::GlobalVariable& variable) {
  return variable.getSection().ends_with(kWorldSection) || is_open(variable);
}

bool is_of_pages(const llvm::GlobalVariable& variable) {
  return variable.getSection().starts_with(kPagesSection);
}

// Its section says how many are before it, and how many it has: the type of an initialised array is
// not always one.
std::uint64_t offset_of_pages(const llvm::GlobalVariable& variable, std::uint64_t bytes) {
  llvm::StringRef section = variable.getSection();
  std::uint64_t before = 0, pages = 0;
  section.consume_front(kPagesSection);
  section.consume_front(".");
  section.consumeInteger(10, before);
  section.consume_front(".");
  section.consumeInteger(10, pages);
  return pages == 0 ? 0 : before * (bytes / pages);
}

std::vector<program::Extent> all_but(std::uint64_t bits,
                                     const std::vector<program::Extent>& given) {
  std::vector<program::Extent> sorted = given;
  std::ranges::sort(sorted);
  std::vector<program::Extent> missing;
  std::uint64_t next = 0;
  for (const program::Extent& extent : sorted) {
    if (extent.first > next) missing.push_back({next, extent.first - next});
    next = std::max(next, extent.first + extent.bits);
  }
  if (next < bits) missing.push_back({next, bits - next});
  return missing;
}

} // namespace walkcheck::frontend
