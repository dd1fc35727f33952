// SPDX-License-Identifier: GPL-2.0-only
// Waiting in C: loops that only wait, fair locks, locks of freed tables. The verdicts and the
// numbers of executions are argued for beside each.
#include "catch.hpp"

#include "checker/property/built_in.hpp"
#include "checker/verify/verify.hpp"
#include "scratch_folder.hpp"

#include <algorithm>

using namespace walkcheck;
using search::Engine;
using verdict::PropertyResult;
using verdict::Result;
using verdict::Verdict;

namespace {

const std::filesystem::path kSpecs = WALKCHECK_SOURCE_DIR "/specs";

Result run(const std::string& spec, const std::vector<std::string>& entries, Engine engine) {
  const ScratchFolder folder;
  folder.write("spec.c", spec);
  std::string text;
  for (const std::string& entry : entries)
    text += "[[cpu]]\nname = '" + entry + "'\nrun = 'spec.c'\nentry = '" + entry + "'\n";
  const auto file = folder.write("s.toml", text);
  verify::Options options;
  options.build.specs = kSpecs;
  options.engine = engine;
  return verify::verify(scenario::read_scenario(file, {kSpecs, property::names()}), options);
}

struct Expected {
  const char* property; // the violated property; empty if it holds
  const char* reason;
  std::uint64_t executions; // 0 if no number is argued for
};

// With both engines, and both orders of the CPUs.
void check(const std::string& spec, std::vector<std::string> entries, const Expected& expected) {
  for (int order = 0; order < 2; ++order) {
    for (const Engine engine : {Engine::Dpor, Engine::Exhaustive}) {
      const Result result = run(spec, entries, engine);
      for (const Diagnostic& diagnostic : result.diagnostics)
        UNSCOPED_INFO(to_string(diagnostic));
      const bool holds = std::string(expected.property).empty();
      CHECK(result.verdict == (holds ? Verdict::Holds : Verdict::Violated));
      CHECK(result.blocked == 0);
      if (expected.executions != 0) CHECK(result.executions == expected.executions);
      for (const PropertyResult& property : result.properties)
        if (property.status == PropertyResult::Status::Violated) {
          CHECK(property.name == expected.property);
          CHECK_THAT(property.reason, Catch::Contains(expected.reason));
        }
    }
    std::ranges::reverse(entries);
  }
}

const std::string kFlags = "unsigned long ready, waiting, woken;\n";

} // namespace

TEST_CASE("a flag that is waited for") {
  const std::string waits =
      "void waits(void)\n{\n\twhile (!READ_ONCE(woken))\n\t\tcpu_relax();\n}\n";
  // The first read comes before the write, or after it.
  check(kFlags + waits + "void wakes(void)\n{\n\tWRITE_ONCE(woken, 1);\n}\n", {"waits", "wakes"},
        {"", "", 2});
  // A wake-up is only sent to a CPU that has said that it waits. Between the two it is lost.
  check(kFlags + "void waits(void)\n{\n\tif (READ_ONCE(ready))\n\t\treturn;\n"
                 "\tWRITE_ONCE(waiting, 1);\n\twhile (!READ_ONCE(woken))\n\t\tcpu_relax();\n}\n"
                 "void wakes(void)\n{\n\tWRITE_ONCE(ready, 1);\n\tif (READ_ONCE(waiting))\n"
                 "\t\tWRITE_ONCE(woken, 1);\n}\n",
        {"waits", "wakes"}, {"no_deadlock", "waits waits until woken changes", 0});
  // ... but not if the waiter looks once more.
  check(kFlags + "void waits(void)\n{\n\tWRITE_ONCE(waiting, 1);\n\tif (READ_ONCE(ready))\n"
                 "\t\treturn;\n\twhile (!READ_ONCE(woken))\n\t\tcpu_relax();\n}\n"
                 "void wakes(void)\n{\n\tWRITE_ONCE(ready, 1);\n\tif (READ_ONCE(waiting))\n"
                 "\t\tWRITE_ONCE(woken, 1);\n}\n",
        {"waits", "wakes"}, {"", "", 0});
  // Nobody ever writes the word.
  check(kFlags + waits + "void other(void)\n{\n\tWRITE_ONCE(ready, 1);\n}\n", {"waits", "other"},
        {"no_deadlock", "waits", 1});
  // Each waits for the other.
  check(kFlags + "void one(void)\n{\n\twhile (!READ_ONCE(ready))\n\t\tcpu_relax();\n"
                 "\tWRITE_ONCE(woken, 1);\n}\n"
                 "void two(void)\n{\n\twhile (!READ_ONCE(woken))\n\t\tcpu_relax();\n"
                 "\tWRITE_ONCE(ready, 1);\n}\n",
        {"one", "two"}, {"no_deadlock", "one waits until ready changes", 1});
}

