// SPDX-License-Identifier: GPL-2.0-only
// What decides in a kernel's whole files, and what does not: values that nobody gave, where objects
// are in memory, what linking would choose, what boot decides.
#include "catch.hpp"
#include "whole_tree.hpp"

#include <fmt/format.h>

#include <string>

TEST_CASE("a variable that something may have changed before is not as it was initialised") {
  struct Row {
    const char* what;
    const char* text;
    int code;
  };
  const Row rows[] = {
      {"known to other files", "int depth = 4;\nint walk(void) { return depth; }\n", kInconclusive},
      {"written by code that does not run here",
       "static int depth = 4;\nint walk(void) { return depth; }\nvoid set(int x) { depth = x; }\n",
       kInconclusive},
      {"its address is in a table",
       "static int depth = 4;\nint *const settings[] __attribute__((used)) = { &depth };\nint "
       "walk(void) { return depth; }\n",
       kInconclusive},
      {"its address is passed on",
       "void other(int *);\nstatic int depth = 4;\nint walk(void) { return depth; }\nvoid "
       "set(void) { other(&depth); }\n",
       kInconclusive},
      {"set when it boots, and read-only then",
       "int depth __attribute__((section(\".data..ro_after_init\")));\nint walk(void) { return "
       "depth ? 5 : 4; }\n",
       kInconclusive},
      {"a static that is only read", "static int depth = 4;\nint walk(void) { return depth; }\n",
       kHolds},
      {"the same, as a part of a structure",
       "static struct { int a, depth[2]; } of = { 1, { 2, 4 } };\nint walk(void) { return "
       "of.depth[1]; }\n",
       kHolds},
      {"a constant", "const int depth = 4;\nint walk(void) { return depth; }\n", kHolds},
      {"a read-only pointer to what may change",
       "int depth = 4;\nint *const at = &depth;\nint walk(void) { return *at; }\n", kInconclusive},
  };
  const std::string one = "void one(void)\n{\n\tint x = walk();\n" + kClaim + "}\n";
  for (const Row& row : rows) {
    const WholeTree tree(row.text);
    const Outcome outcome = tree.verify(one);
    INFO(row.what << '\n' << said(outcome));
    CHECK(outcome.code == row.code);
    if (row.code == kInconclusive) {
      CHECK(said(outcome).find("depth, and nothing gives it a value") != std::string::npos);
      CHECK(tree.verify("wc_given(depth);\n" + one).code == kHolds);
    }
  }
}

TEST_CASE("a variable that one CPU's files define is none of another value for the others") {
  const WholeTree tree("extern int depth;\nint walk(void) { return depth; }\n");
  tree.add("mm/depth.c", "int depth = 4;\nint use_depth(void) { return depth; }\n");
  const std::string one = "void one(void)\n{\n\tint x = walk();\n" + kClaim + "}\n";
  const std::string two = "void two(void)\n{\n\tseen = use_depth();\n}\n";
  CHECK(tree.verify(one, "wc_given(depth);\n" + two, "\"mm/depth.c\"").code == kHolds);
  CHECK(tree.verify(one, two, "\"mm/depth.c\"").code == kInconclusive);
  CHECK(tree.verify(one).code == kInconclusive);
}

