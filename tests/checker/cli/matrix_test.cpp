// SPDX-License-Identifier: GPL-2.0-only
// Templates at the command line: the matrix, single variants and their traces.
#include "catch.hpp"
#include "fixtures.hpp"
#include "program.hpp"

#include <nlohmann/json.hpp>

namespace {

// Adding atomically is safe with any number of CPUs; reading and writing is not.
void write_template(const ScratchFolder& folder, const std::string& racy_verdict) {
  folder.write("add.c", "unsigned long word;\n"
                        "void add(void)\n{\n"
                        "#if ATOMIC\n"
                        "\t__atomic_fetch_add(&word, 1, __ATOMIC_SEQ_CST);\n"
                        "#else\n"
                        "\tWRITE_ONCE(word, word + 1);\n"
                        "#endif\n"
                        "}\n"
                        "void add_and_look(void)\n{\n"
                        "\tadd();\n"
                        "\t__wc_assert(word >= 1, \"one was added\");\n"
                        "\tif (__wc_this_cpu())\n"
                        "\t\t__wc_assert(word != 1 || !LAST, \"both were added\");\n"
                        "}\n");
  folder.write(
      "t.toml",
      "title = '${how}'\n"
      "[[vary]]\nname = 'claim'\nvalues = [ { name = 'weak', last = 0 }, { name = 'strong', "
      "last = 1 } ]\n"
      "[[vary]]\nname = 'how'\nvalues = [ { name = 'atomic', flag = 1 }, { name = 'racy', "
      "flag = 0 } ]\n"
      "[[cpu]]\nname = 'one'\nrun = 'add.c'\nentry = 'add_and_look'\n"
      "define = { ATOMIC = '${how.flag}', LAST = '${claim.last}' }\n"
      "[[cpu]]\nname = 'two'\nrun = 'add.c'\nentry = 'add_and_look'\n"
      "define = { ATOMIC = '${how.flag}', LAST = '${claim.last}' }\n"
      "[[verdicts]]\nwhen = { claim = 'weak' }\nverdict = 'HOLDS'\n"
      "because = 'each sees its own'\n"
      "[[verdicts]]\nverdict = '" +
          racy_verdict + "'\nbecause = 'two may be the first'\n");
}

} // namespace

TEST_CASE("matrix: every variant, compared with its verdict") {
  const ScratchFolder folder;
  write_template(folder, "VIOLATED");
  const Outcome all = run_walkcheck(folder, {"matrix", "t.toml", "--expected"});
  INFO(all.out << all.err);
  CHECK(all.code == 0);
  CHECK(contains(all.out, "          atomic      racy\n"
                          "  weak    HOLDS a     HOLDS a\n"
                          "  strong  VIOLATED b  VIOLATED b\n"));
  CHECK(contains(all.out, "b) VIOLATED: two may be the first\n"));
  CHECK(run_walkcheck(folder, {"matrix", "t.toml"}).code == 10);
  CHECK(run_walkcheck(folder, {"matrix", "t.toml[weak,*]"}).code == 0);
  for (const char* jobs : {"1", "2", "7"})
    CHECK(run_walkcheck(folder, {"matrix", "t.toml", "--expected", "-j", jobs}).out == all.out);
}

TEST_CASE("matrix: an argument stands beside no verdict that it does not argue for") {
  const ScratchFolder folder;
  write_template(folder, "HOLDS"); // but the racy variant is VIOLATED
  const Outcome outcome = run_walkcheck(folder, {"matrix", "t.toml"});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 10);
  CHECK(contains(outcome.out, "          atomic    racy\n"
                              "  weak    HOLDS a   HOLDS a\n"
                              "  strong  VIOLATED  VIOLATED\n"));
  CHECK(contains(outcome.out, "a) HOLDS: each sees its own\n"));
  CHECK_FALSE(contains(outcome.out, "two may be the first"));
  CHECK(contains(outcome.out, "t.toml[strong,racy]: VIOLATED"));
  CHECK(contains(outcome.out, "expected HOLDS, but it is VIOLATED"));
}

