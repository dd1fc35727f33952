// SPDX-License-Identifier: GPL-2.0-only
// A configuration symbol decides what a slice is. If nothing says whether it is set, that is an
// error, in whatever way the text depends on it; otherwise what is said applies.
#include "small_tree.hpp"

#include "model/frontend/configuration.hpp"
#include "model/frontend/tree_facts.hpp"

#include <algorithm>

namespace walkcheck::test {
namespace {

struct Shape {
  const char* name;
  const char* text;
  std::uint32_t line;  // of the first mention
  std::size_t set;     // stores of f() if CONFIG_UNHEARD is 1
  std::size_t not_set; // and if it is not set
};

// The configuration decides about each of the stores.
const std::vector<Shape> kShapes = {
    {"#ifdef in the body", "void f(long *p)\n{\n#ifdef CONFIG_UNHEARD\n\t*p = 1;\n#endif\n}\n", 3,
     1, 0},
    {"#ifndef", "void f(long *p)\n{\n#ifndef CONFIG_UNHEARD\n\t*p = 1;\n#endif\n}\n", 3, 0, 1},
    {"#if defined()",
     "void f(long *p)\n{\n#if 1 && defined(CONFIG_UNHEARD)\n\t*p = 1;\n#endif\n}\n", 3, 1, 0},
    {"#if defined, negated",
     "void f(long *p)\n{\n#if !defined CONFIG_UNHEARD\n\t*p = 1;\n#endif\n}\n", 3, 0, 1},
    {"#if of a value", "void f(long *p)\n{\n#if CONFIG_UNHEARD > 0\n\t*p = 1;\n#endif\n}\n", 3, 1,
     0},
    {"#elif",
     "void f(long *p)\n{\n#ifdef CONFIG_X86_32\n\t*p = 1;\n#elif defined(CONFIG_UNHEARD)\n"
     "\t*p = 2;\n\t*p = 3;\n#else\n\t*p = 4;\n#endif\n}\n",
     5, 2, 1},
    {"a condition of two lines",
     "void f(long *p)\n{\n#if defined(CONFIG_SMP) && \\\n\tdefined(CONFIG_UNHEARD)\n\t*p = 1;\n"
     "#endif\n}\n",
     4, 1, 0},
    {"IS_ENABLED", "void f(long *p)\n{\n\tif (IS_ENABLED(CONFIG_UNHEARD))\n\t\t*p = 1;\n}\n", 3, 1,
     0},
    {"IS_BUILTIN", "void f(long *p)\n{\n\tif (IS_BUILTIN(CONFIG_UNHEARD))\n\t\t*p = 1;\n}\n", 3, 1,
     0},
    {"IS_REACHABLE", "void f(long *p)\n{\n\tif (IS_REACHABLE(CONFIG_UNHEARD))\n\t\t*p = 1;\n}\n", 3,
     1, 0},
    {"IS_MODULE: built in is no module",
     "void f(long *p)\n{\n\tif (!IS_MODULE(CONFIG_UNHEARD))\n\t\t*p = 1;\n}\n", 3, 1, 1},
    {"#if IS_ENABLED", "void f(long *p)\n{\n#if IS_ENABLED(CONFIG_UNHEARD)\n\t*p = 1;\n#endif\n}\n",
     3, 1, 0},
    {"around the function, with an empty one besides",
     "#ifdef CONFIG_UNHEARD\nvoid f(long *p)\n{\n\t*p = 1;\n}\n#else\nvoid f(long "
     "*p)\n{\n}\n#endif\n",
     1, 1, 0},
    {"around a callee, with an empty one besides",
     "#if defined(CONFIG_UNHEARD)\nstatic void g(long *p)\n{\n\t*p = 1;\n}\n#else\n"
     "static void g(long *p)\n{\n}\n#endif\nvoid f(long *p)\n{\n\tg(p);\n}\n",
     1, 1, 0},
    {"around all of it, two deep",
     "#ifdef CONFIG_SMP\n#ifndef CONFIG_UNHEARD\nvoid f(long *p)\n{\n}\n#else\nvoid f(long *p)\n{\n"
     "\t*p = 1;\n}\n#endif\n#endif\n",
     2, 1, 0},
    {"in a macro that is used",
     "#ifdef CONFIG_UNHEARD\n#define SET(p) (*(p) = 1)\n#else\n#define SET(p) ((void)(p))\n#endif\n"
     "#define BOTH(p) SET(p)\nvoid f(long *p)\n{\n\tBOTH(p);\n}\n",
     1, 1, 0},
    {"in a macro of several lines",
     "#define SET(p) \\\n\tdo { \\\n\t\tif (IS_ENABLED(CONFIG_UNHEARD)) \\\n\t\t\t*(p) = 1; \\\n"
     "\t} while (0)\nvoid f(long *p)\n{\n\tSET(p);\n}\n",
     3, 1, 0},
    {"in a structure",
     "struct s {\n\tlong first;\n#ifdef CONFIG_UNHEARD\n\tlong second;\n#endif\n};\n"
     "void f(struct s *s)\n{\n\tif (sizeof(*s) > sizeof(long))\n\t\ts->first = 1;\n}\n",
     3, 1, 0},
};

const std::vector<frontend::Slice> kSlices = {{"mm/f.c", {"f"}}};

} // namespace

TEST_CASE("what the text depends on and nobody knows is an error, in every shape", "[config]") {
  for (const Shape& shape : kShapes) {
    INFO(shape.name);
    const OwnTree tree(OwnTree::Files{{"mm/f.c", shape.text}});
    const std::vector<Diagnostic> errors = tree.errors(kSlices, "f");
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].file == "mm/f.c");
    CHECK(errors[0].line == shape.line);
    CHECK(errors[0].cause.find("CONFIG_UNHEARD") != std::string::npos);
    CHECK(errors[0].remedy.find("define = { CONFIG_UNHEARD = 1 }") != std::string::npos);
    // Apart from loops and conditions, only the stores are left of the body.
    CHECK(count<program::Store>(tree.lower(kSlices, "f", {{"CONFIG_UNHEARD", "1"}})) == shape.set);
    CHECK(count<program::Store>(tree.lower(kSlices, "f", {{"CONFIG_UNHEARD", "0"}})) ==
          shape.not_set);
  }
}

