// SPDX-License-Identifier: GPL-2.0-only
#include "checker/symbolic/words.hpp"

#include "model/word/level.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace walkcheck::symbolic {
namespace {

using term::Op;
using term::TermId;
using word::Level;

constexpr std::array kLevels{Level::k4K, Level::k2M, Level::k1G, Level::k512G, Level::k256T};

class Phrases {
public:
  explicit Phrases(const InputSpace& space) : space_(space), terms_(*space.terms) {}

  std::string predicate(TermId id, bool holds) const {
    const term::Term& term = terms_[id];
    if (term.op == Op::Eq)
      return fmt::format("{} {} {}", value(term.left), holds ? "=" : "!=", value(term.right));
    if (term.op == Op::ULt || term.op == Op::SLt) {
      const char* const sign = term.op == Op::SLt ? " (signed)" : "";
      return holds ? fmt::format("{} < {}{}", value(term.left), value(term.right), sign)
                   : fmt::format("{} >= {}{}", value(term.left), value(term.right), sign);
    }
    if (term.op == Op::Xor && terms_.is_boolean(term.left) && terms_.is_constant(term.right))
      return predicate(term.left, !holds);
    if (term.op == Op::Xor && terms_.is_boolean(id))
      return fmt::format("{} {} {}", value(term.left), holds ? "!=" : "=", value(term.right));
    if (is_logical(term)) {
      const bool conjunction = (term.op == Op::And) == holds;
      return fmt::format("({} {} {})", predicate(term.left, holds), conjunction ? "and" : "or",
                         predicate(term.right, holds));
    }
    return fmt::format("{} {} 0", value(id), holds ? "!=" : "=");
  }

private:
  bool is_logical(const term::Term& term) const {
    return (term.op == Op::And || term.op == Op::Or) && terms_.is_boolean(term.left) &&
           terms_.is_boolean(term.right);
  }

  static std::string number(std::uint64_t value) {
    return value < 1024 ? fmt::format("{}", value) : fmt::format("{:#x}", value);
  }

  std::string value(TermId id) const {
    const term::Term& term = terms_[id];
    switch (term.op) {
    case Op::Constant: return number(term.value);
    case Op::Input: return space_.inputs[term.value].name;
    case Op::And:
      if (terms_.is_constant(term.right)) return masked(term.left, terms_[term.right].value);
      return infix(term, "&");
    case Op::Add:
      // Adding a negative number is printed as a subtraction.
      if (terms_.is_constant(term.right) && terms_[term.right].value >> 63 != 0)
        return fmt::format("({} - {})", value(term.left), number(0 - terms_[term.right].value));
      return infix(term, "+");
    case Op::Sub: return infix(term, "-");
    case Op::Mul: return infix(term, "*");
    case Op::UDiv: return infix(term, "/");
    case Op::URem: return infix(term, "%");
    case Op::SDiv: return infix(term, "/ (signed)");
    case Op::SRem: return infix(term, "% (signed)");
    case Op::Or: return infix(term, "|");
    case Op::Xor:
      if (terms_.is_boolean(id)) break;
      return infix(term, "^");
    case Op::Shl: return infix(term, "<<");
    case Op::LShr:
      // The index of the top level has no mask: there are no bits above it.
      if (const std::string index = index_name(term); !index.empty() && terms_.possible(id) < 512)
        return fmt::format("{}({})", index, value(term.left));
      return infix(term, ">>");
    case Op::AShr: return infix(term, ">> (signed)");
    case Op::Select:
      return fmt::format("({} ? {} : {})", predicate(static_cast<TermId>(term.value), true),
                         value(term.left), value(term.right));
    case Op::Eq:
    case Op::ULt:
    case Op::SLt: break;
    case Op::Undefined: return value(term.left); // no predicate depends on its undefined bits
    }
    return fmt::format("({})", predicate(id, true));
  }

  std::string infix(const term::Term& term, const char* sign) const {
    return fmt::format("({} {} {})", value(term.left), sign, value(term.right));
  }

  // "pmd_index" if this is a shift by that index's distance, else empty.
  std::string index_name(const term::Term& term) const {
    if (term.op != Op::LShr || !terms_.is_constant(term.right)) return {};
    const auto level = std::ranges::find(kLevels, terms_[term.right].value,
                                         [](Level each) { return word::shift(each); });
    if (level == kLevels.end()) return {};
    std::string name(word::table_name(*level, space_.paging));
    std::ranges::transform(name, name.begin(), [](char c) { return c | 0x20; });
    return name + "_index";
  }

  std::string masked(TermId inner, std::uint64_t mask) const {
    const term::Term& shifted = terms_[inner];
    if (const std::string index = index_name(shifted); !index.empty() && mask == word::kEntries - 1)
      return fmt::format("{}({})", index, value(shifted.left));
    if (mask == ~(word::bytes(Level::k4K) - 1)) return fmt::format("page({})", value(inner));
    return fmt::format("({} & {:#x})", value(inner), mask);
  }

  const InputSpace& space_;
  const term::Terms& terms_;
};

} // namespace

std::string in_words(const InputSpace& space, const term::Predicate& predicate) {
  return Phrases(space).predicate(predicate.term, predicate.holds);
}

} // namespace walkcheck::symbolic
