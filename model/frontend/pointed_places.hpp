// SPDX-License-Identifier: GPL-2.0-only
// Where a pointer may lead, as far as the text tells: LLVM's pointers have no type, but variables
// have one, and so has what a pointer comes from: a variable, a member, an element, a call.
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
  // A variable, or a part of one, is what it is; a pointer may have been cast.
  enum class Known : std::uint8_t { ByPointer, AsLocal, AsVariable };

  const llvm::DIType* declared;   // what it is in; null where only LLVM's type is known
  llvm::Type* laid_out = nullptr; // then this
  std::uint64_t offset = 0;
  std::uint64_t part = 0; // bytes of the member or the element that the text names; 0: none
  Known known = Known::ByPointer;

  bool operator==(const Place&) const = default;
};

struct Places {
  std::vector<Place> all;
  bool or_others = false; // it may lead elsewhere too
};

class PlaceFinder {
public:
  explicit PlaceFinder(const llvm::Module& module);

  Places find(const llvm::Value& pointer);

  // What a function that is called is declared as; null if that is not known.
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
