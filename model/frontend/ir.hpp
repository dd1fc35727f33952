// SPDX-License-Identifier: GPL-2.0-only
// Brings the module's IR into the shape that lowering expects: everything that can be inlined is
// inlined into the entries, locals are registers, and each remaining access to memory is one that
// the source makes. Entry point: prepare().
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

// `entries`: the functions that are called from outside; they stay functions.
void prepare(llvm::Module& module, const std::vector<llvm::Function*>& entries);

// --- The steps of prepare() that are ours, in their order --------------------------------------

// All functions but some: see inlining.cpp.
void mark_for_inlining(llvm::Module& module, const std::vector<llvm::Function*>& entries);

// Removes whatever says that something cannot happen: wrapping flags, attributes, ranges.
void erase_promises(llvm::Module& module);

// clang puts checks before operations that can be undefined. Keeps those that can only fail, and
// those of an index.
void keep_decided_checks(llvm::Module& module);
// Traps where an array's end is accessed, and not only pointed to. The use of an address is only
// known once functions have been inlined and locals are registers, so this has to run again then.
void trap_ends(llvm::Module& module);
inline constexpr const char* kElementMark = "walkcheck.element"; // on a checked element's address
// The arguments of llvm.ubsantrap: clang's numbers, and one of our own.
enum class Check : std::uint8_t {
  Division = 3,
  FloatCast = 5,
  Bounds = 18,
  Shift = 20,
  Overlap = 0xf0
};
Check check_of(const llvm::IntrinsicInst& trap);

// The operand of __builtin_constant_p() is not evaluated, so code that is only there for it is
// removed.
void drop_unevaluated(llvm::Module& module);

// A variable for which clang marks no lifetime lives as long as its block. This marks it.
void mark_scopes(llvm::Module& module);

// Operations that have no result for some operands become calls of which no pass knows anything.
// Those calls that turn out to have a result for all their operands become operations again.
void hide_partial_operations(llvm::Module& module);
void show_total_operations(llvm::Module& module);

// How far `to` is ahead of `from`, as a number. A difference of pointers would not do, as they may
// point to two objects.
llvm::Value* bytes_ahead(llvm::IRBuilderBase& builder, llvm::Value& to, llvm::Value& from);

// C does not define a copy between objects that overlap in part. A copy that may be one gets a
// check.
void trap_overlapping_copies(llvm::Module& module);

// A structure that is passed by value is not read in one go either, but member by member.
void read_structure_arguments(llvm::Module& module);

// Turns copies and fills into loads and stores, so that calls hide no accesses.
void expand_memory_intrinsics(llvm::Module& module);

// Marks plain accesses and makes them volatile: no pass may remove, merge or move them.
void pin_accesses(llvm::Module& module);
inline constexpr const char* kPlainMark = "walkcheck.plain";
// On a store that copies a part of a structure, including its padding.
inline constexpr const char* kCopyMark = "walkcheck.copy";

// Afterwards no access crosses from one word of 8 bytes into the next, or has an odd width.
void split_crossing_accesses(llvm::Module& module);

// Accesses that turned out to be only to locals do not count as accesses to the source's words.
void unpin_local_accesses(llvm::Module& module);

// Fills each local, where its lifetime begins, with a value of which no pass knows anything. Locals
// that may be accessed out of bounds, or out of their lifetime, are kept in memory.
void fill_locals(llvm::Module& module);
// The local's name in the source. Empty for locals that the compiler made, except compound
// literals.
std::string name_of_local(llvm::AllocaInst& alloca);
// Whether the instruction is such a filling, which only says that the local begins.
bool fills_local(const llvm::Instruction& instruction);
void keep_checked_locals(llvm::Module& module);

// The functions that such calls name. They are only declared, and have no other meaning.
inline constexpr const char* kHiddenPrefix = "wc.";           // wc.udiv.i64, wc.cttz.i32, wc.assume
inline constexpr const char* kUndefinedByte = "wc.undefined"; // its name is in kNameMark
inline constexpr const char* kKeep = "wc.keep";
inline constexpr const char* kUnplaced = "wc.unplaced"; // a variable; its name is in kNameMark
inline constexpr const char* kNameMark = "walkcheck.name";

} // namespace walkcheck::frontend
