// SPDX-License-Identifier: GPL-2.0-only
// Files of a kernel tree, compiled whole: here of a small tree that no kernel is built from, with a
// .cmd file as kbuild leaves it. What the machine cannot run ends the run that reaches it, and only
// that; what no text gives a value decides nothing.
#include "catch.hpp"
#include "whole_tree.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

TEST_CASE("what cannot be run ends the run that reaches it, and says so") {
  struct Row {
    const char* what;
    std::string file; // of the tree
    std::string body; // sets x, with `reach` in it
    const char* says;
  };
  const Row rows[] = {
      {"a function that no file defines", "int elsewhere(int);\n", "x = elsewhere(4);",
       "elsewhere() is called, and no file that is compiled here defines it"},
      {"the same, through a pointer",
       "int elsewhere(int);\nint (*const volatile call)(int) = elsewhere;\n", "x = call(4);",
       "elsewhere() is called"},
      {"a weak function", "__attribute__((weak)) int weak(void) { return 4; }\n", "x = weak();",
       "weak() is called"},
      {"assembly that is not known", "",
       "asm volatile(\"cpuid\" : \"+a\"(x) : : \"rbx\", \"rcx\", "
       "\"rdx\");",
       "assembly"},
      {"a jump out of assembly", "", "asm goto(\"jmp %l[out]\" : : : : out); x = 4; out: x = 4;",
       "asm goto"},
      {"memory that is no object's", "", "x = *(volatile int *)0xffffea0000001000;",
       "0xffffea0000001000"},
      {"a variable that is only declared", "extern int set_by_boot;\n", "x = set_by_boot ? 4 : 5;",
       "depends at mm/walk.c"},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    const WholeTree tree(row.file + "int walk(int reach)\n{\n\tint x = 4;\n\tif (reach) {\n\t\t" +
                         row.body + "\n\t}\n\treturn x;\n}\n");
    const Outcome reached = tree.verify("void one(void)\n{\n\tint x = walk(1);\n" + kClaim + "}\n");
    INFO(reached.out << reached.err);
    CHECK(reached.code == kInconclusive);
    CHECK(said(reached).find(row.says) != std::string::npos);
    CHECK(said(reached).find("() (mm/walk.c:") != std::string::npos);
    const Outcome passed_by =
        tree.verify("void one(void)\n{\n\tint x = walk(0);\n" + kClaim + "}\n");
    INFO(passed_by.out << passed_by.err);
    CHECK(passed_by.code == kHolds);
  }
}

TEST_CASE("a file is compiled with its own flags, headers and configuration") {
  const WholeTree tree(
      "#include \"walk.h\"\nint walk(void) { return SET == 7 ? header_says() : 0; }\n");
  CHECK(tree.verify("void one(void)\n{\n\tint x = walk();\n" + kClaim + "}\n").code == kHolds);
  CHECK(tree.verify("void one(void)\n{\n\tint x = walk() + 1;\n" + kClaim + "}\n").code ==
        kViolated);
}

TEST_CASE("an error in a text has its file and line") {
  const WholeTree tree("int walk(void) { return 4; }\n");
  const Outcome outcome = tree.verify("void one(void)\n{\n\tmissing();\n}\n");
  CHECK(outcome.code == kBadInput);
  CHECK(said(outcome).find("one.c:5:2: call to undeclared function 'missing'") !=
        std::string::npos);
  const Outcome no_entry = tree.verify("void other(void)\n{\n}\n");
  CHECK(no_entry.code == kBadInput);
  CHECK(said(no_entry).find("there is no function one()") != std::string::npos);
}

