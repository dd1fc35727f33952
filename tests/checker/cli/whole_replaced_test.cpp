// SPDX-License-Identifier: GPL-2.0-only
// Functions of a kernel tree's whole files that texts of ours take the place of: which ones, and
// whose text vouches for them.
#include "catch.hpp"
#include "whole_tree.hpp"

namespace {

// Adds 3.
const std::string kReplacement = "int primitive(int);\nWC_REPLACES(primitive);\n"
                                 "int __cut_primitive(int x)\n{\n\treturn x + 3;\n}\n";
const std::string kPrimitive = "static inline int primitive(int x)\n{\n\tasm volatile(\"cpuid\");\n"
                               "\treturn x;\n}\n";
const std::string kOtherPrimitive = "static inline int primitive(int x)\n{\n\treturn x + 100;\n}\n";

const std::string kTwoFiles =
    "title = \"t\"\n[[cpu]]\nname = \"a\"\nrun = { files = [\"mm/walk.c\", "
    "\"mm/o.c\"], through = \"one.c\" }\n";

std::string hash_told(const Outcome& outcome) {
  const std::string text = said(outcome);
  INFO(text);
  const std::size_t at = text.find("(hash ");
  REQUIRE(at != std::string::npos);
  return text.substr(at + 6, 16);
}

void compare(const WholeTree& tree, const std::string& rows) {
  tree.folder().write("specs/tree/compared.txt", rows);
}

// The rows that a verdict tells of what a replaced function's text rests on, each on its line.
std::string rows_told(const Outcome& outcome) {
  const std::string text = said(outcome), mark = "(rows: ";
  INFO(text);
  const std::size_t at = text.find(mark);
  REQUIRE(at != std::string::npos);
  std::string rows = text.substr(at + mark.size(), text.find("): compare", at) - at - mark.size());
  for (std::size_t end = rows.find("; "); end != std::string::npos; end = rows.find("; "))
    rows.replace(end, 2, "\n");
  return rows + '\n';
}

// And what the verdict tells of below them.
void compare_with_below(const WholeTree& tree, const std::string& rows) {
  compare(tree, rows);
  tree.folder().write("specs/tree/compared_below.txt", rows_told(tree.verify(kRunsWalk)));
}

} // namespace

TEST_CASE("a replaced function is known by its name in the source, wherever it is inlined") {
  const std::string replacement = "int primitive(int);\nWC_REPLACES(primitive);\n"
                                  "int __cut_primitive(int x)\n{\n\treturn x + 3;\n}\n";
  const std::string own =
      "static inline int primitive(int x)\n{\n\tasm volatile(\"cpuid\");\n\treturn "
      "x;\n}\n";
  const std::string one = "void one(void)\n{\n\tint x = walk();\n" + kClaim + "}\n";
  const WholeTree tree(own + "int walk(void) { return primitive(1); }\n", replacement);
  tree.folder().write("specs/tree/compared.txt",
                      "primitive mm/walk.c 0123456789abcdef # another\n");
  const Outcome unknown = tree.verify(one);
  INFO(unknown.out << unknown.err);
  CHECK(unknown.code == kInconclusive);
  const std::string told = said(unknown);
  CHECK(told.find("primitive() is replaced, and its text in mm/walk.c is another") !=
        std::string::npos);
  CHECK(tree.verify(one, "", "", ", accept = [\"primitive\"]").code == kHolds);
  // With the hash that was told.
  const std::string hash = told.substr(told.find("(hash ") + 6, 16);
  tree.folder().write("specs/tree/compared.txt",
                      "primitive mm/walk.c 0123456789abcdef " + hash + "\n");
  CHECK(tree.verify(one).code == kHolds);
  // A comment does not matter, a string does.
  tree.add("mm/walk.c", "/* new */ " + own + "int walk(void) { return primitive(1); }\n");
  CHECK(tree.verify(one).code == kHolds);
  std::string other = own;
  other.replace(other.find("cpuid"), 5, "hlt  ");
  tree.add("mm/walk.c", other + "int walk(void) { return primitive(1); }\n");
  CHECK(tree.verify(one).code == kInconclusive);
  // A row of another file tells nothing of it.
  tree.folder().write("specs/tree/compared.txt", "primitive mm/nowhere.c " + hash + "\n");
  CHECK(said(tree.verify(one)).find("its text in mm/walk.c is another") != std::string::npos);
  // What no file here defines is where a row says.
  tree.add("mm/walk.c", "int primitive(int x);\nint walk(void) { return primitive(1); }\n");
  CHECK(said(tree.verify(one)).find("this kernel has it in another file") != std::string::npos);
  tree.add("mm/nowhere.c", own);
  CHECK(tree.verify(one).code == kHolds);
}

