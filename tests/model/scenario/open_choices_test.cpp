// SPDX-License-Identifier: GPL-2.0-only
// Inputs with several alternatives: the members that a scenario has, and the errors if such an
// input is not allowed.
#include "catch.hpp"

#include "model/scenario/scenario.hpp"
#include "scratch_folder.hpp"

#include <fmt/format.h>

using namespace walkcheck;
using namespace walkcheck::scenario;

namespace {

struct Text {
  std::string title = "a walk";
  std::string inputs = R"(
scheme = { one_of = [ "T1", "T3" ] }
depth  = { one_of = [ 4, 5 ] }
hva    = { kind = "page" })";
  std::string scheme = "${scheme}";
  std::string rest;

  std::string text() const {
    return fmt::format(R"(title = "{}"
[inputs]{}
[machine]
scheme = "{}"
paging = "${{depth}}"
[memory]
map = [ {{ at = "hva", level = "4K" }} ]
[[cpu]]
name = "vCPU"
run = "walk.c"
args = {{ address = "hva" }}
{})",
                       title, inputs, scheme, rest);
  }
};

class ChoiceFolder {
public:
  explicit ChoiceFolder(const Text& text) {
    folder_.write("walk.c", "");
    folder_.write("t.toml", text.text());
  }
  Scenario read(const std::string& choice = "") const {
    return read_scenario(folder_.path() / ("t.toml" + choice),
                         {folder_.path() / "specs", {"no_freed_table"}});
  }
  // "line: cause"; empty if there is no error.
  std::string error() const {
    try {
      read();
    } catch (const InputError& error) {
      const Diagnostic& first = error.diagnostics().front();
      CHECK_FALSE(first.remedy.empty());
      return fmt::format("{}: {}", first.line, first.cause);
    }
    return "";
  }

private:
  ScratchFolder folder_;
};

} // namespace

TEST_CASE("a scenario has a member for each combination of alternatives") {
  const Scenario read = ChoiceFolder(Text{}).read();
  REQUIRE(read.members.size() == 4);
  CHECK(is_open(read));
  // Ordered by the inputs' names; the last one changes fastest.
  const std::vector<AxisValue> second{{"depth", "4"}, {"scheme", "T3"}};
  CHECK(read.members[1].chosen == second);
  CHECK(read.members[1].scheme == "T3");
  CHECK(read.members[1].paging == word::Paging::k4);
  const std::vector<AxisValue> third{{"depth", "5"}, {"scheme", "T1"}};
  CHECK(read.members[2].chosen == third);
  CHECK(read.members[2].scheme == "T1");
  CHECK(read.members[2].paging == word::Paging::k5);
  for (const Scenario& member : read.members) {
    CHECK(member.members.empty());
    REQUIRE(member.inputs.size() == 1);
    CHECK(member.inputs[0].name == "hva");
  }
  // The values of a page of user space depend on the depth.
  CHECK(possible_bits(read.members[0], Input::Kind::Page) == 0x7ffffffff000);
  CHECK(possible_bits(read.members[2], Input::Kind::Page) == 0xfffffffffff000);
}

TEST_CASE("without open values too there is a class for each alternative") {
  Text text;
  text.inputs = "\nscheme = { one_of = [ 'T1', 'T3' ] }\ndepth = { one_of = [ 4 ] }\nhva = 0x1000";
  const Scenario read = ChoiceFolder(text).read();
  CHECK(read.members.size() == 2);
  CHECK(is_open(read));
  CHECK(is_open(read.members[0]));
}

TEST_CASE("a template's variant can leave alternatives open, and give some to choose from") {
  Text text;
  text.inputs = "\nscheme = { one_of = '${of.schemes}' }\ndepth = { one_of = [ 4, 5 ] }\n"
                "hva = { kind = 'page' }";
  text.title = "of ${of}";
  text.rest = "[[vary]]\nname = 'of'\nvalues = [ { name = 'ipi', schemes = [ 'T1' ] }, "
              "{ name = 'rcu', schemes = [ 'T2', 'T4' ] } ]\n";
  const ChoiceFolder folder(text);
  CHECK(folder.read("[ipi]").members.size() == 2);
  const Scenario rcu = folder.read("[rcu]");
  CHECK(rcu.title == "of rcu");
  REQUIRE(rcu.members.size() == 4);
  CHECK(rcu.members[1].scheme == "T4");
}

TEST_CASE("what is wrong with alternatives is said where it is") {
  Text text;
  SECTION("none is listed") {
    text.inputs = "\nscheme = { one_of = [] }\ndepth = { one_of = [ 4 ] }\nhva = 0x1000";
    CHECK(ChoiceFolder(text).error() == "3: input 'scheme' has no values");
  }
  SECTION("one is twice there") {
    text.inputs = "\nscheme = { one_of = ['T1', 'T1'] }\ndepth = { one_of = [ 4 ] }\nhva = 0x1000";
    CHECK(ChoiceFolder(text).error() == "3: input 'scheme' has 'T1' twice");
  }
  SECTION("it is open in two ways") {
    text.inputs =
        "\nscheme = { one_of = ['T1', 'T3'], kind = 'page' }\ndepth = { one_of = [ 4 ] }\n"
        "hva = 0x1000";
    CHECK(ChoiceFolder(text).error().starts_with("3: "));
    CHECK(ChoiceFolder(text).error().find("kind") != std::string::npos);
  }
  SECTION("nothing depends on it") {
    text.scheme = "T1";
    CHECK(ChoiceFolder(text).error() == "3: nothing depends on input 'scheme'");
  }
  SECTION("what stands for it is misspelt") {
    text.scheme = "${scheem}";
    CHECK(ChoiceFolder(text).error().find("there is no axis 'scheem'") != std::string::npos);
  }
  SECTION("the title is that of one member") {
    text.title = "a walk, ${scheme}";
    CHECK(ChoiceFolder(text).error() == "1: 'title' depends on an input that is one of several");
  }
  SECTION("a member is wrong") {
    text.inputs = "\nscheme = { one_of = ['T1', 'T9'] }\ndepth = { one_of = [ 4 ] }\nhva = 0x1000";
    CHECK(ChoiceFolder(text).error().find("T9") != std::string::npos);
  }
  SECTION("there are too many") {
    text.inputs = "\nhva = { kind = 'page' }\nscheme = { one_of = [ 'T1', 'T3' ] }\n"
                  "depth = { one_of = [ 4, 5 ] }\n";
    for (int i = 0; i < 15; ++i)
      text.inputs += fmt::format("x{} = {{ one_of = [ 1, 2 ] }}\n", i);
    CHECK(ChoiceFolder(text).error().find("more than 65536 combinations") != std::string::npos);
  }
}
