// SPDX-License-Identifier: GPL-2.0-only
// The module's IR brought into the shape that lowering expects: everything that can be is inlined
// into the entries, locals are registers, and each access to memory that is left is one that the
// source makes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace llvm {
class AllocaInst;
class Function;
class IRBuilderBase;
class Instruction;
class IntrinsicInst;
class LLVMContext;
class Module;
class Value;
} // namespace llvm

namespace walkcheck::frontend {

std::unique_ptr<llvm::Module> parse_bitcode(const std::string& bitcode, llvm::LLVMContext& context);

// `entries`: what is run from outside; they stay functions.
void prepare(llvm::Module& module, const std::vector<llvm::Function*>& entries);

// --- The steps of prepare() that are ours, in their order --------------------------------------

// What says that something cannot happen is taken away: wrapping flags, attributes, ranges.
void erase_promises(llvm::Module& module);

// Of the checks that clang puts before operations that can be undefined, those that can only fail
// are kept, and those of an index.
void keep_decided_checks(llvm::Module& module);
// What is accessed at the end of an array, and not only pointed to. It is known where an address
// goes when functions have been inlined and locals are registers: to be run again then.
void trap_ends(llvm::Module& module);
inline constexpr const char* kElementMark = "walkcheck.element"; // on the address of a checked one
// What llvm.ubsantrap is called with: clang's numbers, and one of ours.
enum class Check : std::uint8_t {
  Division = 3,
  FloatCast = 5,
  Bounds = 18,
  Shift = 20,
  Overlap = 0xf0
};
Check check_of(const llvm::IntrinsicInst& trap);

// The operand of __builtin_constant_p() is not evaluated: what is only there for it goes.
void drop_unevaluated(llvm::Module& module);

// What clang marks no lifetime of lives as long as its block.
void mark_scopes(llvm::Module& module);

// Operations that have no result for some operands become calls that no pass knows anything of; of
// those for which this turned out to be impossible, operations again.
void hide_partial_operations(llvm::Module& module);
void show_total_operations(llvm::Module& module);

// How far `to` is ahead of `from`, as a number: no difference of pointers, for they may be of two
// objects.
llvm::Value* bytes_ahead(llvm::IRBuilderBase& builder, llvm::Value& to, llvm::Value& from);

// C defines no copy between objects that overlap in part: one that could be it is checked.
void trap_overlapping_copies(llvm::Module& module);

// Nor is a structure that is passed by value read in one go.
void read_structure_arguments(llvm::Module& module);

// Copies and fills become loads and stores, so that no access hides in a call.
void expand_memory_intrinsics(llvm::Module& module);

// Plain accesses are marked and made volatile: no pass may remove, merge or move them.
void pin_accesses(llvm::Module& module);
inline constexpr const char* kPlainMark = "walkcheck.plain";
// On a store: it copies a part of a structure, padding and all.
inline constexpr const char* kCopyMark = "walkcheck.copy";

// No access that is left crosses from one word of 8 bytes into the next, or has an odd width.
void split_crossing_accesses(llvm::Module& module);

// Accesses that turned out to be to locals alone are no accesses of the source's words.
void unpin_local_accesses(llvm::Module& module);

// Each local is filled with a value that no pass knows anything of where its lifetime begins; those
// that may be accessed out of bounds, or out of their lifetime, are kept in memory.
void fill_locals(llvm::Module& module);
// As the source calls it; empty for what the compiler made, but for compound literals.
std::string name_of_local(llvm::AllocaInst& alloca);
// Whether it is such a filling, which says nothing but that the local begins.
bool fills_local(const llvm::Instruction& instruction);
void keep_checked_locals(llvm::Module& module);

// The functions that such calls are of: they are declared, and have no other meaning.
inline constexpr const char* kHiddenPrefix = "wc.";           // wc.udiv.i64, wc.cttz.i32, wc.assume
inline constexpr const char* kUndefinedByte = "wc.undefined"; // its name is in kNameMark
inline constexpr const char* kKeep = "wc.keep";
inline constexpr const char* kUnplaced = "wc.unplaced"; // a variable; its name is in kNameMark
inline constexpr const char* kNameMark = "walkcheck.name";

} // namespace walkcheck::frontend
