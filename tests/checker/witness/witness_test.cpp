// SPDX-License-Identifier: GPL-2.0-only
// Interleavings that code from a real compiler acts out. Every counterexample of the examples is
// confirmed there, random complete interleavings of scenarios that hold go as the machine says, and
// a false recording is found out.
#include "catch.hpp"
#include "sanitized.hpp"
#include "scratch_folder.hpp"

#include "checker/property/built_in.hpp"
#include "checker/replay/record.hpp"
#include "checker/replay/replay_trace.hpp"
#include "checker/replay/sources.hpp"
#include "checker/verify/verify.hpp"
#include "checker/witness/witness.hpp"
#include "model/scenario/variants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>
#include <mutex>
#include <random>
#include <thread>

#include <sys/wait.h>

using namespace walkcheck;

namespace {

namespace fs = std::filesystem;

const fs::path kSource = WALKCHECK_SOURCE_DIR;
const fs::path kTree = "/usr/src/linux-source-6.1.tar.xz";

struct Outcome {
  int code = 0; // of the program; 128 + n if signal n ended it
  std::string text;
};

// What the program with this text prints on both its outputs.
Outcome acted_out(const std::string& text) {
  const ScratchFolder folder;
  folder.write("witness.c", text);
  // Another linker does the same as the compiler's own in half the time; and nobody reads a stack
  // here.
  const std::string command =
      fmt::format("CC='clang-19 -fuse-ld=lld' ASAN_OPTIONS=symbolize=0 sh '{}' 2>&1",
                  (folder.path() / "witness.c").string());
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  Outcome outcome;
  std::array<char, 4096> buffer{};
  while (const std::size_t read = std::fread(buffer.data(), 1, buffer.size(), pipe))
    outcome.text.append(buffer.data(), read);
  outcome.code = WEXITSTATUS(pclose(pipe));
  return outcome;
}

std::vector<fs::path> examples() {
  std::vector<fs::path> files, scenarios;
  for (const auto& entry : fs::directory_iterator(kSource / "examples"))
    if (entry.path().extension() == ".toml" && entry.path().filename() != "square.toml")
      files.push_back(entry.path());
  std::ranges::sort(files);
  for (const fs::path& file : files)
    std::ranges::copy(scenario::variants_of(file), std::back_inserter(scenarios));
  return scenarios;
}

scenario::Scenario read(const fs::path& path) {
  return scenario::read_scenario(path, {kSource / "specs", property::names()});
}

bool has_slices(const scenario::Scenario& scenario) {
  return std::ranges::any_of(scenario.cpus,
                             [](const auto& cpu) { return !cpu.source.slices.empty(); });
}

// One kernel tree for all, if its package is installed.
scenario::SharedTree* tree() {
  static std::unique_ptr<scenario::SharedTree> shared =
      fs::exists(kTree) ? std::make_unique<scenario::SharedTree>(kTree) : nullptr;
  return shared.get();
}

// On both cores, as the compiler takes most of the time.
template <class Job> void for_all(std::size_t count, const Job& job) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++)
      job(i);
  };
  const std::jthread other(work);
  work();
}

scenario::Scenario expected_as(const std::string& verdict, const fs::path& path,
                               const scenario::BuildOptions& options, verdict::Result& result) {
  scenario::Scenario scenario = read(path);
  if (!scenario.expectation || scenario.expectation->verdict != verdict) return scenario;
  verify::Options how;
  how.build = options;
  result = verify::verify(scenario, how);
  return scenario;
}

// A trace's interleaving, with its machine.
struct Recorded {
  scenario::Scenario scenario;
  machine::Machine machine;
  witness::Interleaving interleaving;
};

Recorded recorded(const scenario::Scenario& scenario, const trace::Trace& trace,
                  const scenario::BuildOptions& options) {
  scenario::Scenario member = replay::as_recorded(scenario, trace);
  machine::Machine machine(scenario::build(member, options));
  machine.expect_written(trace.written);
  return {std::move(member), std::move(machine), {trace.steps, trace.violation.property}};
}