TEST_CASE("a replacement of another type than the tree's function is an error") {
  const WholeTree tree("static inline int primitive(long x) { return 4; }\nint walk(void) { return "
                       "primitive(1); }\n",
                       "int primitive(int);\nWC_REPLACES(primitive);\nint __cut_primitive(int "
                       "x)\n{\n\treturn 4;\n}\n");
  const Outcome outcome = tree.verify("void one(void)\n{\n\tint x = walk();\n" + kClaim + "}\n");
  CHECK(outcome.code == kBadInput);
  INFO(said(outcome));
  CHECK(said(outcome).find("mm/walk.c:1: primitive() is not of the type") != std::string::npos);
}

TEST_CASE("a replacement of one file's functions leaves other files alone") {
  const WholeTree tree("static int helper(int x) { return x + 50; }\nint other(void);\n"
                       "int walk(void) { return helper(4) + other() - 54; }\n");
  tree.add("mm/o.c", "static int helper(int x) { return x + 7; }\n"
                     "int other(void) { return helper(4); }\n");
  tree.folder().write("specs/tree/files/mm/o.c",
                      "WC_REPLACES(helper);\nint __cut_helper(int x) { return x; }\n");
  tree.verify(kRunsWalk);
  const std::string hash = hash_told(tree.verify_scenario(kTwoFiles));
  compare(tree, "helper mm/o.c " + hash + "\n");
  const Outcome outcome = tree.verify_scenario(kTwoFiles);
  INFO(said(outcome));
  CHECK(outcome.code == kHolds);
  // Of each file its own, of one name.
  tree.folder().write("specs/tree/files/mm/walk.c",
                      "WC_REPLACES(helper);\nint __cut_helper(int x) { return x + 1; }\n");
  const Outcome both = tree.verify_scenario(kTwoFiles);
  INFO(said(both));
  CHECK(both.code == kViolated);
  // Where another file calls it, too.
  const WholeTree shared("int helper(int);\nint walk(void) { return helper(4); }\n");
  shared.add("mm/o.c", "int helper(int x) { return x + 7; }\n");
  shared.folder().write("specs/tree/files/mm/o.c",
                        "WC_REPLACES(helper);\nint __cut_helper(int x) { return x; }\n");
  shared.verify(kRunsWalk);
  compare(shared, "helper mm/o.c " + hash_told(shared.verify_scenario(kTwoFiles)) + "\n");
  CHECK(shared.verify_scenario(kTwoFiles).code == kHolds);
}