TEST_CASE("linking decides nothing that it would not decide in the kernel") {
  struct Row {
    const char* what;
    const char* text;
    const char* says; // null: it holds
  };
  const Row rows[] = {
      {"a weak alias",
       "static int f(void) { return 4; }\nint g(void) __attribute__((weak, "
       "alias(\"f\")));\nint walk(void) { return g(); }\n",
       "g() is called, and no file"},
      {"an alias of what is weak",
       "__attribute__((weak)) int f(void) { return 4; }\nint g(void) "
       "__attribute__((alias(\"f\")));\nint walk(void) { return g(); }\n",
       "g() is called, and no file"},
      {"an alias",
       "static int f(void) { return 4; }\nint g(void) __attribute__((alias(\"f\")));\n"
       "int walk(void) { return g(); }\n",
       nullptr},
      {"a weak alias of a variable",
       "static int a = 4;\nextern int b __attribute__((weak, alias(\"a\")));\nint walk(void) { "
       "return b; }\n",
       "on b, and nothing gives it a value"},
      {"whether a weak function exists",
       "extern int f(void) __attribute__((weak));\nint walk(void) { return f ? 4 : 4 + (f == 0); "
       "}\n",
       "on the address of f, which is weak"},
      {"whether a weak variable exists",
       "extern int v __attribute__((weak));\nint walk(void) { return &v ? 4 : 5; }\n",
       "on the address of v, which is weak"},
      {"a table with one of them",
       "extern int f(void) __attribute__((weak));\nint (*const t[])(void) = { f };\nint walk(void) "
       "{ return t[0] ? 4 : 5; }\n",
       "on t, and nothing gives it a value"},
      {"which of two symbols of the linker comes first",
       "extern char _text[], _etext[];\nint walk(void) { return _text < _etext ? 4 : 5; }\n",
       "where"},
      {"whether they are one",
       "extern char _a[], _b[];\nint walk(void) { return _a != _b ? 4 : 5; }\n", "is in memory"},
      {"the low bits of an address",
       "static char a;\nint walk(void) { return (unsigned long)&a & 7 ? 4 : 5; }\n",
       "is in memory"},
      {"those that its type tells",
       "static long a;\nint walk(void) { return (unsigned long)&a & 7 ? 5 : 4; }\n", nullptr},
      {"a hash of an address",
       "static long a;\nint walk(void) { return ((unsigned long)&a * 0x61c8864680b583ebUL) >> 62 "
       "== 1 ? 4 : 5; }\n",
       "is in memory"},
      {"bits above those that are known",
       "static long a;\nint walk(void) { return (unsigned long)&a >> 12 & 1 ? 4 : 5; }\n",
       "is in memory"},
      {"a part of an address in memory",
       "static long a;\nstatic unsigned long *const at = (unsigned long *)&a;\nint walk(void) { "
       "return *(const unsigned short *)&at == 8 ? 4 : 5; }\n",
       "is in memory"},
      {"an alignment of the stack",
       "int walk(void) { volatile char c = 1; return (unsigned long)&c & 15 ? 4 : 5; }\n",
       "on where c is in memory"},
      {"which of two functions comes first",
       "static int f(void) { return 1; }\nstatic int g(void) { return 2; }\nint walk(void) { "
       "return (unsigned long)f < (unsigned long)g ? 4 : 5; }\n",
       "where"},
      {"a place in the kernel's image",
       "static long a;\nint walk(void) { return (unsigned long)&a < 0xffffffffa0000000UL ? 4 : 5; "
       "}\n",
       "on where"},
      {"that it is none of user space, nor an error",
       "static long a;\nint walk(void) { return (unsigned long)&a > 0x7fffffffffffUL && (unsigned "
       "long)&a < -4095UL ? 4 : 5; }\n",
       nullptr},
      {"what an address near to an object comes to",
       "static long a;\nint walk(void) { char *p = (char *)&a - 8; return ((unsigned long)p >> 12 "
       "& "
       "1) ? 4 : 5; }\n",
       "is in memory"},
      {"how far apart two objects are",
       "static long a, b;\nint walk(void) { unsigned long p = (unsigned long)&a, q = (unsigned "
       "long)&b; return p - q == 64 ? 5 : 4; }\n",
       "memory"},
      {"an address with a number that nobody gave",
       "static long a;\nextern unsigned long m;\nint walk(void) { return ((unsigned long)&a & m) "
       "== "
       "0 ? 4 : 5; }\n",
       "depends at"},
      {"an atomic operation on a word that holds one",
       "static long a;\nstatic unsigned long w;\nint walk(void) { w = (unsigned long)&a; "
       "__atomic_fetch_and(&w, 0x1000, 5); return w ? 5 : 4; }\n",
       "is in memory"},
      {"whether it is a certain number",
       "static long a;\nint walk(void) { unsigned long volatile p = (unsigned long)&a; return p == "
       "0xffffffff82000000UL ? 5 : 4; }\n",
       "is in memory"},
      {"whether the next object begins where this one ends",
       "static long a, b;\nint walk(void) { long *volatile p = &a + 1; long *volatile q = &b; "
       "return "
       "p == q ? 5 : 4; }\n",
       "is in memory"},
      {"an array whose length is not told",
       "extern int t[];\nint walk(void) { return t[2] ? 4 : 5; }\n",
       "t is accessed, which is only declared"},
      {"a literal that may be written to",
       "static int *const p = &(int){ 4 };\nint walk(void) { return *p; }\n",
       "a literal without a name is accessed"},
      {"a constant literal",
       "static const int *const p = &(const int){ 4 };\nint walk(void) { return *p; }\n", nullptr},
      {"a mark in a pointer's lowest bit",
       "static const long a = 4;\nint walk(void) { unsigned long p = (unsigned long)&a | 1; return "
       "p & 1 "
       "? *(long *)(p & ~1UL) : 5; }\n",
       nullptr},
      {"the structure that a member is in",
       "static const struct { int a; int b; } of = { 4, 1 };\nint walk(void) { char *at = (char "
       "*)&of.b; "
       "return *(int *)(at - 4); }\n",
       nullptr},
  };
  const std::string one = "void one(void)\n{\n\tint x = walk();\n" + kClaim + "}\n";
  for (const Row& row : rows) {
    const WholeTree tree(row.text);
    const Outcome outcome = tree.verify(one);
    INFO(row.what << '\n' << said(outcome));
    CHECK(outcome.code == (row.says == nullptr ? kHolds : kInconclusive));
    if (row.says != nullptr) CHECK(said(outcome).find(row.says) != std::string::npos);
  }
}

