// SPDX-License-Identifier: GPL-2.0-only
// The words for an address, a value, a step, and a CPU that waits.
#include "catch.hpp"

#include "checker/report/names.hpp"
#include "checker/report/step_text.hpp"
#include "checker/trace/frames.hpp"
#include "model/word/bits.hpp"
#include "model/word/describe.hpp"
#include "tests/checker/trace/tables_of_hva.hpp"

using namespace walkcheck;
using namespace walkcheck::trace;
using machine::FrameState;
using machine::StepKind;
using program::Primitive;
using report::effect;
using report::Names;
using word::Level;

namespace {

constexpr std::uint64_t kFresh = 0x200000;

Trace trace_over(const std::vector<machine::InitialFrame>& frames) {
  const machine::Machine machine(setup_with(frames));
  Frames known(machine);
  known.met(0);
  Trace trace;
  trace.frames = known.all();
  trace.frames.push_back({kFresh, "new table 1 of fault", Level::None, "", false});
  trace.cpus = {"vCPU", "munmap", "reader"};
  return trace;
}

Step step_of(StepKind kind, Named object = {}) {
  Step step;
  step.kind = kind;
  step.object = std::move(object);
  return step;
}

Step accessed(StepKind kind, std::uint64_t address, Level level, std::uint64_t before,
              std::uint64_t after) {
  Step step = step_of(kind, {address, ""});
  step.level = level;
  step.before = before;
  step.after = after;
  step.page = FrameState::LiveTable;
  return step;
}

} // namespace

TEST_CASE("an entry is named by its table, index and owner") {
  const Trace trace = trace_over(tables_of_hva());
  const Names names(trace);
  CHECK(names.word({entry(kPmd, 3), ""}, Level::k2M) == "PMD[3] of hva");
  CHECK(names.word({entry(kPgd, 511), ""}, Level::k512G) == "PGD[511]");
  CHECK(names.word({entry(kPmd, 0), ""}, Level::k2M) == "PMD[0] of hva");
  CHECK(names.word({entry(kPmd, 0) + 4, ""}, Level::None) == "PMD of hva + 0x4");
  CHECK(names.word({entry(kPage, 2), ""}, Level::None) == "4K page of hva + 0x10");
  CHECK(names.word({entry(kFresh, 2), ""}, Level::k4K) == "PTE[2] of new table 1 of fault");
  CHECK(names.word({0, ""}, Level::None) == "frame 0x0");
  CHECK(names.word({8, ""}, Level::None) == "frame 0x0 + 0x8");
  CHECK(names.word({UINT64_C(1) << 60, "kvm.mmu_seq"}, Level::None) == "kvm.mmu_seq");
}

TEST_CASE("with five levels there are P4D tables under the PGD") {
  const Trace trace = trace_over(five_levels_of_hva());
  const Names names(trace);
  CHECK(names.word({entry(kPgd, 1), ""}, Level::k256T) == "PGD[1]");
  CHECK(names.word({entry(kP4d, 1), ""}, Level::k512G) == "P4D[1] of hva");
  // A P4D word with PSE is not a leaf, as there are no 512G pages.
  CHECK(names.decoded({entry(kP4d, 0), ""}, Level::k512G, word::make_table(kPud) | word::kPse) ==
        "table (PUD)");
}

TEST_CASE("a word is decoded at its level") {
  const Trace trace = trace_over(tables_of_hva());
  const Names names(trace);
  const auto decoded = [&](std::uint64_t frame, Level level, std::uint64_t word) {
    return names.decoded({entry(frame, 1), ""}, level, word);
  };
  const std::uint64_t huge = word::make_leaf(kHuge, Level::k2M);
  const std::uint64_t page = word::make_leaf(kPage, Level::k4K);
  CHECK(decoded(kPgd, Level::k512G, word::make_table(kPud)) == "table (PUD of hva)");
  CHECK(decoded(kPmd, Level::k2M, word::make_table(kPte)) == "table (PTE)");
  CHECK(decoded(kPmd, Level::k2M, 0) == "none");
  CHECK(decoded(kPmd, Level::k2M, word::kAccessed) == "none"); // pmd_none() ignores A and D
  CHECK(decoded(kPmd, Level::k2M, huge) == "2M leaf (2M page of other)");
  // Its PFN is inverted, against L1TF.
  CHECK(decoded(kPmd, Level::k2M, (huge ^ word::kPfnMask) & ~word::kPresent) ==
        "2M leaf, mid-split (2M page of other)");
  CHECK(decoded(kPmd, Level::k2M, word::make_table(kFresh)) == "table (new table 1 of fault)");
  CHECK(decoded(kPmd, Level::k2M, word::make_table(0x4321)) == "table (frame 0x4321)");
  CHECK(decoded(kPte, Level::k4K, page) == "4K page of hva");
  CHECK(decoded(kPte, Level::k4K, page | word::kPse) == "4K page of hva"); // bit 7 is PAT
  CHECK(decoded(kPage, Level::None, 12345) == "0x3039");
  CHECK(decoded(kPage, Level::None, 17) == "17");
}

