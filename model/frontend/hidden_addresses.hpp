// SPDX-License-Identifier: GPL-2.0-only
// Tells whether the address of a local may be kept in a form that is not an address: in parts, as
// in a packed member, or computed with, as in a pointer whose lowest bits are marks. The machine
// finds a whole address wherever it is, but not such a form. Entry point: may_hide_address().
#pragma once

namespace llvm {
class AllocaInst;
} // namespace llvm

namespace walkcheck::frontend {

bool may_hide_address(const llvm::AllocaInst& local);

} // namespace walkcheck::frontend
