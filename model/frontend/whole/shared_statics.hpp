// SPDX-License-Identifier: GPL-2.0-only
// Which variables of kernel files all CPUs share, and which each has. Entry points: name_statics(),
// before files are linked, and is_per_cpu().
#pragma once

#include <string>

namespace llvm {
class GlobalVariable;
class Module;
} // namespace llvm

namespace walkcheck::frontend {

// A static variable is one for all CPUs, as are all of a kernel's: it gets a name that no other
// file's has, and that is the same in the program of every CPU: "mm/gup.c:120:name". What is static
// in a header, or in a spec behind the file, is each file's own:
// "mm/gup.c:include/linux/mm.h:80:name". Strings have no name and stay each program's own.
void name_statics(llvm::Module& file, const std::string& file_name);

// Whether each CPU has its own, as what DEFINE_PER_CPU() makes.
bool is_per_cpu(const llvm::GlobalVariable& variable);

} // namespace walkcheck::frontend
