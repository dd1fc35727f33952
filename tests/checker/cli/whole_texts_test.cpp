// SPDX-License-Identifier: GPL-2.0-only
// What the texts of a kernel tree's whole files see of ours and of the scenario, and how they are
// linked.
#include "catch.hpp"
#include "whole_tree.hpp"

namespace {

std::string scenario_of(const std::string& files, const std::string& define = "") {
  return "title = \"t\"\n[[cpu]]\nname = \"a\"\nrun = { files = [" + files +
         "], through = \"one.c\" }\n" + (define.empty() ? "" : "define = { " + define + " }\n");
}

} // namespace

TEST_CASE("a scenario's macros are for our own texts") {
  const WholeTree tree("#include \"walk.h\"\n#ifdef LEAK\nint walk(void) { return 5; }\n#else\n"
                       "int walk(void) { return 4; }\n#endif\n");
  const std::string header = "#ifdef LEAK\nstatic inline int late(void) { return 5; }\n#else\n"
                             "static inline int late(void) { return 4; }\n#endif\n";
  tree.folder().write("linux/include/late.h", header);
  const auto run = [&](const std::string& body, const std::string& define) {
    tree.verify(
        "#include \"late.h\"\n#ifndef LEAK\n#define LEAK 0\n#endif\nvoid one(void)\n{\n\tint x "
        "= " +
        body + ";\n" + kClaim + "}\n");
    return tree.verify_scenario(scenario_of("\"mm/walk.c\"", define));
  };
  CHECK(run("walk()", "LEAK = 1").code == kHolds);
  CHECK(run("late()", "LEAK = 1").code == kHolds);
  CHECK(run("LEAK", "LEAK = 4").code == kHolds);
  CHECK(run("LEAK", "LEAK = 5").code == kViolated);
  const Outcome unused = run("late() + 0", "LEEK = 1");
  CHECK(said(unused).find("no text of CPU 'a' uses the macro 'LEEK'") != std::string::npos);
  // What the tree defines itself.
  tree.add("mm/walk.c", "#define LEAK 4\nint walk(void) { return LEAK; }\n");
  const Outcome defined = run("LEAK", "LEAK = 4");
  CHECK(defined.code == kBadInput);
  CHECK(said(defined).find("mm/walk.c: the scenario's 'define' names 'LEAK', which is a macro of "
                           "the tree already") != std::string::npos);
  tree.add("mm/walk.c", "int walk(void) { return 4; }\n");
  tree.folder().write("linux/include/late.h", "#define LEAK 4\n");
  CHECK(said(run("LEAK", "LEAK = 4")).find("one.c: the scenario's 'define' names 'LEAK'") !=
        std::string::npos);
  const Outcome configuration = run("4", "CONFIG_LEAK = 1");
  CHECK(configuration.code == kBadInput);
  CHECK(said(configuration).find("names CONFIG_LEAK, which the tree's configuration sets") !=
        std::string::npos);
}

TEST_CASE("replacements see the scenario's macros, and the headers that they include do not") {
  const WholeTree tree("int primitive(int);\nint walk(void) { return primitive(1); }\n",
                       "#include <late.h>\nint primitive(int);\nWC_REPLACES(primitive);\n"
                       "int __cut_primitive(int x)\n{\n\treturn late() + LEAK;\n}\n");
  tree.folder().write(
      "linux/include/late.h",
      "#ifdef LEAK\nstatic inline int late(void) { return 5; }\n#else\nstatic inline "
      "int late(void) { return 1; }\n#endif\n");
  tree.add("mm/p.c", "int primitive(int x) { return x; }\n");
  tree.folder().write("one.c", "#include \"tree/world.h\"\nvolatile int seen;\n" + kRunsWalk);
  const std::string text = "title = \"t\"\n[[cpu]]\nname = \"a\"\nrun = { files = [\"mm/walk.c\"], "
                           "through = \"one.c\", accept = [\"primitive\"] }\ndefine = { LEAK = ";
  const Outcome outcome = tree.verify_scenario(text + "3 }\n");
  INFO(said(outcome));
  CHECK(outcome.code == kHolds);
  CHECK(tree.verify_scenario(text + "4 }\n").code == kViolated);
}

