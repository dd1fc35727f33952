// SPDX-License-Identifier: GPL-2.0-only
// `drop`: the value of DROPPED() in a CPU that names the step and in one that does not, and the
// error for a step that no text of a CPU has.
#include "catch.hpp"

#include "model/program/print.hpp"
#include "model/scenario/build.hpp"
#include "model/scenario/dropped_steps.hpp"
#include "scratch_folder.hpp"

#include <fmt/format.h>

using namespace walkcheck;
using namespace walkcheck::scenario;

namespace {

const std::filesystem::path kSpecs = WALKCHECK_SOURCE_DIR "/specs";

const char* const kSpec = "#include \"lock.h\"\n"
                          "unsigned long word;\n"
                          "void spec(void)\n{\n"
                          "\tlock();\n"
                          "#if !DROPPED(store)\n"
                          "\tWRITE_ONCE(word, 1);\n"
                          "#endif\n"
                          "}\n";
const char* const kHeader = "/* To be dropped: DROPPED(comment) */\n"
                            "static inline void lock(void)\n{\n"
                            "\tif (!DROPPED(lock))\n\t\t__wc_barrier();\n"
                            "\t__wc_assert(1, \"DROPPED(string)\");\n}\n";

std::string cpu(const std::string& name, const std::string& rest) {
  return fmt::format("[[cpu]]\nname = '{}'\nrun = 'spec.c'\n{}\n", name, rest);
}

class DropFolder {
public:
  explicit DropFolder(const std::string& text) {
    folder_.write("spec.c", kSpec);
    folder_.write("lock.h", kHeader);
    folder_.write("other.c", "void other(void)\n{\n\tif (!DROPPED(other))\n\t\t__wc_fence();\n}\n");
    folder_.write("t.toml", text);
  }
  Scenario read(const std::string& variant = "") const {
    return read_scenario(folder_.path() / ("t.toml" + variant), {kSpecs, {}});
  }
  machine::Setup build(const std::string& variant = "") const {
    return scenario::build(read(variant), {kSpecs});
  }
  // Each as "line: cause; remedy"; empty if there is none.
  std::string errors(const std::string& variant = "") const {
    try {
      build(variant);
    } catch (const InputError& error) {
      std::string all;
      for (const Diagnostic& each : error.diagnostics())
        all += fmt::format("{}: {}; {}\n", each.line, each.cause, each.remedy);
      return all;
    }
    return "";
  }

private:
  ScratchFolder folder_;
};

bool stores(const machine::CpuSetup& cpu) {
  return program::print(cpu.program).find("store64") != std::string::npos;
}

} // namespace

TEST_CASE("a text can drop the steps that it asks for with DROPPED()") {
  CHECK(steps_in("if (!DROPPED(lock) && DROPPED ( retry ))") ==
        std::set<std::string>{"lock", "retry"});
  CHECK(steps_in("#define DROPPED(step) IS(step)\nUNDROPPED(lock) DROPPED(a, b)").empty());
  CHECK(step_of_macro(macro_of_step("lock")) == "lock");
  CHECK_FALSE(step_of_macro("WALKCHECK_PAGING"));
}

TEST_CASE("a step is dropped in the CPU that says so, and in no other") {
  const machine::Setup setup =
      DropFolder(cpu("one", "drop = [ 'store' ]") + cpu("two", "drop = [ 'lock' ]")).build();
  REQUIRE(setup.cpus.size() == 2);
  CHECK_FALSE(stores(setup.cpus[0]));
  CHECK(stores(setup.cpus[1]));
}

TEST_CASE("a step that no text of the CPU has is an error at its line, with the nearest") {
  struct Mistake {
    const char* rest;
    const char* says;
  };
  const Mistake mistakes[] = {
      {"drop = [ 'stor' ]", "8: no text of CPU 'two' has a step 'stor' to drop; did you mean "
                            "'store'?\n"},
      {"drop = [ 'lokc' ]", "did you mean 'lock'"},
      {"drop = [ 'notifer' ]", "did you mean 'notifier'?"},
      {"drop = [ 'qqqqqqqq' ]", "8: no text of CPU 'two' has a step 'qqqqqqqq' to drop; one of: "},
      {"drop = [ 'step' ]", "no text of CPU 'two' has a step 'step' to drop"},
      {"drop = [ 'comment' ]", "no text of CPU 'two' has a step 'comment' to drop"},
      {"drop = [ 'string' ]", "no text of CPU 'two' has a step 'string' to drop"},
      {"drop = [ 'other' ]", "no text of CPU 'two' has a step 'other' to drop"},
      {"drop = [ 'lock', 'lock' ]", "'lock' is dropped twice; remove one"},
      {"drop = [ 'a b' ]", "'a b' is not a step name; "},
      {"drop = 'lock'", "'drop' is a string"},
      {"define = { WALKCHECK_DROP_lock = 1 }", "is set by 'drop'; write drop = [\"lock\"] instead"},
  };
  for (const Mistake& each : mistakes) {
    const std::string errors = DropFolder(cpu("one", "") + cpu("two", each.rest)).errors();
    INFO(each.rest << '\n' << errors);
    CHECK(errors.find(each.says) != std::string::npos);
  }
  // The other CPU's step does not count.
  CHECK(DropFolder(cpu("one", "drop = [ 'lock' ]") + "[[cpu]]\nname = 'two'\nrun = 'other.c'\n" +
                   "drop = [ 'lock' ]\n")
            .errors()
            .starts_with("8: no text of CPU 'two' has a step 'lock' to drop"));
}

TEST_CASE("a step that the CPU's text has and its program never takes is an error") {
  // A step of the vocabulary: the spec includes the notifier but does not call it.
  const std::string errors =
      DropFolder(cpu("one", "") + cpu("two", "drop = [ 'notifier' ]")).errors();
  CHECK(errors.starts_with("8: CPU 'two' does the same whether it drops 'notifier' or not"));
  // Each error is reported separately, and neither includes the other's step.
  CHECK(DropFolder(cpu("one", "") + cpu("two", "drop = [ 'store', 'flush' ]"))
            .errors()
            .find("drops 'flush' or not") != std::string::npos);
  CHECK(DropFolder(cpu("one", "drop = [ 'store', 'lock' ]") + cpu("two", "")).errors().empty());
}

TEST_CASE("a template's axis drops steps, and one of its specs has to have them") {
  const auto text = [](const std::string& step) {
    return "[[vary]]\nname = 'step'\n"
           "values = [ { name = 'none', drop = [] }, { name = 'lost', drop = [ '" +
           step +
           "' ] } ]\n"
           "[[vary]]\nname = 'run'\nvalues = [ 'spec', 'other' ]\n"
           "[[verdicts]]\nverdict = 'HOLDS'\nbecause = 'nothing is claimed'\n"
           "[[cpu]]\nname = 'one'\nrun = '${run}.c'\nentry = '${run}'\ndrop = '${step.drop}'\n"
           "[[cpu]]\nname = 'two'\nrun = 'spec.c'\n[[cpu]]\nname = 'three'\nrun = 'other.c'\n";
  };
  const DropFolder store(text("store"));
  CHECK(stores(store.build("[none,spec]").cpus[0]));
  CHECK_FALSE(stores(store.build("[lost,spec]").cpus[0]));
  CHECK(store.errors("[lost,other]").empty());
  const DropFolder misspelt(text("stroe"));
  CHECK(misspelt.errors("[none,spec]").empty());
  for (const char* variant : {"[lost,spec]", "[lost,other]"})
    CHECK(
        misspelt.errors(variant).starts_with("3: no text of CPU 'one' has a step 'stroe' to drop"));
}
