// SPDX-License-Identifier: GPL-2.0-only
// Small scenarios in C through the whole pipeline: each built-in property is violated by one spec
// and by no other, both engines agree, and the counterexample is short.
#include "catch.hpp"

#include "checker/verdict/expectation.hpp"
#include "small_scenario.hpp"

using namespace walkcheck;
using namespace walkcheck::test;
using verdict::PropertyResult;
using verdict::Result;
using verdict::Verdict;

TEST_CASE("each built-in property is broken by what breaks it, and that alone") {
  struct Case {
    const char* property;
    const char* statements;
    const char* reason;
  };
  const Case cases[] = {
      {"no_freed_table",
       "unsigned long *t = __wc_alloc_table();\n__wc_free_table(t);\nWRITE_ONCE(t[3], 1);\n",
       "after that page table was freed"},
      {"no_freed_table", "WRITE_ONCE(*(unsigned long *)0x7000, 1);\n",
       "no page was ever allocated"},
      {"no_freed_table",
       "void *t = __wc_alloc_table();\n__wc_spin_lock(t);\n__wc_free_table(t);\n"
       "__wc_spin_unlock(t);\n",
       "uses the lock of new table 1 of cpu 0 (address"},
      {"no_double_free",
       "void *t = __wc_alloc_table();\n__wc_free_table(t);\n__wc_free_table(t);\n", "again"},
      {"no_double_free", "__wc_free_table((void *)0x7000);\n", "which is not a page table"},
      {"locks_balanced", "__wc_spin_unlock(&lock);\n", "releases lock, which it does not hold"},
      {"locks_balanced", "__wc_spin_lock(&lock);\n", "finishes and still holds lock"},
      {"locks_balanced", "__wc_down_read(&lock);\n", "finishes and still holds lock"},
      {"locks_balanced", "__wc_down_write(&lock);\n__wc_downgrade_write(&lock);\n",
       "finishes and still holds lock"},
      {"locks_balanced", "__wc_mutex_trylock(&lock);\n", "finishes and still holds lock"},
      {"locks_balanced", "__wc_rcu_read_lock();\n__wc_rcu_read_lock();\n__wc_rcu_read_unlock();\n",
       "finishes inside an RCU read-side section"},
      {"locks_balanced", "__wc_preempt_disable();\n", "finishes with preemption off"},
      {"no_sleep_in_atomic",
       "__wc_irq_disable();\n__wc_mutex_lock(&word);\n__wc_mutex_unlock(&word);\n"
       "__wc_irq_enable();\n",
       "may sleep here"},
      {"irqs_restored", "__wc_irq_disable();\nWRITE_ONCE(word, 1);\n", "finishes with IRQs off"},
      {"no_deadlock", "__wc_spin_lock(&lock);\n__wc_spin_lock(&lock);\n",
       "cpu 0 waits for lock, held by itself"},
      {"assertions", "WRITE_ONCE(word, 1);\n__wc_assert(0, \"never\");\n",
       "fails the assertion: never"},
      {"assertions", "WRITE_ONCE(word, 1);\n__builtin_unreachable();\n", "unreachable"},
      {"assertions", "word = 0;\nunsigned long users = !!READ_ONCE(word);\nword = 4096 / users;\n",
       "divides by zero"},
      {"assertions", "word = 0;\nunsigned long dead = 100 / word;\n(void)dead;\n",
       "divides by zero"},
      {"assertions", "word = 1u << 33;\n",
       "shifts by less than 0, or by the width or more (spec.c:6)"},
      {"assertions", "word = 1;\n(void)(word << 64);\n", "by the width or more (spec.c:7)"},
      {"assertions", "word = 1;\nif (word)\n\t(void)(word / 0);\n",
       "divides by zero, or the smallest number by -1 (spec.c:8)"},
      {"assertions", "word = 0;\nunsigned char level;\nif (word)\n\tlevel = 1;\nword = level;\n",
       "uses the value of level, which was never written"},
      {"assertions", "word = 1;\nint x = 3;\nif (word)\n\tx = (-2147483647 - 1) % -1;\nword = x;\n",
       "the smallest number by -1 (spec.c:9)"},
      {"assertions", "word = 1;\n(void)((-2147483647 - 1) / -1);\n", "the smallest number by -1"},
      {"assertions", "word = 0;\nword = word ? 3 : (int)1e20;\n", "cannot hold"},
      {"assertions", "word = 1;\n__builtin_assume(0);\n", "__builtin_assume()"},
      {"assertions", "spinlock_t *p;\n{\n\tspinlock_t l;\n\tp = &l;\n}\nspin_lock(p);\n",
       "uses its local l after its lifetime"},
      {"assertions", "spinlock_t l[2];\nword = 2;\nspin_trylock(l + word);\n",
       "beyond its local l"},
      {"assertions", "static spinlock_t l[2];\nword = 2;\nspin_lock(l + word);\n", ""},
      {"assertions",
       "struct s { long a, b, c; };\nstatic long m[4];\nword = 1;\n"
       "*(struct s *)&m[word] = *(struct s *)m;\n",
       "copies between places that overlap"},
      {"assertions", "static unsigned long a[4];\nword = 1;\nmemcpy(a + word, a, 16);\n",
       "copies between places that overlap"},
      {"assertions", "static unsigned long a[4];\nword = 1;\nmemcpy(a, a + word, 16);\n",
       "copies between places that overlap"},
      {"assertions", "word = 40;\nunsigned int v = 1u << word;\nword = (v | 1) != 0;\n",
       "shifts a 32-bit value by 40"},
      {"assertions", "word = 0;\nint v = -0x7fffffff - 1;\nv /= (int)word - 1;\n",
       "divides the smallest number of its type by -1"},
      {"assertions", "word = 0;\nword = __builtin_ctzl(word);\n", "of the value 0"},
      {"assertions", "word = 2;\n__builtin_assume(word != 2);\n", "__builtin_assume()"},
      {"assertions", "static int (*ops)(void);\nword = 1;\nops();\n",
       "calls a null pointer: ops()"},
      {"assertions", "word = 1;\n__wc_rcu_read_unlock();\n", "leaves an RCU read-side section"},
      {"assertions", "word = 1;\n__wc_preempt_enable();\n", "enables preemption"},
      {"assertions", "word = 0;\nint level;\nif (word)\n\tlevel = 1;\nword = level;\n",
       "uses the value of level, which was never written"},
      {"assertions", "word = 4;\nint words[4] = {1, 2, 3, 4};\nwords[word] = 9;\n",
       "takes an element beyond the end of its array"},
      {"assertions",
       "word = 0;\nint words[4] = {1, 2, 3, 4};\nint *p = words + word;\nword = p[-1];\n",
       "accesses memory beyond its local words"},
      {"assertions", "word = 1;\nint *p;\n{\n\tint inner = 3;\n\tp = &inner;\n}\nword = *p;\n",
       "uses its local inner after its lifetime"},
      {"assertions",
       "word = 2;\nstatic struct { int a[2], next; } s;\nWRITE_ONCE(s.a[word], 3);\nword = "
       "s.next;\n",
       "takes an element beyond the end of its array"},
      {"assertions", "struct { int a[2], next; } s = {{1, 2}, 3};\nword = READ_ONCE(s.a[2]);\n",
       "takes an element beyond the end of its array"},
      {"assertions",
       "word = 2;\nstatic struct { int a[2], next; } s;\nint *p = &s.a[word];\nword = *p;\n",
       "takes an element beyond the end of its array"},
      {"assertions",
       "word = 2;\nstatic struct { struct { int n, t[2]; } in; int next; } s;\nword = "
       "s.in.t[word];\n",
       "takes an element beyond the end of its array"},
      // clang marks no lifetime for these.
      {"assertions",
       "word = 1;\nint *p;\n{\nagain:;\n\tint retval = 3;\n\tp = &retval;\n\tif (word == 2)\n"
       "\t\tgoto again;\n}\nword = *p;\n",
       "uses its local retval after its lifetime"},
      {"assertions",
       "word = 0;\nint i = 0;\nagain:;\nint again, *p = &again;\nif (i == 0)\n\t*p = "
       "5;\nelse\n\tword = *p;\nif (i++ == 0)\n\tgoto again;\n",
       "uses the value of again, which was never written"},
      {"assertions",
       "word = 1;\nint *p;\n{\nagain:;\n\tint inner = 3;\n\tp = &inner;\n\tif (word == 2)\n"
       "\t\tgoto again;\n}\nword = *p;\n",
       "uses its local inner after its lifetime"},
      {"assertions", "word = 1;\nint *p;\n{\n\tp = (int[]){1, 2};\n}\nword = p[1];\n",
       "uses its local (compound literal) after its lifetime"},
      {"assertions",
       "word = 0;\nint *p = 0;\nfor (int i = 0; i < 2; i++) {\n\tint inner = i;\n\tif (p)\n"
       "\t\tword = *p;\n\tp = &inner;\n}\n",
       "uses its local inner after its lifetime"},
      {"assertions",
       "word = 0;\nstruct { int *p; } s = {0};\nfor (int i = 0; i < 3; i++) {\n\tint t[2] = {i, "
       "i};\n"
       "\tif (i == 2)\n\t\tword = *s.p;\n\tif (i == 0)\n\t\ts.p = t + 1;\n}\n",
       "uses its local t after its lifetime"},
      {"assertions",
       "static int *kept;\nword = 0;\nfor (int i = 0; i < 2; i++) {\n\tint inner = i;\n\tif "
       "(kept)\n"
       "\t\tword = *kept;\n\tWRITE_ONCE(kept, &inner);\n}\n",
       "uses its local inner after its lifetime"},
      {"assertions",
       "static int *kept;\nword = 0;\nfor (int i = 0; i < 4; i++) {\n\tint inner[3] = {i};\n"
       "\tif (i == 1)\n\t\tkept = inner + 2;\n\tif (i == 3)\n\t\t*kept = 5;\n}\n",
       "uses its local inner after its lifetime"},
      {"assertions",
       "static int *kept[2];\nword = 0;\nfor (int i = 0; i < 3; i++) {\n\tint inner = i;\n"
       "\tif (i < 2)\n\t\tkept[i] = &inner;\n}\nword = *kept[1];\n",
       "uses its local inner after its lifetime"},
      {"assertions",
       "static struct s { long n; struct s *next; } *all;\nword = 0;\nfor (int i = 0; i < 2; i++) "
       "{\n"
       "\tstruct s in = {i, all};\n\tWRITE_ONCE(all, &in);\n}\nword = all->next->n;\n",
       "uses its local in after its lifetime"},
      {"assertions", "static unsigned long t[2];\nword = 1;\nword = *(int *)((char *)t + word);\n",
       "which is not aligned as its type requires"},
      {"assertions",
       "unsigned long t[2] = {1, 2};\nword = 2;\nword = *(int *)((char *)t + word);\n",
       "which is not aligned as its type requires"},
      {"assertions",
       "static struct { char c; unsigned int n; } s;\nword = 1;\nxchg((unsigned int *)((char *)&s "
       "+ "
       "word), 3);\n",
       "which is not aligned as its type requires"},
      {"assertions",
       "unsigned char pkt[16] __attribute__((aligned(8))) = {0};\nword = 1;\nword = *(unsigned int "
       "*)(pkt + 2);\n",
       "which is not aligned as its type requires"},
      {"assertions", "long x[2] = {0};\nword = 1;\nword = READ_ONCE(*(int *)((char *)x + 1));\n",
       "which is not aligned as its type requires"},
      {"assertions", "char x[8] = {0}, *p = x;\nword = 1;\nword = *(int *)p;\n",
       "which is not aligned as its type requires"},
      {"assertions",
       "static long b[8];\nstruct s { int c __attribute__((aligned(16))); } *p = (void *)((char "
       "*)b + 8);\nword = 1;\nword = p->c;\n",
       "which is not aligned as its type requires"},
      {"assertions",
       "static unsigned char raw[64] __attribute__((aligned(8)));\nword = "
       "9;\nspin_lock((spinlock_t *)(raw + word));\n",
       "which is not aligned as its type requires"},
      {"assertions",
       "static long src[2];\nstruct s { int a; } t;\nunsigned char *p = (unsigned char *)src + "
       "2;\nword = 1;\nt = *(struct s *)p;\nword = t.a;\n",
       "which is not aligned as its type requires"},
      {"assertions",
       "static char buf[32] __attribute__((aligned(8)));\nstruct s { int a, b, c; };\nchar *p = "
       "buf + 1;\nword = 1;\n*(struct s *)p = (struct s){1};\n",
       "which is not aligned as its type requires"},
      {"assertions", "char t[16] = {0};\nchar *p = t + 1;\nword = 1;\nmemcpy(p, t, 4);\n",
       "copies between places that overlap"},
      {"assertions",
       "struct s { long n[3]; };\nlong t[5] = {0};\nstruct s *p = (struct s *)(t + 1);\nword = 1;\n"
       "*p = *(struct s *)t;\n",
       "copies between places that overlap"},
      {"assertions",
       "word = 2;\nstatic struct { int a[2]; } s;\nword = __builtin_constant_p(s.a[word]) + "
       "s.a[word];\n",
       "takes an element beyond the end of its array"},
      {"assertions",
       "word = 2;\nstatic struct { int a[2]; } s;\nint *p = &s.a[word];\nword = "
       "__builtin_constant_p(*p) + *p;\n",
       "takes an element beyond the end of its array"},
      {"assertions", "word = 2;\nstatic struct { int a[2], next; } s;\nword = s.a[word];\n",
       "takes an element beyond the end of its array"},
      {"assertions",
       "unsigned long x = 3, y = 4;\nword = 0;\n__asm__(\"\" : \"=r\"(x) : \"r\"(y));\n"
       "word = x;\n",
       "an output of the asm statement"},
  };
  for (const Case& bad : cases) {
    INFO(bad.statements);
    const Result result = run(body(bad.statements), {"run"});
    CHECK(result.verdict == Verdict::Violated);
    CHECK(violated(result) == std::vector<std::string>{bad.property});
    CHECK_THAT(property_of(result, bad.property).reason, Catch::Contains(bad.reason));
    REQUIRE(result.counterexample);
    CHECK(result.counterexample->violation.property == bad.property);
  }
}