TEST_CASE("the text that counts is the one that is compiled") {
  const std::string walk = "int walk(void) { return primitive(1); }\n";
  const WholeTree tree(kPrimitive + walk, kReplacement);
  const std::string hash = hash_told(tree.verify(kRunsWalk));
  compare(tree, "primitive mm/walk.c " + hash + "\n");
  CHECK(tree.verify(kRunsWalk).code == kHolds);
  // The tree has what was compared, and compiles another.
  const WholeTree elsewhere(kOtherPrimitive + walk, kReplacement);
  elsewhere.add("mm/row.c", kPrimitive);
  compare(elsewhere, "primitive mm/row.c " + hash + "\n");
  CHECK(elsewhere.verify(kRunsWalk).code == kInconclusive);
  const WholeTree header("#include \"b.h\"\n" + walk, kReplacement);
  header.folder().write("linux/include/a.h", kPrimitive);
  header.folder().write("linux/include/b.h", kOtherPrimitive);
  compare(header, "primitive include/a.h " + hash + "\n");
  CHECK(header.verify(kRunsWalk).code == kInconclusive);
  header.folder().write("linux/include/b.h", kPrimitive);
  CHECK(header.verify(kRunsWalk).code == kInconclusive);
  compare(header, "primitive include/b.h " + hash + "\n");
  CHECK(header.verify(kRunsWalk).code == kHolds);
  // Each of those that one CPU reaches.
  const WholeTree two(kPrimitive +
                          "int other(void);\nint walk(void) { return primitive(1) + other() - "
                          "4; }\n",
                      kReplacement);
  two.add("mm/o.c", kOtherPrimitive + "int other(void) { return primitive(1); }\n");
  two.verify(kRunsWalk);
  compare(two, "primitive mm/walk.c " + hash + "\n");
  const Outcome outcome = two.verify_scenario(kTwoFiles);
  CHECK(outcome.code == kInconclusive);
  CHECK(said(outcome).find("its text in mm/o.c is another") != std::string::npos);
  // One that is not reached does not count.
  two.add("mm/walk.c", kPrimitive + walk);
  CHECK(two.verify_scenario(kTwoFiles).code == kHolds);
}

TEST_CASE("what a function is made of counts, however it is written") {
  const std::string walk = "int walk(void) { return primitive(1); }\n";
  // Each is followed by what is changed in it, which ctags alone would not see.
  struct Row {
    const char* what;
    std::string text, from, to;
  };
  const Row rows[] = {
      {"a macro hides a brace",
       "#define BEGIN if (1) {\nstatic int primitive(int x)\n{\n\tBEGIN\n\tx = 2;\n\t}\n\tx++;\n"
       "\treturn x;\n}\n",
       "x++", "x--"},
      {"a macro hides a brace, and the first column is not used",
       "#define BEGIN if (1) {\n static int primitive(int x)\n {\n\tBEGIN\n\tx = 2;\n\t}\n\tx++;\n"
       "\treturn x;\n }\n",
       "x++", "x--"},
      {"a body for each configuration",
       "static int primitive(int x)\n#ifdef A\n{\n\treturn 1;\n}\n#else\n{\n\tx = 2;\n\treturn "
       "x;\n}\n#endif\n",
       "x = 2", "x = 3"},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    const WholeTree tree(row.text + walk, kReplacement);
    compare(tree, "primitive mm/walk.c " + hash_told(tree.verify(kRunsWalk)) + "\n");
    if (row.text.starts_with("#define"))
      tree.folder().write("specs/tree/compared_below.txt", rows_told(tree.verify(kRunsWalk)));
    CHECK(tree.verify(kRunsWalk).code == kHolds);
    std::string changed = row.text;
    changed.replace(changed.find(row.from), row.from.size(), row.to);
    tree.add("mm/walk.c", changed + walk);
    CHECK(tree.verify(kRunsWalk).code == kInconclusive);
  }
  // A part that is elsewhere is not hashed, so it is never compared.
  const WholeTree included(
      "static int primitive(int x)\n{\n#include \"body.h\"\n\treturn x;\n}\n" + walk, kReplacement);
  included.folder().write("linux/include/body.h", "x++;\n");
  CHECK(included.verify(kRunsWalk).code == kInconclusive);
  CHECK(included.verify(kRunsWalk, "", "", ", accept = [\"primitive\"]").code == kHolds);
}

