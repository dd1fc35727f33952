// SPDX-License-Identifier: GPL-2.0-only
// Loops that the front end puts in for what C has as one operation: a scenario's bound on loops is
// for those of the text, so these are not counted. Each ends by itself.
#pragma once

#include <functional>

namespace llvm {
class Instruction;
class IRBuilderBase;
class Value;
} // namespace llvm

namespace walkcheck::frontend {

// On the branch that closes such a loop.
inline constexpr const char* kUncounted = "walkcheck.uncounted";
void mark_uncounted(llvm::Instruction& branch);

// Before `at`: for (i = 0; i < count; i++) body(builder, i).
void splice_loop(llvm::Instruction& at, llvm::Value& count,
                 const std::function<void(llvm::IRBuilderBase&, llvm::Value&)>& body);

} // namespace walkcheck::frontend