TEST_CASE("without what breaks them they hold, as often as there are orders") {
  // The lock makes two orders of the two critical sections. Each CPU has its own table.
  const std::string spec = body("void *t;\n__wc_spin_lock(&lock);\nWRITE_ONCE(word, word + 1);\n"
                                "__wc_spin_unlock(&lock);\n__wc_irq_disable();\n"
                                "__wc_irq_enable();\n__wc_mutex_lock(&mutex);\n"
                                "__wc_mutex_unlock(&mutex);\n__wc_assert(1, \"yes\");\n");
  const Result result = run(spec, {"run"});
  CHECK(result.verdict == Verdict::Holds);
  CHECK(result.executions == 1);
  CHECK(result.blocked == 0);
  CHECK(violated(result).empty());
  CHECK(result.properties.size() == property::built_in().size());
}

// The accesses need no order of their own only if every one is under the same lock, held
// exclusively.
TEST_CASE("what one lock guards needs no interleaving of its own, and nothing else does without") {
  const std::string spec =
      "unsigned long word;\nspinlock_t one, other;\nrwlock_t rw;\n"
      "void add(void)\n{\n\tWRITE_ONCE(word, READ_ONCE(word) + 1);\n}\n"
      "void under_one(void)\n{\n\tspin_lock(&one);\n\tadd();\n\tspin_unlock(&one);\n}\n"
      "void under_other(void)\n{\n\tspin_lock(&other);\n\tadd();\n\tspin_unlock(&other);\n}\n"
      "void under_both(void)\n{\n\tspin_lock(&other);\n\tunder_one();\n"
      "\tspin_unlock(&other);\n}\n"
      "void shared(void)\n{\n\tread_lock(&rw);\n\tadd();\n\tread_unlock(&rw);\n}\n"
      "void bare(void)\n{\n\tREAD_ONCE(word);\n}\n";
  struct Case {
    std::vector<std::string> entries;
    std::uint64_t executions;
  };
  const Case cases[] = {
      {{"under_one", "under_one"}, 2},
      {{"under_one", "under_both"}, 2},
      {{"under_other", "under_both", "under_other"}, 6},
      // One store comes before the other CPU's load, in either direction; or both loads come before
      // both stores.
      {{"under_one", "under_other"}, 4},
      {{"shared", "shared"}, 4},
      {{"add", "under_one"}, 4},
      // The load has three places among two stores, for each order of the stores.
      {{"under_one", "under_one", "bare"}, 6},
      {{"bare", "under_both", "under_one"}, 6},
  };
  for (const Case& given : cases)
    for (const search::Engine engine : {search::Engine::Dpor, search::Engine::Exhaustive}) {
      verify::Options options;
      options.engine = engine;
      const Result result = run(spec, given.entries, "", options);
      CAPTURE(given.entries, engine == search::Engine::Dpor);
      CHECK(result.verdict == Verdict::Holds);
      CHECK(result.executions == given.executions);
    }
}

