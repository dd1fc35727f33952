// SPDX-License-Identifier: GPL-2.0-only
// What `lower` prints for a branch is what the branch does. Random conditions of every shape are
// printed; the test follows the text from label to label, and has to reach the store to which the
// condition leads in C.
#include "catch.hpp"
#include "scratch_folder.hpp"

#include "model/frontend/lower.hpp"
#include "model/program/print.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <map>
#include <memory>
#include <random>
#include <sstream>
#include <stdexcept>

namespace walkcheck {
namespace {

using Values = std::array<std::uint64_t, 3>; // of unsigned long a, long b, unsigned int c
using Variables = std::map<std::string, std::uint64_t>;

// A C condition that can also compute its own value.
struct Condition {
  std::string text;
  std::function<bool(const Values&)> holds;
};

class Generator {
public:
  explicit Generator(unsigned seed) : random_(seed) {}

  Condition condition(int depth) {
    if (depth == 0) return leaf();
    switch (pick(6)) {
    case 0: return leaf();
    case 1: {
      const Condition of = condition(depth - 1);
      return {"!(" + of.text + ")", [of](const Values& v) { return !of.holds(v); }};
    }
    case 2: {
      const Condition left = condition(depth - 1), right = condition(depth - 1);
      return {fmt::format("({}) && ({})", left.text, right.text),
              [left, right](const Values& v) { return left.holds(v) && right.holds(v); }};
    }
    case 3: {
      const Condition left = condition(depth - 1), right = condition(depth - 1);
      return {fmt::format("({}) || ({})", left.text, right.text),
              [left, right](const Values& v) { return left.holds(v) || right.holds(v); }};
    }
    case 4: {
      const Condition of = condition(depth - 1);
      return {"unlikely(" + of.text + ")", of.holds};
    }
    default: {
      const Condition of = condition(depth - 1);
      return {"negated(!(" + of.text + "))", of.holds};
    }
    }
  }

  unsigned pick(unsigned count) { return std::uniform_int_distribution(0U, count - 1)(random_); }

private:
  Condition leaf() {
    const std::uint64_t n = pick(4);
    switch (pick(10)) {
    case 0: return {"a", [](const Values& v) { return v[0] != 0; }};
    case 1: return {"!a", [](const Values& v) { return v[0] == 0; }};
    case 2: return {fmt::format("a == {}", n), [n](const Values& v) { return v[0] == n; }};
    case 3: return {fmt::format("a != {}", n), [n](const Values& v) { return v[0] != n; }};
    case 4: return {fmt::format("a > {}", n), [n](const Values& v) { return v[0] > n; }};
    case 5:
      return {fmt::format("b < {}", n), [n](const Values& v) {
                return static_cast<std::int64_t>(v[1]) < static_cast<std::int64_t>(n);
              }};
    case 6: return {"(void *)a == NULL", [](const Values& v) { return v[0] == 0; }};
    case 7:
      return {fmt::format("c - {} > 5", n), [n](const Values& v) {
                return static_cast<std::uint32_t>(v[2]) - static_cast<std::uint32_t>(n) > 5U;
              }};
    case 8:
      return {fmt::format("(int)c >= {}", n), [n](const Values& v) {
                return static_cast<std::int32_t>(v[2]) >= static_cast<std::int32_t>(n);
              }};
    default:
      return {fmt::format("!(a & {})", n + 1),
              [n](const Values& v) { return (v[0] & (n + 1)) == 0; }};
    }
  }

  std::mt19937 random_;
};

// Evaluates the C expressions that are printed: 64 bits, unsigned except for casts.
class Evaluator {
public:
  Evaluator(std::string text, const Variables& variables)
      : text_(std::move(text)), variables_(variables) {}

  std::uint64_t value() {
    const std::uint64_t value = binary();
    if (at_ != text_.size()) fail();
    return value;
  }

private:
  [[noreturn]] void fail() const {
    throw std::runtime_error(fmt::format("not evaluated: \"{}\" at {}", text_, at_));
  }

  bool take(const std::string& word) {
    while (at_ < text_.size() && text_[at_] == ' ')
      ++at_;
    if (text_.compare(at_, word.size(), word) != 0) return false;
    at_ += word.size();
    return true;
  }

