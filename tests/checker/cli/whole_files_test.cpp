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
       "int elsewhere(int);\nint (*volatile call)(int) = elsewhere;\n", "x = call(4);",
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
  const std::string one = "void one(void)\n{\n\tint x = walk() + 3;\n" + kClaim + "}\n";
  const std::string two = "void two(void)\n{\n\tseen = walk();\n}\n";
  const WholeTree shared("static int counter;\nint walk(void)\n{\n" + adds + "}\n");
  CHECK(shared.verify(one, two).code == kViolated);
  const WholeTree inside("int walk(void)\n{\n\tstatic int counter;\n" + adds + "}\n");
  CHECK(inside.verify(one, two).code == kViolated);
  const WholeTree own("static int counter __attribute__((section(\".data..percpu\")));\nint "
                      "walk(void)\n{\n" +
                      adds + "}\n");
  CHECK(own.verify(one, two).code == kHolds);
  // Of two specs behind one file, on the same line.
  const WholeTree bare("int nothing;\n");
  const auto spec = [&](const std::string& entry, const std::string& then) {
    return "static int counter;\nvoid " + entry + "(void)\n{\n\tint x = ++counter + 3;\n" + then +
           "}\n";
  };
  CHECK(bare.verify(spec("one", kClaim), spec("two", "\tseen = x;\n")).code == kHolds);
  // Of the same name, in two files.
  const WholeTree two_files("static int counter;\nint walk(void)\n{\n" + adds + "}\n");
  two_files.add("mm/other.c", "static int counter;\nint walk(void)\n{\n" + adds + "}\n");
  CHECK(two_files.verify(one, two, "\"mm/other.c\"").code == kHolds);
}

TEST_CASE("a variable that one CPU's files define has that value for the others") {
  const WholeTree tree("extern int depth;\nint walk(void) { return depth; }\n");
  tree.add("mm/depth.c", "int depth = 4;\nint use_depth(void) { return depth; }\n");
  const std::string one = "void one(void)\n{\n\tint x = walk();\n" + kClaim + "}\n";
  CHECK(tree.verify(one, "void two(void)\n{\n\tseen = use_depth();\n}\n", "\"mm/depth.c\"").code ==
        kHolds);
  CHECK(tree.verify(one).code == kInconclusive);
}

TEST_CASE("what an object of the world is not given is not zero") {
  const WholeTree tree(
      "struct pair { int a, b; unsigned int flag : 1; char c[4]; };\n"
      "int walk(struct pair *p, int which)\n{\n\tswitch (which) {\n\tcase 0: return "
      "p->a;\n\tcase 1: return p->b + 4;\n\tcase 2: return p->flag + 4;\n\tdefault: "
      "return p->c[2] + 4;\n\t}\n}\n");
  const std::string object = "static struct pair pair wc_world = { .a = 4 };\n";
  const std::string given =
      "struct wc_given { const volatile void *at; unsigned long bytes, stride, count; };\n"
      "static const struct wc_given given __attribute__((used, section(\".walkcheck.given\"))) = "
      "{ &pair.b, 4, 0, 1 };\n"
      "static const struct wc_given each __attribute__((used, section(\".walkcheck.given\"))) = "
      "{ &pair.c[0], 1, 2, 2 };\n";
  const auto run = [&](int which, const std::string& more) {
    return tree.verify(object + more +
                       fmt::format("void one(void)\n{{\n\tint x = walk(&pair, {});\n", which) +
                       kClaim + "}\n");
  };
  CHECK(run(0, "").code == kHolds);
  for (int which : {1, 2, 3})
    CHECK(run(which, "").code == kInconclusive);
  CHECK(said(run(1, "")).find("pair.b, and nothing gives it a value") != std::string::npos);
  CHECK(run(1, given).code == kHolds);
  CHECK(run(2, given).code == kInconclusive);
  CHECK(run(3, given).code == kHolds); // c[0] and c[2] are
}

TEST_CASE("a static key that no file defines may be either way, and another is as it starts") {
  const std::string keys =
      "struct static_key { int enabled; };\nextern struct static_key unknown;\n"
      "struct static_key known = { 1 };\n"
      "_Bool arch_static_branch(struct static_key *key, _Bool branch);\n";
  const std::string replacement =
      "struct static_key { int enabled; };\n"
      "_Bool arch_static_branch(struct static_key *key, _Bool branch);\n"
      "WC_REPLACES(arch_static_branch);\n"
      "_Bool __cut_arch_static_branch(struct static_key *key, _Bool branch)\n{\n\treturn "
      "(key->enabled != 0) != branch;\n}\n"
      "_Bool __walkcheck_unknown_key(struct static_key *key, _Bool branch)\n{\n\treturn "
      "__wc_choose(2);\n}\n";
  const std::string accept = ", accept = [\"arch_static_branch\"]";
  const std::string one = "void one(void)\n{\n\tint x = walk();\n" + kClaim + "}\n";
  const WholeTree known(keys + "int walk(void) { return arch_static_branch(&known, 0) ? 4 : 5; }\n",
                        replacement);
  CHECK(known.verify(one, "", "", accept).code == kHolds);
  for (const char* results : {"4 : 5", "5 : 4"}) {
    const WholeTree unknown(keys +
                                fmt::format("int walk(void) {{ return arch_static_branch(&unknown, "
                                            "0) ? {}; }}\n",
                                            results),
                            replacement);
    CHECK(unknown.verify(one, "", "", accept).code == kViolated);
  }
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
