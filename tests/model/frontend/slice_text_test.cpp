// SPDX-License-Identifier: GPL-2.0-only
// What is found in C as the kernel writes it: attributes in every position, forward declarations,
// variables that macros define, types inside types.
#include "small_tree.hpp"

#include "model/frontend/attributes.hpp"
#include "model/frontend/definitions.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace walkcheck::test {
namespace {

const std::vector<frontend::Slice> kAttributed = {{"mm/f.c", {"f"}}};

const std::vector<std::string> kVariables = {
    "static bool v __read_mostly;",
    "static bool __read_mostly v;",
    "static __read_mostly bool v;",
    "static long v __read_mostly = 3;",
    "static long other, v __read_mostly;",
    "static long v __aligned(16) = 4, other;",
    "static long v __attribute__((unused)) = 1;",
    "static long v __cacheline_aligned_in_smp;",
    "static unsigned long v __initdata\n\t__aligned(8);",
    "long __maybe_unused v;",
};

} // namespace

TEST_CASE("a variable is found wherever its attribute stands", "[slice]") {
  for (const std::string& variable : kVariables) {
    INFO(variable);
    const OwnTree tree(OwnTree::Files{{"mm/f.c", variable + "\n\nvoid f(void)\n{\n\tv = 1;\n}\n"}});
    CHECK(count<program::Store>(tree.lower(kAttributed, "f")) == 1);
  }
}

TEST_CASE("arrays, function pointers and structures have attributes too", "[slice]") {
  for (const char* text :
       {"static long v[4] __read_mostly = {\n\t[1] = 2,\n\t[2] = 3,\n};\n"
        "void f(void)\n{\n\tv[0] = 1;\n}\n",
        "static void (*v)(void) __read_mostly;\nvoid f(void)\n{\n\tv = 0;\n}\n",
        "struct ops {\n\tint (*a)(int b);\n\tint c;\n} __packed __aligned(8);\n"
        "static struct ops v __ro_after_init = {\n\t.c = 4,\n};\nvoid f(void)\n{\n\tv.c = 1;\n}\n",
        "typedef struct {\n\tlong a;\n} __aligned(8) pair_t;\nstatic pair_t v;\n"
        "void f(void)\n{\n\tv.a = 1;\n}\n",
        "struct s {\n\tint a;\n\tenum inner {\n\t\tFIRST,\n\t\tSECOND,\n\t} e;\n};\n"
        "static int v;\nvoid f(struct s *s)\n{\n\tif (s->e == SECOND)\n\t\tv = SECOND;\n}\n",
        "static enum { OFF, ON } v __initdata = ON;\nvoid f(void)\n{\n\tv = OFF;\n}\n",
        "static DEFINE_SPINLOCK(lock);\nstatic long v;\nvoid f(void)\n{\n\tspin_lock(&lock);\n"
        "\tv = 1;\n\tspin_unlock(&lock);\n}\n",
        "typedef int (*walk_fn)(long *a,\n\t\t       int b);\nstatic walk_fn v;\n"
        "void f(void)\n{\n\tv = 0;\n}\n"}) {
    INFO(text);
    const OwnTree tree(OwnTree::Files{{"mm/f.c", text}});
    CHECK(count<program::Store>(tree.lower(kAttributed, "f")) == 1);
  }
}

TEST_CASE("a function is found wherever its attribute stands", "[slice]") {
  for (const char* head :
       {"void __init f(long *p)", "__init void f(long *p)", "void f(long *p) __must_hold(p)",
        "static __always_inline noinline_for_stack void\nf(long *p)",
        "void __attribute__((cold)) f(long *p)", "notrace void f(long __user *p)"}) {
    INFO(head);
    const OwnTree tree(OwnTree::Files{
        {"mm/f.c", std::string("static int before;\n") + head + "\n{\n\t*p = 1;\n}\n"}});
    CHECK(count<program::Store>(tree.lower(kAttributed, "f")) == 1);
  }
}

TEST_CASE("a tag that a parameter list names first is the same type later", "[slice]") {
  const std::string ops = "struct ops {\n\tint (*call)(long *p, struct walk *walk);\n};\n";
  const std::string walk = "struct walk {\n\tconst struct ops *ops;\n\tint seen;\n};\n";
  const std::string spec = "#pragma walkcheck slices\n"
                           "static int see(long *p, struct walk *walk)\n{\n\t*p = 1;\n"
                           "\treturn walk->seen;\n}\n"
                           "static const struct ops mine = {.call = see};\n"
                           "void run(long *p)\n{\n\tstruct walk walk = {.ops = &mine};\n\n"
                           "\tf(p, &walk);\n}\n";
  const std::string f =
      "int f(long *p, struct walk *walk)\n{\n\treturn walk->ops->call(p, walk);\n}\n";
  for (const std::string& header : {"struct walk;\n" + ops + walk, ops + walk}) {
    const OwnTree tree(OwnTree::Files{{"include/walk.h", header}, {"mm/f.c", f}});
    const std::vector<frontend::Slice> slices = {{"include/walk.h", {"ops", "walk"}},
                                                 {"mm/f.c", {"f"}}};
    CHECK(tree.errors(slices, "run", {}, spec).empty());
  }
  // Each is in a header of its own; either may come first.
  const OwnTree two(
      OwnTree::Files{{"include/ops.h", ops}, {"include/walk.h", walk}, {"mm/f.c", f}});
  const std::vector<frontend::Slice> slices = {
      {"include/ops.h", {"ops"}}, {"include/walk.h", {"walk"}}, {"mm/f.c", {"f"}}};
  CHECK(two.errors(slices, "run", {}, spec).empty());
}

TEST_CASE("the vocabulary has every attribute that is passed over", "[slice]") {
  std::string text;
  for (const std::string_view macro : frontend::attribute_macros())
    text += fmt::format("#ifndef {0}\n#error {0} is not defined\n#endif\n", macro);
  CHECK(errors_of(text + "int entry(void)\n{\n\treturn 0;\n}\n").empty());
}

TEST_CASE("blanked attributes leave everything else where it is", "[slice]") {
  const std::string text = "#define __init late\nstatic int a __aligned(sizeof(long)) = 1;\n"
                           "int __init (*hook)(int);\nint __initial;\n";
  CHECK(frontend::without_attributes(text) ==
        "#define __init late\nstatic int a                         = 1;\n"
        "int        (*hook)(int);\nint __initial;\n");
}

} // namespace walkcheck::test
