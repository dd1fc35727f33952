// SPDX-License-Identifier: GPL-2.0-only
// [variables] through the whole pipeline: a spec whose assertions state the initial values of its
// variables, and the errors if the scenario names other variables.
#include "catch.hpp"

#include "checker/property/built_in.hpp"
#include "checker/verify/verify.hpp"
#include "scratch_folder.hpp"

using namespace walkcheck;
using verdict::Result;
using verdict::Verdict;

namespace {

const std::filesystem::path kSpecs = WALKCHECK_SOURCE_DIR "/specs";

const std::string kSpec = R"(
struct inner { int narrow; unsigned long deep; };
struct slot { unsigned long first; const unsigned long second; struct inner in;
	      union { unsigned long either; long other; }; unsigned long list[2]; };
struct slot the_slot = { .first = 1 };
unsigned long the_number = 5;
static unsigned long mine;
void look(unsigned long first, unsigned long number)
{
	unsigned long seen = READ_ONCE(the_slot.first);
	__wc_assert(seen == first, "first");
	__wc_assert(READ_ONCE(the_slot.in.deep) == 3, "deep");
	__wc_assert(READ_ONCE(the_slot.either) == 4, "either");
	__wc_assert(!READ_ONCE(the_slot.list[0]), "list");
	__wc_assert(READ_ONCE(the_number) == number, "number");
	__wc_assert(!READ_ONCE(mine), "mine");
	WRITE_ONCE(the_slot.first, seen + 1);
	__wc_assert(READ_ONCE(the_slot.first) == first + 1, "written");
	if (number == 6)
		__wc_cover("six");
}
)";

const std::string kDeep = "in = { deep = 3 }, either = 4";

Result run(const std::string& variables, const std::string& inputs = "first = 1\nnumber = 5") {
  const ScratchFolder folder;
  folder.write("look.c", kSpec);
  verify::Options options;
  options.build.specs = kSpecs;
  const std::string text = "[inputs]\n" + inputs + "\n[variables]\n" + variables +
                           "\n[[cpu]]\nname = 'cpu'\nrun = 'look.c'\n"
                           "args = { first = 'first', number = 'number' }\n";
  return verify::verify(
      scenario::read_scenario(folder.write("s.toml", text), {kSpecs, property::names()}), options);
}

std::string error_of(const std::string& variables) {
  const Result result = run(variables);
  REQUIRE(result.verdict == Verdict::BadInput);
  REQUIRE(result.diagnostics.size() == 1);
  CHECK(result.diagnostics[0].line == 5);
  CHECK_FALSE(result.diagnostics[0].remedy.empty());
  return result.diagnostics[0].cause;
}

} // namespace

TEST_CASE("a variable begins as the scenario says, and else as the spec does") {
  CHECK(run("the_slot = { " + kDeep + " }").verdict == Verdict::Holds);
  CHECK(run("the_slot = { first = 9, " + kDeep + " }\nthe_number = 7", "first = 9\nnumber = 7")
            .verdict == Verdict::Holds);
  // The spec's assertion does not hold.
  CHECK(run("the_slot = { first = 2, " + kDeep + " }").verdict == Verdict::Violated);
  CHECK(run("the_number = 6\nthe_slot = { " + kDeep + " }").verdict == Verdict::Violated);
}

TEST_CASE("a variable can begin as any number") {
  const Result result =
      run("the_slot = { first = 'first', " + kDeep + " }\nthe_number = 'number'",
          "first = { kind = 'number' }\nnumber = { kind = 'number', where = 'number < 8' }");
  CHECK(result.verdict == Verdict::Holds);
  REQUIRE(result.classes);
  // One class for the value 6, and one for the rest: the first input is taken as it is.
  CHECK(result.classes->size() == 2);
  CHECK(result.classes_complete);
}

