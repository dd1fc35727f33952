// SPDX-License-Identifier: GPL-2.0-only
// Static keys that no file here defines. Entry point: open_unknown_keys().
#pragma once

namespace llvm {
class Module;
} // namespace llvm

namespace walkcheck::frontend {

// What asks for such a key, once apply_cuts() has run, calls __walkcheck_unknown_key() instead,
// which explores both answers: specs/tree/features.c.
void open_unknown_keys(llvm::Module& module);

} // namespace walkcheck::frontend
