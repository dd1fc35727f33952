// SPDX-License-Identifier: GPL-2.0-only
// What linking decides in a kernel and cannot be decided here, as only some of its files are there.
// Entry point: settle_linkage().
#pragma once

namespace llvm {
class Module;
} // namespace llvm

namespace walkcheck::frontend {

// A weak function or variable is only declared from here on: a file that is not there may define it
// in another way. What is not reached goes with whatever it reaches: it need not be kept for
// others.
void settle_linkage(llvm::Module& module);

} // namespace walkcheck::frontend
