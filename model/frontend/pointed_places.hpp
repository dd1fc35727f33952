// SPDX-License-Identifier: GPL-2.0-only
// Finds where a pointer may lead, as far as the text tells. LLVM's pointers have no type. But
// variables have one, and so has the origin of a pointer: a variable, a member, an element, a call.
// Entry point: PlaceFinder::find().
#pragma once

#include "model/frontend/debug_types.hpp"

#include <llvm/ADT/SmallPtrSet.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace llvm {
class CallBase;
class DataLayout;
class GEPOperator;
class Instruction;
class Module;
class Operator;
class Type;
class User;
class Value;
} // namespace llvm

namespace walkcheck::frontend {

struct Place {
  // A variable, or a part of one, certainly has its type; a pointer may have been cast.
  enum class Known : std::uint8_t { ByPointer, AsLocal, AsVariable };

  const llvm::DIType* declared;   // the type around the place; null if only LLVM's type is known
  llvm::Type* laid_out = nullptr; // LLVM's type, if `declared` is null
  std::uint64_t offset = 0;
  std::uint64_t part = 0; // bytes of the member or element that the text names; 0 if none
  Known known = Known::ByPointer;

  bool operator==(const Place&) const = default;
};

struct Places {
  std::vector<Place> all;
  bool or_others = false; // the pointer may lead elsewhere, too
};

class PlaceFinder {
public:
  explicit PlaceFinder(const llvm::Module& module);

  Places find(const llvm::Value& pointer);

  // The declared type of the function that is called; null if it is not known.
  const llvm::DISubroutineType* declared_function(const llvm::CallBase& call);

private:
  Places of(const llvm::Value& value);
  Places of_operator(const llvm::Operator& value);
  Places of_instruction(const llvm::Instruction& value);
  Places of_call(const llvm::CallBase& call);
  Places of_step(const llvm::GEPOperator& step);
  Places of_type(llvm::Type& type, Place::Known known) const;
  Places of_any(const llvm::User& value, unsigned first);
  Places held_at(const llvm::Value& address);
  std::optional<Places> stored_in(const llvm::Value& address);
  void start_at_structure(Places& places, const llvm::GEPOperator& step) const;

  const llvm::DataLayout& layout_;
  NamedStructures structures_;
  llvm::SmallPtrSet<const llvm::Value*, 16> under_way_;
  unsigned steps_ = 0;
};

} // namespace walkcheck::frontend