TEST_CASE("the tree finds no file of ours, and we find none of the tree's in ours' stead") {
  const std::string asks = "#if __has_include(\"kernel/errno.h\") || "
                           "__has_include(<kernel/errno.h>) || __has_include(\"beside.h\") || "
                           "__has_include(\"tree/world.h\")\n";
  const WholeTree tree(asks + "int walk(void) { return 5; }\n#else\nint walk(void) { return 4; }\n"
                              "#endif\n");
  tree.folder().write("beside.h", "#include \"far/away.h\"\n#include \"tree/world.h\"\n");
  tree.folder().write("far/away.h", "#pragma once\n#include \"near.h\"\n");
  tree.folder().write("far/near.h", "#define NONE 0\n");
  const std::string one =
      "#include \"beside.h\"\n#include \"far/away.h\"\nvoid one(void)\n{\n\tint x "
      "= walk() + NONE;\n" +
      kClaim + "}\n";
  const Outcome outcome = tree.verify(one);
  INFO(said(outcome));
  CHECK(outcome.code == kHolds);
  tree.folder().write("linux/include/kernel/primitives.h", "#error of the tree\n");
  tree.folder().write("linux/include/tree/world.h", "#error of the tree\n");
  tree.add("mm/walk.c", "int walk(void) { return 4; }\n");
  CHECK(tree.verify(one).code == kHolds);
  // Nor is a file beside the scenario one of the tree.
  tree.folder().write("mm/walk.c", "int walk(void) { return 5; }\n");
  CHECK(tree.verify(one).code == kHolds);
  tree.add("mm/walk.c", "#include \"tree/other.h\"\nint walk(void) { return 4; }\n");
  tree.folder().write("specs/tree/other.h", "");
  CHECK(said(tree.verify(one)).find("'tree/other.h' file not found") != std::string::npos);
  tree.folder().write("beside.h", "\n/*\n#include \"beside.h\"\n*/\n#include \"beside.h\"\n");
  CHECK(said(tree.verify(one)).find("beside.h: this file includes itself") != std::string::npos);
}

TEST_CASE("an error in a file that ours includes has its place") {
  const WholeTree tree("int walk(void) { return 4; }\n");
  tree.folder().write("far/away.h", "\n\nint wrong(void) { return missing(); }\n");
  const Outcome outcome =
      tree.verify("#include \"far/away.h\"\nvoid one(void)\n{\n\tabsent();\n}\n");
  CHECK(outcome.code == kBadInput);
  CHECK(said(outcome).find("far/away.h:3:26: call to undeclared function 'missing'") !=
        std::string::npos);
  CHECK(said(outcome).find("one.c:6:2: call to undeclared function 'absent'") != std::string::npos);
}

TEST_CASE("what two files of one CPU define is an error that names both") {
  const std::string both = scenario_of("\"mm/walk.c\", \"mm/o.c\"");
  const WholeTree tree("int f(void) { return 4; }\nint walk(void) { return f(); }\n");
  tree.add("mm/o.c", "int f(void) { return 5; }\n");
  tree.verify(kRunsWalk);
  const Outcome function = tree.verify_scenario(both);
  INFO(said(function));
  CHECK(function.code == kBadInput);
  CHECK(said(function).find("mm/o.c: f is defined here, and in mm/walk.c too") !=
        std::string::npos);
  tree.add("mm/o.c", "long walk = 5;\n");
  CHECK(said(tree.verify_scenario(both)).find("mm/o.c: walk is defined here, and in mm/walk.c") !=
        std::string::npos);
  tree.add("mm/o.c", "static int f(void) { return 5; }\nint g(void) { return f(); }\n");
  CHECK(tree.verify_scenario(both).code == kHolds);
}

TEST_CASE("a declaration may leave open how long an array is") {
  const WholeTree tree("extern const int f[];\nint walk(void) { return f[3]; }\n");
  tree.add("mm/o.c", "const int f[4] = {1, 2, 3, 4};\nint own(void) { return f[1]; }\n");
  const std::string two = "void two(void)\n{\n\tseen = own();\n}\n";
  const Outcome outcome = tree.verify(kRunsWalk, two, "\"mm/o.c\"");
  INFO(said(outcome));
  CHECK(outcome.code == kHolds);
  CHECK(tree.verify_scenario(scenario_of("\"mm/walk.c\", \"mm/o.c\"")).code == kHolds);
  // What none defines is not zero.
  tree.add("mm/o.c", "extern const int f[4];\nint own(void) { return f[1]; }\n");
  CHECK(tree.verify(kRunsWalk, two, "\"mm/o.c\"").code == kInconclusive);
  // A true conflict is in the files that have it.
  tree.add("mm/walk.c", "extern const int f[3];\nint walk(void) { return f[2]; }\n");
  tree.add("mm/o.c", "const int f[4] = {1, 2, 3, 4};\nint own(void) { return f[1]; }\n");
  const Outcome conflict = tree.verify(kRunsWalk, two, "\"mm/o.c\"");
  CHECK(conflict.code == kBadInput);
  CHECK(said(conflict).find("mm/o.c:1: the variable 'f' has 16 bytes here and 12 in mm/walk.c") !=
        std::string::npos);
}