TEST_CASE("what is static in a file is one variable for all CPUs, and per-CPU data is not") {
  const std::string adds = "\tcounter++;\n\treturn counter;\n";
  const std::string given = "wc_given(counter);\n";
  const std::string one = "void one(void)\n{\n\tint x = walk() + 3;\n" + kClaim + "}\n";
  const std::string two = "void two(void)\n{\n\tseen = walk();\n}\n";
  const WholeTree shared("static int counter;\nint walk(void)\n{\n" + adds + "}\n");
  CHECK(shared.verify(given + one, two).code == kViolated);
  CHECK(shared.verify(one, two).code == kInconclusive); // an earlier walk may have counted
  const WholeTree own("static int counter __attribute__((section(\".data..percpu\")));\nint "
                      "walk(void)\n{\n\tint now;\n\tasm volatile(\"incl %%gs:%0\" : \"+m\""
                      "(counter));\n\tasm volatile(\"movl %%gs:%1, %0\" : \"=r\"(now) : "
                      "\"m\"(counter));\n\treturn now;\n}\n");
  CHECK(own.verify(given + one, two).code == kHolds);
  // Of two specs behind one file, on the same line.
  const WholeTree bare("int nothing;\n");
  const auto spec = [&](const std::string& entry, const std::string& then) {
    return "static int counter;\nvoid " + entry + "(void)\n{\n\tint x = ++counter + 3;\n" + then +
           "}\n";
  };
  CHECK(bare.verify(spec("one", kClaim), spec("two", "\tseen = x;\n")).code == kHolds);
  // Of the same name, in two files.
  const WholeTree two_files("static int counter;\nint walk(void)\n{\n" + adds + "}\n");
  two_files.add("mm/other.c", "static int counter;\nint other(void)\n{\n" + adds + "}\n");
  CHECK(two_files
            .verify(given + one, given + "void two(void)\n{\n\tseen = other();\n}\n",
                    "\"mm/other.c\"")
            .code == kHolds);
}

TEST_CASE("per-CPU data is reached through gs, by each CPU its own, and in no other way") {
  const std::string variable =
      "int own __attribute__((section(\".data..percpu\")));\nextern unsigned long this_cpu_off "
      "__attribute__((section(\".data..percpu..read_mostly\")));\n"
      "static int *here(int *of)\n{\n\tunsigned long at;\n\tasm volatile(\"add %%gs:%1, %0\" : "
      "\"=r\"(at) : \"m\"(this_cpu_off), \"0\"(of));\n\treturn (int *)at;\n}\n";
  const std::string one = "void one(void)\n{\n\tint x = walk();\n" + kClaim + "}\n";
  const std::string two = "void two(void)\n{\n\tseen = other();\n}\n";
  struct Row {
    const char* what;
    const char* text;
    int code;
  };
  const Row rows[] = {
      {"the address of this CPU's",
       "int walk(void) { *here(&own) = 4; return *here(&own); }\n"
       "int other(void) { *here(&own) = 5; return 0; }\n",
       kHolds},
      {"that address, followed by another CPU",
       "static int *volatile shared;\nint walk(void) { *here(&own) = 4; shared = here(&own); "
       "return "
       "*here(&own); }\nint other(void) { int *p = shared; if (p) *p = 5; return 0; }\n",
       kViolated},
      {"what leads to the own one, taken by another CPU",
       "static int *volatile shared;\nint walk(void) { *here(&own) = 4; shared = &own; return "
       "*here(&own); }\nint other(void) { int *p = shared; if (p) *here(p) = 5; return 0; }\n",
       kHolds},
      {"the variable itself",
       "int walk(void) { own = 4; return own; }\nint other(void) { return 0; "
       "}\n",
       kInconclusive},
      {"what is not per-CPU, through gs",
       "static int plain;\nint walk(void) { asm volatile(\"movl $4, %%gs:%0\" : \"=m\"(plain)); "
       "return 4; }\nint other(void) { return 0; }\n",
       kInconclusive},
      {"a local, through gs",
       "int walk(void) { int local; asm volatile(\"movl $4, %%gs:%0\" : \"=m\"(local)); return 4; "
       "}\nint other(void) { return 0; }\n",
       kInconclusive}};
  for (const Row& row : rows) {
    const WholeTree tree(variable + row.text);
    const std::string given =
        std::string(row.text).find("shared") == std::string::npos ? "" : "wc_given(shared);\n";
    const Outcome outcome = tree.verify(given + one, two);
    INFO(row.what << '\n' << said(outcome));
    CHECK(outcome.code == row.code);
  }
}

TEST_CASE("the files of two CPUs are of one kernel") {
  const WholeTree tree("int walk(void) { return 4; }\nint (*leads(void))(void) { return walk; }\n");
  tree.add("mm/other.c", "int walk(void) { return 5; }\nint other(void) { return walk(); }\n");
  tree.add("mm/uses.c",
           "int walk(void);\nint uses(int (*given)(void)) { return given == walk; }\n");
  const std::string one = "void one(void)\n{\n\tint x = walk();\n" + kClaim + "}\n";
  const Outcome two_of_one =
      tree.verify(one, "void two(void)\n{\n\tseen = other();\n}\n", "\"mm/other.c\"");
  INFO(said(two_of_one));
  CHECK(two_of_one.code == kBadInput);
  CHECK(said(two_of_one).find("CPU 'b' has walk() from here, and CPU 'a' from mm/walk.c:1") !=
        std::string::npos);
  // One that a CPU's files only declare is the one of the others.
  const std::string shows =
      "int (*volatile shown)(void);\nvoid one(void)\n{\n\tshown = leads();\n}\n";
  const Outcome same = tree.verify(
      shows,
      "extern int (*volatile shown)(void);\nvoid two(void)\n{\n\tint (*at)(void) = shown;\n\tint x "
      "= !at || uses(at) ? 4 : 5;\n" +
          kClaim + "}\n",
      "\"mm/uses.c\"");
  INFO(said(same));
  CHECK(same.code == kHolds);
}

