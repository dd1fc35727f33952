// SPDX-License-Identifier: GPL-2.0-only
// C only promises that the parts of a copy are copied (C11 6.5.16.1, 7.24.2.1). A copy of two
// members of something shared can be seen half done, however it is written.
#include "catch.hpp"

#include "small_scenario.hpp"

#include <fmt/format.h>

using namespace walkcheck;
using namespace walkcheck::test;
using verdict::Verdict;

namespace {

// A shared place `s` with two or more members.
struct Shared {
  const char* declared;
  const char *first, *last;             // members of it
  unsigned first_byte, last_byte, size; // the members' places
  const char* type;                     // empty if it has none that can be passed by value
};

constexpr Shared kShared[] = {
    {"u32 s[2];", "s[0]", "s[1]", 0, 4, 8, ""},
    {"u16 s[4];", "s[0]", "s[3]", 0, 6, 8, ""},
    {"u8 s[8] __aligned(8);", "s[0]", "s[7]", 0, 7, 8, ""},
    {"struct s { u32 a, b; } s;", "s.a", "s.b", 0, 4, 8, "struct s"},
    {"struct s { u8 a[4]; u16 b, c; } s;", "s.a[1]", "s.c", 1, 6, 8, "struct s"},
    {"struct s { struct { u32 n; } in[2]; } s;", "s.in[0].n", "s.in[1].n", 0, 4, 8, "struct s"},
    {"union s { struct { u32 a, b; }; u16 n[2]; } s;", "s.a", "s.b", 0, 4, 8, "union s"},
    {"union s { struct { u32 a, b, c; } x; struct { u64 p; u16 n[4]; } y; } s;", "s.x.a", "s.x.b",
     0, 4, 16, "union s"},
    {"struct s { u64 a; u32 b, c; } s;", "s.b", "s.c", 8, 12, 16, "struct s"},
    {"struct s { u8 all[8]; } s;", "s.all[2]", "s.all[3]", 2, 3, 8, "struct s"},
    {"struct s { u16 a, b, c; } s;", "s.a", "s.c", 0, 4, 6, "struct s"},
    {"struct s { u8 many[72]; u32 a, b; } s;", "s.a", "s.b", 72, 76, 80, "struct s"},
    {"struct s { u32 bits : 4; u8 a, b; } s;", "s.a", "s.b", 1, 2, 4, "struct s"},
    {"u8 s[100] __aligned(8);", "s[80]", "s[81]", 80, 81, 100, ""},
};
constexpr Shared kPacked{
    "struct s { u32 n; u8 last; } __packed s[4];", "s[1].n", "s[2].last", 5, 14, 20, ""};

// The verdict on whether one CPU can see the last member changed and the first not, while another
// CPU changes them in this order. `copied` copies `s` to `t`, as bytes.
Verdict of_reading(const Shared& of, const std::string& copied) {
  const std::string text =
      fmt::format("{}\nlong done;\n"
                  "static void judge(const u8 *t) {{ done = 1; __wc_assert(t[{}] || !t[{}], \"as "
                  "it was\"); }}\n"
                  "{}"
                  "void writer(void)\n{{\n\tWRITE_ONCE({}, 1);\n\tWRITE_ONCE({}, 1);\n}}\n",
                  of.declared, of.first_byte, of.last_byte, copied, of.first, of.last);
  UNSCOPED_INFO(text);
  return run(text, {"reader", "writer"}).verdict;
}

std::string reader(const std::string& statements) {
  return "void reader(void)\n{\n" + statements + "}\n";
}

} // namespace

TEST_CASE("a copy of what is shared holds no two of its members") {
  bool in_bytes = false;
  for (const Shared& of : kShared) {
    in_bytes = !in_bytes; // the local
    const std::string local = in_bytes
                                  ? fmt::format("u8 t[{}]", of.size)
                                  : fmt::format("struct {{ u64 a[{}]; }} t", (of.size + 7) / 8);
    CHECK(of_reading(of, reader(fmt::format("\t{};\n\tmemcpy(&t, &s, {});\n\tjudge((u8 *)&t);\n",
                                            local, of.size))) == Verdict::Violated);
  }
}

TEST_CASE("nor does one of a structure that is assigned or passed by value") {
  bool is_inlined = false;
  for (const Shared& of : kShared) {
    if (*of.type == 0) continue;
    const std::string type = of.type;
    CHECK(of_reading(of, reader("\t" + type + " t = s;\n\tjudge((u8 *)&t);\n")) ==
          Verdict::Violated);
    for (const char* passed :
         {"\tuse(s);\n", "\tuse(*p);\n", "\tuse(*shared);\n", "\tuse(*READ_ONCE(shared));\n"}) {
      is_inlined = !is_inlined;
      const std::string use = fmt::format("{1} *shared = &s;\n"
                                          "static {0} void use({1} t) {{ judge((u8 *)&t); }}\n",
                                          is_inlined ? "__always_inline" : "noinline", type);
      CHECK(of_reading(of, use + reader("\t" + type + " *p = &s;\n" + passed)) ==
            Verdict::Violated);
    }
  }
}

