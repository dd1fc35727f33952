// SPDX-License-Identifier: GPL-2.0-only
// x86-64 inline assembly of a kernel's own files, replaced by IR instructions of the same meaning.
//
// What is not understood to the last operand is left as it is, and nothing is said of it: a wrong
// replacement would be a wrong verdict, and what is left can be refused where it is reached. The
// files behind this one: assembly_text (what the template says), assembly_call (its operands, one
// call at a time), assembly_rows (what each instruction does), assembly_flags (what it leaves in
// the flags), assembly_sections (what a template says outside the code).
#pragma once

namespace llvm {
class Module;
} // namespace llvm

namespace walkcheck::frontend {

// In every function with a body. An instruction with a lock prefix, and an exchange with memory,
// becomes one atomic access; any other access to memory a volatile load, a volatile store, or both.
// What is relative to `%gs:` is where at_this_cpu() in per_cpu.hpp says. Statements with labels
// (asm goto) are left.
void replace_assembly(llvm::Module& module);

// What the statements for BUG() and WARN() become calls of. They are declared, and have no body.
inline constexpr const char* kKernelBug = "__walkcheck_bug";
inline constexpr const char* kKernelWarning = "__walkcheck_warn";

// The same for accesses through pointers to address space 256, which is relative to gs as well
// (clang's language extensions, "Memory references to specified segments"): they become accesses
// of what is at_this_cpu(), and variables that hold such pointers hold them without a segment. A
// pointer that comes from a call or goes to one is left, behind a cast. To be run before
// replace_assembly().
void replace_segments(llvm::Module& module);

} // namespace walkcheck::frontend