TEST_CASE("of a function that a macro makes, the macro and its use count") {
  const std::string macros = "#define BODY(x) return (x)\n"
                             "#define MAKE(name, n) static int name(int x) { BODY(x + n); }\n";
  const std::string use = "MAKE(primitive, 7)\n";
  const std::string walk = "int walk(void) { return primitive(1); }\n";
  const WholeTree tree(macros + use + walk, kReplacement);
  CHECK(said(tree.verify(kRunsWalk)).find("a macro makes it in mm/walk.c, line 3") !=
        std::string::npos);
  compare(tree, "primitive@MAKE mm/walk.c 0123456789abcdef\n");
  const std::string row = "primitive@MAKE mm/walk.c " + hash_told(tree.verify(kRunsWalk)) + "\n";
  compare_with_below(tree, row);
  CHECK(tree.verify(kRunsWalk).code == kHolds);
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = macros + use;
    text.replace(text.find(from), from.size(), to);
    tree.add("mm/walk.c", text + walk);
    return tree.verify(kRunsWalk).code;
  };
  CHECK(changed("primitive, 7", "primitive, 8") == kInconclusive);
  CHECK(changed("x + n", "x - n") == kInconclusive);
  CHECK(changed("return (x)", "return -(x)") == kInconclusive);
  CHECK(changed("return (x)", "return  (x) /* so */") == kHolds);
  // Another macro makes it, and that one is still there.
  tree.add("mm/walk.c", macros +
                            "#define OTHER(name) static int name(int x) { return x; }\n"
                            "OTHER(primitive)\n" +
                            walk);
  CHECK(tree.verify(kRunsWalk).code == kInconclusive);
  // The macro is in a header.
  tree.folder().write("linux/include/make.h", macros);
  tree.add("mm/walk.c", "#include \"make.h\"\n" + use + walk);
  CHECK(tree.verify(kRunsWalk).code == kInconclusive);
  compare(tree, "primitive@MAKE include/make.h 0123456789abcdef\n");
  compare_with_below(tree,
                     "primitive@MAKE include/make.h " + hash_told(tree.verify(kRunsWalk)) + "\n");
  CHECK(tree.verify(kRunsWalk).code == kHolds);
  tree.add("mm/walk.c", "#include \"make.h\"\nMAKE(primitive, 9)\n" + walk);
  CHECK(tree.verify(kRunsWalk).code == kInconclusive);
}

TEST_CASE("a replacement rests on what the replaced text calls, and on its macros") {
  const std::string header = "#define ADDS(x) ((x) + STEP)\n#define STEP 3\n"
                             "static inline int below(int x)\n{\n\treturn ADDS(x);\n}\n"
                             "#define OTHER 1\nstatic inline int beside(void) { return OTHER; }\n";
  const std::string file = "#include <own.h>\nstatic inline int primitive(int x)\n{\n\treturn "
                           "below(x);\n}\nint walk(void) { return primitive(1); }\n";
  const WholeTree tree(file, kReplacement);
  tree.folder().write("linux/include/own.h", header);
  compare(tree, "");
  const std::string row = "primitive mm/walk.c " + hash_told(tree.verify(kRunsWalk)) + '\n';
  compare(tree, row);
  const Outcome unknown = tree.verify(kRunsWalk);
  CHECK(unknown.code == kInconclusive);
  const std::string below = rows_told(unknown);
  for (const char* name : {"below include/own.h", "define:ADDS include/own.h", "define:STEP"})
    CHECK(contains(below, name));
  CHECK_FALSE(contains(below, "OTHER"));
  CHECK_FALSE(contains(below, "beside"));
  tree.folder().write("specs/tree/compared_below.txt", below);
  CHECK(tree.verify(kRunsWalk).code == kHolds);

  struct Row {
    const char* what;
    std::string header, file;
    int code;
  };
  const auto with = [](std::string text, const std::string& from, const std::string& to) {
    REQUIRE(contains(text, from));
    return text.replace(text.find(from), from.size(), to);
  };
  const Row rows[] = {
      {"the text that is called", with(header, "ADDS(x);", "ADDS(x) + 1;"), file, kInconclusive},
      {"a macro of it", with(header, "(x) +", "(x) -"), file, kInconclusive},
      {"a macro of a macro", with(header, "STEP 3", "STEP 4"), file, kInconclusive},
      {"one that another takes the place of before it is used",
       with(header, "static inline int below",
            "#undef STEP\n#define STEP 4\nstatic inline int below"),
       file, kInconclusive},
      {"one that takes its place behind it", header + "#undef STEP\n#define STEP 4\n", file,
       kHolds},
      {"a keyword that is made one", header, "#define return (void)0; return\n" + file,
       kInconclusive},
      {"what it does not use", with(header, "OTHER 1", "OTHER 2"), file, kHolds},
      {"blanks and comments", with(header, "(x) +", "(x)   /* x */ +"), file, kHolds},
  };
  for (const Row& each : rows) {
    tree.folder().write("linux/include/own.h", each.header);
    tree.add("mm/walk.c", each.file);
    const Outcome outcome = tree.verify(kRunsWalk);
    INFO(each.what << '\n' << said(outcome));
    CHECK(outcome.code == each.code);
    if (each.code == kInconclusive)
      CHECK(tree.verify(kRunsWalk, "", "", ", accept = [\"primitive\"]").code == kHolds);
  }
  tree.folder().write("linux/include/own.h", rows[0].header);
  tree.add("mm/walk.c", file);
  CHECK(tree.verify(kRunsWalk, "", "", ", accept = [\"below\"]").code == kHolds);
}

