// SPDX-License-Identifier: GPL-2.0-only
// The text of `lower`: steps are numbered, edges are folded into the branches that take them, and
// local work is counted but not listed.
#include "catch.hpp"

#include "model/program/print.hpp"

#include <string>

namespace walkcheck::program {
namespace {

Operand reg(std::uint64_t index) {
  return {Operand::Kind::Register, index};
}
Operand constant(std::uint64_t value) {
  return {Operand::Kind::Constant, value};
}

// while (READ_ONCE(word)) ; local = word; return word + 1
Program spinning() {
  Program program;
  program.name = "walkers/spin.c";
  program.globals.push_back({"word", 8, std::vector<std::uint8_t>(8), {}, false, false});
  program.debug.push_back(
      {{{"walkers/spin.c", 5, 9, "spin"}}, "seen", "word", 0, "READ_ONCE(word)"});
  program.debug.push_back({{{"kernel/helper.h", 7, 2, "helper"}, {"walkers/spin.c", 6, 1, "spin"}},
                           "",
                           "",
                           1,
                           "helper(&word)"});
  const Operand word{Operand::Kind::Global, 0};
  Function spin{"spin", {{"n", 32}}, 64, 5, 0, 0, {}, {1}, {}};
  add_local(spin, "local", 8, 8);
  spin.body = {{LocalAddress{1, 0}, 0},
               {LoopEnter{0}, 0},
               {Jump{3}, 0},
               {Load{2, word, 8, Ordering::Once}, 1},
               {Branch{reg(2), 9, 5}, 1},
               {Store{reg(1), reg(2), 8, Ordering::Plain}, 0},
               {Load{3, word, 8, Ordering::Plain}, 2},
               {Binary{BinaryOp::Add, 64, 4, reg(3), constant(1)}, 0},
               {Return{reg(4)}, 0},
               {LoopAgain{0}, 0},
               {Jump{3}, 0}};
  program.functions.push_back(spin);
  program.opaque = {"trace_spin"};
  return program;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

} // namespace

TEST_CASE("lower numbers the steps and places them", "[print]") {
  const std::string text = print(spinning());
  INFO(text);
  CHECK(text.starts_with("walkers/spin.c\n"));
  CHECK(count(text, "spin(n: 32 bits) returns 64 bits") == 1);
  CHECK(count(text, "   1  load64 once") == 1);
  CHECK(count(text, "seen = READ_ONCE(word)") == 1);
  CHECK(count(text, "walkers/spin.c:5:9") == 2); // the load and the branch
  CHECK(count(text, "   2  load64 plain") == 1);
  CHECK(count(text, "in helper, kernel/helper.h:7:2") == 1);
  CHECK(count(text, "   3  ") == 0);     // the store is to a local
  CHECK(count(text, "L1 (again)") == 1); // the back edge is folded into the branch
  CHECK(count(text, "(2 local)") == 1);  // entering the loop, and the local's address
  CHECK(count(text, "opaque (nothing defines them): trace_spin") == 1);
}

TEST_CASE("each primitive and access has words of its own", "[print]") {
  Program program = spinning();
  const Operand word{Operand::Kind::Global, 0};
  program.functions[0].body = {
      {Exchange{1, word, constant(1), 8}, 0},
      {CompareExchange{1, 2, word, constant(1), constant(2), 4}, 0},
      {FetchModify{FetchOp::Or, 1, word, constant(1), 2}, 0},
      {Invoke{Primitive::IpiBroadcast, std::nullopt, {}, ""}, 0},
      {Invoke{Primitive::Assert, std::nullopt, {constant(1)}, "it holds"}, 0},
      {Opaque{"foo", Register{3}}, 0},
      {Opaque{"bar", std::nullopt}, 0},
      {Call{std::nullopt, {Operand::Kind::Function, 0}, {}}, 0},
      {Call{std::nullopt, reg(1), {}}, 0},
      {Switch{reg(1), {{7, 0}}, 10}, 0},
      {Unreachable{}, 0}};
  const std::string text = print(program);
  INFO(text);
  CHECK(count(text, "1  exchange64 atomic") == 1);
  CHECK(count(text, "2  cmpxchg32 atomic") == 1);
  CHECK(count(text, "3  fetch-or16 atomic") == 1);
  CHECK(count(text, "4  ipi_broadcast") == 1);
  CHECK(count(text, "-  assert \"it holds\"") == 1);
  CHECK(count(text, "opaque foo(), its value unknown") == 1);
  CHECK(count(text, "opaque bar(), no effect") == 1);
  CHECK(count(text, "call spin()") == 1);
  CHECK(count(text, "call through a pointer") == 1);
  CHECK(count(text, "case 7: L1") == 1);
  CHECK(count(text, "must not be reached") == 1);
}

} // namespace walkcheck::program