// For a scenario in a folder of its own: the property that its counterexample violates, and the
// output of acting that out.
std::pair<std::string, std::string> acted_out_counterexample(const fs::path& path) {
  const scenario::BuildOptions options{kSource / "specs", nullptr, nullptr};
  verify::Options how;
  how.build = options;
  const scenario::Scenario scenario = read(path);
  const verdict::Result result = verify::verify(scenario, how);
  if (!result.counterexample) return {"none", ""};
  const Recorded of = recorded(scenario, *result.counterexample, options);
  return {of.interleaving.property,
          acted_out(witness::witness(of.scenario, of.machine, {of.interleaving}, options)).text};
}

// Complete interleavings in which the CPU of each step is drawn.
std::vector<witness::Interleaving> random_interleavings(const scenario::Scenario& scenario,
                                                        machine::Machine& machine,
                                                        const scenario::BuildOptions& options,
                                                        std::size_t wanted, std::mt19937& random) {
  const replay::Sources sources(scenario, machine.setup(), options);
  std::vector<witness::Interleaving> interleavings;
  for (std::size_t tries = 0; interleavings.size() < wanted && tries < 10 * wanted; ++tries) {
    std::vector<trace::Choice> schedule;
    for (;;) {
      std::vector<machine::ThreadId> ready;
      for (machine::ThreadId thread = 0; thread < machine.threads(); ++thread)
        if (machine.status(thread) == machine::CpuStatus::Ready) ready.push_back(thread);
      if (ready.empty()) break;
      // A CPU often takes several steps in a row, so that long programs meet each other.
      const bool goes_on = !schedule.empty() && random() % 4 != 0 &&
                           std::ranges::count(ready, schedule.back().cpu) != 0;
      const machine::ThreadId thread =
          goes_on ? schedule.back().cpu : ready[random() % ready.size()];
      const std::uint32_t way = machine.alternative(
          thread, static_cast<std::uint32_t>(random() % machine.alternatives(thread)));
      schedule.push_back({machine.cpu_of(thread), way, machine.actor_of(thread)});
      machine.step(thread, way);
    }
    bool complete = true;
    for (machine::CpuId cpu = 0; cpu < machine.cpus(); ++cpu)
      complete &= machine.status(cpu) == machine::CpuStatus::Finished;
    while (machine.depth() > 0)
      machine.undo();
    if (complete)
      interleavings.push_back({replay::record(machine, schedule, {}, sources).steps, ""});
  }
  return interleavings;
}

} // namespace

TEST_CASE("every counterexample of the examples is confirmed natively") {
  const std::vector<fs::path> paths = examples();
  std::mutex mutex; // Catch's assertions work for one thread at a time
  std::size_t confirmed = 0, skipped = 0;
  scenario::SharedPrograms programs;
  const scenario::BuildOptions options{kSource / "specs", tree(), &programs};
  for_all(paths.size(), [&](std::size_t i) {
    if (kSanitized && i % 10 != 2) return;
    const scenario::Scenario scenario = read(paths[i]);
    if (has_slices(scenario) && tree() == nullptr) {
      ++skipped;
      return;
    }
    verdict::Result result;
    expected_as("VIOLATED", paths[i], options, result);
    if (!result.counterexample) return;
    const Recorded of = recorded(scenario, *result.counterexample, options);
    const Outcome outcome =
        acted_out(witness::witness(of.scenario, of.machine, {of.interleaving}, options));
    const std::string by =
        of.interleaving.property == "no_freed_table" || of.interleaving.property == "no_double_free"
            ? "AddressSanitizer: " + of.interleaving.property
            : "assertion failed: " + of.interleaving.property;
    const std::scoped_lock lock(mutex);
    INFO(paths[i].filename().string() << '\n' << outcome.text);
    CHECK(outcome.text.find(fmt::format("witness: CONFIRMED at step {}: {}",
                                        of.interleaving.steps.size(), by)) != std::string::npos);
    CHECK(outcome.code != 0);
    ++confirmed;
  });
  std::cout << fmt::format("{} counterexamples confirmed, {} scenarios without a kernel tree\n",
                           confirmed, skipped);
  CHECK(confirmed >= (kSanitized ? 2 : 25));
}