TEST_CASE("a replacement of what is only declared rests on all that its file has below it") {
  const WholeTree tree("int primitive(int x);\nint walk(void) { return primitive(1); }\n",
                       kReplacement);
  const std::string text = "static int deep(int x) { return x + 3; }\n"
                           "static int below(int x)\n{\n\treturn deep(x);\n}\n"
                           "static int beside(void) { return 1; }\n"
                           "int primitive(int x)\n{\n\treturn below(x);\n}\n";
  const auto write = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    if (!from.empty()) changed.replace(changed.find(from), from.size(), to);
    tree.folder().write("linux/mm/o.c", changed);
  };
  write("", "");
  compare(tree, "primitive mm/o.c 0123456789abcdef\n");
  const std::string row = "primitive mm/o.c " + hash_told(tree.verify(kRunsWalk));
  compare(tree, row + '\n');
  CHECK(tree.verify(kRunsWalk).code == kHolds);
  write("x + 3", "x + 4");
  CHECK(tree.verify(kRunsWalk).code == kInconclusive);
  write("return 1;", "return 2;");
  CHECK(tree.verify(kRunsWalk).code == kHolds);
  // What a row names as not looked at.
  write("", "");
  compare(tree, "primitive mm/o.c 0123456789abcdef -below\n");
  compare(tree, "primitive mm/o.c " + hash_told(tree.verify(kRunsWalk)) + " -below\n");
  CHECK(tree.verify(kRunsWalk).code == kHolds);
  write("x + 3", "x + 4");
  CHECK(tree.verify(kRunsWalk).code == kHolds);
  write("return below(x)", "return 1 + below(x)");
  CHECK(tree.verify(kRunsWalk).code == kInconclusive);
}

TEST_CASE("a replacement is a part of the kernel, where the file is one of a module") {
  const WholeTree tree("", "#include <own.h>\n" + kReplacement);
  tree.folder().write("linux/include/own.h", "#ifndef MODULE\nstruct hidden { int x; };\n#endif\n"
                                             "int primitive(int);\n");
  add_to_tree(tree.folder(), "linux", "mm/walk.c",
              "#include <own.h>\n#ifndef MODULE\n#error not a module\n#endif\n"
              "int walk(void) { return primitive(1); }\n",
              "-DMODULE");
  tree.folder().write("specs/tree/replacements.c",
                      tree.folder().read("specs/tree/replacements.c") +
                          "static struct hidden hidden __attribute__((used));\n");
  CHECK(tree.verify(kRunsWalk, "", "", ", accept = [\"primitive\"]").code == kHolds);
}

TEST_CASE("a variable that is set at boot has our value, whatever its file says") {
  const std::string ours = "int depth __attribute__((section(\".walkcheck.boot\"))) = 4;\n";
  const WholeTree tree("extern int depth;\nint walk(void) { return depth; }\n", ours);
  CHECK(tree.verify(kRunsWalk).code == kHolds);
  tree.add("mm/walk.c", "int depth = 5;\nint walk(void) { return depth; }\n");
  CHECK(tree.verify(kRunsWalk).code == kHolds);
  // Without the mark it is a conflict.
  tree.folder().write("specs/tree/replacements.c",
                      "#include \"kernel/primitives.h\"\nint depth = 4;\n");
  CHECK(said(tree.verify(kRunsWalk)).find("depth is defined here, and in mm/walk.c") !=
        std::string::npos);
}
