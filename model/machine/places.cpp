// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/places.hpp"

#include "model/program/layout.hpp"

#include <algorithm>

namespace walkcheck::machine {

Places::Places(const Setup& setup, const Image& image, term::Predicates& predicates)
    : setup_(setup), image_(image), predicates_(predicates), any_(setup.terms != nullptr) {
  forget();
}

void Places::forget() {
  if (!any_) return;
  words_.clear();
  frames_.clear();
  wild_.clear();
  predicates_.clear();
  for (const term::Predicate& predicate : setup_.assumed)
    predicates_.assume_truth({predicate.holds ? 1ULL : 0ULL, predicate.term});
  for (const InitialFrame& frame : setup_.frames)
    frames_.insert(frame.number);
  for (const InitialWord& word : setup_.words)
    meet(word.address);
}

void Places::assume_region(const term::Value& address, std::uint64_t bytes) {
  if (address.term == term::kNoTerm) return;
  if (address.bits < program::kFrameEnd) {
    predicates_.assume_truth(
        {1, terms().of(term::Op::ULt, address.term, terms().constant(program::kFrameEnd))});
    assume_frame({address.bits >> program::kPageShift,
                  terms().of(term::Op::LShr, address.term, terms().constant(program::kPageShift))});
  } else if (const Variable* variable = image_.find(address.bits, bytes)) {
    const term::TermId offset =
        terms().of(term::Op::Sub, address.term, terms().constant(variable->address));
    predicates_.assume_truth(
        {1, terms().of(term::Op::ULt, offset, terms().constant(variable->bytes - bytes + 1))});
  } else {
    predicates_.assume_value(address);
  }
}

void Places::assume_frame(const term::Value& number) {
  if (frames_.contains(number.bits)) return predicates_.assume_value(number);
  if (!wild_.insert(number).second) return;
  for (const std::uint64_t frame : frames_)
    predicates_.assume_equality(number, frame);
}

void Places::allocated(std::uint64_t frame) {
  if (!any_ || !frames_.insert(frame).second) return;
  for (const term::Value& number : wild_)
    predicates_.assume_equality(number, frame);
}

std::uint64_t Places::region_of(std::uint64_t word) const {
  if (word < program::kFrameEnd) return word >> program::kPageShift << program::kPageShift;
  const Variable* variable = image_.find(word, 1);
  return variable == nullptr ? word : variable->address;
}

bool Places::is_initialised(const Variable& variable) const {
  return std::ranges::any_of(variable.initial, [](auto byte) { return byte != 0; }) ||
         std::ranges::any_of(setup_.variables, [&](const InitialVariable& given) {
           return given.variable == variable.name;
         });
}

void Places::meet(const term::Value& address) {
  if (!any_) return;
  // Which word of an initialised array it is decides what it holds.
  const Variable* variable = image_.find(address.bits, 1);
  if (variable != nullptr && is_initialised(*variable)) predicates_.assume_value(address);
  Words& words = words_[region_of(address.bits)];
  if (const auto known = words.find(address.bits); known != words.end()) {
    if (known->second != address.term)
      predicates_.assume_equality(address, {known->first, known->second});
    return;
  }
  for (const auto& [word, term] : words)
    predicates_.assume_equality(address, {word, term});
  words.emplace(address.bits, address.term);
}

term::Value Places::address_of(std::uint64_t word) const {
  if (!any_) return word;
  const auto region = words_.find(region_of(word));
  if (region == words_.end()) return word;
  const auto known = region->second.find(word);
  return known == region->second.end() ? term::Value(word) : term::Value(word, known->second);
}

} // namespace walkcheck::machine