TEST_CASE("both engines count the same traces and find the same violations") {
  const std::string spec = "unsigned long a, b, ra;\n"
                           "void left(void)\n{\n\tWRITE_ONCE(a, 1);\n\tra = READ_ONCE(b);\n}\n"
                           "void right(void)\n{\n\tunsigned long r;\n\tWRITE_ONCE(b, 1);\n"
                           "\tr = READ_ONCE(a);\n\t__wc_assert(r == 1, \"a first\");\n}\n";
  // There are two conflicts, on a and on b. One of the four ways to order them is a cycle: 3.
  const Result dpor = run(spec, {"left", "right"});
  verify::Options options;
  options.engine = search::Engine::Exhaustive;
  const Result exhaustive = run(spec, {"left", "right"}, "", options);
  CHECK(dpor.executions == 3);
  CHECK(exhaustive.executions == 3);
  CHECK(violated(dpor) == std::vector<std::string>{"assertions"});
  CHECK(violated(exhaustive) == violated(dpor));
}

TEST_CASE("the counterexample is the smallest causal past, without what has no part in it") {
  // The reader needs one write to fail; the third CPU is not involved.
  const std::string spec = "unsigned long word, noise;\n"
                           "void reader(void)\n{\n"
                           "\t__wc_assert(READ_ONCE(word) < 2, \"small\");\n}\n"
                           "void writer(void)\n{\n\tWRITE_ONCE(word, 1);\n\tWRITE_ONCE(word, 2);\n"
                           "\tWRITE_ONCE(word, 3);\n}\n"
                           "void other(void)\n{\n\tint i;\n\tfor (i = 0; i < 3; i++)\n"
                           "\t\tWRITE_ONCE(noise, READ_ONCE(noise) + 1);\n}\n"
                           "void other2(void)\n{\n\tWRITE_ONCE(noise, 9);\n}\n";
  const Result result = run(spec, {"other", "reader", "writer", "other2"});
  REQUIRE(result.counterexample);
  // Two writes and the read.
  CHECK(result.counterexample->steps.size() == 3);
  CHECK(result.counterexample->steps.back().choice.cpu == 1);
  CHECK(result.counterexample->violation.cpu == 1u);
}

