// SPDX-License-Identifier: GPL-2.0-only
// The table of a template's verdicts: the place of each, the argument that it points to, and what
// is said about those that are not as expected.
#include "catch.hpp"

#include "checker/report/matrix.hpp"

using namespace walkcheck;
using report::MatrixCell;
using verdict::Verdict;

namespace {

MatrixCell cell(const char* walker, const char* mutator, const char* scheme, Verdict verdict,
                const char* because) {
  MatrixCell cell;
  cell.variant = {{"walker", walker}, {"mutator", mutator}, {"scheme", scheme}};
  cell.because = because;
  scenario::Expectation expected;
  expected.verdict = verdict == Verdict::Violated ? "VIOLATED" : "HOLDS";
  if (verdict == Verdict::Violated) expected.properties = {"a", "b"};
  cell.expectation = expected;
  cell.result.verdict = verdict;
  cell.result.executions = 10;
  return cell;
}

} // namespace

TEST_CASE("a block per walker, a row per mutator, a column per scheme, and each argument once") {
  const std::vector<MatrixCell> cells{
      cell("W1", "M1", "T1", Verdict::Violated, "nothing waits"),
      cell("W1", "M1", "T2", Verdict::Violated, "nothing waits"),
      cell("W1", "M2", "T1", Verdict::Holds, "no table goes"),
      cell("W3", "M1", "T1", Verdict::Holds, "interrupts are off"),
      cell("W3", "M1", "T2", Verdict::Holds, "nothing waits"),
      cell("W3", "M2", "T2", Verdict::Holds, ""),
  };
  // Laid out by hand: "nothing waits" argues for two verdicts, so it is there twice.
  CHECK(report::matrix("square.toml", cells, 60) ==
        "walker W1\n"
        "      T1          T2\n"
        "  M1  VIOLATED a  VIOLATED a\n"
        "  M2  HOLDS b     -\n"
        "\n"
        "walker W3\n"
        "      T1          T2\n"
        "  M1  HOLDS c     HOLDS d\n"
        "  M2  -           HOLDS\n"
        "\n"
        "a) VIOLATED a, b: nothing waits\n"
        "b) HOLDS: no table goes\n"
        "c) HOLDS: interrupts are off\n"
        "d) HOLDS: nothing waits\n"
        "\n"
        "6 scenarios, 60 executions: 4 HOLDS, 2 VIOLATED\n");
}

TEST_CASE("there are more arguments than letters") {
  std::vector<MatrixCell> cells;
  for (int i = 0; i < 28; ++i)
    cells.push_back(cell("W", "M", ("T" + std::to_string(i)).c_str(), Verdict::Holds,
                         ("reason " + std::to_string(i)).c_str()));
  const std::string text = report::matrix("x.toml", cells, 80);
  CHECK(text.find("\nz) HOLDS: reason 25\n") != std::string::npos);
  CHECK(text.find("\naa) HOLDS: reason 26\n") != std::string::npos);
  CHECK(text.find("\nab) HOLDS: reason 27\n") != std::string::npos);
}

TEST_CASE("what did not come out is named with its reasons") {
  MatrixCell odd = cell("W3", "M1", "T1", Verdict::Unexpected, "interrupts are off");
  odd.result.reasons = {"expected HOLDS, but it is VIOLATED"};
  MatrixCell rejected = cell("W3", "M1", "T2", Verdict::BadInput, "interrupts are off");
  rejected.result.diagnostics = {{"square.toml", 3, 1, "no such spec", "write one"}};
  const std::string text = report::matrix("square.toml", {odd, rejected}, 80);
  CHECK(text.find("UNEXPECTED a") != std::string::npos);
  CHECK(text.find("square.toml[W3,M1,T1]: UNEXPECTED") != std::string::npos);
  CHECK(text.find("expected HOLDS, but it is VIOLATED") != std::string::npos);
  CHECK(text.find("square.toml[W3,M1,T2]: BAD INPUT") != std::string::npos);
  CHECK(text.find("no such spec") != std::string::npos);
}

TEST_CASE("one axis is one row without a block") {
  MatrixCell only = cell("W3", "M1", "T1", Verdict::Holds, "");
  only.variant = {{"scheme", "T1"}};
  CHECK(report::matrix("x.toml", {only}, 80) ==
        "    T1\n    HOLDS\n\n1 scenario, 10 executions: 1 HOLDS\n");
  CHECK(report::matrix("x.toml", {}, 80).empty());
}
