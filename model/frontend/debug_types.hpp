// SPDX-License-Identifier: GPL-2.0-only
// Types as clang's debug information describes them. LLVM's own types say neither what a pointer
// points to nor what a union consists of.
#pragma once

#include <llvm/ADT/STLFunctionalExtras.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace llvm {
class AllocaInst;
class DICompositeType;
class DIDerivedType;
class DILocalVariable;
class DISubroutineType;
class DIType;
class GlobalVariable;
class Module;
class StructType;
} // namespace llvm

namespace walkcheck::frontend {

// The type without typedefs and qualifiers; null for void.
const llvm::DIType* bare(const llvm::DIType* type);

std::uint64_t bytes_of(const llvm::DIType& type);

bool is_structure(const llvm::DIType& type); // or a union

// Null if the type is not a pointer, or a pointer to void.
const llvm::DIType* pointed_to(const llvm::DIType* written);

// The array without a fixed length at the end of a structure; null if it has none.
const llvm::DIDerivedType* flexible_member(const llvm::DIType& type);

// The debug information's variable that has this place; null if there is none.
const llvm::DILocalVariable* declared_variable(const llvm::AllocaInst& alloca);
const llvm::DIType* declared_type(const llvm::AllocaInst& alloca);
const llvm::DIType* declared_type(const llvm::GlobalVariable& variable);

// Descends into the parts of the type that contain `offset`, including all alternatives of a union.
// Calls `meet` with each part and the offset within it; where `meet` returns true, it goes no
// deeper. An offset beyond the type is taken to be in the next element of a row. Returns whether
// `meet` returned true for any part.
using MeetPart = llvm::function_ref<bool(const llvm::DIType& part, std::uint64_t offset)>;
bool descend(const llvm::DIType& type, std::uint64_t offset, MeetPart meet);

// The structures of a module by the names that LLVM gives them.
class NamedStructures {
public:
  explicit NamedStructures(const llvm::Module& module);

  // Finds more than one if functions have structures of the same name and size.
  std::vector<const llvm::DIType*> find(const llvm::StructType& type, std::uint64_t bytes) const;

private:
  std::map<std::string, std::vector<const llvm::DIType*>> named_;
};

} // namespace walkcheck::frontend
