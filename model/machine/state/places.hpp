// SPDX-License-Identifier: GPL-2.0-only
// The frame, variable or word of an address that stems from inputs. The concrete address decides,
// and a predicate says how it decided: in which table or variable the address is, and whether it is
// the same word as one met there before. Entry points: assume_region(), meet().
//
// A frame that is no table of the machine is wild, whatever its number: then it is assumed to be
// none of the known frames, including those allocated later. An address above all frames that is in
// no variable is in no object; all such addresses are alike, too.
#pragma once

#include "model/machine/state/image.hpp"
#include "model/machine/state/setup.hpp"
#include "model/term/term.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace walkcheck::machine {

class Places {
public:
  Places(const Setup& setup, const Image& image, term::Predicates& predicates);

  // Back to the initial state: only the words that the set-up sets have been met.
  void forget();

  void assume_region(const term::Value& address, std::uint64_t bytes);
  // Whether the address is a bare number, not computed from that of a variable or local: then it is
  // no index that went out of bounds.
  bool is_bare(const term::Value& address) const;
  // Assumes that there is no function at the address.
  void assume_no_function(const term::Value& address);
  // Assumes that it is in [base, base + bytes), or that it is not, whichever is the case.
  void assume_range(const term::Value& address, std::uint64_t base, std::uint64_t bytes);
  // Assumes which word this is; it is at a multiple of 8, and its region has been assumed.
  void meet(const term::Value& address);
  // Assumes which lock this is; its region has been assumed.
  void meet_lock(const term::Value& address);
  // The address with the term with which it was first met.
  term::Value address_of(std::uint64_t word) const;
  // Notes that a table can be allocated there.
  void allocated(std::uint64_t frame);

private:
  // The words of one frame or variable, by concrete address.
  using Words = std::map<std::uint64_t, term::TermId>;

  term::Terms& terms() const { return predicates_.terms(); }
  void assume_frame(const term::Value& number);
  bool is_object(std::uint64_t address) const;
  void meet_among(Words& words, const term::Value& address);
  std::uint64_t region_of(std::uint64_t word) const;
  bool is_initialised(const Variable& variable) const;

  const Setup& setup_;
  const Image& image_;
  term::Predicates& predicates_;
  bool any_; // false: nothing stems from inputs, so there is nothing to do
  std::map<std::uint64_t, Words> words_; // by the region's first address
  Words locks_;
  std::set<std::uint64_t> frames_;
  std::set<term::Value> wild_;
};

} // namespace walkcheck::machine
