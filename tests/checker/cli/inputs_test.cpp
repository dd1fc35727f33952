// SPDX-License-Identifier: GPL-2.0-only
// Open inputs with the real program: the solver's questions as files, a solver that gives up, and a
// trace of one member of one alternative.
#include "catch.hpp"
#include "fixtures.hpp"
#include "program.hpp"
#include "reseal.hpp"

#include <fstream>
#include <iterator>
#include <set>

namespace {

namespace fs = std::filesystem;

// The spec asserts that an input is not 5, if the alternative says that it may not be.
void write_picky(const ScratchFolder& folder) {
  folder.write("spec.c", "unsigned long seen;\nvoid run(unsigned long x)\n{\n"
                         "\tWRITE_ONCE(seen, 1);\n"
                         "\tif (PICKY)\n\t\t__wc_assert(x != 5, \"five\");\n}\n");
  folder.write("s.toml",
               "[inputs]\nx = { kind = 'number', where = 'x < 100' }\n"
               "picky = { one_of = [ 0, 1 ] }\n"
               "[[cpu]]\nname = 'cpu'\nrun = 'spec.c'\nentry = 'run'\nargs = { x = 'x' }\n"
               "define = { PICKY = '${picky}' }\n");
}

std::string content(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void replace_in(const fs::path& path, const std::string& what, const std::string& by) {
  std::string text = content(path);
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  text.replace(at, what.size(), by);
  std::ofstream(path) << text;
}

} // namespace

TEST_CASE("each class is printed, with its alternative") {
  const ScratchFolder folder;
  write_picky(folder);
  const Outcome outcome = run_walkcheck(folder, {"verify", "s.toml"});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 10);
  CHECK(contains(outcome.out, "class 1: picky = 0\n"));
  CHECK(contains(outcome.out, "class 2: picky = 1, x != 5\n"));
  CHECK(contains(outcome.out, "class 3: picky = 1, x = 5\n"));
  CHECK(contains(outcome.out, "3 input classes (complete)"));
}

TEST_CASE("the solver's questions are files that another solver can be asked") {
  const ScratchFolder folder;
  write_picky(folder);
  CHECK(run_walkcheck(folder, {"verify", "s.toml", "--smt-dir", "smt"}).code == 10);
  std::set<std::string> folders;
  std::size_t proved = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder.path() / "smt")) {
    if (!entry.is_regular_file()) continue;
    const std::string text = content(entry.path());
    CAPTURE(entry.path().filename().string());
    CHECK(contains(text, "(check-sat)"));
    CHECK(contains(text, "(declare-fun x () (_ BitVec 7))")); // 7 bits are enough below 100
    const bool unsat = contains(text, "(set-info :status unsat)");
    CHECK((unsat || contains(text, "(set-info :status sat)")));
    if (unsat && contains(entry.path().filename().string(), "uncovered")) ++proved;
    folders.insert(fs::relative(entry.path().parent_path(), folder.path()).string());
  }
  // Each alternative has a folder, with the proof that no input is left.
  CHECK(folders == std::set<std::string>{"smt/s.toml/picky_0", "smt/s.toml/picky_1"});
  CHECK(proved == 2);
}

TEST_CASE("a solver that gives up proves nothing") {
  const ScratchFolder folder;
  write_picky(folder);
  const Outcome outcome = run_walkcheck(folder, {"verify", "s.toml", "--solver-limit", "1"});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code != 0);
  CHECK(contains(outcome.out, "raise --solver-limit"));
  CHECK(contains(outcome.out, "(not complete)"));
  CHECK_FALSE(contains(last_line(outcome.out), "HOLDS"));
}

void rewrite(const fs::path& trace, const std::string& from, const std::string& to) {
  replace_in(trace, from, to);
  reseal(trace);
}

TEST_CASE("a trace of one alternative is replayed as that, and as no other") {
  const ScratchFolder folder;
  write_picky(folder);
  REQUIRE(run_walkcheck(folder, {"verify", "s.toml", "--trace-dir", "."}).code == 10);
  const fs::path trace = folder.path() / "s.trace.json";
  const Outcome same = run_walkcheck(folder, {"replay", "s.trace.json"});
  INFO(same.out << same.err);
  CHECK(same.code == 10);
  CHECK(contains(same.out, "with picky = 1, x = 0x5"));
  SECTION("an alternative that there is not") {
    rewrite(trace, "\"choice\": \"1\"", "\"choice\": \"2\"");
    const Outcome outcome = run_walkcheck(folder, {"replay", "s.trace.json"});
    CHECK(outcome.code == 65);
    CHECK(contains(outcome.out + outcome.err, "inputs do not allow the trace's choices"));
  }
  SECTION("the other alternative, which does not fail") {
    rewrite(trace, "\"choice\": \"1\"", "\"choice\": \"0\"");
    CHECK(run_walkcheck(folder, {"replay", "s.trace.json"}).code == 50);
  }
  SECTION("damaged") {
    replace_in(trace, "\"choice\": \"1\"", "\"choice\": \"2\"");
    const Outcome outcome = run_walkcheck(folder, {"replay", "s.trace.json"});
    CHECK(outcome.code == 65);
    CHECK(contains(outcome.out + outcome.err, "field digests.chosen: does not match field chosen"));
  }
  SECTION("a value that the inputs do not stand for") {
    rewrite(trace, "\"value\": \"0x5\"", "\"value\": \"0x65\"");
    CHECK(run_walkcheck(folder, {"replay", "s.trace.json"}).code == 65);
  }
}