TEST_CASE("matrix: the solver's options are verify's") {
  const ScratchFolder folder;
  folder.write("store.c", "unsigned long word;\n"
                          "void store(unsigned long value)\n{\n"
                          "\tWRITE_ONCE(word, value);\n"
                          "\tif (value < BOUND)\n\t\tWRITE_ONCE(word, 0);\n"
                          "}\n");
  folder.write("t.toml",
               "title = 'any value'\n"
               "[[vary]]\nname = 'bound'\nvalues = [ { name = 'low', bound = 3 }, { name = 'high', "
               "bound = 5 } ]\n"
               "[inputs]\nvalue = { kind = 'number' }\n"
               "[[cpu]]\nname = 'one'\nrun = 'store.c'\nargs = { value = 'value' }\n"
               "define = { BOUND = '${bound.bound}' }\n"
               "[[verdicts]]\nverdict = 'HOLDS'\nbecause = 'nothing is claimed'\n");
  const Outcome all = run_walkcheck(
      folder, {"matrix", "t.toml", "--expected", "--check-classes", "--smt-dir", "smt"});
  INFO(all.out << all.err);
  CHECK(all.code == 0);
  for (const char* variant : {"t.toml[low]", "t.toml[high]"}) {
    CHECK(std::filesystem::exists(folder.path() / "smt" / variant / "00001_uncovered.smt2"));
    CHECK(std::filesystem::exists(folder.path() / "smt" / variant / "check"));
  }
  const Outcome limited = run_walkcheck(folder, {"matrix", "t.toml", "--solver-limit", "1"});
  CHECK(contains(limited.out, "INCONCLUSIVE"));
}

TEST_CASE("matrix: a verdict that does not come out") {
  const ScratchFolder folder;
  write_template(folder, "HOLDS");
  const Outcome outcome = run_walkcheck(folder, {"matrix", "t.toml", "--expected"});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 60);
  CHECK(contains(outcome.out, "strong  UNEXPECTED b  UNEXPECTED b\n"));
  CHECK(contains(outcome.out, "t.toml[strong,racy]: UNEXPECTED"));
  CHECK(contains(outcome.out, "expected HOLDS, but it is VIOLATED"));
}

TEST_CASE("verify takes a template as all its variants, and a variant by its name") {
  const ScratchFolder folder;
  write_template(folder, "VIOLATED");
  const Outcome all = run_walkcheck(folder, {"verify", "--expected", "--json", "r.json", "t.toml"});
  INFO(all.out << all.err);
  CHECK(all.code == 0);
  const auto results = nlohmann::json::parse(folder.read("r.json"));
  REQUIRE(results.size() == 4);
  CHECK(results[2].at("scenario") == "t.toml[strong,atomic]");
  CHECK(results[2].at("trace") == "t-strong-atomic.trace.json");
  // The replay finds the trace's variant.
  CHECK(run_walkcheck(folder, {"replay", "t-strong-atomic.trace.json"}).code == 10);
  CHECK(run_walkcheck(folder, {"verify", "t.toml[strong,racy]"}).code == 10);
  CHECK(run_walkcheck(folder, {"verify", "t.toml[weak,racy]"}).code == 0);
}

TEST_CASE("matrix: bad input") {
  const ScratchFolder folder;
  write_template(folder, "VIOLATED");
  write_holds(folder, "plain.toml");
  const Outcome plain = run_walkcheck(folder, {"matrix", "plain.toml"});
  CHECK(plain.code == 65);
  CHECK(contains(plain.err, "it has no [[vary]]"));
  const Outcome missing = run_walkcheck(folder, {"matrix", "missing.toml"});
  CHECK(missing.code == 65);
  CHECK(contains(missing.err, "missing.toml"));
  const Outcome choice = run_walkcheck(folder, {"verify", "t.toml[weak,none]"});
  CHECK(choice.code == 65);
  CHECK(contains(choice.out, "no variant"));
}
