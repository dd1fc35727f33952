// SPDX-License-Identifier: GPL-2.0-only
// Finds out which inputs are covered. A class is the conjunction of the predicates on which one
// exploration depended; the exploration is the same for each of its members. Z3 is asked for an
// input outside all classes: it gives one, or `unsat`, which proves that there is none. Only this
// folder knows Z3. Entry points: InputCover::next(), add().
//
// Classes are disjoint by construction: next() gives an input outside all of them, and the
// predicates of its exploration hold for that input, so one of them contradicts each earlier class.
#pragma once

#include "model/term/term.hpp"
#include "model/word/level.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace walkcheck::symbolic {

// The inputs, by index, and the conditions that they must fulfil.
struct InputSpace {
  const term::Terms* terms = nullptr;
  struct Input {
    std::string name;
    bool open = false;
    std::uint64_t value = 0;    // of a fixed input
    std::uint64_t possible = 0; // of an open input: the bits that may be set
  };
  word::Paging paging = word::Paging::k4;
  std::vector<Input> inputs;
  std::vector<term::TermId> conditions; // none of them may be zero
};

struct CoverOptions {
  // Counted in Z3's resource units per query, not in seconds, so that an answer is the same on
  // every machine.
  unsigned limit = 50'000'000;
  // The folder to which each query is written as SMT-LIB, with Z3's answer; if empty, none is
  // written.
  std::filesystem::path smt_folder;
  // Once it is set, Z3 gives up on every question.
  const std::atomic<bool>* interrupted = nullptr;
};

class InputCover {
public:
  enum class State : std::uint8_t {
    Open,    // next() may give another input
    Covered, // Z3 has proved that no input is left
    Unknown, // Z3 reached its limit
  };

  InputCover(InputSpace space, const CoverOptions& options);
  ~InputCover();

  // The smallest input that no class covers; the first input counts most. It is therefore also the
  // smallest member of the class that will be added for it.
  std::optional<std::vector<std::uint64_t>> next();
  State state() const;
  // `all`, if given, says the same as `essential` in more predicates. They make it easy to see that
  // two classes are apart: one has a predicate and the other its opposite.
  void add(std::span<const term::Predicate> essential, std::span<const term::Predicate> all = {});
  // Whether no input is both in that class and in one that was added. Also false if Z3 gave up;
  // state() then says so.
  bool is_apart(std::span<const term::Predicate> predicates);

  // Without the predicates that the others and the conditions imply: a list for people to read.
  std::vector<term::Predicate> essential(std::span<const term::Predicate> predicates);

  // Whether Z3 reached its limit on some question: essential() may then have kept predicates that
  // follow from the others.
  bool has_given_up() const;
  std::uint64_t queries() const;
  double seconds() const; // spent in Z3

  struct Solving; // internal

private:
  std::unique_ptr<Solving> solving_;
};

} // namespace walkcheck::symbolic
