// SPDX-License-Identifier: GPL-2.0-only
// Invariants in C through the whole pipeline: when each hook runs and with which arguments, what it
// may do, and the verdict if a claim was never made. The specs are a few lines each, and the
// expectations follow from them.
#include "catch.hpp"

#include "checker/property/built_in.hpp"
#include "checker/verify/verify.hpp"
#include "scratch_folder.hpp"

#include <algorithm>

using namespace walkcheck;
using verdict::PropertyResult;
using verdict::Result;
using verdict::Verdict;

namespace {

const std::filesystem::path kSpecs = WALKCHECK_SOURCE_DIR "/specs";

// Adds 1 to a word in two steps, with a lock around them or not.
const std::string kAdders = "unsigned long word;\nspinlock_t lock;\n"
                            "void racy(void)\n{\n\tWRITE_ONCE(word, READ_ONCE(word) + 1);\n"
                            "\t__wc_event(\"added\", READ_ONCE(word), 7);\n}\n"
                            "void locked(void)\n{\n\tspin_lock(&lock);\n\tracy();\n"
                            "\tspin_unlock(&lock);\n}\n";

class Checked {
public:
  explicit Checked(const std::string& invariant, const std::string& spec = kAdders)
      : spec_(spec), invariant_(invariant) {}

  Result run(const std::vector<std::string>& entries,
             search::Engine engine = search::Engine::Dpor) const {
    const ScratchFolder folder;
    folder.write("spec.c", spec_);
    folder.write("claim.c", "/* A claim. */\n" + invariant_);
    std::string text = "[properties]\ncheck = [ 'claim.c' ]\n";
    for (std::size_t i = 0; i < entries.size(); ++i)
      text += "[[cpu]]\nname = 'cpu " + std::to_string(i) + "'\nrun = 'spec.c'\nentry = '" +
              entries[i] + "'\n";
    verify::Options options;
    options.build.specs = kSpecs;
    options.engine = engine;
    return verify::verify(
        scenario::read_scenario(folder.write("s.toml", text), {kSpecs, property::names()}),
        options);
  }

private:
  std::string spec_, invariant_;
};

const PropertyResult& claim_of(const Result& result) {
  const auto found = std::ranges::find(result.properties, "claim", &PropertyResult::name);
  REQUIRE(found != result.properties.end());
  return *found;
}

void check_holds(const Result& result) {
  for (const std::string& reason : result.reasons)
    UNSCOPED_INFO(reason);
  for (const Diagnostic& diagnostic : result.diagnostics)
    UNSCOPED_INFO(to_string(diagnostic));
  CHECK(result.verdict == Verdict::Holds);
}

void check_violated(const Result& result, const std::string& reason) {
  CHECK(result.verdict == Verdict::Violated);
  CHECK(claim_of(result).status == PropertyResult::Status::Violated);
  INFO(claim_of(result).reason);
  CHECK(claim_of(result).reason.starts_with(reason));
  CHECK(result.counterexample);
}

void check_rejected(const Result& result, const std::string& cause) {
  CHECK(result.verdict == Verdict::BadInput);
  REQUIRE_FALSE(result.diagnostics.empty());
  INFO(to_string(result.diagnostics[0]));
  CHECK(result.diagnostics[0].cause.find(cause) != std::string::npos);
  CHECK(result.diagnostics[0].file.find("claim.c") != std::string::npos);
  CHECK(result.diagnostics[0].line > 0);
  CHECK_FALSE(result.diagnostics[0].remedy.empty());
}

} // namespace

TEST_CASE("at_end() sees the final state of every execution") {
  const Checked both("unsigned long word;\nvoid at_end(void)\n{\n"
                     "\t__wc_require(word == 2, \"word is %lu, not %d\", word, 2);\n}\n");
  check_violated(both.run({"racy", "racy"}), "word is 1, not 2");
  check_holds(both.run({"locked", "locked"}));
}

TEST_CASE("always() is true of every state, the first one too") {
  const Checked small("unsigned long word;\nvoid always(void)\n{\n"
                      "\t__wc_require(word < 2, \"word is %#lx\", word);\n}\n");
  check_holds(small.run({"locked"}));
  check_violated(small.run({"locked", "locked"}), "word is 0x2");
  const Checked never("unsigned long word;\nvoid always(void)\n{\n"
                      "\t__wc_require(word != 0, \"word is %lu\", word);\n}\n");
  check_violated(never.run({"locked"}), "word is 0");
}