TEST_CASE("what an object of the world is not given is not zero") {
  const WholeTree tree(
      "struct pair { int a, b; unsigned int flag : 1; char c[4]; };\n"
      "int walk(struct pair *p, int which)\n{\n\tswitch (which) {\n\tcase 0: return "
      "p->a;\n\tcase 1: return p->b + 4;\n\tcase 2: return p->flag + 4;\n\tdefault: "
      "return p->c[2] + 4;\n\t}\n}\n");
  const std::string object = "static struct pair pair wc_world = { .a = 4 };\n";
  const std::string given =
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

TEST_CASE("a static key may be either way, but is the same wherever it is asked for") {
  const std::string keys = "struct static_key { int enabled; };\n"
                           "struct pair { long a; struct static_key key; };\n"
                           "_Bool arch_static_branch(struct static_key *key, _Bool branch);\n"
                           "static inline int ask(struct static_key *key) { return "
                           "arch_static_branch(key, 0); }\n";
  const std::string replacement =
      "struct static_key { int enabled; };\n"
      "_Bool arch_static_branch(struct static_key *key, _Bool branch);\n"
      "WC_REPLACES(arch_static_branch);\n"
      "_Bool __cut_arch_static_branch(struct static_key *key, _Bool branch)\n{\n\treturn "
      "(key->enabled != 0) != branch;\n}\n";
  const std::string accept = ", accept = [\"arch_static_branch\"]";
  struct Row {
    const char* what;
    const char* text;
    int code;
  };
  const Row rows[] = {
      {"one that no file defines",
       "extern struct static_key k;\nint walk(void) { return ask(&k) ? 4 : 5; }\n", kViolated},
      {"the same, the other way",
       "extern struct static_key k;\nint walk(void) { return ask(&k) ? 5 : 4; }\n", kViolated},
      {"one that may have been changed",
       "struct static_key k = { 1 };\nint walk(void) { return ask(&k) ? 4 : 5; }\n", kViolated},
      {"one that nothing can have changed",
       "static struct static_key k = { 1 };\nint walk(void) { return (k.enabled) ? 4 : 5; }\n",
       kHolds},
      {"asked for twice",
       "extern struct static_key k;\nint walk(void) { return ask(&k) == ask(&k) ? 4 : 5; }\n",
       kHolds},
      {"two of them",
       "extern struct static_key k, l;\nint walk(void) { return ask(&k) == ask(&l) ? "
       "4 : 5; }\n",
       kViolated},
      {"in a structure",
       "extern struct pair p;\nint walk(void) { return ask(&p.key) == ask(&p.key) ? 4 : 5; }\n",
       kHolds},
      {"in a row",
       "extern struct static_key k[3];\nint walk(void) { return ask(&k[1]) ? 4 : 5; }\n",
       kViolated},
  };
  for (const Row& row : rows) {
    const WholeTree tree(keys + row.text, replacement);
    const Outcome outcome =
        tree.verify("void one(void)\n{\n\tint x = walk();\n" + kClaim + "}\n", "", "", accept);
    INFO(row.what << '\n' << said(outcome));
    CHECK(outcome.code == row.code);
  }
  // By two CPUs, of which only one has files that define it.
  const WholeTree tree(keys + "extern struct static_key k;\nint walk(void) { return ask(&k); }\n",
                       replacement);
  tree.add("mm/key.c", keys + "struct static_key k;\nint other(void) { return ask(&k); }\n");
  const std::string both = "int volatile a_says, b_says;\n";
  const Outcome outcome = tree.verify(
      both + "void one(void)\n{\n\ta_says = walk() + 1;\n}\n",
      both +
          "void two(void)\n{\n\tint says = other() + 1, heard = a_says;\n\tint x = !heard || "
          "heard == says ? 4 : 5;\n" +
          kClaim + "}\n",
      "\"mm/key.c\"", accept);
  INFO(said(outcome));
  CHECK(said(outcome).find("class 1: all inputs 2 executions") != std::string::npos);
  CHECK(said(outcome).find("fails the assertion") == std::string::npos);
}

TEST_CASE("an index out of bounds leads to no other variable") {
  const WholeTree tree(
      "static const int a = 1, b = 4;\n"
      "int walk(void) { const int *p = &a; int n = b; return p[0x1040 / 4] + n; }\n");
  const Outcome outcome = tree.verify(kRunsWalk);
  INFO(said(outcome));
  CHECK(outcome.code == kViolated);
  CHECK(said(outcome).find("assertions") != std::string::npos);
}

TEST_CASE("each file has its own copy of a header's static function") {
  const WholeTree tree("#include \"own.h\"\nint (*mine(void))(void) { return own; }\n");
  tree.folder().write("linux/include/own.h", "static int own(void) { return 1; }\n");
  tree.add("mm/other.c", "#include \"own.h\"\nint (*others(void))(void) { return own; }\n");
  tree.add("mm/same.c", "int (*mine(void))(void);\n");
  const std::string shared = "int (*volatile shown)(void);\n";
  const auto compares = [&](const std::string& with, const std::string& file,
                            const char* expected) {
    return tree.verify(shared + "void one(void)\n{\n\tshown = mine();\n}\n",
                       shared +
                           "void two(void)\n{\n\tint (*at)(void) = shown;\n\tint x = !at || at " +
                           expected + ' ' + with + " ? 4 : 5;\n" + kClaim + "}\n",
                       file);
  };
  const Outcome other = compares("others()", "\"mm/other.c\"", "!=");
  INFO(said(other));
  CHECK(other.code == kHolds);
  const Outcome same = compares("mine()", "\"mm/walk.c\"", "==");
  INFO(said(same));
  CHECK(same.code == kHolds);
}

TEST_CASE("a static key is a question for all CPUs, and only its own bytes are") {
  const std::string replacement =
      "struct static_key { int enabled; };\n"
      "_Bool arch_static_branch(struct static_key *key, _Bool branch);\n"
      "WC_REPLACES(arch_static_branch);\n"
      "_Bool __cut_arch_static_branch(struct static_key *key, _Bool branch)\n{\n\treturn "
      "(key->enabled != 0) != branch;\n}\n";
  const std::string asks = "struct static_key { int enabled; };\n"
                           "_Bool arch_static_branch(struct static_key *key, _Bool branch);\n";
  // CPU a knows no more than that there is such a key.
  const WholeTree opaque("struct static_key;\nextern struct static_key k;\n"
                         "struct static_key *volatile at;\nint walk(void) { at = &k; return 4; }\n",
                         replacement);
  opaque.add("mm/key.c", asks + "extern struct static_key k;\nint other(void) { return "
                                "arch_static_branch(&k, 0) ? 5 : 4; }\n");
  const Outcome outcome =
      opaque.verify(kRunsWalk, "void two(void)\n{\n\tint x = other();\n" + kClaim + "}\n",
                    "\"mm/key.c\"", ", accept = [\"arch_static_branch\"]");
  INFO(said(outcome));
  CHECK(outcome.code == kViolated);
  // What stands beside it is not given, or as it was given.
  const std::string pair = asks + "struct pair { struct static_key k; int v; };\n";
  const std::string both =
      "int walk(void) { return arch_static_branch(&p.k, 0) == 2 ? 5 : p.v ? 4 : 5; }\n";
  const WholeTree beside(pair + "extern struct pair p;\n" + both, replacement);
  const std::string accept = ", accept = [\"arch_static_branch\"]";
  CHECK(beside.verify(kRunsWalk, "", "", accept).code == kInconclusive);
  const WholeTree given(pair + "extern struct pair p;\n" + both, replacement);
  CHECK(given.verify("struct pair p wc_world = { .v = 7 };\n" + kRunsWalk, "", "", accept).code ==
        kHolds);
}