TEST_CASE("a CPU that a fault stops leaves no deadlock behind") {
  const std::string spec = "spinlock_t lock;\nunsigned long word;\n"
                           "void fails(void)\n{\n\t__wc_spin_lock(&lock);\n"
                           "\t__wc_assert(0, \"never\");\n}\n"
                           "void waits(void)\n{\n\t__wc_spin_lock(&lock);\n\tword = 1;\n"
                           "\t__wc_spin_unlock(&lock);\n}\n";
  CHECK(violated(run(spec, {"fails", "waits"})) == std::vector<std::string>{"assertions"});
}

TEST_CASE("exploring goes on after a violation, unless it is to stop at the first") {
  const std::string spec = "unsigned long word;\nvoid run(void)\n{\n"
                           "\t__wc_assert(__atomic_fetch_add(&word, 1, __ATOMIC_SEQ_CST) == 0, "
                           "\"alone\");\n}\n";
  CHECK(run(spec, {"run", "run", "run"}).executions == 6);
  verify::Options options;
  options.first = true;
  const Result first = run(spec, {"run", "run", "run"}, "", options);
  CHECK(first.verdict == Verdict::Violated);
  CHECK(first.executions == 1);
  CHECK(property_of(first, "no_deadlock").status == PropertyResult::Status::Unchecked);
}