// No CPU accesses both words. Without the hook's reads no two steps would conflict, and the one
// order in which both words are 1 at once would count as equivalent to any other.
TEST_CASE("what a claim reads orders the steps that change it") {
  const Checked apart("unsigned long a, b;\nvoid always(void)\n{\n"
                      "\t__wc_require(!(a && b), \"both are set\");\n}\n",
                      "unsigned long a, b;\n"
                      "void first(void)\n{\n\tWRITE_ONCE(a, 1);\n\tWRITE_ONCE(a, 0);\n}\n"
                      "void second(void)\n{\n\tWRITE_ONCE(b, 1);\n\tWRITE_ONCE(b, 0);\n}\n");
  check_violated(apart.run({"first", "second"}), "both are set");
  check_violated(apart.run({"first", "second"}, search::Engine::Exhaustive), "both are set");
}

// What always() has not read in one order it would have read in the other. An evaluation that ended
// early has read what made it end.
TEST_CASE("a claim that looks no further than it has to orders all that it goes by") {
  const std::string set = "unsigned long a, b;\n"
                          "void set_a(void)\n{\n\tWRITE_ONCE(a, 1);\n}\n"
                          "void set_b(void)\n{\n\tWRITE_ONCE(b, 1);\n}\n";
  const char* const shapes[] = {
      "\tif (a)\n\t\treturn;\n\t__wc_require(!b, \"b alone\");\n",
      "\t__wc_require(a || !b, \"b alone\");\n",
      "\t__wc_require(!(!a && b), \"b alone\");\n",
      "\t__wc_require(a ? 1 : !b, \"b alone\");\n",
      "\tswitch (a) {\n\tcase 1:\n\t\treturn;\n\t}\n\t__wc_require(!b, \"b alone\");\n",
      "\tunsigned long *words[2] = { &a, &b };\n\tint i;\n\n\tfor (i = 0; i < 2; i++)\n"
      "\t\tif (READ_ONCE(*words[i]))\n\t\t\tbreak;\n"
      "\t__wc_require(i != 1, \"b alone\");\n",
  };
  for (const char* shape : shapes) {
    INFO(shape);
    const Checked checked(
        "unsigned long a, b;\nvoid always(void)\n{\n" + std::string(shape) + "}\n", set);
    for (const search::Engine engine : {search::Engine::Dpor, search::Engine::Exhaustive}) {
      const Result first = checked.run({"set_a", "set_b"}, engine);
      const Result second = checked.run({"set_b", "set_a"}, engine);
      check_violated(first, "b alone");
      check_violated(second, "b alone");
      CHECK(first.executions == 2);
      CHECK(second.executions == 2);
    }
  }
}

TEST_CASE("a step that no claim has ever looked at orders nothing") {
  const Checked checked("unsigned long a;\nvoid always(void)\n{\n"
                        "\t__wc_require(a < 2, \"a\");\n}\n",
                        "unsigned long a, b;\n"
                        "void set_a(void)\n{\n\tWRITE_ONCE(a, 1);\n}\n"
                        "void set_b(void)\n{\n\tWRITE_ONCE(b, 1);\n}\n");
  const Result result = checked.run({"set_a", "set_b"});
  check_holds(result);
  CHECK(result.executions == 1);
}

TEST_CASE("an event runs its hook with its values, and ghosts last from one to the next") {
  const Checked counted("static unsigned long events;\n"
                        "void on_added(unsigned long now, unsigned long seven)\n{\n"
                        "\tevents++;\n"
                        "\t__wc_require(seven == 7, \"seven is %lu\", seven);\n"
                        "\t__wc_require(now == events, \"%lu of %lu\", now, events);\n}\n");
  check_holds(counted.run({"locked", "locked"}));
  check_violated(counted.run({"racy", "racy"}), "");
}

TEST_CASE("a walk's begin and end run their hooks on the CPU that walks") {
  const Checked walk("static unsigned long began[WALKCHECK_CPUS];\n"
                     "void on_walk_begin(unsigned long address)\n{\n"
                     "\tbegan[__wc_this_cpu()] = address;\n}\n"
                     "void on_walk_end(int level)\n{\n"
                     "\t__wc_require(began[__wc_this_cpu()] == 0x1000UL * level, \"level %d\", "
                     "level);\n}\n",
                     "static void walk(unsigned long address, int level)\n{\n"
                     "\t__wc_walk_begin(address);\n\t__wc_walk_end(level);\n}\n"
                     "void one(void)\n{\n\twalk(0x1000, 1);\n}\n"
                     "void two(void)\n{\n\twalk(0x2000, 2);\n}\n"
                     "void wrong(void)\n{\n\twalk(0x2000, 3);\n}\n");
  // It touches no page table, so it is not a walk: VACUOUS, for that reason alone.
  const Result right = walk.run({"one", "two"});
  CHECK(std::ranges::none_of(right.properties, [](const PropertyResult& property) {
    return property.status == PropertyResult::Status::Violated;
  }));
  check_violated(walk.run({"one", "wrong"}), "level 3");
}

