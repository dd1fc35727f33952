// SPDX-License-Identifier: GPL-2.0-only
// Which frame, variable or word an address is, where it stems from inputs. The concrete address
// decides; that it decided so is a predicate: in which table or variable, and that it is the same
// word as another of it or a different one. Entry points: assume_region(), meet().
//
// A frame that is no table of the machine's is wild whatever its number: what is assumed then is
// that it is none of the known ones, those included that are allocated later. An address above all
// frames that is in no variable is nowhere: there, too, one is like another.
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

  // Back to the initial state: no word has been met but those that it sets.
  void forget();

  void assume_region(const term::Value& address, std::uint64_t bytes);
  // Whether the address is a bare number, and not reckoned from a variable's or a local's: then it
  // is no index that went out of bounds.
  bool is_bare(const term::Value& address) const;
  // That what is called there is no function.
  void assume_no_function(const term::Value& address);
  // That it is in [base, base + bytes), or that it is not: as it is.
  void assume_range(const term::Value& address, std::uint64_t base, std::uint64_t bytes);
  // A word at a multiple of 8, whose region is assumed.
  void meet(const term::Value& address);
  // A lock whose region is assumed: which of the locks it is.
  void meet_lock(const term::Value& address);
  // That address with the term that it was first met with.
  term::Value address_of(std::uint64_t word) const;
  // A table can be allocated there.
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
  bool any_; // else nothing stems from inputs, and there is nothing to do
  std::map<std::uint64_t, Words> words_; // by the region's first address
  Words locks_;
  std::set<std::uint64_t> frames_;
  std::set<term::Value> wild_;
};

} // namespace walkcheck::machine