// The other direction: what is written can be seen half done.
TEST_CASE("a copy to what is shared writes no two of its members at once") {
  for (const Shared& of : kShared) {
    const std::string text = fmt::format(
        "{}\nvoid writer(void)\n{{\n\tu64 t[{}] = {{}};\n\t((u8 *)t)[{}] = ((u8 *)t)[{}] = 1;\n"
        "\tmemcpy(&s, t, {});\n}}\nvoid reader(void)\n{{\n\tint one = {}, other = {};\n"
        "\t__wc_assert(!one || other, \"whole\");\n}}\n",
        of.declared, (of.size + 7) / 8, of.first_byte, of.last_byte, of.size, of.first, of.last);
    UNSCOPED_INFO(text);
    CHECK(run(text, {"reader", "writer"}).verdict == Verdict::Violated);
  }
}

TEST_CASE("of a row of packed structures each is copied in its own members") {
  CHECK(of_reading(kPacked, reader("\tstruct s t[4];\n\tmemcpy(t, s, sizeof(t));\n"
                                   "\tjudge((u8 *)t);\n")) == Verdict::Violated);
  CHECK(of_reading(kPacked, reader("\tstruct s t[4], *p = s;\n\tmemcpy(t, p, sizeof(t));\n"
                                   "\tjudge((u8 *)t);\n")) == Verdict::Violated);
}

// The copy begins at a member or an element, at each of a row, or in a function that does not know
// what it copies.
TEST_CASE("nor does one that begins within what is shared") {
  struct Within {
    Shared of;
    const char* read;
    const char* helper = "";
  };
  constexpr Shared kRest{"struct { u32 n[2]; u64 c; u32 a, b; } s;", "s.a", "s.b", 8, 12, 16, ""};
  constexpr const char* flexible = "struct f { u64 n; u32 items[]; };\n"
                                   "struct { struct f f; u32 room[4]; } s;\nstruct f *p = &s.f;";
  constexpr Shared kFlexible{flexible, "s.room[0]", "s.room[1]", 8, 12, 16, ""};
  constexpr Shared kRows{
      "struct { u32 n[2][2]; } s[2];\nlong i = 1;", "s[1].n[1][0]", "s[1].n[1][1]", 0, 4, 8, ""};
  constexpr Shared kMany{"struct { u32 a, b; } s[3];", "s[2].a", "s[2].b", 0, 4, 8, ""};
  const char* const recursive =
      "static void any(const void *v, long n)\n{\n\tif (n)\n\t\treturn any(v, n - 1);\n"
      "\tu64 t;\n\tmemcpy(&t, v, 8);\n\tjudge((u8 *)&t);\n}\n";
  const Within all[] = {
      {kRest, "u64 t[2]; memcpy(t, &s.c, 16); judge((u8 *)t);"},
      {kRest, "u64 t[2]; memcpy(t, (char *)&s + 8, 16); judge((u8 *)t);"},
      {kFlexible, "u64 t[2]; memcpy(t, p, 16); judge((u8 *)t);"},
      {kFlexible, "u64 t[2]; memcpy(t + 1, p->items, 8); judge((u8 *)t);"},
      {kRows, "u64 t; memcpy(&t, s[i].n[i], 8); judge((u8 *)&t);"},
      {kMany, "u64 t; for (long i = 0; i < 3; i++) memcpy(&t, &s[i], 8); judge((u8 *)&t);"},
      {kMany, "u64 t; char *v = (char *)s; for (; v < (char *)(s + 3); v += 8) memcpy(&t, v, 8); "
              "judge((u8 *)&t);"},
      {kMany, "any(&s[2], 1);", recursive},
      {kMany, "struct { u64 v; } *v = (void *)&s[2]; u64 t; memcpy(&t, v, 8); judge((u8 *)&t);"},
  };
  for (const Within& each : all)
    CHECK(of_reading(each.of, each.helper + reader(each.read)) == Verdict::Violated);
}

// A member is copied in one go.
TEST_CASE("what is one member is not seen half copied") {
  const char* const copies[] = {"u64 t = s.v;", "struct s t = s;",
                                "struct s t;\n\tmemcpy(&t, &s, 8);",
                                "u8 t[8];\n\tmemcpy(t, &s, 8);", "struct s *p = &s, t = *p;"};
  for (const char* copy : copies) {
    const std::string text = fmt::format(
        "struct s {{ u64 v; }} s;\nlong done;\nvoid reader(void)\n{{\n\t{}\n\tu8 *b = (u8 *)&t;\n"
        "\tdone = 1;\n\t__wc_assert(b[0] == b[7], \"whole\");\n}}\n"
        "void writer(void) {{ WRITE_ONCE(s.v, ~0UL); }}\n",
        copy);
    UNSCOPED_INFO(text);
    CHECK(run(text, {"reader", "writer"}).verdict == Verdict::Holds);
  }
}