TEST_CASE("a changed word and a freed table run their hooks") {
  const std::string spec =
      "void run(void)\n{\n\tunsigned long *t = __wc_alloc_table();\n"
      "\tWRITE_ONCE(t[3], 5);\n\tWRITE_ONCE(t[3], 5);\n\tWRITE_ONCE(t[3], 6);\n"
      "\t__wc_free_table(t);\n}\n";
  const Checked words("static unsigned long changes;\n"
                      "void on_word_changed(unsigned long word, unsigned long before, unsigned "
                      "long after)\n{\n\tchanges++;\n"
                      "\t__wc_require((word & 0xfff) == 24 && after == before + (before ? 1 : 5), "
                      "\"%#lx: %lu -> %lu\", word, before, after);\n}\n"
                      "void at_end(void)\n{\n"
                      "\t__wc_require(changes == 2, \"%lu changes\", changes);\n}\n",
                      spec);
  check_holds(words.run({"run"}));
  const Checked tables("void on_table_freed(unsigned long table)\n{\n"
                       "\t__wc_require(!__wc_table_is_live((void *)table), \"it lives\");\n"
                       "\t__wc_require(0, \"freed\");\n}\n",
                       spec);
  check_violated(tables.run({"run"}), "freed");
}

TEST_CASE("an SPTE that changes runs its hook") {
  const Checked sptes("void on_spte_changed(u64 *sptep, u64 before, u64 after)\n{\n"
                      "\t__wc_require(after == before + 1, \"%llu -> %llu\", before, after);\n}\n",
                      "u64 entries[4] __wc_sptes;\nunsigned long other;\n"
                      "void up(void)\n{\n\txchg(&entries[2], entries[2] + 1);\n\tother = 9;\n}\n"
                      "void down(void)\n{\n\txchg(&entries[2], 0);\n}\n");
  check_holds(sptes.run({"up"}));
  check_violated(sptes.run({"up", "down"}), "1 -> 0");
}

TEST_CASE("a claim that was never made is VACUOUS") {
  const Result idle = Checked("void on_never(unsigned long a, unsigned long b)\n{\n"
                              "\t__wc_require(a == b, \"no\");\n}\n")
                          .run({"locked"});
  CHECK(idle.verdict == Verdict::Vacuous);
  CHECK(std::ranges::any_of(idle.reasons, [](const std::string& reason) {
    return reason.find("claim") != std::string::npos;
  }));
  const Result silent =
      Checked("static int seen;\nvoid on_added(unsigned long a, unsigned long b)\n{\n"
              "\tseen = 1;\n}\n")
          .run({"locked"});
  CHECK(silent.verdict == Verdict::Vacuous);
}

TEST_CASE("an invariant only looks") {
  check_rejected(Checked("unsigned long word;\n"
                         "void on_added(unsigned long a, unsigned long b)\n{\n\tword = 3;\n}\n")
                     .run({"locked"}),
                 "writes word");
  check_rejected(Checked("static int seen;\nvoid always(void)\n{\n\tseen = 1;\n"
                         "\t__wc_require(1, \"\");\n}\n")
                     .run({"locked"}),
                 "writes");
  check_rejected(
      Checked("spinlock_t lock;\nvoid always(void)\n{\n\tspin_lock(&lock);\n}\n").run({"locked"}),
      "calls __wc_spin_lock()");
  check_rejected(Checked("void on_walk_end(void)\n{\n}\n").run({"locked"}),
                 "does not have the parameters of its event");
  check_rejected(Checked("void helper(void)\n{\n}\nvoid always(void)\n{\n}\n").run({"locked"}),
                 "is not a hook");
  const Result none = Checked("static int helper(void)\n{\n\treturn 1;\n}\n").run({"locked"});
  CHECK(none.verdict == Verdict::BadInput);
}

TEST_CASE("a claim of an invariant is none of a spec") {
  const Result result = Checked("void at_end(void)\n{\n\t__wc_require(1, \"\");\n}\n",
                                "void run(void)\n{\n\t__wc_require(0, \"mine\");\n}\n")
                            .run({"run"});
  CHECK(result.verdict == Verdict::BadInput);
}