TEST_CASE("a symbol that decides nothing of what is cut out is not asked for", "[config]") {
  const OwnTree tree(
      OwnTree::Files{{"mm/f.c", "#ifdef CONFIG_UNHEARD\n#define OTHER 1\nstatic int other(void)\n"
                                "{\n\treturn OTHER;\n}\n#endif\n/* CONFIG_NEITHER */\n"
                                "void f(long *p)\n{\n\t*p = 1; /* CONFIG_NOR */\n}\n"
                                "#if defined(CONFIG_LATER)\n#endif\n"}});
  CHECK(count<program::Store>(tree.lower(kSlices, "f")) == 1);
}

TEST_CASE("the tree's own configuration says what is set", "[config]") {
  const std::string text = "void f(long *p)\n{\n#ifdef CONFIG_UNHEARD\n\t*p = 1;\n#endif\n"
                           "\tif (IS_ENABLED(CONFIG_UNHEARD))\n\t\t*p = 2;\n"
                           "\tif (IS_MODULE(CONFIG_UNHEARD))\n\t\t*p = 3;\n}\n";
  const std::string generated = "# Automatically generated file; DO NOT EDIT.\n";
  struct Case {
    const char* file;
    std::string said;
    std::size_t stores;
  };
  for (const Case& each : std::vector<Case>{
           {".config", "CONFIG_UNHEARD=y\n", 2},
           {".config", "CONFIG_UNHEARD=m\n", 2},
           {".config", "# CONFIG_UNHEARD is not set\n", 0},
           {".config", generated + "CONFIG_OTHER=y\n", 0},
           {"include/config/auto.conf", "CONFIG_UNHEARD=y\n", 2},
           {"include/generated/autoconf.h", "#define CONFIG_UNHEARD 1\n", 2},
           {"include/generated/autoconf.h", "#define CONFIG_UNHEARD_MODULE 1\n", 2}}) {
    INFO(each.file << ": " << each.said);
    const OwnTree tree(OwnTree::Files{{"mm/f.c", text}, {each.file, each.said}});
    if (each.said.find("define CONFIG_UNHEARD_MODULE") != std::string::npos)
      CHECK(!tree.errors(kSlices, "f").empty()); // a part of an autoconf.h, which does not tell
    else
      CHECK(count<program::Store>(tree.lower(kSlices, "f")) == each.stores);
  }
  // A file written by hand that does not mention the symbol: nothing says whether it is set.
  const OwnTree silent(OwnTree::Files{{"mm/f.c", text}, {".config", "CONFIG_OTHER=y\n"}});
  CHECK(silent.errors(kSlices, "f").size() == 1);
  // The scenario takes precedence.
  const OwnTree set(OwnTree::Files{{"mm/f.c", text}, {".config", "CONFIG_UNHEARD=y\n"}});
  CHECK(count<program::Store>(set.lower(kSlices, "f", {{"CONFIG_UNHEARD", "0"}})) == 0);
}

TEST_CASE("a tree's configuration and a scenario overrule the vocabulary's, not the machine's",
          "[config]") {
  const std::string text = "void f(long *p)\n{\n#ifdef CONFIG_NUMA_BALANCING\n\t*p = 1;\n#endif\n"
                           "#if CONFIG_PGTABLE_LEVELS == 4\n\t*p = 2;\n#endif\n}\n";
  const OwnTree plain(OwnTree::Files{{"mm/f.c", text}});
  CHECK(count<program::Store>(plain.lower(kSlices, "f")) == 2);
  CHECK(count<program::Store>(plain.lower(kSlices, "f", {{"CONFIG_NUMA_BALANCING", "0"}})) == 1);
  const OwnTree without(OwnTree::Files{{"mm/f.c", text},
                                       {".config", "# CONFIG_NUMA_BALANCING is not set\n"
                                                   "CONFIG_PGTABLE_LEVELS=5\n"}});
  CHECK(count<program::Store>(without.lower(kSlices, "f")) == 1);
}

TEST_CASE("a tarball's configuration costs no pass over it", "[config]") {
  const OwnTree tree(OwnTree::Files{{"mm/f.c", "int x;\n"}, {".config", "CONFIG_UNHEARD=y\n"}});
  frontend::KernelTree folder(tree.top()), tarball(tree.tarball());
  CHECK(frontend::tree_configuration(folder).knows("CONFIG_UNHEARD"));
  CHECK(frontend::tree_configuration(tarball).symbols.empty());
}

} // namespace walkcheck::test
