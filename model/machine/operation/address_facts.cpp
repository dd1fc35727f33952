// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/operation/address_facts.hpp"

#include "model/machine/state/local_places.hpp"
#include "model/program/arithmetic.hpp"

#include <bit>

namespace walkcheck::machine {
namespace {

using program::BinaryOp;
using term::Value;

// What is added to an address to reach another part of its object, or what the object is a part of,
// is less.
constexpr std::uint64_t kFar = 1ULL << 24;

// Every object of a kernel is at such an address: Documentation/arch/x86/x86_64/mm.rst. What is
// above is small negative numbers.
constexpr std::uint64_t kLeastAddress = 0xff00000000000000, kEndOfAddresses = 0xffffffffff000000;

term::Origin origin_of(const Object& object) {
  return {term::Origin::Kind::Place, object.name};
}

// These bits of a value of `width` bits are not known. Where it stems from inputs, none is.
Value with_unknown(term::Terms& terms, const Object& object, std::uint64_t value,
                   std::uint64_t bits, bool plain, unsigned width) {
  const std::uint64_t unknown = plain ? bits : program::low(UINT64_MAX, width);
  return {value, terms.undefined_as(terms.undefined(origin_of(object)), value & ~unknown, unknown)};
}

// Those above the bits that the alignment tells.
std::uint64_t above(const Object& object) {
  return ~(object.alignment - 1);
}

// Of an operation on an address, from its left, and a number, from its right: the bits of the
// result that are not known.
std::uint64_t unknown_bits(const Run& run, BinaryOp op, const Object& object, std::uint64_t number,
                           std::uint64_t result) {
  switch (op) {
  case BinaryOp::Add:
  case BinaryOp::Sub: {
    const bool near = number < kFar || ~number < kFar;
    return near || object_of(run, result) ? 0 : UINT64_MAX;
  }
  case BinaryOp::And:
    // It clears bits that are known, or takes them.
    return (~number & above(object)) == 0 ? 0 : number & above(object);
  case BinaryOp::Or:
  case BinaryOp::Xor: return (number & above(object)) == 0 ? 0 : UINT64_MAX;
  case BinaryOp::Mul: return number == 0 || number == 1 ? 0 : UINT64_MAX;
  case BinaryOp::UDiv: return number == 1 ? 0 : UINT64_MAX;
  case BinaryOp::URem:
    return (number & (number - 1)) == 0 && number <= object.alignment ? 0 : UINT64_MAX;
  case BinaryOp::Shl:
  case BinaryOp::LShr:
  case BinaryOp::AShr: return number == 0 ? 0 : UINT64_MAX;
  case BinaryOp::SDiv:
  case BinaryOp::SRem: return UINT64_MAX;
  }
  return UINT64_MAX;
}

bool commutes(BinaryOp op) {
  return op == BinaryOp::Add || op == BinaryOp::And || op == BinaryOp::Or || op == BinaryOp::Xor ||
         op == BinaryOp::Mul;
}

// Between two addresses only the distance in one object is known.
bool is_known(BinaryOp op, const Object& left, const Object& right) {
  return op == BinaryOp::Sub && left.address == right.address;
}

bool orders(program::Comparison comparison) {
  return comparison != program::Comparison::Eq && comparison != program::Comparison::Ne;
}

// Whether all addresses compare alike with it.
bool is_beside_all(std::uint64_t number) {
  return number < kLeastAddress || number >= kEndOfAddresses;
}

} // namespace

std::optional<Value> unknown_result(Run& run, const program::Binary& in, const Value& left,
                                    const Value& right, std::uint64_t result) {
  if (!run.program().is_whole || in.bits != 64) return std::nullopt;
  const auto one = object_of(run, left.bits), other = object_of(run, right.bits);
  if (!one && !other) return std::nullopt;
  const Object& object = one ? *one : *other;
  std::uint64_t unknown = UINT64_MAX;
  if (one && other)
    unknown = is_known(in.op, *one, *other) ? 0 : UINT64_MAX;
  else if (one || commutes(in.op))
    unknown = unknown_bits(run, in.op, object, one ? right.bits : left.bits, result);
  if (unknown == 0) return std::nullopt;
  const bool plain = left.term == term::kNoTerm && right.term == term::kNoTerm;
  return with_unknown(run.world.terms(), object, result, unknown, plain, 64);
}

std::optional<Value> unknown_low_bits(Run& run, const Value& value, unsigned bits) {
  if (!run.program().is_whole || bits >= 64) return std::nullopt;
  const auto object = object_of(run, value.bits);
  if (!object || program::low(above(*object), bits) == 0) return std::nullopt;
  return with_unknown(run.world.terms(), *object, program::low(value.bits, bits),
                      program::low(above(*object), bits), value.term == term::kNoTerm, bits);
}

std::optional<Value> unknown_part(const World& world, const Value& word, unsigned shift,
                                  std::uint64_t mask) {
  if (!world.is_whole() || mask == UINT64_MAX) return std::nullopt;
  const auto object = world.image.object_at(word.bits);
  if (!object || (above(*object) >> shift & mask) == 0) return std::nullopt;
  return with_unknown(world.terms(), *object, word.bits >> shift & mask,
                      above(*object) >> shift & mask, word.term == term::kNoTerm,
                      static_cast<unsigned>(std::bit_width(mask)));
}

void require_known(Run& run, const program::Compare& in, const Value& left, const Value& right) {
  if (!run.program().is_whole || in.bits != 64) return;
  const auto one = object_of(run, left.bits), other = object_of(run, right.bits);
  if (!one && !other) return;
  if (one && other) {
    if (one->address == other->address) return;
    // A symbol of the linker's may be that of another's place, and two that are known by no type.
    if (orders(in.comparison) || one->bytes == 0 || other->bytes == 0)
      throw term::Undecided{origin_of(one->bytes == 0 ? *one : *other)};
    return;
  }
  if (orders(in.comparison) && !is_beside_all(one ? right.bits : left.bits))
    throw term::Undecided{origin_of(one ? *one : *other)};
}

} // namespace walkcheck::machine