TEST_CASE("locks made of words") {
  // Two critical sections in either order. Each first try succeeds, or fails and is tried again
  // after the release. The second CPU fails before the other's release, or does not fail: 2 + 2.
  const std::string body = "\tword++;\n\tsmp_store_release(&taken, 0);\n}\n";
  for (const char* take : {"\twhile (xchg(&taken, 1))\n\t\tcpu_relax();\n",
                           "\twhile (cmpxchg(&taken, 0, 1))\n\t\tcpu_relax();\n",
                           "\twhile (test_and_set_bit(0, &taken))\n\t\tcpu_relax();\n"}) {
    INFO(take);
    check("unsigned long taken, word;\nvoid one(void)\n{\n" + (take + body) +
              "void two(void)\n{\n" + (take + body),
          {"one", "two"}, {"", "", 4});
  }
  check("spinlock_t lock;\nunsigned long word;\nvoid one(void)\n{\n\twhile (!spin_trylock(&lock))\n"
        "\t\tcpu_relax();\n\tword++;\n\tspin_unlock(&lock);\n}\n"
        "void two(void)\n{\n\tspin_lock(&lock);\n\tword++;\n\tspin_unlock(&lock);\n}\n",
        {"one", "two"}, {"", "", 3});
  // A try that fails because of the CPU's own lock fails for ever.
  check("spinlock_t lock;\nvoid one(void)\n{\n\tspin_lock(&lock);\n\twhile (!spin_trylock(&lock))\n"
        "\t\tcpu_relax();\n}\nunsigned long x;\nvoid two(void)\n{\n\tx = 1;\n}\n",
        {"one", "two"}, {"no_deadlock", "one waits until lock changes", 1});
}

TEST_CASE("a reader of a sequence count waits for the writer's end") {
  const std::string writer = "seqcount_t seq;\nunsigned long word, copy;\nvoid writer(void)\n{\n"
                             "\twrite_seqcount_begin(&seq);\n\tword = 1;\n%"
                             "\twrite_seqcount_end(&seq);\n}\n";
  const std::string reader = "void reader(void)\n{\n\tunsigned int start;\n\t%\n\tdo {\n"
                             "\t\tstart = read_seqcount_begin(&seq);\n\t\tcopy = word;\n"
                             "\t} while (read_seqcount_retry(&seq, start));\n"
                             "\t%\n}\n";
  const auto with = [](std::string text, const std::string& first, const std::string& last = "") {
    text.replace(text.find('%'), 1, first);
    if (const std::size_t at = text.find('%'); at != std::string::npos) text.replace(at, 1, last);
    return text;
  };
  check(with(writer, "") + with(reader, ""), {"reader", "writer"}, {"", "", 0});
  check(with(writer, "\t__wc_ipi_broadcast();\n") +
            with(reader, "local_irq_disable();", "local_irq_enable();"),
        {"reader", "writer"}, {"no_deadlock", "reader waits until", 0});
  check(with(writer, "\t__wc_ipi_broadcast();\n") + with(reader, ""), {"reader", "writer"},
        {"", "", 0});
}