TEST_CASE("a step in words") {
  const Trace trace = trace_over(tables_of_hva());
  const Names names(trace);
  const auto said = [&](const Step& step) { return effect(names, step); };
  const std::uint64_t link = word::make_table(kPte);

  Step load = accessed(StepKind::Load, entry(kPmd, 0), Level::k2M, link, link);
  CHECK(said(load) == "load PMD[0] of hva: table (PTE)");
  load.page = FrameState::FreedTable;
  CHECK(said(load) == "load PMD[0] of hva: table (PTE); in a freed table");
  CHECK(said(accessed(StepKind::Store, entry(kPmd, 0), Level::k2M, link, 0)) ==
        "store PMD[0] of hva: table (PTE) -> none");
  CHECK(said(accessed(StepKind::Store, entry(kPmd, 0), Level::k2M, 0, 0)) ==
        "store PMD[0] of hva: none (as before)");

  Step lock = step_of(StepKind::Lock, {kPte << 12, ""});
  lock.primitive = Primitive::SpinLock;
  CHECK(said(lock) == "spin_lock lock of PTE of hva");
  lock.object = {UINT64_C(1) << 60, "mmu_lock"};
  CHECK(said(lock) == "spin_lock mmu_lock");
  lock.kind = StepKind::LockQueue;
  CHECK(said(lock) == "queue for spin_lock mmu_lock");

  Step send = step_of(StepKind::IpiSend);
  CHECK(said(send) == "IPI to all: no other CPU has IRQs off");
  send.waits_for = {0, 2};
  CHECK(said(send) == "IPI to all: waits for IRQs on: vCPU, reader");

  Step irqs = step_of(StepKind::IrqOn);
  irqs.primitive = Primitive::IrqEnable;
  irqs.freed = {kPte};
  CHECK(said(irqs) == "irq_enable: IRQs on; PTE of hva is freed");

  Step event = step_of(StepKind::Event);
  event.event = "samples";
  event.values = {16, 2};
  CHECK(said(event) == "event samples: 0x10, 0x2");
  Step walk = step_of(StepKind::WalkEnd);
  walk.values = {2};
  CHECK(said(walk) == "walk ends: with level 2");

  // The address is that of an entry, not of a lock.
  Step test = step_of(StepKind::TestTable, {entry(kPte, 0), ""});
  test.primitive = Primitive::TableIsLive;
  test.values = {0};
  CHECK(said(test) == "table_is_live PTE of hva: not a live table");
}

TEST_CASE("a table that is given to RCU, in words") {
  const Trace trace = trace_over(tables_of_hva());
  const Names names(trace);
  Step free = step_of(StepKind::FreeTableRcu, {kPte << 12, ""});
  free.waits_for = {0};
  CHECK(effect(names, free) == "free table by RCU PTE of hva: freed after readers: vCPU");
  free.waits_for.clear();
  CHECK(effect(names, free) == "free table by RCU PTE of hva: no reader to wait for; freed later");
  free.freed = {kPte};
  CHECK(effect(names, free) ==
        "free table by RCU PTE of hva: no reader to wait for; PTE of hva is freed");
  free.kind = StepKind::FreeTable;
  CHECK(effect(names, free) == "free table PTE of hva");
}

TEST_CASE("a CPU that waits, in words") {
  const Trace trace = trace_over(tables_of_hva());
  const Names names(trace);
  Waiting waiting;
  waiting.cpu = 2;
  waiting.cpus = {0, 1};
  CHECK(report::what_for(names, waiting) == "waits for vCPU, munmap");
  waiting.lock = Named{UINT64_C(1) << 60, "mmu_lock"};
  waiting.cpus = {1};
  CHECK(report::what_for(names, waiting) == "waits for mmu_lock, held by munmap");
  waiting.lock = Named{kPte << 12, ""};
  CHECK(report::what_for(names, waiting) == "waits for lock of PTE of hva, held by munmap");
  waiting.cpus = {2};
  CHECK(report::what_for(names, waiting) == "waits for lock of PTE of hva, held by itself");
  waiting.behind = {0};
  CHECK(report::what_for(names, waiting) ==
        "waits for lock of PTE of hva behind vCPU, which waits to write it");
  waiting.changes.emplace();
  CHECK(report::what_for(names, waiting) == "goes round a loop for ever");
  waiting.changes = {{{UINT64_C(1) << 60, "ready"}, {entry(kPmd, 3), ""}}};
  CHECK(report::what_for(names, waiting) == "waits until ready or PMD[3] of hva changes");
}
