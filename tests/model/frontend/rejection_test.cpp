// SPDX-License-Identifier: GPL-2.0-only
// If the front end does not support something, or cannot make sense of it, it reports an error that
// says what, where and what to do. It never makes an incomplete program.
#include "catch.hpp"

#include "support.hpp"

#include <algorithm>

namespace walkcheck::test {
namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct Case {
  std::string name, text;
  std::uint32_t line;
  std::string cause, remedy;
};

// All of them are in the spec's own file, on the given line.
const std::vector<Case> kCases = {
    {"inline assembly", "void entry(void)\n{\n\t__asm__ volatile(\"hlt\");\n}\n", 3,
     "inline assembly is not supported: \"hlt\"", "specs/kernel/"},
    {"floating point", "int entry(int a)\n{\n\treturn (int)(a * 1.5);\n}\n", 3, "floating point",
     "use integers"},
    {"a float in memory", "float f;\nvoid entry(int a)\n{\n\tf = (float)a;\n}\n", 4,
     "floating point", "use integers"},
    {"a vector",
     "typedef int v4 __attribute__((vector_size(16)));\nv4 x;\nvoid entry(void)\n{\n\tx = x + "
     "x;\n}\n",
     5, "vector", "use integers"},
    {"128 bits",
     "unsigned long entry(unsigned long a)\n{\n\treturn (unsigned long)(((unsigned __int128)a * a) "
     ">> 64);\n}\n",
     3, "128-bit integer", "at most 64 bits"},
    {"a computed goto",
     "int entry(int a)\n{\n\tstatic void *t[] = { &&x, &&y };\n\tgoto *t[a];\nx:\n\treturn 1;\ny:\n"
     "\treturn 2;\n}\n",
     4, "computed goto", "use if, switch"},
    {"a declaration that a switch passes by",
     "int entry(int a)\n{\n\tint *p = &a;\n\tswitch (a) {\n\t\tint x;\n\tcase 1:\n\t\tx = "
     "3;\n\t\tp = "
     "&x;\n\t}\n\treturn *p;\n}\n",
     7, "declaration of x", "before the jump or the switch"},
    {"a declaration that a goto passes by",
     "int entry(int a)\n{\n\tgoto in;\n\t{\n\t\tint tmp;\nin:\n\t\ttmp = a;\n\t\tif (a)\n\t\t\ttmp "
     "= 2;\n"
     "\t\treturn tmp;\n\t}\n}\n",
     7, "declaration of tmp", "before the jump or the switch"},
    {"one value without an order", "int entry(int i)\n{\n\ti = i++;\n\treturn i;\n}\n", 3,
     "unsequenced", ""},
    {"a function with an alignment of its own",
     "__attribute__((aligned(64))) static int f(int n)\n{\n\treturn n ? f(n - 1) : 0;\n}\n"
     "int entry(int a)\n{\n\treturn f(a);\n}\n",
     0, "alignment", "attribute"},
    {"asm goto",
     "int entry(void)\n{\n\tasm goto(\"jmp %l0\" : : : : out);\n\treturn 1;\nout:\n\t"
     "return 2;\n}\n",
     3, "asm goto", "static key"},
    {"a variable argument list",
     "static int sum(int n, ...)\n{\n\t__builtin_va_list l;\n\t__builtin_va_start(l, n);\n\tint r "
     "= "
     "__builtin_va_arg(l, int);\n\t__builtin_va_end(l);\n\treturn r;\n}\nint "
     "entry(void)\n{\n\treturn "
     "sum(1, 2);\n}\n",
     11, "variable number of arguments", "fixed parameters"},
    {"an array of variable length",
     "void fill(int *, int);\nint entry(int n)\n{\n\tint t[n];\n\tt[0] = n;\n\tint *volatile p = "
     "t;\n\treturn *p;\n}\n",
     4, "variable length", "constant size"},
    {"a 16-byte atomic", "__int128 x;\nvoid entry(void)\n{\n\t__atomic_fetch_add(&x, 1, 5);\n}\n",
     4, "128-bit", "64 bits"},
    {"an atomic minimum",
     "int x;\nint entry(int a)\n{\n\treturn __atomic_fetch_min(&x, a, 5);\n}\n", 4,
     "atomic operation `min`", "loop of cmpxchg"},
    {"a function of C's library that writes",
     "char a[8], b[8];\nchar *strcpy(char *, const char *);\nvoid entry(void)\n{\n\tstrcpy(a, "
     "b);\n}\n",
     5, "strcpy() is a function of the C library", "give strcpy() a body"},
    {"an atomic library function",
     "struct three { long a, b, c; } x, y;\nvoid entry(void)\n{\n\t__atomic_load(&x, &y, 5);\n}\n",
     4, "__atomic_load() is a function of the C library", "write out what it does"},
    {"an unknown primitive",
     "void __wc_teleport(void);\nvoid entry(void)\n{\n\t__wc_teleport();\n}\n", 4,
     "no primitive __wc_teleport", "primitives.h"},
    {"a claim that is no literal",
     "void entry(int a, const char *why)\n{\n\t__wc_assert(a, why);\n}\n", 3,
     "not a string constant", "write the text in the call"},
    {"an out-parameter of an undefined function",
     "int entry(void)\n{\n\tint r = 3;\n\tfind_it(&r);\n\treturn r;\n}\n", 4,
     "find_it() gets a pointer to a local", "give find_it() a body"},
    {"the address of an undefined function",
     "int helper(int);\nint (*volatile hook)(int);\nvoid entry(void)\n{\n\thook = helper;\n}\n", 5,
     "the address of helper()", "give helper() a body"},
    {"the address of a primitive",
     "void (*volatile hook)(void);\nvoid entry(void)\n{\n\thook = __wc_fence;\n}\n", 4,
     "the address of __wc_fence()", "wrap it in a function"},
    {"an undefined variable", "extern int elsewhere;\nint entry(void)\n{\n\treturn elsewhere;\n}\n",
     4, "elsewhere is declared, but nothing defines it", "declare elsewhere without extern"},
    {"a thread-local variable", "_Thread_local int mine;\nint entry(void)\n{\n\treturn mine;\n}\n",
     4, "thread-local", "static of the spec"},
    {"another address space",
     "int entry(int __attribute__((address_space(256))) *p)\n{\n\treturn *p;\n}\n", 0,
     "has a parameter (p)", "integers and pointers"},
    {"an uninitialised local", "int entry(void)\n{\n\tint x;\n\treturn x;\n}\n", 4, "uninitialized",
     "give the variable a value"},
    {"a missing return", "int entry(int a)\n{\n\tif (a)\n\t\treturn 1;\n}\n", 5, "does not return",
     "every path"},
    {"a call with other types",
     "int f();\nint entry(int a)\n{\n\treturn f(a, 2);\n}\nint f(long a)\n{\n\treturn (int)a;\n}\n",
     4, "with other types than it is defined", "prototype"},
    {"assembly that writes memory that it does not read",
     "int entry(int a)\n{\n\tint b;\n\t__asm__(\"\" : \"=m\"(b) : \"r\"(a));\n\treturn b;\n}\n", 4,
     "inline assembly is not supported", "write it in C"},
    {"a label's address in memory",
     "void *volatile p;\nvoid entry(void)\n{\n\tstatic void *t[] = { &&x };\n\tp = "
     "t[0];\nx:\n\t;\n}\n",
     4, "the initial value of entry.t", "entry function"},
    {"a struct parameter of the entry",
     "struct two { long a, b; };\nlong entry(struct two t)\n{\n\treturn t.a;\n}\n", 2, "parameter",
     "wrap it in a function"},
    {"a big struct parameter of the entry",
     "struct big { long a[4]; };\nlong entry(struct big t)\n{\n\treturn t.a[0];\n}\n", 2,
     "parameter", "wrap it in a function"},
    {"a struct result of the entry",
     "struct two { long a, b; };\nstruct two entry(void)\n{\n\treturn (struct two){ 1, 2 };\n}\n",
     2, "returns", "wrap it in a function"},
    {"a float parameter of the entry", "int entry(float f)\n{\n\treturn f > 1;\n}\n", 1,
     "parameter", "wrap it in a function"},
    {"a syntax error", "int entry(void)\n{\n\treturn 1\n}\n", 3, "expected ';'", "clang"},
    {"an unknown type", "int entry(void)\n{\n\tpmdd_t x = { 0 };\n\treturn 1;\n}\n", 3,
     "unknown type name 'pmdd_t'", "did you mean 'pmd_t'"},
    {"a missing include", "#include \"nowhere.h\"\nint entry(void)\n{\n\treturn 1;\n}\n", 1,
     "'nowhere.h' file not found", "no C library"},
    {"a function defined twice",
     "int entry(void)\n{\n\treturn 1;\n}\nint entry(void)\n{\n\treturn 2;\n}\n", 5,
     "redefinition of 'entry'", "remove this definition"},
    {"a constructor",
     "long word;\n__attribute__((constructor)) static void early(void)\n{\n\tword = 1;\n}\n"
     "void entry(void)\n{\n\tword = 2;\n}\n",
     2, "early() is a constructor", "start of the entry function"},
    {"a destructor",
     "long word;\nvoid entry(void)\n{\n\tword = 2;\n}\n__attribute__((destructor(200))) void "
     "late(void)\n{\n\tword = 1;\n}\n",
     6, "late() is a destructor", "end of the entry function"},
    {"an initcall",
     "static int setup(void)\n{\n\treturn 0;\n}\nstatic int (*call)(void) "
     "__attribute__((used, section(\".initcall6.init\"))) = setup;\nvoid entry(void)\n{\n}\n",
     5, "call is in section .initcall6.init", "in the entry function"},
    {"an indirect function",
     "static int one(void)\n{\n\treturn 1;\n}\nstatic void *choose(void)\n{\n\treturn one;\n}\n"
     "int chosen(void) __attribute__((ifunc(\"choose\")));\nint entry(void)\n{\n\treturn "
     "chosen();\n}\n",
     5, "chosen() is an indirect function", "call the function"},
    {"assembly outside functions", "int a;\n__asm__(\".globl b\");\nvoid entry(void)\n{\n}\n", 2,
     "assembly outside functions", "in C"},
    {"a variable argument list behind a pointer",
     "static int first(int n, ...)\n{\n\treturn n;\n}\nint (*volatile call)(int, ...);\nint "
     "entry(void)\n{\n\tcall = first;\n\treturn call(1, 2);\n}\n",
     1, "first() has a variable number of arguments", "fixed parameters"},
    {"an unknown member", "int entry(struct mm_struct *mm)\n{\n\treturn mm->wings;\n}\n", 3,
     "no member named 'wings'", "define it with this member"},
};

} // namespace