// Acts out `each` interleavings of every `of`th example.
void act_out_random(std::size_t each, std::size_t of) {
  const std::vector<fs::path> paths = examples();
  std::mutex mutex;
  std::size_t acted = 0;
  scenario::SharedPrograms programs;
  const scenario::BuildOptions options{kSource / "specs", tree(), &programs};
  const unsigned seed = 20261128;
  for_all(paths.size(), [&](std::size_t i) {
    if (i % of != 0) return;
    const scenario::Scenario scenario = read(paths[i]);
    if (!scenario.expectation || scenario.expectation->verdict != "HOLDS" ||
        scenario::is_open(scenario) || (has_slices(scenario) && tree() == nullptr))
      return;
    machine::Machine machine(scenario::build(scenario, options));
    verify::Options how;
    how.build = options;
    std::vector<witness::Interleaving> interleavings;
    std::mt19937 random(seed + static_cast<unsigned>(i));
    for (bool again = true; again;) // what is written is learnt on the way, and may start it again
      try {
        interleavings = random_interleavings(scenario, machine, options, each, random);
        again = false;
      } catch (const machine::ConstantCellWritten&) {
      }
    const Outcome outcome = acted_out(witness::witness(scenario, machine, interleavings, options));
    const std::scoped_lock lock(mutex);
    INFO(paths[i].filename().string() << ", seed " << seed + i << '\n' << outcome.text);
    CHECK(interleavings.size() == each);
    CHECK(outcome.code == 0);
    CHECK(outcome.text.find("all as recorded") != std::string::npos);
    acted += interleavings.size();
  });
  std::cout << fmt::format("{} interleavings acted out\n", acted);
  CHECK(acted >= (kSanitized ? 10 : 1000));
}

TEST_CASE("a thousand random interleavings of what holds go natively as in the machine") {
  kSanitized ? act_out_random(5, 20) : act_out_random(60, 3);
}

TEST_CASE("a thousand of each", "[.long]") {
  act_out_random(1000, 1);
}

TEST_CASE("each kind of fault is confirmed") {
  struct Fault {
    const char* property;
    const char* spec; // its CPUs run one() and other()
  };
  const std::vector<Fault> faults{
      {"no_deadlock", "spinlock_t a, b;\n"
                      "void one(void) { spin_lock(&a); spin_lock(&b); spin_unlock(&b); "
                      "spin_unlock(&a); }\n"
                      "void other(void) { spin_lock(&b); spin_lock(&a); spin_unlock(&a); "
                      "spin_unlock(&b); }\n"},
      {"locks_balanced", "spinlock_t a;\n"
                         "void one(void) { spin_unlock(&a); }\n"
                         "void other(void) { }\n"},
      {"locks_balanced", "spinlock_t a;\n"
                         "void one(void) { spin_lock(&a); }\n"
                         "void other(void) { }\n"},
      {"locks_balanced", "void one(void) { rcu_read_lock(); }\n"
                         "void other(void) { }\n"},
      {"no_freed_table", "void one(void)\n{\n\tvoid *t = __wc_alloc_table();\n"
                         "\tspin_lock(t);\n\t__wc_free_table(t);\n\tspin_unlock(t);\n}\n"
                         "void other(void) { }\n"},
      {"irqs_restored", "unsigned long x;\n"
                        "void one(void) { __wc_irq_disable(); WRITE_ONCE(x, 1); }\n"
                        "void other(void) { READ_ONCE(x); }\n"},
      {"no_sleep_in_atomic", "struct rw_semaphore s;\nspinlock_t a;\n"
                             "void one(void) { spin_lock(&a); down_read(&s); }\n"
                             "void other(void) { }\n"},
      {"no_double_free", "void one(void)\n{\n\tvoid *t = __wc_alloc_table();\n"
                         "\t__wc_free_table(t);\n\t__wc_free_table(t);\n}\n"
                         "void other(void) { }\n"},
      {"no_freed_table", "void one(void)\n{\n\tunsigned long *t = __wc_alloc_table();\n"
                         "\t__wc_free_table_rcu(t);\n\tREAD_ONCE(t[3]);\n}\n"
                         "void other(void) { }\n"},
      {"assertions", "unsigned long x;\n"
                     "void one(void) { __wc_assert(READ_ONCE(x) == 0, \"zero\"); }\n"
                     "void other(void) { xchg(&x, 1); }\n"},
      {"assertions", "void one(void) { __wc_assert(0, \"at once\"); }\n"
                     "void other(void) { }\n"},
      {"assertions", "unsigned long x;\n"
                     "void one(void) { __wc_assert(__wc_choose(3) != 2, \"not two\"); }\n"
                     "void other(void) { cmpxchg(&x, 0, 1); }\n"},
  };
  for_all(faults.size(), [&](std::size_t i) {
    static std::mutex mutex;
    if (kSanitized && i != 0) return;
    const ScratchFolder folder;
    folder.write("spec.c", faults[i].spec);
    const fs::path path =
        folder.write("s.toml", "[[cpu]]\nname = 'one'\nrun = 'spec.c'\nentry = 'one'\n"
                               "[[cpu]]\nname = 'other'\nrun = 'spec.c'\nentry = 'other'\n");
    const auto [by, said] = acted_out_counterexample(path);
    const std::scoped_lock lock(mutex);
    INFO(faults[i].spec << said);
    CHECK(by == faults[i].property);
    CHECK(said.find("witness: CONFIRMED") != std::string::npos);
    CHECK(said.find(by) != std::string::npos);
  });
}

