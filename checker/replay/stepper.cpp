// SPDX-License-Identifier: GPL-2.0-only
#include "checker/replay/stepper.hpp"

#include "checker/replay/counterexample.hpp"
#include "checker/search/explore.hpp"
#include "checker/trace/last_step.hpp"
#include "model/word/describe.hpp"

#include <set>

namespace walkcheck::replay {
namespace {

constexpr std::uint64_t kExplored = 10'000; // executions, to learn which words are written

} // namespace

Stepper::Stepper(const scenario::Scenario& scenario, const scenario::BuildOptions& options,
                 const std::vector<machine::Cell>* written)
    : machine_(scenario::build(scenario, options)), sources_(scenario, machine_.setup(), options),
      frames_(machine_) {
  if (written != nullptr) {
    machine_.expect_written(*written);
  } else {
    search::Options how;
    how.max_executions = kExplored;
    search::explore(machine_, how);
  }
  for (const machine::CpuSetup& cpu : machine_.setup().cpus)
    done_.cpus.push_back(cpu.name);
  done_.frames = frames_.all();
}

bool Stepper::can(const trace::Choice& choice) const {
  return trace::can_take(machine_, choice);
}

std::vector<trace::Violation> Stepper::take(const trace::Choice& choice) {
  try {
    const auto result = machine_.step(trace::thread_of(machine_, choice), choice.alternative);
    const std::vector<machine::Finding> findings(result.findings.begin(), result.findings.end());
    done_.steps.push_back(trace::last_step(machine_, frames_, sources_));
    done_.frames = frames_.all();
    return judge(machine_, findings);
  } catch (const machine::ConstantCellWritten&) {
    done_.steps.clear();
    return {};
  }
}

void Stepper::undo() {
  machine_.undo();
  done_.steps.pop_back();
}

std::vector<Stepper::Word> Stepper::words() {
  std::set<std::uint64_t> addresses;
  for (const machine::InitialWord& initial : machine_.setup().words)
    addresses.insert(initial.address.bits);
  for (const machine::Cell& cell : machine_.written_cells())
    if (cell.kind == machine::Cell::Kind::Word) addresses.insert(cell.id);
  std::vector<Word> words;
  for (const std::uint64_t address : addresses)
    words.push_back(word(address));
  return words;
}

Stepper::Word Stepper::word(std::uint64_t address) {
  const Word word{frames_.named(address), frames_.level_at(address), machine_.word(address)};
  if (word.level != word::Level::None) frames_.met(word::pfn(word.value, word.level));
  done_.frames = frames_.all();
  return word;
}

trace::Waiting Stepper::waiting(machine::CpuId cpu) {
  trace::Waiting waiting = trace::waiting(machine_, cpu, frames_, sources_);
  done_.frames = frames_.all();
  return waiting;
}

} // namespace walkcheck::replay