TEST_CASE("readers wait behind writers where the kernel makes them wait") {
  struct Lock {
    std::string declared, share, release, write, end, attempt;
  };
  const Lock locks[] = {
      {"struct rw_semaphore l;\n", "down_read(&l);", "up_read(&l);", "down_write(&l);",
       "up_write(&l);", "down_read_trylock(&l)"},
      {"rwlock_t l;\n", "read_lock(&l);", "read_unlock(&l);", "write_lock(&l);",
       "write_unlock(&l);", "read_trylock(&l)"},
  };
  for (const Lock& l : locks) {
    INFO(l.share);
    const std::string writer = "void writer(void)\n{\n" + l.write + "\nword++;\n" + l.end + "\n}\n";
    const std::string head = l.declared + "unsigned long word, flag;\n" + writer;
    const auto reader = [&](const std::string& inside) {
      return head + "void reader(void)\n{\n" + l.share + "\n" + inside + "\n" + l.release + "\n}\n";
    };
    // Recursion: the writer queues before, in between (a deadlock), or after.
    check(reader(l.share + l.release), {"reader", "writer"},
          {"no_deadlock", "reader waits for l behind writer", 3});
    // Without a writer it is not a deadlock.
    check(reader(l.share + l.release), {"reader"}, {"", "", 1});
    // One reader and one writer, in either order.
    check(reader("word++;"), {"reader", "writer"}, {"", "", 2});
    // A try does not wait.
    check(reader("if (" + l.attempt + ")\n\t" + l.release), {"reader", "writer"}, {"", "", 3});
    check(reader("WARN_ON(!" + l.attempt + ");\n" + l.release), {"reader", "writer"},
          {"assertions", "", 0});
    // A writer that only tries does not queue.
    check(l.declared + "unsigned long word;\nvoid reader(void)\n{\n" + l.share + l.share +
              l.release + l.release + "\n}\nvoid other(void)\n{\n\tword++;\n}\n",
          {"reader", "other"}, {"", "", 1});
  }
  // By way of another lock.
  const std::string three = "struct rw_semaphore s;\nstruct mutex m;\nunsigned long word;\n"
                            "void a(void)\n{\n\tdown_read(&s);\n\tmutex_lock(&m);\n"
                            "\tmutex_unlock(&m);\n\tup_read(&s);\n}\n"
                            "void b(void)\n{\n\tmutex_lock(&m);\n\tdown_read(&s);\n\tup_read(&s);\n"
                            "\tmutex_unlock(&m);\n}\n"
                            "void w(void)\n{\n\tdown_write(&s);\n\tup_write(&s);\n}\n";
  check(three, {"a", "b", "w"}, {"no_deadlock", "behind w", 0});
  check(three, {"a", "b"}, {"", "", 0});
  // By way of a loop that waits for something that a second reader does.
  check("struct rw_semaphore s;\nunsigned long flag;\n"
        "void a(void)\n{\n\tdown_read(&s);\n\twhile (!READ_ONCE(flag))\n\t\tcpu_relax();\n"
        "\tup_read(&s);\n}\n"
        "void b(void)\n{\n\tdown_read(&s);\n\tWRITE_ONCE(flag, 1);\n\tup_read(&s);\n}\n"
        "void w(void)\n{\n\tdown_write(&s);\n\tup_write(&s);\n}\n",
        {"a", "b", "w"}, {"no_deadlock", "", 0});
}

TEST_CASE("a lock dies with its table") {
  const std::string head = "unsigned long *table = (unsigned long *)0x1000000;\n";
  // The lock of the top table is taken before the table is freed, at the same time, or after.
  check(head + "void locks(void)\n{\n\tspin_lock((spinlock_t *)0x1000000);\n"
               "\tspin_unlock((spinlock_t *)0x1000000);\n}\n"
               "void frees(void)\n{\n\t__wc_free_table((void *)0x1000000);\n}\n",
        {"locks", "frees"}, {"no_freed_table", "uses the lock of", 3});
  // One CPU waits for a lock. The lock's holder frees the table that the lock is in, and never
  // releases it.
  check("unsigned long x;\nvoid locks(void)\n{\n\tspin_lock((spinlock_t *)0x1000000);\n"
        "\t__wc_free_table((void *)0x1000000);\n\tspin_unlock((spinlock_t *)0x1000000);\n}\n"
        "void waits(void)\n{\n\tspin_lock((spinlock_t *)0x1000000);\n"
        "\tspin_unlock((spinlock_t *)0x1000000);\n}\n",
        {"locks", "waits"}, {"no_freed_table", "lock of", 0});
}