TEST_CASE("which word of a variable is read decides, where it begins as the scenario says") {
  const ScratchFolder folder;
  folder.write("pick.c", R"(
struct four { unsigned long a, b, c, d; };
struct four the_four;
void pick(unsigned long i)
{
	__wc_assert(READ_ONCE((&the_four.a)[i]) != 7, "seven");
	__wc_cover("picked");
}
)");
  verify::Options options;
  options.build.specs = kSpecs;
  const std::string text = "[inputs]\ni = { kind = 'number', where = 'i < 4' }\n"
                           "[variables]\nthe_four = { c = 7 }\n"
                           "[[cpu]]\nname = 'cpu'\nrun = 'pick.c'\nargs = { i = 'i' }\n";
  const Result result = verify::verify(
      scenario::read_scenario(folder.write("s.toml", text), {kSpecs, property::names()}), options);
  CHECK(result.verdict == Verdict::Violated);
  REQUIRE(result.counterexample);
  CHECK(result.counterexample->values == std::vector<trace::InputValue>{{"i", 2}});
}

TEST_CASE("what is no variable is said where it is") {
  CHECK(error_of("the_slut = 1") == "no CPU's spec uses a variable 'the_slut'");
  CHECK(error_of("mine = 1") == "no CPU's spec uses a variable 'mine'");
  CHECK(error_of("the_slot = 1") == "'the_slot' is not one number");
  CHECK(error_of("the_slot = { third = 1 }") == "'the_slot' has no member 'third'");
  CHECK(error_of("the_slot = { list = 1 }") == "'the_slot' has no member 'list'");
  CHECK(error_of("the_slot = { in = { narrow = 1 } }") == "'the_slot.in.narrow' has 4 bytes at 16");
}

TEST_CASE("a variable that only an invariant has can be given") {
  const ScratchFolder folder;
  folder.write("write.c", "unsigned long word;\nvoid write(void)\n{\n\tWRITE_ONCE(word, 1);\n}\n");
  const auto verdict_of = [&](const std::string& declared, const std::string& given) {
    folder.write("budget.c", declared + " unsigned long budget;\nstatic unsigned long other;\n"
                                        "/* There is one left. */\nvoid at_end(void)\n{\n"
                                        "\t__wc_require(budget > other, \"%lu\", budget);\n}\n");
    verify::Options options;
    options.build.specs = kSpecs;
    return verify::verify(
               scenario::read_scenario(
                   folder.write("s.toml", "[variables]\n" + given +
                                              "\n[[cpu]]\nname = 'cpu'\nrun = 'write.c'\n"
                                              "[properties]\ncheck = ['budget.c']\n"),
                   {kSpecs, property::names()}),
               options)
        .verdict;
  };
  for (const std::string declared : {"", "static"}) {
    CHECK(verdict_of(declared, "budget = 1") == Verdict::Holds);
    CHECK(verdict_of(declared, "budget = 0") == Verdict::Violated);
    CHECK(verdict_of(declared, "budgt = 1") == Verdict::BadInput);
  }
}

// The unit that gives the value need not use the variable otherwise.
TEST_CASE("a variable begins as the unit says that initialises it") {
  const ScratchFolder folder;
  folder.write("gives.c", "unsigned long limit = 5, other;\n"
                          "struct { int a, b; } pair = {.b = 7};\nunsigned long *to = &limit;\n"
                          "void gives(void)\n{\n\tWRITE_ONCE(other, 1);\n}\n");
  folder.write("takes.c", "unsigned long limit, seen;\nstruct { int a, b; } pair;\n"
                          "unsigned long *to;\nvoid takes(void)\n{\n"
                          "\tWRITE_ONCE(seen, limit + pair.b + *to);\n"
                          "\t__wc_assert(READ_ONCE(seen) == 17, \"5 + 7 + 5\");\n}\n");
  folder.write("within.c",
               "unsigned long limit, other, seen;\nvoid always(void)\n{\n"
               "\t__wc_require(other + seen <= limit + 13, \"within the limit\");\n}\n");
  verify::Options options;
  options.build.specs = kSpecs;
  for (const bool swapped : {false, true}) {
    const std::string gives = "[[cpu]]\nname = 'gives'\nrun = 'gives.c'\n";
    const std::string takes = "[[cpu]]\nname = 'takes'\nrun = 'takes.c'\n";
    const std::string text =
        "[properties]\ncheck = ['within.c']\n" + (swapped ? takes + gives : gives + takes);
    const Result result = verify::verify(
        scenario::read_scenario(folder.write("s.toml", text), {kSpecs, property::names()}),
        options);
    for (const Diagnostic& diagnostic : result.diagnostics)
      UNSCOPED_INFO(to_string(diagnostic));
    CHECK(result.verdict == Verdict::Holds);
  }
}
