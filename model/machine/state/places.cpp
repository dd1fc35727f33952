// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/state/places.hpp"

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
  locks_.clear();
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
  predicates_.require_defined(address);
  if (address.bits < program::kFrameEnd) {
    assume_range(address, 0, program::kFrameEnd);
    assume_frame({address.bits >> program::kPageShift,
                  terms().of(term::Op::LShr, address.term, terms().constant(program::kPageShift))});
  } else if (const Variable* variable = image_.find(address.bits, bytes)) {
    assume_range(address, variable->address, variable->bytes - bytes + 1);
  } else {
    assume_range(address, 0, program::kFrameEnd);
    for (const auto& [base, other] : image_.variables())
      if (other.bytes >= bytes) assume_range(address, base, other.bytes - bytes + 1);
  }
}

// Whether it is among the locals, variables or per-CPU instances, or up to kBefore below them.
bool Places::is_object(std::uint64_t address) const {
  constexpr std::uint64_t kBefore = 1ULL << 30;
  const std::uint64_t locals = setup_.cpus.size() * program::kPrivateBytes;
  const std::uint64_t variables = program::kFunctionBase - program::kGlobalBase;
  const std::uint64_t instances = setup_.cpus.size() * program::kPerCpuBytes;
  return address - (program::kPrivateBase - kBefore) < locals + kBefore ||
         address - (program::kPerCpuBase - kBefore) < instances + kBefore ||
         address - (program::kGlobalBase - kBefore) < variables + kBefore;
}

bool Places::is_bare(const term::Value& address) const {
  if (address.term == term::kNoTerm) return false;
  std::set<term::TermId> met{address.term};
  std::vector<term::TermId> open{address.term};
  while (!open.empty()) {
    const term::Term term = terms()[open.back()];
    open.pop_back();
    if (term.op == term::Op::Constant && is_object(term.value)) return false;
    if (term.op != term::Op::Add && term.op != term::Op::Sub && term.op != term::Op::Or &&
        term.op != term::Op::And && term.op != term::Op::Select)
      continue;
    for (const term::TermId part : {term.left, term.right})
      if (met.insert(part).second) open.push_back(part);
  }
  return true;
}

void Places::assume_range(const term::Value& address, std::uint64_t base, std::uint64_t bytes) {
  if (address.term == term::kNoTerm) return;
  const term::TermId offset = terms().of(term::Op::Sub, address.term, terms().constant(base));
  predicates_.assume_truth({address.bits - base < bytes ? 1ULL : 0ULL,
                            terms().of(term::Op::ULt, offset, terms().constant(bytes))});
}

void Places::assume_no_function(const term::Value& address) {
  const std::uint64_t bytes = image_.functions_end() - program::kFunctionBase;
  if (address.bits - program::kFunctionBase < bytes) return predicates_.assume_value(address);
  assume_range(address, program::kFunctionBase, bytes);
  predicates_.assume_equality(address, 0); // a null pointer is a case of its own
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
  // In an initialised array, the word's index decides its value.
  const Variable* variable = image_.find(address.bits, 1);
  if (variable != nullptr && is_initialised(*variable)) predicates_.assume_value(address);
  meet_among(words_[region_of(address.bits)], address);
}

void Places::meet_lock(const term::Value& address) {
  if (any_) meet_among(locks_, address);
}

void Places::meet_among(Words& words, const term::Value& address) {
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