TEST_CASE("a violation stands though the exploration is not complete") {
  const std::string spec = "unsigned long word, rounds;\n"
                           "void loops(void)\n{\n\twhile (!READ_ONCE(word))\n\t\trounds++;\n}\n"
                           "void fails(void)\n{\n\tWRITE_ONCE(word, 1);\n"
                           "\t__wc_assert(0, \"never\");\n}\n";
  const Result result = run(spec, {"loops", "fails"}, "bounds = { loop = 1 }\n");
  CHECK(result.verdict == Verdict::Violated);
  CHECK(property_of(result, "assertions").status == PropertyResult::Status::Violated);
  CHECK(property_of(result, "no_deadlock").status == PropertyResult::Status::Unchecked);
  CHECK_FALSE(result.reasons.empty());
}

TEST_CASE("a word that is written late makes the exploration start again, and loses nothing") {
  // `word` is read as a constant until the writer gets to it, behind a branch.
  const std::string spec = "unsigned long word, gate;\n"
                           "void reader(void)\n{\n\tunsigned long one = READ_ONCE(word);\n"
                           "\tunsigned long two = READ_ONCE(word);\n"
                           "\tif (READ_ONCE(gate) == 0)\n\t\t__wc_cover(\"closed\");\n"
                           "\t__wc_assert(one == two, \"same\");\n}\n"
                           "void opener(void)\n{\n\tWRITE_ONCE(gate, 1);\n}\n"
                           "void writer(void)\n{\n\tif (READ_ONCE(gate))\n"
                           "\t\tWRITE_ONCE(word, 1);\n}\n";
  const Result result =
      run(spec, {"reader", "writer", "opener"}, "properties = { cover = [ 'closed' ] }\n");
  CHECK(violated(result) == std::vector<std::string>{"assertions"});
  CHECK(result.covers.at(0).reached);
}

TEST_CASE("the properties of `check` come first, and the others are still judged") {
  const Result result = run(body("__wc_assert(0, \"never\");\nWRITE_ONCE(word, 1);\n"), {"run"},
                            "properties = { check = [ 'no_deadlock' ] }\n");
  CHECK(result.properties.at(0).name == "no_deadlock");
  CHECK(result.properties.size() == property::built_in().size());
  CHECK(violated(result) == std::vector<std::string>{"assertions"});
}

TEST_CASE("an interrupt before the start is INCONCLUSIVE, not an error") {
  const std::atomic<bool> interrupted = true;
  verify::Options options;
  options.interrupted = &interrupted;
  CHECK(run("this is no C", {"run"}, "", options).verdict == Verdict::Inconclusive);
}

TEST_CASE("a spec that does not compile is BAD INPUT once, however many CPUs run it") {
  const Result result = run("void run(void)\n{\n\tint x = ;\n}\n", {"run", "run"});
  CHECK(result.verdict == Verdict::BadInput);
  CHECK(result.diagnostics.size() == 1);
}