  struct Value {
    std::uint64_t bits;
    bool is_signed;
  };

  std::uint64_t binary() {
    const Value left = operand();
    const auto compare = [&](auto holds) {
      const Value right = operand();
      return std::uint64_t{
          left.is_signed || right.is_signed
              ? holds(static_cast<std::int64_t>(left.bits), static_cast<std::int64_t>(right.bits))
              : holds(left.bits, right.bits)};
    };
    if (take("==")) return compare([](auto x, auto y) { return x == y; });
    if (take("!=")) return compare([](auto x, auto y) { return x != y; });
    if (take("<=")) return compare([](auto x, auto y) { return x <= y; });
    if (take(">=")) return compare([](auto x, auto y) { return x >= y; });
    if (take("<")) return compare([](auto x, auto y) { return x < y; });
    if (take(">")) return compare([](auto x, auto y) { return x > y; });
    if (take("&")) return left.bits & operand().bits;
    if (take("^")) return left.bits ^ operand().bits;
    if (take("+")) return left.bits + operand().bits;
    if (take("-")) return left.bits - operand().bits;
    return left.bits;
  }

  Value operand() {
    if (take("!")) return {operand().bits == 0, false};
    if (take("(u32)")) return {operand().bits & 0xffffffff, false};
    if (take("(s64)")) return {operand().bits, true};
    if (take("(s32)"))
      return {static_cast<std::uint64_t>(
                  static_cast<std::int64_t>(static_cast<std::int32_t>(operand().bits))),
              true};
    if (take("(")) {
      const std::uint64_t value = binary();
      if (!take(")")) fail();
      return {value, false};
    }
    take("");
    const std::string rest = text_.substr(at_);
    const std::string name = rest.substr(0, rest.find_first_of(" )"));
    if (const auto known = variables_.find(name); known != variables_.end()) {
      at_ += name.size();
      return {known->second, false};
    }
    std::size_t used = 0;
    if (rest.empty() || std::isdigit(static_cast<unsigned char>(rest[0])) == 0) fail();
    const std::uint64_t value = std::stoull(rest, &used, 0);
    at_ += used;
    return {value, false};
  }