TEST_CASE("a patch is laid over whole files, and the tree stays as it is") {
  const WholeTree tree("int walk(void)\n{\n\treturn 4;\n}\n");
  const std::string one = "void one(void)\n{\n\tint x = walk();\n" + kClaim + "}\n";
  CHECK(tree.verify(one).code == kHolds);
  tree.folder().write("five.patch",
                      "--- a/mm/walk.c\n+++ b/mm/walk.c\n@@ -1,4 +1,4 @@\n int walk(void)\n "
                      "{\n-\treturn 4;\n+\treturn 5;\n }\n");
  const auto patched = [&](const std::string& scenario) {
    return run_walkcheck(tree.folder(),
                         {"verify", "--specs", (tree.folder().path() / "specs").string(),
                          "--kernel", (tree.folder().path() / "linux").string(), "--patch",
                          "five.patch", scenario});
  };
  const Outcome outcome = patched("s.toml");
  INFO(said(outcome));
  CHECK(outcome.code == kViolated);
  CHECK(said(outcome).find("--patch five.patch") != std::string::npos);
  CHECK(tree.folder().read("linux/mm/walk.c").find("return 4") != std::string::npos);
  tree.folder().write("slice.toml",
                      "[[cpu]]\nname = \"a\"\nrun = { tree = \"mm/walk.c\", function = "
                      "\"walk\" }\n");
  const Outcome slice = patched("slice.toml");
  CHECK(slice.code == kBadInput);
  CHECK(said(slice).find("without the revision or patch") != std::string::npos);
  tree.add("mm/walk.c", "int walk(void) { return 6; }\n");
  const Outcome failed = patched("s.toml");
  CHECK(failed.code == kBadInput);
  CHECK(said(failed).find("five.patch") != std::string::npos);
}

TEST_CASE("what whole files cannot be used for is refused") {
  const WholeTree tree("int walk(void) { return 4; }\n");
  const Outcome missing =
      tree.verify("void one(void) {}\n", "void two(void) {}\n", "\"mm/wlak.c\"");
  CHECK(missing.code == kBadInput);
  CHECK(said(missing).find("mm/wlak.c") != std::string::npos);
  CHECK(said(missing).find("walk.c") != std::string::npos);
  tree.folder().write("both.toml", "[[cpu]]\nname = \"a\"\nrun = { files = [\"mm/walk.c\"], tree = "
                                   "\"mm/walk.c\", function = \"walk\", through = \"one.c\" }\n");
  const Outcome both = run_walkcheck(tree.folder(), {"verify", "both.toml"});
  CHECK(both.code == kBadInput);
  CHECK(said(both).find("'run' has both 'files' and 'tree'") != std::string::npos);
  tree.folder().write("none.toml",
                      "[[cpu]]\nname = \"a\"\nrun = { files = [], through = \"one.c\" }\n");
  CHECK(said(run_walkcheck(tree.folder(), {"verify", "none.toml"})).find("'files' names no file") !=
        std::string::npos);
  tree.folder().write("out.toml", "[[cpu]]\nname = \"a\"\nrun = { files = [\"../x.c\"], through = "
                                  "\"one.c\" }\n");
  CHECK(said(run_walkcheck(tree.folder(), {"verify", "out.toml"}))
            .find("no file inside the kernel tree") != std::string::npos);
}

TEST_CASE("a setting of the configuration has a symbol, a value and a tree") {
  const WholeTree tree("int walk(void) { return 4; }\n");
  tree.verify(kRunsWalk);
  const auto code = [&](std::vector<std::string> options) {
    options.insert(options.begin(), "verify");
    options.emplace_back("s.toml");
    return run_walkcheck(tree.folder(), options).code;
  };
  for (const char* setting : {"XEN_PV", "=y", "XEN PV=n", "XEN_PV="})
    CHECK(code({"--kernel", "linux", "--config", setting}) == kUsage);
  CHECK(code({"--config", "XEN_PV=n"}) == kUsage);
  CHECK(code({"--without-debug"}) == kUsage);
}
