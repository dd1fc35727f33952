// SPDX-License-Identifier: GPL-2.0-only
#include "catch.hpp"

#include "checker/report/lanes.hpp"
#include "checker/report/racing.hpp"
#include "checker/report/wrap.hpp"
#include "tests/checker/trace/example_trace.hpp"

#include <fmt/format.h>

#include <sstream>

using namespace walkcheck;
using machine::StepKind;

namespace {

constexpr std::uint64_t kVariable = UINT64_C(1) << 60; // not in any page

std::vector<std::string> split(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The text of a column, without its line breaks.
std::string column_text(const std::string& text, std::size_t start, std::size_t end) {
  std::string result;
  for (const std::string& line : split(text)) {
    if (line.empty()) break; // the end of the drawing
    if (line.size() <= start) continue;
    std::istringstream words(line.substr(start, end - start));
    for (std::string word; words >> word;)
      result += (result.empty() ? "" : " ") + word;
  }
  return result;
}

trace::Trace busy_trace(std::size_t cpus) {
  trace::Trace trace = trace::example_trace();
  trace.cpus.clear();
  trace.steps.clear();
  for (std::size_t cpu = 0; cpu < cpus; ++cpu) {
    trace.cpus.push_back(fmt::format("cpu{}", cpu));
    trace::Step step = trace::example_step(
        static_cast<machine::CpuId>(cpu), StepKind::Load,
        fmt::format("{} = read_{}(argument, another_argument);", std::string(40, 'v'),
                    std::string(70, 'f')),
        {fmt::format("folder/{}.c", std::string(60, 'n')), 12345, 1, std::string(120, 'g')});
    step.object = {kVariable, fmt::format("PMD[511] of {}", std::string(90, 'h'))};
    step.before = step.after = 1;
    trace.steps.push_back(step);
  }
  return trace;
}

} // namespace

TEST_CASE("a race in lanes") {
  REQUIRE(report::lanes(trace::example_trace()) ==
          R"(   vCPU                                             munmap
   -----------------------------------------------  -----------------------------------------------
1  walk()
     pmd = READ_ONCE(*pmd_offset(&pud, address));
       walk.c:31: load PMD[0] of hva: table (PTE)
2                                                   free_pmd()
                                                      pmd_clear(pmd);
                                                        munmap.c:44: store PMD[0] of hva: table
                                                          (PTE) -> none
3                                                   munmap()
                                                      tlb_finish_mmu(&tlb);
                                                        munmap.c:60: free table PTE of hva
4    pte = READ_ONCE(*pte_offset_kernel(&pmd,
         address));
       walk.c:35: load PTE[1] of hva: none; in a
         freed table
       ^^^ no_freed_table

no_freed_table: no CPU accesses a page-table page after it was freed
  vCPU reads PTE[1] of hva, in a table that munmap has freed
  4 steps, 2 context switches
  no interleaving violates it with fewer context switches, or with as few and fewer steps; all 17
  executions were compared
)");
}

TEST_CASE("colour changes no character of the text") {
  const trace::Trace trace = trace::example_trace();
  const std::string coloured =
      report::lanes(trace, report::kLanesWidth, report::Detail::Race, report::Colour::Yes);
  CHECK(contains(coloured, "\x1b["));
  std::string plain;
  for (std::size_t at = 0; at < coloured.size(); ++at) {
    if (coloured[at] == '\x1b')
      at = coloured.find('m', at);
    else
      plain += coloured[at];
  }
  CHECK(plain == report::lanes(trace));
  // The mark under the step that fails is coloured, too.
  CHECK_FALSE(contains(coloured, " ^^^ no_freed_table\n"));
}

TEST_CASE("each CPU's text stays in its column, whatever its length") {
  for (std::size_t cpus = 1; cpus <= machine::kMaxCpus; ++cpus)
    for (const int width : {60, 80, 100, 140}) {
      CAPTURE(cpus, width);
      const std::string text = report::lanes(busy_trace(cpus), width);
      for (const std::string& line : split(text)) {
        CAPTURE(line);
        CHECK(report::width_of(line) <= static_cast<std::size_t>(width));
        CHECK((line.empty() || line.back() != ' '));
      }
    }
}

TEST_CASE("nothing is lost by wrapping, and the other column stays empty") {
  trace::Trace trace = busy_trace(2);
  const std::string text = report::lanes(trace);
  // The gutter is three wide, the two columns 47 and two apart.
  for (const std::size_t start : {std::size_t{3}, std::size_t{52}}) {
    std::string column = column_text(text, start, start + 47);
    std::erase(column, ' ');
    CHECK(contains(column, std::string(120, 'g') + "()"));
    CHECK(contains(column, std::string(40, 'v') + "=read_" + std::string(70, 'f')));
    CHECK(contains(column,
                   std::string(60, 'n') + ".c:12345:loadPMD[511]of" + std::string(90, 'h') + ":1"));
  }
  const std::vector<std::string> lines = split(text);
  for (std::size_t i = 2; i < lines.size() && !lines[i].empty(); ++i) {
    const bool left = lines[i].size() > 3 && lines[i][3] != ' ';
    if (left) CHECK(lines[i].size() <= 50);
  }
}

TEST_CASE("steps that one line makes in a row stand under it once") {
  trace::Trace trace = trace::example_trace();
  trace::Step again = trace.steps[1];
  again.kind = StepKind::Unlock;
  again.primitive = program::Primitive::WriteUnlock;
  again.object = {kVariable, "mmu_lock"};
  again.before.reset();
  again.after.reset();
  trace.steps.insert(trace.steps.begin() + 2, again);
  const std::string text = report::lanes(trace);
  CHECK(text.find("pmd_clear(pmd);") == text.rfind("pmd_clear(pmd);"));
  CHECK(contains(text, "\n3                                                       write_unlock "
                       "mmu_lock\n"));

  // After another CPU has run, the line is printed again.
  std::swap(trace.steps[0], trace.steps[1]);
  const std::string resumed = report::lanes(trace);
  CHECK(resumed.find("pmd_clear(pmd);") != resumed.rfind("pmd_clear(pmd);"));
}

TEST_CASE("a store of the value that was there does not look like a load") {
  trace::Trace trace = trace::example_trace();
  trace.steps[1].after = trace.steps[1].before;
  CHECK(contains(column_text(report::lanes(trace), 52, 100),
                 "store PMD[0] of hva: table (PTE) (as before)"));
}

TEST_CASE("a step with no known place, and a violation of no CPU") {
  trace::Trace trace = trace::example_trace();
  trace.steps[2].where = {};
  trace.violation.cpu.reset();
  const std::string text = report::lanes(trace);
  CHECK(contains(text, "free table PTE of hva"));
  CHECK_FALSE(contains(text, "^^^"));
}

TEST_CASE("a deadlock ends with where each CPU waits") {
  trace::Trace trace = trace::example_trace();
  trace.cpus.push_back("late");
  trace.violation.cpu.reset();
  const auto waits = [](machine::CpuId cpu, program::SourceLocation where, std::string source,
                        std::string lock, machine::CpuId holder) {
    trace::Waiting waiting;
    waiting.cpu = cpu;
    waiting.where = {{std::move(where)}, 0, std::move(source)};
    waiting.lock = trace::Named{kVariable, std::move(lock)};
    waiting.cpus = {holder};
    return waiting;
  };
  trace.waiting = {waits(0, {"walk.c", 40, 1, "walk"}, "spin_lock(ptl);", "ptl", 2),
                   waits(2, {"late.c", 7, 1, "late"}, "mutex_lock(m);", "m", 0)};
  const std::string text = report::lanes(trace);
  CHECK(contains(column_text(text, 3, 34), "walk.c:40: waits for ptl, held by late"));
  // It has taken no step, but it has a column.
  CHECK(column_text(text, 69, 100)
            .ends_with("late() mutex_lock(m); late.c:7: waits for m, held by vCPU"));
}

TEST_CASE("a CPU that does nothing has no column, and no step is no drawing") {
  trace::Trace trace = trace::example_trace();
  trace.cpus.push_back("bystander");
  CHECK_FALSE(contains(report::lanes(trace), "bystander"));
  trace.steps.clear();
  CHECK(contains(report::lanes(trace), "no_freed_table: no CPU accesses"));
}

TEST_CASE("what takes no part in the race is one row, unless all is asked for") {
  trace::Trace trace = trace::example_trace();
  // Only munmap's: a word that nobody else touches, and a load of something that the walker only
  // loads.
  trace::Step own = trace.steps[1];
  own.object = {kVariable, "counter"};
  own.level = word::Level::None;
  trace::Step shared_load = trace.steps[1];
  shared_load.kind = StepKind::Load;
  shared_load.object = trace.steps[3].object;
  trace.steps.insert(trace.steps.begin() + 1, {own, shared_load, own});

  const std::string folded = report::lanes(trace);
  CHECK(contains(folded, "\n                                                      ... 3 steps\n"));
  CHECK_FALSE(contains(folded, "counter"));
  CHECK(contains(folded, "\n5                                                   free_pmd()\n"));
  CHECK(contains(folded, "show --all"));

  const std::string all = report::lanes(trace, 100, report::Detail::All);
  CHECK(contains(all, "counter"));
  CHECK_FALSE(contains(all, "..."));
  CHECK_FALSE(contains(all, "show --all"));
}

TEST_CASE("steps that take part are never folded") {
  const trace::Trace race = trace::example_trace();
  CHECK(report::racing(race) == std::vector<bool>(4, true));

  trace::Trace trace = race;
  // A write that another CPU reads, at another byte of the same word.
  trace.steps[1].object.address += 4;
  CHECK(report::racing(trace)[1]);
  // A lock that both take, and one that only munmap takes.
  for (trace::Step& step : trace.steps) {
    step.before.reset();
    step.after.reset();
    step.page.reset();
    step.kind = StepKind::Lock;
    step.primitive = program::Primitive::SpinLock;
    step.object.address = 0x9000;
  }
  CHECK(report::racing(trace) == std::vector<bool>(4, true));
  trace.steps[2].object.address = 0xa000;
  CHECK(report::racing(trace) == std::vector<bool>{true, true, false, true});
  // In a deadlock it may be the one for which somebody waits.
  trace.waiting.emplace_back();
  CHECK(report::racing(trace)[2]);
  trace.waiting.clear();
  // The last step is the one that failed, so it is shown. If only one CPU does something, all of it
  // is shown.
  trace.steps[3].object.address = 0xb000;
  CHECK(report::racing(trace)[3]);
  for (trace::Step& step : trace.steps)
    step.choice.cpu = 1;
  CHECK(report::racing(trace) == std::vector<bool>(4, true));
  CHECK(report::racing(trace::Trace{}).empty());
}
