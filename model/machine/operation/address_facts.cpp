// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/operation/address_facts.hpp"

#include "model/machine/state/local_places.hpp"
#include "model/program/arithmetic.hpp"
#include "model/program/layout.hpp"

#include <bit>

namespace walkcheck::machine {
namespace {

using program::BinaryOp;
using term::Value;

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
    const auto to = object_of(run, result);
    // What an offset of a CPU leads to from a per-CPU variable is the CPU's instance.
    const bool is_per_cpu = run.world.image.per_cpu_at(object.address) != nullptr;
    return to && (to->address == object.address || is_per_cpu) ? 0 : UINT64_MAX;
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

// Whether it stems from inputs, or has no meaning: then its bits say nothing of other inputs.
bool is_open(const Value& value) {
  return value.term != term::kNoTerm;
}

bool is_near(BinaryOp op) {
  return op == BinaryOp::Add || op == BinaryOp::Sub;
}

// Strictly in it: an address just behind may be that of the next.
bool is_inside(const Object& object, std::uint64_t address) {
  return address - object.address < object.bytes;
}

// Where struct pages and page tables are is known.
bool is_of_known_place(std::uint64_t number) {
  constexpr std::uint64_t kPagesBytes = 1ULL << 40;
  return number < program::kFrameEnd || number - program::kPagesBase < kPagesBytes;
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
  else if (is_near(in.op) || !is_open(one ? right : left))
    if (one || commutes(in.op))
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

bool computes_with_place(const World& world, const Value& word, const Value& operand) {
  return world.is_whole() &&
         (world.image.object_at(word.bits) || world.image.object_at(operand.bits));
}

void require_known(Run& run, const program::Compare& in, const Value& left, const Value& right) {
  if (!run.program().is_whole || in.bits != 64) return;
  const auto one = object_of(run, left.bits), other = object_of(run, right.bits);
  if (!one && !other) return;
  const Object& object = one ? *one : *other;
  if (one && other) {
    if (one->address == other->address) return;
    // A symbol of the linker's may be that of another's place, as may be one just behind an object.
    if (orders(in.comparison) || !is_inside(*one, left.bits) || !is_inside(*other, right.bits))
      throw term::Undecided{origin_of(object)};
    return;
  }
  const std::uint64_t number = one ? right.bits : left.bits;
  // That of a per-CPU variable is a small number in some kernels, and 0 for none but the first.
  const bool is_per_cpu = run.world.image.per_cpu_at(object.address) != nullptr;
  const bool is_equality = !orders(in.comparison);
  if (is_per_cpu ? is_equality && number == 0
                 : is_beside_all(number) || (is_equality && is_of_known_place(number)))
    return;
  throw term::Undecided{origin_of(object)};
}

} // namespace walkcheck::machine
