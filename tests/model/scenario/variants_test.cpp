// SPDX-License-Identifier: GPL-2.0-only
// Templates: their variants, the contents of each, the verdict that is expected of it, and the
// errors in a template.
#include "catch.hpp"

#include "model/scenario/variants.hpp"
#include "scratch_folder.hpp"

using namespace walkcheck;
using namespace walkcheck::scenario;

namespace {

const std::string kAxes = R"(
[[vary]]
name   = "scheme"
values = [ "T1", "T3" ]
[[vary]]
name   = "page"
values = [ { name = "small", level = "4K", args = { address = "hva" }, bound = 5 },
           { name = "huge", level = "2M", args = { address = "hva", length = "2M" }, bound = 7 } ]
)";

const std::string kTitle = "title = '${page} under ${scheme}'\n";

const std::string kBody = R"(
[machine]
scheme = "${scheme}"
[bounds]
loop = "${page.bound}"
[inputs]
hva = 0x7f0000001000
[memory]
map = [ { at = "hva", level = "${page.level}" } ]
[[cpu]]
name = "vCPU ${page.bound}"
run = "walk.c"
args = "${page.args}"
)";

const std::string kVerdicts = R"(
[[verdicts]]
when    = { scheme = "T3", page = "huge" }
because = "not of interest"
leave_out = true
[[verdicts]]
when    = { scheme = [ "T3" ] }
verdict = "VIOLATED"
property = "no_freed_table"
because = "nobody waits"
[[verdicts]]
verdict = "HOLDS"
because = "somebody waits"
)";

class Folder {
public:
  explicit Folder(const std::string& text) {
    folder_.write("walk.c", "");
    folder_.write("t.toml", text);
  }

  std::vector<std::string> variants(const std::string& choice = "") const {
    std::vector<std::string> names;
    for (const auto& path : variants_of(folder_.path() / ("t.toml" + choice)))
      names.push_back(path.filename().string());
    return names;
  }

  Scenario read(const std::string& choice) const {
    return read_scenario(folder_.path() / ("t.toml" + choice),
                         {folder_.path() / "specs", {"no_freed_table", "no_deadlock"}});
  }

  // All errors of finding the variants, or of reading the one that `choice` names.
  std::vector<Diagnostic> errors(const std::string& choice = "") const {
    try {
      if (choice.empty())
        variants();
      else
        read(choice);
    } catch (const InputError& error) {
      return error.diagnostics();
    }
    return {};
  }

  // Whether one of the errors is about `cause`. Each must have a place in the template and a
  // remedy.
  bool has_error(const std::string& cause, const std::string& choice = "") const {
    bool found = false;
    for (const Diagnostic& error : errors(choice)) {
      UNSCOPED_INFO(to_string(error));
      CHECK(error.file.starts_with("t.toml"));
      CHECK_FALSE(error.remedy.empty());
      found = found || error.cause.find(cause) != std::string::npos;
    }
    return found;
  }

private:
  ScratchFolder folder_;
};

} // namespace

TEST_CASE("a template has a variant for each combination, in the order of the file") {
  using Names = std::vector<std::string>;
  const Folder plain(kTitle + kAxes + kBody);
  CHECK(plain.variants() ==
        Names{"t.toml[T1,small]", "t.toml[T1,huge]", "t.toml[T3,small]", "t.toml[T3,huge]"});
  CHECK(plain.variants("[*,huge]") == Names{"t.toml[T1,huge]", "t.toml[T3,huge]"});
  CHECK(plain.variants("[T3,small]") == Names{"t.toml[T3,small]"});
  const Folder with_verdicts(kTitle + kAxes + kBody + kVerdicts);
  CHECK(with_verdicts.variants() ==
        Names{"t.toml[T1,small]", "t.toml[T1,huge]", "t.toml[T3,small]"});
  CHECK(Folder("title = 'plain'\n[[cpu]]\nname = 'x'\nrun = 'walk.c'\n").variants() ==
        Names{"t.toml"});
}

TEST_CASE("a variant is a scenario with the chosen values in it") {
  const Folder folder(kTitle + kAxes + kBody + kVerdicts);
  const Scenario huge = folder.read("[T1,huge]");
  CHECK(huge.title == "huge under T1");
  CHECK(huge.scheme == "T1");
  CHECK(huge.loop_bound == 7);
  CHECK(huge.cpus.at(0).name == "vCPU 7");
  CHECK(huge.cpus[0].arguments.at("length").value == 0x200000);
  REQUIRE(huge.variant.size() == 2);
  CHECK(huge.variant[1].axis == "page");
  CHECK(huge.variant[1].value == "huge");
  REQUIRE(huge.expectation);
  CHECK(huge.expectation->verdict == "HOLDS");
  CHECK(huge.because == "somebody waits");

  const Scenario small = folder.read("[T3,small]");
  CHECK(small.scheme == "T3");
  CHECK(small.cpus.at(0).arguments.count("length") == 0);
  REQUIRE(small.expectation);
  CHECK(small.expectation->properties == std::vector<std::string>{"no_freed_table"});
  CHECK(small.because == "nobody waits");
}

