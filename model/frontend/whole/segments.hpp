// SPDX-License-Identifier: GPL-2.0-only
// Pointers to address space 256, which x86-64 takes relative to gs.
#pragma once

namespace llvm {
class IRBuilderBase;
class Value;
} // namespace llvm

namespace walkcheck::frontend {

// The same address as a pointer without an address space, computed where the builder stands; null
// where it is not known. A pointer that has none is returned as it is.
llvm::Value* without_segment(llvm::IRBuilderBase& builder, llvm::Value& pointer);

} // namespace walkcheck::frontend
