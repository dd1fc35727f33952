// SPDX-License-Identifier: GPL-2.0-only
// What instructions leave in the status flags, and the conditions that are read from them. Entry
// point: condition(). Source: Intel SDM volume 1, section 3.4.3.1 and appendix B; volume 2, the
// "Flags Affected" of each instruction. A flag that an instruction leaves undefined has no value
// here, and neither has a condition that needs it.
#pragma once

#include <string_view>

namespace llvm {
class IRBuilderBase;
class Value;
} // namespace llvm

namespace walkcheck::frontend {

// Each of type i1, or null.
struct AssemblyFlags {
  llvm::Value* carry = nullptr;
  llvm::Value* zero = nullptr;
  llvm::Value* sign = nullptr;
  llvm::Value* overflow = nullptr;
};

// Of the suffix of set.. and of `=@cc..`, such as "e" or "nc"; null where it is not known.
llvm::Value* condition(llvm::IRBuilderBase& builder, const AssemblyFlags& flags,
                       std::string_view suffix);

// After a + b or a - b; after and, or, xor, test. The values have one integer type.
AssemblyFlags flags_of_sum(llvm::IRBuilderBase& builder, llvm::Value& a, llvm::Value& b,
                           llvm::Value& sum);
AssemblyFlags flags_of_difference(llvm::IRBuilderBase& builder, llvm::Value& a, llvm::Value& b,
                                  llvm::Value& difference);
AssemblyFlags flags_of_bits(llvm::IRBuilderBase& builder, llvm::Value& result);

} // namespace walkcheck::frontend
