// SPDX-License-Identifier: GPL-2.0-only
// What lowering makes of primitives, accesses, loops, unknown functions, variables and places.
#include "catch.hpp"

#include "support.hpp"

#include "model/program/print.hpp"

#include <algorithm>

namespace walkcheck::test {
namespace {

using namespace program;

template <typename Wanted> std::vector<Wanted> all(const Program& program) {
  std::vector<Wanted> found;
  for (const Function& function : program.functions)
    for (const Instruction& instruction : function.body)
      if (const auto* wanted = std::get_if<Wanted>(&instruction.operation))
        found.push_back(*wanted);
  return found;
}

std::vector<Primitive> primitives(const Program& program) {
  std::vector<Primitive> found;
  for (const Invoke& invoke : all<Invoke>(program))
    found.push_back(invoke.primitive);
  return found;
}

} // namespace

TEST_CASE("accesses are what the source makes, plain, once or atomic", "[lowering]") {
  const Program program = lower_text("unsigned long a, b;\n"
                                     "void entry(void)\n{\n"
                                     "\t(void)a;\n"
                                     "\tunsigned long x = a, y = READ_ONCE(a);\n"
                                     "\t(void)(a + a);\n"
                                     "\tb = x;\n\tb = x;\n"
                                     "\tWRITE_ONCE(b, y);\n"
                                     "\t__atomic_load_n(&a, 2);\n"
                                     "\t__atomic_store_n(&b, 3, 3);\n}\n",
                                     "entry");
  std::vector<Ordering> loads, stores;
  for (const Load& load : all<Load>(program))
    loads.push_back(load.ordering);
  for (const Store& store : all<Store>(program))
    stores.push_back(store.ordering);
  using enum Ordering;
  // Values that nothing uses are read nevertheless: `(void)a` once, `a + a` twice.
  CHECK(loads == std::vector<Ordering>{Plain, Plain, Once, Plain, Plain, Atomic});
  CHECK(stores == std::vector<Ordering>{Plain, Plain, Once, Atomic});
}

TEST_CASE("primitives and fences are found", "[lowering]") {
  const Program program =
      lower_text("unsigned long lock;\n"
                 "unsigned long entry(unsigned long n)\n{\n"
                 "\tunsigned long flags = __wc_irq_save();\n"
                 "\t__wc_spin_lock(&lock);\n\t__asm__ volatile(\"\" ::: \"memory\");\n"
                 "\t__atomic_thread_fence(5);\n\t__atomic_signal_fence(5);\n"
                 "\t__wc_assert(n < 5, \"n is small\");\n\t__wc_cover(\"seen\");\n"
                 "\tunsigned long c = __wc_choose(n);\n\t__wc_choose(2);\n"
                 "\t__wc_spin_unlock(&lock);\n\t__wc_irq_restore(flags);\n\treturn c;\n}\n",
                 "entry");
  using enum Primitive;
  CHECK(primitives(program) == std::vector<Primitive>{IrqSave, SpinLock, Barrier, Fence, Barrier,
                                                      Assert, Cover, Choose, Choose, SpinUnlock,
                                                      IrqRestore});
  const std::vector<Invoke> invokes = all<Invoke>(program);
  CHECK(invokes[5].text == "n is small");
  CHECK(invokes[5].arguments.size() == 1);
  CHECK(invokes[6].text == "seen");
  CHECK(invokes[6].arguments.empty());
  CHECK(invokes[7].result.has_value());
  CHECK(!invokes[8].result.has_value());
  CHECK(invokes[1].arguments.at(0).kind == Operand::Kind::Global);
  CHECK(program.globals.size() == 1); // the texts are not variables
}

TEST_CASE("functions that nothing defines are opaque, by name", "[lowering]") {
  const Program program = lower_text("struct rq;\nextern void declared(const int *p);\n"
                                     "unsigned long word;\n"
                                     "int entry(void)\n{\n"
                                     "\tint local = 3;\n"
                                     "\tzeta(1);\n\tdeclared(&local);\n"
                                     "\talpha(beta(&word));\n"
                                     "\treturn local + (int)gamma_of(2);\n}\n",
                                     "entry");
  CHECK(program.opaque ==
        std::vector<std::string>{"alpha", "beta", "declared", "gamma_of", "zeta"});
  std::map<std::string, bool> used;
  for (const Opaque& opaque : all<Opaque>(program))
    used[opaque.name] = opaque.result.has_value();
  // beta()'s value is only passed to a function that does nothing with it.
  CHECK(used == std::map<std::string, bool>{{"alpha", false},
                                            {"beta", false},
                                            {"declared", false},
                                            {"gamma_of", true},
                                            {"zeta", false}});
}

TEST_CASE("loops are counted: entered from outside, again on the back edge", "[lowering]") {
  const Program program = lower_text("unsigned long word;\n"
                                     "void entry(int n)\n{\n"
                                     "\tfor (int i = 0; i < n; i++)\n"
                                     "\t\twhile (READ_ONCE(word))\n\t\t\t;\n}\n",
                                     "entry");
  REQUIRE(program.functions.at(0).loops.size() == 2);
  std::map<std::uint32_t, int> entered, again;
  for (const LoopEnter& loop : all<LoopEnter>(program))
    ++entered[loop.loop];
  for (const LoopAgain& loop : all<LoopAgain>(program))
    ++again[loop.loop];
  const std::map<std::uint32_t, int> each{{0, 1}, {1, 1}};
  CHECK(entered == each);
  CHECK(again == each);
  std::vector<std::uint32_t> heads;
  for (const std::uint32_t debug : program.functions[0].loops)
    heads.push_back(program.debug.at(debug).chain.at(0).line);
  std::ranges::sort(heads);
  CHECK(heads == std::vector<std::uint32_t>{4, 5});
}

TEST_CASE("a loop with two entries never starts its count again", "[lowering]") {
  const Program program =
      lower_text("int entry(int n)\n{\n\tint i = 0;\n\tif (n & 1)\n\t\tgoto b;\n"
                 "a:\n\ti += 2;\nb:\n\ti++;\n\tif (i < n)\n\t\tgoto a;\n"
                 "\treturn i;\n}\n",
                 "entry");
  CHECK(all<LoopAgain>(program).size() == 1);
  CHECK(all<LoopEnter>(program).empty());
}

TEST_CASE("recursion and pointers stay calls, all else is inlined", "[lowering]") {
  const Program program = lower_text("static int down(int n)\n{\n\treturn n ? down(n - 1) : 0;\n}\n"
                                     "static noinline int twice(int n)\n{\n\treturn 2 * n;\n}\n"
                                     "static int once(int n)\n{\n\treturn n + 1;\n}\n"
                                     "int (*volatile hook)(int) = once;\n"
                                     "int entry(int n)\n{\n\treturn twice(down(n)) + hook(n);\n}\n",
                                     "entry");
  std::vector<std::string> names;
  for (const Function& function : program.functions)
    names.push_back(function.name);
  std::ranges::sort(names);
  CHECK(names == std::vector<std::string>{"down", "entry", "once"});
  CHECK(program.functions[program.entry].name == "entry");
  CHECK(all<Call>(program).size() == 3);
  REQUIRE(program.globals.size() == 1);
  REQUIRE(program.globals[0].relocations.size() == 1);
  CHECK(program.globals[0].relocations[0].target.kind == Operand::Kind::Function);
}

TEST_CASE("where inlining would never end, what is large and called often stays a call",
          "[lowering]") {
  // Inlined, the last one would have some 2^40 instructions.
  std::string text = "unsigned long word;\nstatic int f0(int x)\n{\n";
  for (int i = 0; i < 100; ++i)
    text += "\tif (x == " + std::to_string(i) + ")\n\t\tWRITE_ONCE(word, x);\n";
  text += "\treturn x + 1;\n}\n";
  constexpr int kDeep = 32;
  for (int i = 1; i <= kDeep; ++i) {
    const std::string below = "f" + std::to_string(i - 1);
    text += "static int f" + std::to_string(i) + "(int x)\n{\n\treturn x ? " + below + "(x) + " +
            below + "(x + 1) : 0;\n}\n";
  }
  const std::string last = "f" + std::to_string(kDeep);
  const Program program =
      lower_text(text + "int entry(int x)\n{\n\treturn x ? " + last + "(x) : 0;\n}\n", "entry");
  std::size_t instructions = 0;
  for (const Function& function : program.functions)
    instructions += function.body.size();
  CHECK(instructions < 200'000);
  CHECK(all<Call>(program).size() >= 2);
}

TEST_CASE("variables: shared by name, local to a unit, constant", "[lowering]") {
  const Program program = lower_text("unsigned long shared = 0x0102030405060708, zero;\n"
                                     "static unsigned short own[3] = { 1, 2, 3 };\n"
                                     "static const unsigned char table[] = { 9, 8 };\n"
                                     "unsigned long *pointer = &shared + 2, unused = 5;\n"
                                     "unsigned long entry(unsigned long i)\n{\n"
                                     "\treturn shared + zero + own[i] + table[i] + *pointer;\n}\n",
                                     "entry");
  std::map<std::string, Global> by_name;
  for (const Global& global : program.globals)
    by_name[global.name] = global;
  REQUIRE(by_name.size() == 6);
  CHECK(by_name.at("unused").initial == std::vector<std::uint8_t>{5, 0, 0, 0, 0, 0, 0, 0}); // here
  CHECK(by_name.at("shared").initial == std::vector<std::uint8_t>{8, 7, 6, 5, 4, 3, 2, 1});
  CHECK((!by_name.at("shared").local && !by_name.at("shared").constant));
  CHECK(by_name.at("zero").bytes == 8);
  CHECK(by_name.at("own").local);
  CHECK(by_name.at("own").initial == std::vector<std::uint8_t>{1, 0, 2, 0, 3, 0});
  CHECK(by_name.at("table").constant);
  REQUIRE(by_name.at("pointer").relocations.size() == 1);
  CHECK(by_name.at("pointer").relocations[0].addend == 16);
}

TEST_CASE("places survive inlining, and name the variables", "[lowering]") {
  const Program program =
      lower_text("static unsigned long peek(unsigned long *p)\n{\n"
                 "\tunsigned long inside = READ_ONCE(*p);\n\treturn inside;\n}\n"
                 "unsigned long entry(unsigned long *words)\n{\n"
                 "\tunsigned long value = peek(words);\n"
                 "\tpmd_t pmd = READ_ONCE(*(pmd_t *)value);\n"
                 "\treturn pmd_val(pmd);\n}\n",
                 "entry");
  std::vector<Debug> found;
  for (const Instruction& instruction : program.functions.at(0).body)
    if (std::holds_alternative<Load>(instruction.operation))
      found.push_back(program.debug.at(instruction.debug));
  REQUIRE(found.size() == 2);
  REQUIRE(found[0].chain.size() == 2);
  CHECK(found[0].chain[0] == SourceLocation{"walkers/spec.c", 3, 25, "peek"});
  CHECK(found[0].chain[1] == SourceLocation{"walkers/spec.c", 8, 24, "entry"});
  CHECK(found[0].shown == 0);
  CHECK(found[0].receiver == "inside");
  CHECK(found[0].pointer == "p");
  CHECK(found[0].text == "READ_ONCE(*p)");
  REQUIRE(found[1].chain.size() == 1);
  CHECK(found[1].receiver == "pmd");
  CHECK(found[1].pointer == "value");
  CHECK(found[1].text == "READ_ONCE(*(pmd_t *)value)");
}

TEST_CASE("an access in the vocabulary shows the place that uses it", "[lowering]") {
  const Program program = lower_text("unsigned long entry(pud_t *pud, unsigned long address)\n{\n"
                                     "\tpmd_t *pmd = pmd_offset(pud, address);\n"
                                     "\treturn (unsigned long)pmd;\n}\n",
                                     "entry");
  for (const Instruction& instruction : program.functions.at(0).body)
    if (std::holds_alternative<Load>(instruction.operation)) {
      const Debug& debug = program.debug.at(instruction.debug);
      REQUIRE(debug.chain.size() >= 2);
      CHECK(debug.chain[0].file.starts_with("kernel/"));
      CHECK(debug.chain.at(debug.shown).line == 3);
      CHECK(debug.text == "pmd_offset(pud, address)");
    }
  CHECK(all<Load>(program).size() == 1);
}

TEST_CASE("the entry's parameters have their own names", "[lowering]") {
  const Program program = lower_text("struct kvm;\nint entry(pgd_t pgd, const struct kvm *kvm, "
                                     "unsigned char level, bool quick)\n{\n"
                                     "\treturn pgd_val(pgd) && kvm && level && quick;\n}\n",
                                     "entry");
  const std::vector<Parameter> expected{{"pgd", 64}, {"kvm", 64}, {"level", 8}, {"quick", 1}};
  CHECK(program.functions.at(0).parameters == expected);
  CHECK(program.functions[0].result_bits == 32);
}

TEST_CASE("the same text gives the same bytes", "[lowering]") {
  for (const char* name : {"host_pfn_mapping_level", "lookup_address_in_mm"}) {
    const auto file = kSpecs / "walkers" / (std::string(name) + ".c");
    const std::string first = print(lower_file(file, name));
    CHECK(first == print(lower_file(file, name)));
    CHECK(first.find("/tmp") == std::string::npos);
    CHECK(first.find(WALKCHECK_SOURCE_DIR) == std::string::npos);
  }
}

} // namespace walkcheck::test