TEST_CASE("what is not supported is said, with place, cause and remedy", "[rejection]") {
  for (const Case& one : kCases) {
    const std::vector<Diagnostic> errors = errors_of(one.text);
    std::string all;
    for (const Diagnostic& error : errors)
      all += to_string(error) + "\n";
    INFO(one.name << "\n" << all);
    CHECK(!errors.empty());
    const bool found = std::ranges::any_of(errors, [&](const Diagnostic& error) {
      return error.file == "walkers/spec.c" && (one.line == 0 || error.line == one.line) &&
             has(error.cause, one.cause) && has(error.remedy, one.remedy) && !error.remedy.empty();
    });
    CHECK(found);
    CHECK(!has(all, "/tmp"));
  }
}

TEST_CASE("the same constructs are accepted where nothing runs them", "[rejection]") {
  const std::string unused = "static float half(float x)\n{\n\treturn x / 2;\n}\n"
                             "static void halt(void)\n{\n\t__asm__ volatile(\"hlt\");\n}\n"
                             "int entry(int a)\n{\n\treturn a;\n}\n";
  CHECK(errors_of(unused).empty());
}

TEST_CASE("all errors of a spec are told at once", "[rejection]") {
  const auto errors =
      errors_of("int a, b;\nvoid entry(void)\n{\n\t__asm__ volatile(\"cli\");\n"
                "\t__atomic_fetch_max(&a, 1, 5);\n\t__asm__ volatile(\"sti\");\n}\n");
  REQUIRE(errors.size() == 3);
  CHECK(errors[0].line == 4);
  CHECK(errors[1].line == 5);
  CHECK(errors[2].line == 6);
}

TEST_CASE("an entry that is missing names the functions that are near", "[rejection]") {
  const auto errors = errors_of("int walk_the_tables(void)\n{\n\treturn 1;\n}\n", "walk_the_table");
  REQUIRE(errors.size() == 1);
  CHECK(has(errors[0].cause, "no function walk_the_table()"));
  CHECK(has(errors[0].remedy, "walk_the_tables"));
  CHECK(errors_of("", "entry").size() == 1);
  CHECK(has(errors_of("int entry(void);\nint other(void)\n{\n\treturn entry();\n}\n").at(0).cause,
            "declared"));
}

} // namespace walkcheck::test
