// SPDX-License-Identifier: GPL-2.0-only
// The statics of kernel files, which are one for all CPUs. Entry point: name_statics(), before
// files are linked.
#pragma once

#include <string>

namespace llvm {
class Module;
} // namespace llvm

namespace walkcheck::frontend {

// A static variable is one for all CPUs, as are all of a kernel's: it gets a name that no other
// file's has, and that is the same in the program of every CPU: "mm/gup.c:120:name". What is static
// in a header, or in a spec behind the file, is each file's own:
// "mm/gup.c:include/linux/mm.h:80:name". Strings and constant literals
// have no name and stay each program's own; to access another literal ends the run.
void name_statics(llvm::Module& file, const std::string& file_name);

} // namespace walkcheck::frontend
