// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/commit.hpp"

#include "checker/report/racing.hpp"
#include "checker/report/remarks.hpp"
#include "checker/report/step_text.hpp"
#include "checker/report/wrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace walkcheck::report {
namespace {

constexpr std::size_t kNarrowest = 20;

class Diagram {
public:
  explicit Diagram(const trace::Trace& trace)
      : trace_(trace), names_(trace), racing_(racing(trace)) {
    const std::vector<machine::CpuId> active = trace::active_cpus(trace);
    const std::size_t count = std::max<std::size_t>(active.size(), 1);
    const std::size_t gaps = kGap * (count - 1);
    width_ = kCommitWidth > gaps ? (kCommitWidth - gaps) / count : 0;
    // With too many CPUs for columns side by side, each column starts a little further right and
    // runs to the edge.
    const bool overlap = width_ < kNarrowest;
    for (const machine::CpuId cpu : active) {
      const std::size_t column = start_.size();
      start_[cpu] =
          overlap ? column * (kCommitWidth - 2 * kNarrowest) / count : column * (width_ + kGap);
    }
    if (overlap) width_ = 2 * kNarrowest;
  }

  std::string drawn() {
    heads();
    for (std::size_t i = 0; i < trace_.steps.size(); ++i)
      if (racing_[i]) step(trace_.steps[i], i + 1 == trace_.steps.size());
    for (const trace::Waiting& waiting : trace_.waiting) {
      source(waiting.cpu, waiting.where);
      add(waiting.cpu, "<" + what_for(names_, waiting) + ">", kSource);
    }
    return std::move(text_);
  }

private:
  void heads() {
    std::string names, rules;
    for (const auto& [cpu, start] : start_) {
      const std::string name =
          wrap(fmt::format("CPU {} ({})", cpu, trace_.cpus[cpu]), width_).front();
      if (width_of(names) > start) return; // columns that overlap have no room for heads
      names += std::string(start - width_of(names), ' ') + name;
      rules += std::string(start - rules.size(), ' ') + std::string(width_of(name), '=');
    }
    text_ = names + '\n' + rules + '\n';
  }

  void step(const trace::Step& step, bool last) {
    const program::SourceLocation* at = step.where.at();
    source(step.choice.cpu, step.where);
    // What the source line does not show: which table is touched, and what the last step has found.
    if (at == nullptr || last || machine::info(step.kind).object == machine::ObjectKind::Table)
      add(step.choice.cpu, fmt::format("<{}>", effect(names_, step)), kSource);
    if (last && trace_.violation.cpu == step.choice.cpu)
      add(step.choice.cpu, "!!! " + trace_.violation.property, kSource);
  }

  // The function's name and the line, each printed once above the effects that follow from it.
  void source(machine::CpuId cpu, const trace::Where& where) {
    const program::SourceLocation* at = where.at();
    if (at == nullptr) return;
    if (functions_[cpu] != at->function) {
      functions_[cpu] = at->function;
      add(cpu, at->function + "()", 0);
      last_.clear();
    }
    const std::string here = fmt::format("{} {}:{}", cpu, at->file, at->line);
    if (here == last_) return;
    last_ = here;
    if (!where.source.empty()) add(cpu, where.source, kSource);
  }

  void add(machine::CpuId cpu, const std::string& text, std::size_t indent) {
    for (const std::string& line : wrap(text, width_, indent, indent + kHanging))
      text_ += std::string(start_.at(cpu), ' ') + line + '\n';
  }

  const trace::Trace& trace_;
  Names names_;
  std::vector<bool> racing_;
  std::size_t width_ = 0;
  std::map<machine::CpuId, std::size_t> start_;
  std::map<machine::CpuId, std::string> functions_;
  std::string last_;
  std::string text_;
};

} // namespace

std::string commit(const trace::Trace& trace) {
  const trace::Violation& violation = trace.violation;
  std::string text = Diagram(trace).drawn();
  if (!violation.reason.empty()) text += '\n' + wrapped(violation.reason + '.', kCommitWidth);
  if (!violation.claim.empty())
    text +=
        '\n' + wrapped(fmt::format("This violates {}: {}.", violation.property, violation.claim),
                       kCommitWidth);
  if (const std::string with = inputs_of(trace); !with.empty())
    text += '\n' + wrapped("It happens " + with + '.', kCommitWidth);
  return text;
}

} // namespace walkcheck::report
