// SPDX-License-Identifier: GPL-2.0-only
// Loops that the front end adds for what is one operation in C. A scenario's bound on loops applies
// to those of the text, so these are not counted. Each of them ends by itself. Entry point:
// splice_loop().
#pragma once

#include <functional>

namespace llvm {
class Instruction;
class IRBuilderBase;
class Value;
} // namespace llvm

namespace walkcheck::frontend {

// A mark on the branch that closes such a loop.
inline constexpr const char* kUncounted = "walkcheck.uncounted";
void mark_uncounted(llvm::Instruction& branch);

// Puts this before `at`: for (i = 0; i < count; i++) body(builder, i).
void splice_loop(llvm::Instruction& at, llvm::Value& count,
                 const std::function<void(llvm::IRBuilderBase&, llvm::Value&)>& body);

} // namespace walkcheck::frontend