  std::string text_;
  const Variables& variables_;
  std::size_t at_ = 0;
};

// The store that a reader of the printed text reaches.
std::string follow(const std::string& printed, const Values& values) {
  std::vector<std::string> lines;
  std::istringstream stream(printed);
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  const auto label = [&](const std::string& name) {
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (lines[i] == name + ":") return i;
    throw std::runtime_error("no label " + name);
  };
  Variables variables{{"a", values[0]}, {"b", values[1]}, {"c", values[2]}};
  const auto set = [&](const std::string& assignment) {
    const std::size_t equals = assignment.find(" = ");
    const std::uint64_t value = Evaluator(assignment.substr(equals + 3), variables).value();
    variables[assignment.substr(0, equals)] = value;
  };
  // "L2 (v7 = 0, v8 = a)"
  const auto go = [&](std::string target) {
    if (const std::size_t open = target.find(" ("); open != std::string::npos) {
      std::string all = target.substr(open + 2, target.find_last_of(')') - open - 2);
      for (std::size_t comma = all.find(", "); comma != std::string::npos; comma = all.find(", ")) {
        set(all.substr(0, comma));
        all.erase(0, comma + 2);
      }
      set(all);
      target.resize(open);
    }
    return label(target);
  };
  for (std::size_t i = 2, steps = 0; i < lines.size() && steps < 200; ++i, ++steps) {
    const std::string& line = lines[i];
    if (line.find("store64") != std::string::npos)
      return line.find("yes") != std::string::npos ? "yes" : "no";
    if (line.starts_with("      if ")) {
      std::string condition = line.substr(9);
      condition.resize(condition.find("  "));
      const std::string& targets = lines[i + 1];
      const std::size_t then = targets.find("then ") + 5, otherwise = targets.find(", else ");
      const std::string no = targets.substr(otherwise + 7, targets.find(';') - otherwise - 7);
      const bool holds = Evaluator(condition, variables).value() != 0;
      i = go(holds ? targets.substr(then, otherwise - then) : no);
    } else if (line.starts_with("      goto ")) {
      i = go(line.substr(11));
    } else if (line.starts_with("      v")) {
      set(line.substr(6));
    } else if (line.starts_with("      return")) {
      break;
    }
  }
  throw std::runtime_error("no store");
}

std::string body(unsigned shape, const std::string& condition) {
  switch (shape) {
  case 0: return fmt::format("\tif ({})\n\t\tYES;\n\telse\n\t\tNO;\n", condition);
  case 1: return fmt::format("\tif (!({}))\n\t\tNO;\n\telse\n\t\tYES;\n", condition);
  case 2: return fmt::format("\tif ({}) {{\n\t\tYES;\n\t\treturn;\n\t}}\n\tNO;\n", condition);
  case 3: return fmt::format("\twhile (!({})) {{\n\t\tNO;\n\t\treturn;\n\t}}\n\tYES;\n", condition);
  default: return fmt::format("\t({}) ? YES : NO;\n", condition);
  }
}

} // namespace

TEST_CASE("a printed branch goes where its printed condition says", "[lower]") {
  constexpr unsigned kSeed = 20161, kFunctions = 30;
  CAPTURE(kSeed);
  const ScratchFolder folder;
  Generator generator(kSeed);
  std::vector<Condition> conditions;
  std::string text = "unsigned long yes, no;\n"
                     "#define YES set_yes()\n#define NO set_no()\n"
                     "static inline void set_yes(void)\n{\n\tWRITE_ONCE(yes, 1);\n}\n"
                     "static inline void set_no(void)\n{\n\tWRITE_ONCE(no, 1);\n}\n"
                     "#define negated(x) (!(x))\n";
  for (unsigned i = 0; i < kFunctions; ++i) {
    conditions.push_back(generator.condition(3));
    text += fmt::format("void f{}(unsigned long a, long b, unsigned int c)\n{{\n{}}}\n", i,
                        body(generator.pick(5), conditions.back().text));
  }
  folder.write("f.c", text);
  for (unsigned i = 0; i < kFunctions; ++i) {
    frontend::Source source;
    source.spec = folder.path() / "f.c";
    source.shown_as = "f.c";
    source.entry = fmt::format("f{}", i);
    source.defines = {{"WALKCHECK_PAGING", "4"}, {"WALKCHECK_CPUS", "1"}};
    const std::string printed =
        program::print(frontend::lower(source, {WALKCHECK_SOURCE_DIR "/specs", nullptr}));
    INFO(conditions[i].text << '\n' << printed);
    for (const std::uint64_t a : {0, 1, 2, 3, 5})
      for (const std::int64_t b : {-1, 0, 2, 3})
        for (const std::uint32_t c : {0U, 2U, 7U, 0xfffffffeU}) {
          const Values values{a, static_cast<std::uint64_t>(b), c};
          CHECK(follow(printed, values) == (conditions[i].holds(values) ? "yes" : "no"));
        }
  }
}

TEST_CASE("a branch is printed by the names of what decides it", "[lower]") {
  const ScratchFolder folder;
  folder.write("f.c", "unsigned long word, zero, other;\n"
                      "void f(void)\n{\n"
                      "\tunsigned long seen;\n"
                      "\tif (!READ_ONCE(word))\n\t\tWRITE_ONCE(zero, 1);\n"
                      "\telse\n\t\tWRITE_ONCE(other, 1);\n"
                      "\tseen = READ_ONCE(other);\n"
                      "\tif (seen & 4)\n\t\tWRITE_ONCE(zero, 2);\n"
                      "}\n");
  frontend::Source source;
  source.spec = folder.path() / "f.c";
  source.shown_as = "f.c";
  source.entry = "f";
  source.defines = {{"WALKCHECK_PAGING", "4"}, {"WALKCHECK_CPUS", "1"}};
  const std::string printed =
      program::print(frontend::lower(source, {WALKCHECK_SOURCE_DIR "/specs", nullptr}));
  INFO(printed);
  // The source has `!`, for which clang swaps the targets; the printed text does so, too.
  CHECK(printed.find("if READ_ONCE(word) != 0 ") != std::string::npos);
  CHECK(printed.find("at: !READ_ONCE(word)") != std::string::npos);
  CHECK(printed.find("if (seen & 4) != 0 ") != std::string::npos);
}

} // namespace walkcheck
