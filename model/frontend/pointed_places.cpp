// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/pointed_places.hpp"

#include <llvm/ADT/MapVector.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Operator.h>

#include <numeric>
#include <utility>

namespace walkcheck::frontend {
namespace {

using enum Place::Known;

constexpr unsigned kMostSteps = 2000; // for one pointer

Places unknown() {
  return {{}, true};
}

void add(std::vector<Place>& to, const std::vector<Place>& from) {
  for (const Place& each : from)
    if (!llvm::is_contained(to, each)) to.push_back(each);
}

void add(Places& to, const Places& from) {
  add(to.all, from.all);
  to.or_others |= from.or_others;
}

// A pointer to characters may point to anything, as one to void may.
bool is_character(const llvm::DIType& type) {
  return !is_structure(type) && bytes_of(type) == 1 && llvm::isa<llvm::DIBasicType>(type);
}

Places pointee(const llvm::DIType* type) {
  if (type == nullptr || is_character(*type)) return unknown();
  if (bytes_of(*type) == 0 && !llvm::isa<llvm::DISubroutineType>(type)) return unknown();
  return {{{type}}};
}

// The types of the pointers that may be at the place.
std::vector<const llvm::DIType*> pointers_at(const Place& place) {
  std::vector<const llvm::DIType*> found;
  if (place.declared == nullptr) return found;
  descend(*place.declared, place.offset, [&](const llvm::DIType& part, std::uint64_t offset) {
    if (offset != 0 || part.getTag() != llvm::dwarf::DW_TAG_pointer_type) return false;
    found.push_back(&part);
    return true;
  });
  return found;
}

// The place after a step of any multiple of `times`. Which element it is in does not matter.
std::optional<Place> element_of(const Place& place, std::uint64_t offset, std::uint64_t times) {
  std::optional<Place> found;
  descend(*place.declared, offset, [&](const llvm::DIType& part, std::uint64_t at) {
    const auto* array = llvm::dyn_cast<llvm::DICompositeType>(&part);
    const bool is_array = array != nullptr && part.getTag() == llvm::dwarf::DW_TAG_array_type;
    const llvm::DIType* one = is_array ? bare(array->getBaseType()) : &part;
    const std::uint64_t bytes = one == nullptr ? 0 : bytes_of(*one);
    const bool fits = bytes != 0 && times % bytes == 0 && (is_array || &part == place.declared);
    if (fits && !found) found = Place{one, nullptr, at % bytes, 0, place.known};
    return fits;
  });
  return found;
}

// The distance of a step: `constant`, and any multiple of `times`.
struct Distance {
  std::int64_t constant;
  std::uint64_t times; // 0: none
};

Distance distance_of(const llvm::GEPOperator& step, const llvm::DataLayout& layout) {
  const unsigned bits = layout.getIndexTypeSizeInBits(step.getType());
  llvm::MapVector<llvm::Value*, llvm::APInt> variables;
  llvm::APInt constant(bits, 0);
  if (!step.collectOffset(layout, bits, variables, constant)) return {0, 1};
  std::uint64_t times = 0;
  for (const auto& [variable, scale] : variables)
    times = std::gcd(times, scale.abs().getZExtValue());
  return {constant.getSExtValue(), times};
}

// Null if the step leads out of what is known, as in container_of().
std::optional<Place> moved(const Place& place, Distance distance) {
  const auto offset = static_cast<std::int64_t>(place.offset) + distance.constant;
  if (distance.constant < 0 && place.declared != nullptr) {
    const std::uint64_t bytes = bytes_of(*place.declared);
    const std::uint64_t back = static_cast<std::uint64_t>(-distance.constant);
    if (bytes != 0 && back % bytes == 0 && distance.times % bytes == 0) {
      Place same = place; // another element of a row
      same.part = 0;
      return same;
    }
  }
  if (offset < 0) return std::nullopt;
  if (distance.times != 0)
    return place.declared == nullptr
               ? std::nullopt
               : element_of(place, static_cast<std::uint64_t>(offset), distance.times);
  Place there = place;
  there.offset = static_cast<std::uint64_t>(offset);
  there.part = 0;
  return there;
}

// Whether only loads and stores know where the local is.
bool is_only_accessed(const llvm::AllocaInst& local) {
  return llvm::all_of(local.uses(), [](const llvm::Use& use) {
    const llvm::User* user = use.getUser();
    if (const auto* store = llvm::dyn_cast<llvm::StoreInst>(user))
      return store->getPointerOperand() == use.get();
    const auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(user);
    return llvm::isa<llvm::LoadInst>(user) ||
           (intrinsic != nullptr && intrinsic->isLifetimeStartOrEnd());
  });
}

} // namespace

PlaceFinder::PlaceFinder(const llvm::Module& module)
    : layout_(module.getDataLayout()), structures_(module) {}

Places PlaceFinder::find(const llvm::Value& pointer) {
  steps_ = 0;
  return of(pointer);
}

// A pointer that is computed from itself, as one that a loop advances, may lead anywhere in its
// object.
Places PlaceFinder::of(const llvm::Value& value) {
  if (llvm::isa<llvm::ConstantPointerNull, llvm::UndefValue>(value)) return {};
  if (++steps_ > kMostSteps || !under_way_.insert(&value).second) return unknown();
  Places found = unknown();
  if (const auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(&value)) {
    const llvm::DIType* type = bare(declared_type(*variable));
    found = type != nullptr ? Places{{{type, nullptr, 0, 0, AsVariable}}}
                            : of_type(*variable->getValueType(), AsVariable);
  } else if (const auto* argument = llvm::dyn_cast<llvm::Argument>(&value)) {
    llvm::Type* type = argument->getPointeeInMemoryValueType();
    if (type != nullptr) found = of_type(*type, AsLocal);
  } else if (const auto* step = llvm::dyn_cast<llvm::GEPOperator>(&value)) {
    found = of_step(*step);
  } else if (const auto* made = llvm::dyn_cast<llvm::Operator>(&value)) {
    found = of_operator(*made);
  }
  under_way_.erase(&value);
  return found;
}

Places PlaceFinder::of_operator(const llvm::Operator& value) {
  switch (value.getOpcode()) {
  case llvm::Instruction::PtrToInt:
  case llvm::Instruction::IntToPtr:
  case llvm::Instruction::Freeze: return of(*value.getOperand(0));
  case llvm::Instruction::PHI: return of_any(value, 0);
  case llvm::Instruction::Select: return of_any(value, 1);
  default: break;
  }
  const auto* instruction = llvm::dyn_cast<llvm::Instruction>(&value);
  return instruction == nullptr ? unknown() : of_instruction(*instruction);
}

Places PlaceFinder::of_any(const llvm::User& value, unsigned first) {
  Places found;
  for (unsigned i = first; i < value.getNumOperands(); ++i)
    add(found, of(*value.getOperand(i)));
  return found;
}

Places PlaceFinder::of_instruction(const llvm::Instruction& value) {
  if (const auto* local = llvm::dyn_cast<llvm::AllocaInst>(&value)) {
    const llvm::DIType* type = bare(declared_type(*local));
    return type != nullptr ? Places{{{type, nullptr, 0, 0, AsLocal}}}
                           : of_type(*local->getAllocatedType(), AsLocal);
  }
  if (const auto* load = llvm::dyn_cast<llvm::LoadInst>(&value))
    return held_at(*load->getPointerOperand());
  if (const auto* modify = llvm::dyn_cast<llvm::AtomicRMWInst>(&value);
      modify != nullptr && modify->getOperation() == llvm::AtomicRMWInst::Xchg)
    return held_at(*modify->getPointerOperand());
  if (const auto* part = llvm::dyn_cast<llvm::ExtractValueInst>(&value))
    if (const auto* exchange = llvm::dyn_cast<llvm::AtomicCmpXchgInst>(part->getAggregateOperand()))
      return held_at(*exchange->getPointerOperand());
  if (const auto* call = llvm::dyn_cast<llvm::CallBase>(&value)) return of_call(*call);
  return unknown();
}

const llvm::DISubroutineType* PlaceFinder::declared_function(const llvm::CallBase& call) {
  if (under_way_.empty()) steps_ = 0;
  if (const llvm::Function* callee = call.getCalledFunction())
    return callee->getSubprogram() == nullptr ? nullptr : callee->getSubprogram()->getType();
  const Places called = of(*call.getCalledOperand());
  return called.all.empty() || called.or_others
             ? nullptr
             : llvm::dyn_cast_or_null<llvm::DISubroutineType>(called.all[0].declared);
}

Places PlaceFinder::of_call(const llvm::CallBase& call) {
  const llvm::DISubroutineType* known = declared_function(call);
  if (known == nullptr || known->getTypeArray().size() == 0) return unknown();
  return pointee(pointed_to(known->getTypeArray()[0]));
}

// Types that clang made for the words of a structure say nothing about the structure.
Places PlaceFinder::of_type(llvm::Type& type, Place::Known known) const {
  const auto* structure = llvm::dyn_cast<llvm::StructType>(&type);
  const bool is_of_words = structure == nullptr ? type.isIntegerTy() : structure->isLiteral();
  if (known == AsLocal && is_of_words) return {};
  if (!type.isSized()) return unknown();
  Places found;
  if (structure != nullptr)
    for (const llvm::DIType* each :
         structures_.find(*structure, layout_.getTypeAllocSize(&type).getFixedValue()))
      found.all.push_back({each, nullptr, 0, 0, known});
  if (found.all.empty()) found.all.push_back({nullptr, &type, 0, 0, known});
  return found;
}

// A step into a structure tells that the pointer is at one. Of the known places, those that have
// this structure there are kept.
void PlaceFinder::start_at_structure(Places& places, const llvm::GEPOperator& step) const {
  const auto* type = llvm::dyn_cast<llvm::StructType>(step.getSourceElementType());
  if (type == nullptr || type->isLiteral()) return;
  const std::uint64_t bytes = layout_.getTypeAllocSize(step.getSourceElementType()).getFixedValue();
  const auto named = structures_.find(*type, bytes);
  const auto has_one = [&](const Place& place) {
    if (place.declared == nullptr) return place.laid_out == type && place.offset == 0;
    return descend(*place.declared, place.offset,
                   [&](const llvm::DIType& part, std::uint64_t offset) {
                     return offset == 0 && (named.empty() ? bytes_of(part) == bytes
                                                          : llvm::is_contained(named, &part));
                   });
  };
  llvm::erase_if(places.all, [&](const Place& place) { return !has_one(place); });
  if (places.all.empty()) places = of_type(*step.getSourceElementType(), AsVariable);
  places.or_others = false;
}

Places PlaceFinder::of_step(const llvm::GEPOperator& step) {
  Places from = of(*step.getPointerOperand());
  start_at_structure(from, step);
  llvm::Type* result = step.getResultElementType();
  // clang may step over a structure's bytes instead of its members.
  const bool is_of_bytes = result->isIntegerTy(8) || !result->isSized();
  const Distance distance = distance_of(step, layout_);
  Places found{{}, from.or_others && is_of_bytes};
  for (const Place& place : from.all) {
    std::optional<Place> there = moved(place, distance);
    if (!there) {
      found.or_others = true;
      continue;
    }
    if (!is_of_bytes) {
      there->part = layout_.getTypeAllocSize(result).getFixedValue();
      there->known = AsVariable;
    }
    found.all.push_back(*there);
  }
  // If the place is not known, an element has the type that the step names.
  if (!is_of_bytes && (from.all.empty() || from.or_others))
    add(found, of_type(*result, AsVariable));
  return found;
}

// The places to which the pointers at the address lead. A pointer to anything is followed to its
// origin. So is any other pointer, as it may have been cast.
Places PlaceFinder::held_at(const llvm::Value& address) {
  const Places at = of(address);
  Places found;
  bool is_typed = !at.all.empty() && !at.or_others;
  for (const Place& place : at.all) {
    const std::vector<const llvm::DIType*> pointers = pointers_at(place);
    is_typed &= !pointers.empty();
    for (const llvm::DIType* each : pointers) {
      const Places typed = pointee(pointed_to(each));
      is_typed &= !typed.or_others;
      add(found.all, typed.all);
    }
  }
  const std::optional<Places> stored = stored_in(address);
  if (stored) add(found.all, stored->all);
  found.or_others = !is_typed && (!stored || stored->or_others);
  return found;
}

std::optional<Places> PlaceFinder::stored_in(const llvm::Value& address) {
  const auto* local = llvm::dyn_cast<llvm::AllocaInst>(&address);
  if (local == nullptr || !is_only_accessed(*local)) return std::nullopt;
  Places found;
  for (const llvm::User* user : local->users())
    if (const auto* store = llvm::dyn_cast<llvm::StoreInst>(user))
      add(found, of(*store->getValueOperand()));
  return found;
}

} // namespace walkcheck::frontend
