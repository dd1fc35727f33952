// SPDX-License-Identifier: GPL-2.0-only
// Which inputs are covered. A class is the conjunction of the predicates that one exploration went
// by; it is the same exploration for each of its members. What no class covers is asked of Z3: an
// input, or `unsat`, which proves that there is none. The only place that knows Z3.
// Entry points: InputCover::next(), add().
//
// Classes are disjoint by construction: next() gives an input outside all of them, and whoever
// explores it goes by predicates that hold for it, so that one differs from each earlier class.
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

// The inputs, by index, and what they must fulfil.
struct InputSpace {
  const term::Terms* terms = nullptr;
  struct Input {
    std::string name;
    bool open = false;
    std::uint64_t value = 0;    // of a fixed one
    std::uint64_t possible = 0; // of an open one: the bits that may be set
  };
  word::Paging paging = word::Paging::k4;
  std::vector<Input> inputs;
  std::vector<term::TermId> conditions; // each is not zero
};

struct CoverOptions {
  // Z3's resource units per query, not seconds: an answer is the same on every machine.
  unsigned limit = 50'000'000;
  // Where each query is written as SMT-LIB, with the answer that Z3 gave; empty: nowhere.
  std::filesystem::path smt_folder;
  // Once it is set, every answer is that Z3 gave up.
  const std::atomic<bool>* interrupted = nullptr;
};

class InputCover {
public:
  enum class State : std::uint8_t {
    Open,    // next() gave an input
    Covered, // Z3 has proved that none is left
    Unknown, // Z3 met its limit
  };

  InputCover(InputSpace space, const CoverOptions& options);
  ~InputCover();

  // The smallest input that no class covers, by the first input first. Being the smallest, it is
  // also that of the class that will be added for it.
  std::optional<std::vector<std::uint64_t>> next();
  State state() const;
  // `all`, where it is given, says the same as `essential`, in more predicates: classes that have
  // one of them and its opposite are apart.
  void add(std::span<const term::Predicate> essential, std::span<const term::Predicate> all = {});
  // Whether no input is both in that class and in one that was added. False too where Z3 gave up,
  // which state() says then.
  bool is_apart(std::span<const term::Predicate> predicates);

  // Those that the others, and the conditions, do not imply: for people.
  std::vector<term::Predicate> essential(std::span<const term::Predicate> predicates);

  // Whether Z3 met its limit on some question: what essential() leaves in may then follow.
  bool has_given_up() const;
  std::uint64_t queries() const;
  double seconds() const; // spent in Z3

  struct Solving; // internal

private:
  std::unique_ptr<Solving> solving_;
};

} // namespace walkcheck::symbolic