TEST_CASE("a value has those of the axes before its own, and no others") {
  const auto with = [](const std::string& name) {
    return Folder(
        "title = '${second.text}'\n[[vary]]\nname = 'first'\nvalues = [ { name = 'a', n = 3 "
        "} ]\n[[vary]]\nname = 'second'\nvalues = [ { name = 'b', text = '" +
        name + "' } ]\n[[cpu]]\nname = 'x'\nrun = 'walk.c'\n");
  };
  CHECK(with("${first}${first.n}").read("[a,b]").title == "a3");
  CHECK(with("${second}").has_error("no axis 'second'", "[a,b]"));
}

TEST_CASE("without a verdict that fits, nothing is expected of a variant") {
  const Scenario scenario = Folder(kTitle + kAxes + kBody).read("[T1,small]");
  CHECK_FALSE(scenario.expectation);
  CHECK(scenario.because.empty());
}

TEST_CASE("what is wrong with a template is said where it is") {
  struct Wrong {
    const char* extra;
    const char* cause;
  };
  const Wrong cases[] = {
      {"[[vary]]\nname = 'scheme'\nvalues = ['a']\n", "two axes are named 'scheme'"},
      {"[[vary]]\nname = 'x'\nvalues = []\n", "axis 'x' has no values"},
      {"[[vary]]\nname = 'x'\nvalues = ['a', 'a']\n", "axis 'x' has 'a' twice"},
      {"[[vary]]\nname = 'x'\nvalues = [1.5]\n", "a value of axis 'x' has no name"},
      {"[[vary]]\nname = 'x'\nvalues = ['a]b']\n", "a value of axis 'x' has no name"},
      {"[[vary]]\nname = 'x'\nvalue = ['a']\n", "value"},
      {"[[verdicts]]\nwhen = { schema = 'T1' }\nverdict = 'HOLDS'\nbecause = 'x'\n", "schema"},
      {"[[verdicts]]\nwhen = { scheme = 'T9' }\nverdict = 'HOLDS'\nbecause = 'x'\n", "T9"},
      {"[[verdicts]]\nverdict = 'HOLDS'\n", "because"},
      {"[[verdicts]]\nbecause = 'x'\n", "verdict"},
  };
  for (const Wrong& wrong : cases) {
    INFO(wrong.extra);
    CHECK(Folder(kTitle + kAxes + kBody + wrong.extra).has_error(wrong.cause));
  }
}

TEST_CASE("a verdict that no variant has is an error") {
  const std::string general = "[[verdicts]]\nverdict = 'HOLDS'\nbecause = 'x'\n";
  const std::string special =
      "[[verdicts]]\nwhen = { scheme = 'T1' }\nverdict = 'HOLDS'\nbecause = 'y'\n";
  CHECK(Folder(kTitle + kAxes + kBody + special + general).variants().size() == 4);
  CHECK(Folder(kTitle + kAxes + kBody + general + special).has_error("applies to no variant"));
}

TEST_CASE("a choice that is none, and placeholders that stand for nothing") {
  const Folder folder(kTitle + kAxes + kBody);
  CHECK(folder.has_error("no variant [T1]", "[T1]"));
  CHECK(folder.has_error("no variant [T1,middling]", "[T1,middling]"));
  CHECK(folder.has_error("no variant [*,small]", "[*,small]"));
  CHECK_THROWS_AS(folder.variants("[*,tiny]"), InputError);
  CHECK(Folder("title = 'plain'\n").has_error("no [[vary]]", "[T1]"));
  const auto with_title = [](const std::string& title, const std::string& cause) {
    return Folder("title = '" + title + "'\n" + kAxes + kBody).has_error(cause, "[T1,small]");
  };
  CHECK(with_title("${shape}", "no axis 'shape'"));
  CHECK(with_title("${page.size}", "has no 'size'"));
  CHECK(with_title("a ${page.args}", "in the middle of a string"));
  CHECK(with_title("${page", "has no '}'"));
  CHECK_FALSE(with_title("$ { } ${page}", "axis"));
}
