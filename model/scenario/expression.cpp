// SPDX-License-Identifier: GPL-2.0-only
// By precedence climbing; the table of operators is C's.
#include "model/scenario/expression.hpp"

#include "model/scenario/inputs.hpp"
#include "model/scenario/reader.hpp"
#include "model/support/numbers.hpp"
#include "model/word/bits.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>

namespace walkcheck::scenario {
namespace {

using term::Op;
using term::TermId;

enum class Infix : std::uint8_t {
  LogicalOr,
  LogicalAnd,
  Or,
  Xor,
  And,
  Equal,
  NotEqual,
  LessEqual,
  GreaterEqual,
  ShiftLeft,
  ShiftRight,
  Less,
  Greater,
  Add,
  Subtract,
  Multiply,
  Divide,
  Remainder,
};

struct InfixInfo {
  std::string_view written; // longer ones first
  Infix infix;
  int precedence;
};

constexpr std::array kInfixes{
    InfixInfo{"||", Infix::LogicalOr, 1}, InfixInfo{"&&", Infix::LogicalAnd, 2},
    InfixInfo{"==", Infix::Equal, 6},     InfixInfo{"!=", Infix::NotEqual, 6},
    InfixInfo{"<=", Infix::LessEqual, 7}, InfixInfo{">=", Infix::GreaterEqual, 7},
    InfixInfo{"<<", Infix::ShiftLeft, 8}, InfixInfo{">>", Infix::ShiftRight, 8},
    InfixInfo{"|", Infix::Or, 3},         InfixInfo{"^", Infix::Xor, 4},
    InfixInfo{"&", Infix::And, 5},        InfixInfo{"<", Infix::Less, 7},
    InfixInfo{">", Infix::Greater, 7},    InfixInfo{"+", Infix::Add, 9},
    InfixInfo{"-", Infix::Subtract, 9},   InfixInfo{"*", Infix::Multiply, 10},
    InfixInfo{"/", Infix::Divide, 10},    InfixInfo{"%", Infix::Remainder, 10},
};

constexpr std::string_view kLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

// Deep enough for people, and far from the end of the stack.
constexpr int kMaxDepth = 200;

class Parser {
public:
  Parser(std::string_view text, const ExpressionNames& names) : rest_(text), names_(names) {}

  TermId run() {
    const TermId whole = infix(0);
    skip_blanks();
    if (!rest_.empty()) fail(fmt::format("'{}' is left over", rest_), "join it by an operator");
    return whole;
  }

private:
  [[noreturn]] static void fail(std::string cause, std::string remedy) {
    throw ExpressionError{std::move(cause), std::move(remedy)};
  }

