// SPDX-License-Identifier: GPL-2.0-only
// Which edits of a function's text change its hash.
#include "catch.hpp"

#include "model/frontend/compared_text.hpp"

namespace walkcheck::test {
namespace {

using frontend::ComparedText;

std::string hash(const std::string& text) {
  return ComparedText(text).hash("f", {});
}

} // namespace

TEST_CASE("a comment or a blank does not change a hash", "[compared]") {
  const std::string body = "static int f(int x)\n{\n\tx = 1;\n\treturn x;\n}\n";
  REQUIRE(hash(body).size() == 16);
  for (const char* same :
       {"/* before */ static int f(int x)\n{\n\tx = 1;\n\treturn x;\n}\n",
        "static int f(int x) {\n    x = 1; // so\n\n\n    return /* two\nlines */ x;\n}\n",
        "static int f(int x)\n{\n\tx = \\\n\t\t1;\n\treturn x;\n}\n",
        "#define g 1\nstatic int f(int x)\n{\n\tx = 1;\n\treturn x;\n}\nint f2(void) { return 1; "
        "}\n",
        "#ifdef A\nstatic int f(int x)\n{\n\tx = 1;\n\treturn x;\n}\n#endif\n"}) {
    INFO(same);
    CHECK(hash(same) == hash(body));
  }
}

TEST_CASE("what a compiler may see changes a hash", "[compared]") {
  const auto [before, after] = GENERATE(table<std::string, std::string>({
      {"int f(int x)\n{\n\t// note\n\tx++;\n\treturn x;\n}\n",
       "int f(int x)\n{\n\t// note \\\n\tx++;\n\treturn x;\n}\n"},
      {"int f(int x)\n{\n\t// note\n\tx++;\n\treturn x;\n}\n",
       "int f(int x)\n{\n\t// note \\ \n\tx++;\n\treturn x;\n}\n"},
      {"int f(int x)\n{\n#ifndef A\n\tx++;\n#endif\n\treturn x;\n}\n",
       "int f(int x)\n{\n#ifndef A x++;\n#endif\n\treturn x;\n}\n"},
      {"int f(int x)\n#ifdef A\n{\n\treturn 1;\n}\n#else\n{\n\tx = 2;\n\treturn x;\n}\n#endif\n",
       "int f(int x)\n#ifdef A\n{\n\treturn 1;\n}\n#else\n{\n\tx = 3;\n\treturn x;\n}\n#endif\n"},
      {"#ifdef A\nint f(int x)\n#else\nint f(long x)\n#endif\n{\n\treturn x;\n}\n",
       "#ifdef A\nint f(long x)\n#else\nint f(int x)\n#endif\n{\n\treturn x;\n}\n"},
      {"#define B if (1) {\nint f(int x)\n{\n\tB\n\t\tx = 2;\n\t}\n\tx++;\n\treturn x;\n}\n",
       "#define B if (1) {\nint f(int x)\n{\n\tB\n\t\tx = 2;\n\t}\n\tx--;\n\treturn x;\n}\n"},
      {"int f(int x)\n{\n#ifdef A\n#error don't /*\n#endif\n\tx = 2; /* */\n\treturn x;\n}\n",
       "int f(int x)\n{\n#ifdef A\n#error don't /*\n#endif\n\tx = 3; /* */\n\treturn x;\n}\n"},
      {"int f(int x)\n{\n\treturn x[\"a b\"];\n}\n", "int f(int x)\n{\n\treturn x[\"a  b\"];\n}\n"},
      {"int f(int x)\n{\n\treturn '\"' + x;\n\t/* \" */\n}\n",
       "int f(int x)\n{\n\treturn '\"' - x;\n\t/* \" */\n}\n"},
      {"#if A\nint f(int x)\n{\n\treturn x;\n}\n#else\nint f(int x)\n{\n\treturn 2;\n}\n#endif\n",
       "#if A\nint f(int x)\n{\n\treturn x;\n}\n#else\nint f(int x)\n{\n\treturn 3;\n}\n#endif\n"},
  }));
  INFO(before << after);
  CHECK_FALSE(hash(before).empty());
  CHECK(hash(before) != hash(after));
}

TEST_CASE("what was compiled counts, even where its end is not found", "[compared]") {
  const auto text = [](const std::string& last) {
    return ComparedText("#define B if (1) {\n int f(int x)\n {\n\tB\n\tx = 2;\n\t}\n\t" + last +
                        ";\n\treturn x;\n }\n");
  };
  CHECK(text("x++").hash("f", {2, 8}) != text("x--").hash("f", {2, 8}));
  CHECK(text("x++").has("f", {2, 8}));
  CHECK_FALSE(text("x++").has("f", {1, 1}));
  CHECK_FALSE(text("x++").has("g", {2, 8}));
}

TEST_CASE("where lines have other numbers, all of a file counts", "[compared]") {
  const std::string body = "int f(int x)\n{\n\treturn x;\n}\n";
  CHECK(hash("#line 5\n" + body + "int g;\n") != hash("#line 5\n" + body + "int h;\n"));
  CHECK(hash(body + "int g;\n") == hash(body + "int h;\n"));
}

TEST_CASE("a macro's hash has what it comes to use", "[compared]") {
  const std::string macros =
      "#define INNER(x) x\n#define MAKE(n) \\\n\tint n(void) { return INNER(1); "
      "}\n#define BESIDE 1\n";
  const auto of = [](std::string text, const std::string& from, const std::string& to) {
    if (!from.empty()) text.replace(text.find(from), from.size(), to);
    return ComparedText(text).hash_of_macro("MAKE", ComparedText("MAKE(f)\n"), {1, 1});
  };
  const std::string plain = of(macros, "", "");
  REQUIRE(plain.size() == 16);
  CHECK(of(macros, "INNER(x) x", "INNER(x) -x") != plain);
  CHECK(of(macros, "return", "goto") != plain);
  CHECK(of(macros, "BESIDE 1", "BESIDE 2") == plain);
  CHECK(of(macros, "MAKE", "FAKE").empty());
  CHECK(ComparedText(macros).hash_of_macro("MAKE", ComparedText("OTHER(f)\n"), {1, 1}).empty());
  CHECK(ComparedText(macros).hash_of_macro("MAKE", ComparedText("MAKE(f)\n{\n\treturn 1;\n}\n"),
                                           {1, 1}) !=
        ComparedText(macros).hash_of_macro("MAKE", ComparedText("MAKE(f)\n{\n\treturn 2;\n}\n"),
                                           {1, 1}));
  // Without a use of it here, it is all that is known.
  CHECK(ComparedText(macros).hash_of_macro("MAKE").size() == 16);
}

} // namespace walkcheck::test