TEST_CASE("a title cannot get out of its comment") {
  const ScratchFolder folder;
  folder.write("spec.c",
               "unsigned long x;\nvoid one(void) { __wc_assert(READ_ONCE(x), \"x\"); }\n");
  const fs::path path =
      folder.write("s.toml", R"(title = 'a "title /* with */ quotes\')"
                             "\n"
                             "[[cpu]]\nname = 'a */ b'\nrun = 'spec.c'\nentry = 'one'\n");
  const auto [property, said] = acted_out_counterexample(path);
  INFO(said);
  CHECK(property == "assertions");
  CHECK(said.find("witness: CONFIRMED") != std::string::npos);
}

TEST_CASE("a recording that lies is found out") {
  const fs::path path = kSource / "examples" / "03_merged_walk_irqs_on_T1.toml";
  // Compiled once; each section falsifies a copy.
  static scenario::SharedPrograms programs;
  static const scenario::BuildOptions options{kSource / "specs", nullptr, &programs};
  static verdict::Result result;
  static const scenario::Scenario scenario = expected_as("VIOLATED", path, options, result);
  REQUIRE(result.counterexample);
  Recorded of = recorded(scenario, *result.counterexample, options);
  std::vector<trace::Step>& steps = of.interleaving.steps;
  const auto said = [&] {
    return acted_out(witness::witness(of.scenario, of.machine, {of.interleaving}, options)).text;
  };
  const auto store = std::ranges::find(steps, machine::StepKind::Store, &trace::Step::kind);
  REQUIRE(store != steps.end());
  SECTION("another value was there") {
    *store->before ^= 2;
    CHECK(said().find("witness: DIVERGED at step") != std::string::npos);
  }
  SECTION("another value was written") {
    *store->after ^= 2;
    CHECK(said().find("witness: DIVERGED at step") != std::string::npos);
  }
  SECTION("another word") {
    store->object.address += 8;
    CHECK(said().find("witness: DIVERGED at step") != std::string::npos);
  }
  SECTION("a step was left out") {
    steps.erase(store);
    CHECK(said().find("witness: DIVERGED at step") != std::string::npos);
  }
  SECTION("the walk accesses the table before it is freed") {
    std::swap(steps.back(), steps[steps.size() - 2]);
    CHECK(said().find("NOT CONFIRMED") != std::string::npos);
  }
  SECTION("another property is violated") {
    of.interleaving.property = "no_double_free";
    CHECK(said().find("witness: DIVERGED, not recorded") != std::string::npos);
  }
  SECTION("nothing is violated, as it ends before") {
    steps.pop_back();
    CHECK(said().find("NOT CONFIRMED") != std::string::npos);
  }
}