  term::Terms& terms() { return names_.terms; }
  TermId number(std::uint64_t value) { return terms().constant(value); }
  TermId is_zero(TermId id) { return terms().of(Op::Eq, id, number(0)); }
  TermId negated(TermId boolean) { return terms().of(Op::Xor, boolean, number(1)); }
  TermId truth(TermId id) { return terms().is_boolean(id) ? id : negated(is_zero(id)); }
  TermId masked(TermId id, std::uint64_t mask) { return terms().of(Op::And, id, number(mask)); }

  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n"), rest_.size()));
  }
  bool accept(std::string_view token) {
    skip_blanks();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  void expect(std::string_view token) {
    if (!accept(token))
      fail(rest_.empty() ? fmt::format("it ends where '{}' should be", token)
                         : fmt::format("there is '{}' where '{}' should be", rest_, token),
           fmt::format("add '{}'", token));
  }

  const InfixInfo* next_infix() {
    skip_blanks();
    for (const InfixInfo& info : kInfixes)
      if (rest_.starts_with(info.written)) return &info;
    return nullptr;
  }

  TermId infix(int above) {
    TermId left = prefix();
    for (const InfixInfo* info = next_infix(); info != nullptr && info->precedence > above;
         info = next_infix()) {
      rest_.remove_prefix(info->written.size());
      left = combined(*info, left, infix(info->precedence));
    }
    return left;
  }

  std::uint64_t constant(TermId id, std::string_view what) {
    if (!terms().is_constant(id))
      fail(fmt::format("{} depends on an input", what), "write a number there");
    return terms()[id].value;
  }

  TermId combined(const InfixInfo& info, TermId left, TermId right) {
    switch (info.infix) {
    case Infix::LogicalOr: return terms().of(Op::Or, truth(left), truth(right));
    case Infix::LogicalAnd: return terms().of(Op::And, truth(left), truth(right));
    case Infix::Or: return terms().of(Op::Or, left, right);
    case Infix::Xor: return terms().of(Op::Xor, left, right);
    case Infix::And: return terms().of(Op::And, left, right);
    case Infix::Equal: return terms().of(Op::Eq, left, right);
    case Infix::NotEqual: return negated(terms().of(Op::Eq, left, right));
    case Infix::Less: return terms().of(Op::ULt, left, right);
    case Infix::Greater: return terms().of(Op::ULt, right, left);
    case Infix::LessEqual: return negated(terms().of(Op::ULt, right, left));
    case Infix::GreaterEqual: return negated(terms().of(Op::ULt, left, right));
    case Infix::ShiftLeft: return terms().of(Op::Shl, left, amount(right));
    case Infix::ShiftRight: return terms().of(Op::LShr, left, amount(right));
    case Infix::Add: return terms().of(Op::Add, left, right);
    case Infix::Subtract: return terms().of(Op::Sub, left, right);
    case Infix::Multiply: return terms().of(Op::Mul, left, right);
    case Infix::Divide: return terms().of(Op::UDiv, left, divisor(right));
    case Infix::Remainder: return terms().of(Op::URem, left, divisor(right));
    }
    return left;
  }

  TermId amount(TermId id) {
    if (constant(id, "the amount of a shift") >= 64)
      fail("a shift by 64 or more", "shift by 0 to 63");
    return id;
  }
  TermId divisor(TermId id) {
    if (constant(id, "a divisor") == 0) fail("a division by zero", "divide by something else");
    return id;
  }

  TermId prefix() {
    if (++depth_ > kMaxDepth) fail("it is nested too deeply", "write it in several conditions");
    const TermId result = prefix_once();
    --depth_;
    return result;
  }

  TermId prefix_once() {
    if (accept("!")) return is_zero(prefix());
    if (accept("~")) return terms().of(Op::Xor, prefix(), number(UINT64_MAX));
    if (accept("-")) return terms().of(Op::Sub, number(0), prefix());
    if (accept("(")) {
      const TermId inner = infix(0);
      expect(")");
      return inner;
    }
    skip_blanks();
    const std::string_view word = rest_.substr(0, rest_.find_first_not_of(kLetters));
    if (word.empty())
      fail(rest_.empty() ? "it ends where a value should be"
                         : fmt::format("there is '{}' where a value should be", rest_),
           "write a number, an input, or a function of one");
    rest_.remove_prefix(word.size());
    if (word[0] >= '0' && word[0] <= '9') return literal(word);
    return accept("(") ? call(word) : named(word);
  }

  TermId literal(std::string_view word) {
    const auto level = word::find_level(word);
    if (level && *level >= word::Level::k4K && *level <= word::Level::k1G)
      return number(word::bytes(*level));
    if (const auto hex = hex_string(word)) return number(*hex);
    const auto value = support::number_in(word);
    if (!value)
      fail(fmt::format("'{}' is not a 64-bit number", word),
           "write digits, 0x and hexadecimal digits, or 4K, 2M, 1G");
    return number(*value);
  }

  TermId named(std::string_view name) {
    const auto input = names_.input(name);
    if (!input) fail(fmt::format("there is no input '{}'", name), names_.suggest(name));
    return *input;
  }

  TermId index(TermId address, word::Level level) { return index_of(terms(), address, level); }

  TermId call(std::string_view function) {
    const TermId argument = infix(0);
    if (function == "aligned") {
      expect(",");
      const std::uint64_t size = constant(infix(0), "an alignment");
      if (!std::has_single_bit(size))
        fail("the alignment is not a power of two", "write 4K, 2M, 1G");
      expect(")");
      return is_zero(masked(argument, size - 1));
    }
    expect(")");
    if (function == "page") return masked(argument, ~(word::bytes(word::Level::k4K) - 1));
    if (function == "pte_index") return index(argument, word::Level::k4K);
    if (function == "pmd_index") return index(argument, word::Level::k2M);
    if (function == "pud_index") return index(argument, word::Level::k1G);
    if (function == "p4d_index") return index(argument, word::Level::k512G);
    if (function == "pgd_index") return index(argument, word::top(names_.paging));
    if (function == "none") return is_zero(masked(argument, ~word::kErratumBits));
    if (function == "present") return masked(argument, word::kPresent);
    const TermId both = masked(argument, word::kPresent | word::kPse);
    if (function == "leaf") return terms().of(Op::Eq, both, number(word::kPresent | word::kPse));
    if (function == "table") return terms().of(Op::Eq, both, number(word::kPresent));
    fail(fmt::format("there is no function '{}'", function),
         "known are page, pte_index .. pgd_index, aligned, none, present, leaf and table");
  }

  std::string_view rest_;
  const ExpressionNames& names_;
  int depth_ = 0;
};

} // namespace

std::variant<TermId, ExpressionError> parse_expression(std::string_view text,
                                                       const ExpressionNames& names) {
  try {
    return Parser(text, names).run();
  } catch (const ExpressionError& error) {
    return error;
  }
}

} // namespace walkcheck::scenario
