// SPDX-License-Identifier: GPL-2.0-only
// Types as clang's debug information has them: LLVM's own say neither what a pointer points to nor
// what a union consists of.
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

// Without typedefs and qualifiers; null for void.
const llvm::DIType* bare(const llvm::DIType* type);

std::uint64_t bytes_of(const llvm::DIType& type);

bool is_structure(const llvm::DIType& type); // or a union

// Null where it is no pointer, or one to void.
const llvm::DIType* pointed_to(const llvm::DIType* written);

// Of a structure that ends in an array of any length: this one.
const llvm::DIDerivedType* flexible_member(const llvm::DIType& type);

// What the debug information says of the variable that has this place; null where it is none.
const llvm::DILocalVariable* declared_variable(const llvm::AllocaInst& alloca);
const llvm::DIType* declared_type(const llvm::AllocaInst& alloca);
const llvm::DIType* declared_type(const llvm::GlobalVariable& variable);

// Goes through the parts that `offset` is in, of the type first and of each alternative of a union,
// as far as `meet` says: it gets a part and where in it the offset is, and stops where it returns
// true. What lies behind the end is in the next of a row. Returns whether it stopped anywhere.
using MeetPart = llvm::function_ref<bool(const llvm::DIType& part, std::uint64_t offset)>;
bool descend(const llvm::DIType& type, std::uint64_t offset, MeetPart meet);

// The structures of a module by the names that LLVM has for them.
class NamedStructures {
public:
  explicit NamedStructures(const llvm::Module& module);

  // More than one where functions have structures of the same name and size.
  std::vector<const llvm::DIType*> find(const llvm::StructType& type, std::uint64_t bytes) const;

private:
  std::map<std::string, std::vector<const llvm::DIType*>> named_;
};

} // namespace walkcheck::frontend
