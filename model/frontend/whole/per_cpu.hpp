// SPDX-License-Identifier: GPL-2.0-only
// Per-CPU variables. The address of one is that of no instance: an access relative to gs, and
// this_cpu_ptr(), add how far off the instance of this CPU is. Source: include/linux/percpu-defs.h,
// arch/x86/include/asm/percpu.h; program::per_cpu_offset() says how far.
#pragma once

namespace llvm {
class GlobalVariable;
class IRBuilderBase;
class Value;
} // namespace llvm

namespace walkcheck::frontend {

// PER_CPU_BASE_SECTION and its suffixes.
bool is_per_cpu(const llvm::GlobalVariable& variable);

// Where this CPU has what others have at other places: the pointer, relative to gs.
llvm::Value* at_this_cpu(llvm::IRBuilderBase& builder, llvm::Value& pointer);

} // namespace walkcheck::frontend
