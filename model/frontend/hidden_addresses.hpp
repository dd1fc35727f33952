// SPDX-License-Identifier: GPL-2.0-only
// Whether the address of a local may be kept in a form that is no address: in parts, as in a packed
// member, or computed with, as in a pointer whose lowest bits are marks. The machine finds what is
// an address, as a whole, wherever it is; it cannot find that.
// Entry point: may_hide_address().
#pragma once

namespace llvm {
class AllocaInst;
} // namespace llvm

namespace walkcheck::frontend {

bool may_hide_address(const llvm::AllocaInst& local);

} // namespace walkcheck::frontend
