// SPDX-License-Identifier: GPL-2.0-only
// A macro that no text of its CPU uses is bad input. Every way to use one is tested, too.
#include "catch.hpp"
#include "fixtures.hpp"
#include "program.hpp"

namespace {

const std::string kOnlyReads = "void two(void)\n{\n\tREAD_ONCE(word);\n}\n";
const std::string kVariable = "unsigned long word;\n";

} // namespace

TEST_CASE("a macro that no text asks for is bad input, with the nearest one") {
  struct Macro {
    const char* what;
    const char* spec;
    const char* define;
    const char* says; // null if the macro is used
  };
  const Macro macros[] = {
      {"misspelt", "#ifndef FAST\n#define FAST 0\n#endif\n", "FASST = 1", "did you mean 'FAST'?"},
      {"of nothing", "", "QQQQ = 1", "uses the macro 'QQQQ'"},
      {"named in a comment alone", "/* -DFAST=1 */\n", "FAST = 1", "'FAST'"},
      {"named in a string alone", "static const char *const x = \"FAST\";\n", "FAST = 1", "'FAST'"},
      {"in a branch that is not taken", "#if 0\n#ifdef FAST\n#endif\n#endif\n", "FAST = 1",
       nullptr},
      {"in #elifdef", "#if 1\n#elifdef FAST\n#endif\n", "FAST = 1", nullptr},
      {"in defined()", "#if defined(FAST)\n#endif\n", "FAST = 1", nullptr},
      {"as a value", "static inline int f(void) { return FAST; }\n", "FAST = 1", nullptr},
      {"in a header", "#include \"fast.h\"\n", "FAST = 1", nullptr},
      {"in a header, misspelt", "#include \"fast.h\"\n", "FAS = 1", "did you mean 'FAST'?"},
      {"pasted together",
       "#define JOIN(a, b) a##b\nstatic inline int f(void) { return JOIN(FA, ST); }\n", "FAST = 1",
       nullptr},
      {"by another macro's value", "static inline int f(void) { return ONE; }\n",
       "ONE = 'FAST', FAST = 1", nullptr},
      {"of the vocabulary", "", "CONFIG_TRANSPARENT_HUGEPAGE = 1", nullptr},
  };
  for (const Macro& each : macros) {
    const ScratchFolder folder;
    folder.write("fast.h", "#ifndef FAST_H\n#define FAST_H\n#ifdef FAST\n#endif\n#endif\n");
    folder.write("spec.c",
                 each.spec + kVariable + "void one(void)\n{\n\tWRITE_ONCE(word, 1);\n}\n");
    folder.write("reader.c", kVariable + kOnlyReads);
    folder.write("s.toml",
                 cpu("two", "reader.c", "two") +
                     cpu("one", "spec.c", "one", std::string("define = { ") + each.define + " }"));
    const Outcome outcome = run_walkcheck(folder, {"verify", "s.toml"});
    INFO(each.what << '\n' << outcome.out << outcome.err);
    CHECK(outcome.code == (each.says != nullptr ? 65 : 0));
    if (each.says != nullptr) {
      CHECK(contains(outcome.out, each.says));
      CHECK(contains(outcome.out, "s.toml:10:"));
    }
  }
}

TEST_CASE("of a template's variants one may ask for the macro of all") {
  const ScratchFolder folder;
  const std::string body = "unsigned long word;\nvoid run(void)\n{\n\tWRITE_ONCE(word, 1);\n}\n";
  folder.write("plain.c", body);
  folder.write("fast.c", "#ifdef FAST\n#endif\n" + body);
  const auto verify = [&](const std::string& macro) {
    folder.write("t.toml", "[[vary]]\nname = 'spec'\nvalues = [ { name = 'a', run = 'plain.c' }, "
                           "{ name = 'b', run = 'fast.c' } ]\n"
                           "[[verdicts]]\nverdict = 'HOLDS'\nbecause = 'nothing is claimed'\n"
                           "[[cpu]]\nname = 'one'\nrun = '${spec.run}'\nentry = 'run'\n"
                           "define = { " +
                               macro + " = 1 }\n");
    return run_walkcheck(folder, {"matrix", "t.toml"});
  };
  CHECK(verify("FAST").code == 0);
  const Outcome misspelt = verify("FASST");
  INFO(misspelt.out << misspelt.err);
  CHECK(misspelt.code == 65);
  CHECK(contains(misspelt.out, "did you mean 'FAST'?"));
}
