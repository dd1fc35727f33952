// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/lanes.hpp"

#include "checker/report/racing.hpp"
#include "checker/report/remarks.hpp"
#include "checker/report/step_text.hpp"
#include "checker/report/wrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace walkcheck::report {
namespace {

constexpr std::size_t kMinimum = 30; // if columns would be narrower, they overlap
constexpr std::size_t kOverlapped = 40;
constexpr std::size_t kEffect = 4;
constexpr std::size_t kUnderEntry = 2;

struct Column {
  std::size_t start = 0, width = 0;
};

// Only one column has text in a row. So if there are too many CPUs for columns side by side, each
// column starts a little further right and runs to the edge.
std::vector<Column> columns_of(std::size_t lanes, std::size_t gutter, std::size_t width) {
  const std::size_t room = width - gutter;
  const std::size_t gaps = kGap * (lanes - 1);
  const std::size_t each = room > gaps ? (room - gaps) / lanes : 0;
  std::vector<Column> columns;
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    if (each >= kMinimum) {
      columns.push_back({gutter + lane * (each + kGap), each});
    } else {
      const std::size_t start = gutter + lane * (room - kOverlapped) / (lanes - 1);
      columns.push_back({start, width - start});
    }
  }
  return columns;
}

// A row that says that one step was left out would be as long as the step itself.
void show_single_steps(const trace::Trace& trace, std::vector<bool>& shown) {
  const auto folded = [&](std::size_t step, machine::CpuId cpu) {
    return step < shown.size() && !shown[step] && trace.steps[step].choice.cpu == cpu;
  };
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const machine::CpuId cpu = trace.steps[i].choice.cpu;
    if (!shown[i] && !(i > 0 && folded(i - 1, cpu)) && !folded(i + 1, cpu)) shown[i] = true;
  }
}

std::vector<bool> shown_steps(const trace::Trace& trace, Detail detail) {
  if (detail == Detail::All) return std::vector<bool>(trace.steps.size(), true);
  std::vector<bool> shown = racing(trace);
  show_single_steps(trace, shown);
  return shown;
}

bool changes(const trace::Step& step) {
  return step.before != step.after || !step.freed.empty() ||
         step.kind == machine::StepKind::FreeTable || step.kind == machine::StepKind::FreeTableRcu;
}

class Drawing {
public:
  Drawing(const trace::Trace& trace, std::size_t width, Detail detail, Colour colour)
      : trace_(trace), names_(trace), colour_(colour), shown_(shown_steps(trace, detail)) {
    const std::vector<machine::CpuId> active = trace::active_cpus(trace);
    gutter_ = fmt::format("{}", trace.steps.size()).size() + kGap;
    const std::vector<Column> columns =
        active.empty() ? std::vector<Column>{} : columns_of(active.size(), gutter_, width);
    for (const machine::CpuId cpu : active)
      columns_[cpu] = columns[columns_.size()];
  }

  std::string drawn() {
    head();
    for (std::size_t i = 0; i < trace_.steps.size(); ++i) {
      if (shown_[i])
        step(i);
      else if (i == 0 || shown_[i - 1] || !same_cpu(i, i - 1))
        fold(i);
    }
    for (const trace::Waiting& each : trace_.waiting)
      waiting(each);
    return std::move(text_);
  }

private:
  bool side_by_side() const {
    std::size_t end = 0;
    for (const auto& [cpu, column] : columns_) {
      if (column.start < end) return false;
      end = column.start + column.width;
    }
    return true;
  }

  void row(const std::string& number, const Column& column, const std::string& line,
           Style style = Style::Plain) {
    text_ += fmt::format("{:>{}}", number, number.empty() ? 0 : gutter_ - kGap);
    const std::size_t used = number.empty() ? 0 : gutter_ - kGap;
    text_ += std::string(column.start - used, ' ') + styled(line, style, colour_) + '\n';
  }

  void head() {
    if (!side_by_side()) {
      for (const auto& [cpu, column] : columns_)
        row("", column, wrap(trace_.cpus[cpu], column.width).front(), Style::Heading);
      text_ += '\n';
      return;
    }
    std::string names, rules;
    for (const auto& [cpu, column] : columns_) {
      const std::string name = wrap(trace_.cpus[cpu], column.width).front();
      names += std::string(column.start - width_of(names), ' ') + name;
      rules += std::string(column.start - rules.size(), ' ') + std::string(column.width, '-');
    }
    text_ += styled(names, Style::Heading, colour_) + '\n' + rules + '\n';
  }

  bool same_cpu(std::size_t one, std::size_t other) const {
    return trace_.steps[one].choice.cpu == trace_.steps[other].choice.cpu;
  }

  // One row for this step and the hidden ones that follow it.
  void fold(std::size_t first) {
    std::size_t end = first;
    while (end < trace_.steps.size() && !shown_[end] && same_cpu(first, end))
      ++end;
    const machine::CpuId cpu = trace_.steps[first].choice.cpu;
    row("", columns_.at(cpu), fmt::format("  ... {} steps", end - first), Style::Aside);
    last_ = {machine::kMaxCpus, ""};
  }

  // A step, or the place where a CPU waits: the text in the CPU's column.
  struct Entry {
    machine::CpuId cpu;
    const trace::Where& where;
    std::string what;
    std::string mark;
    std::string number;
    Style style;
  };

  void step(std::size_t index) {
    const trace::Step& step = trace_.steps[index];
    const bool fails = index + 1 == trace_.steps.size() && trace_.violation.cpu == step.choice.cpu;
    draw({step.choice.cpu, step.where, effect(names_, step),
          fails ? "^^^ " + trace_.violation.property : "", fmt::format("{}", index + 1),
          changes(step) ? Style::Change : Style::Plain});
  }

  void waiting(const trace::Waiting& waiting) {
    draw({waiting.cpu, waiting.where, what_for(names_, waiting), "", "", Style::Bad});
  }

  // The function and the source line are printed once, above the steps in a row that they make.
  void draw(const Entry& entry) {
    const Column& column = columns_.at(entry.cpu);
    std::vector<std::pair<std::string, Style>> lines;
    const auto add = [&](const std::string& text, std::size_t indent, std::size_t hanging,
                         Style style) {
      for (std::string& line : wrap(text, column.width, indent, indent + hanging))
        lines.emplace_back(std::move(line), style);
    };
    const program::SourceLocation* at = entry.where.at();
    std::string& function = functions_[entry.cpu];
    if (at != nullptr && at->function != function) {
      function = at->function;
      add(function + "()", 0, kUnderEntry, Style::Heading);
    }
    const std::string here = place(entry.where.at());
    const bool same_line = last_ == std::pair(entry.cpu, here);
    last_ = {entry.cpu, here};
    if (!same_line && !entry.where.source.empty())
      add(entry.where.source, kSource, kEffect, Style::Plain);
    add(same_line || at == nullptr ? entry.what : here + ": " + entry.what, kEffect, kUnderEntry,
        entry.style);
    if (!entry.mark.empty()) add(entry.mark, kEffect, kUnderEntry, Style::Bad);
    for (std::size_t i = 0; i < lines.size(); ++i)
      row(i == 0 ? entry.number : "", column, lines[i].first, lines[i].second);
  }

  const trace::Trace& trace_;
  Names names_;
  Colour colour_;
  std::vector<bool> shown_; // by step
  std::size_t gutter_ = 0;
  std::map<machine::CpuId, Column> columns_;
  std::map<machine::CpuId, std::string> functions_;
  std::pair<machine::CpuId, std::string> last_{machine::kMaxCpus, ""}; // CPU and place
  std::string text_;
};

} // namespace

std::string lanes(const trace::Trace& trace, int width, Detail detail, Colour colour) {
  const std::size_t columns = static_cast<std::size_t>(std::max(width, 60));
  std::string text = Drawing(trace, columns, detail, colour).drawn();
  const trace::Violation& violation = trace.violation;
  text += '\n';
  if (!violation.property.empty())
    text +=
        styled(wrapped(fmt::format("{}: {}", violation.property, violation.claim), columns, 0, 2),
               Style::Bad, colour);
  if (!violation.reason.empty()) text += wrapped(violation.reason, columns, 2, 2);
  if (const std::string with = inputs_of(trace); !with.empty())
    text += wrapped(with, columns, 2, 2);
  const auto folded = std::ranges::count(shown_steps(trace, detail), false);
  text += fmt::format("  {}, {}{}\n", plural(trace.steps.size(), "step"),
                      plural(trace::switches(trace.steps), "context switch"),
                      folded == 0 ? "" : "; `show --all` has those that take no part in the race");
  if (const std::string why = why_shortest(trace); !why.empty())
    text += wrapped(why, columns, 2, 2);
  return text;
}

} // namespace walkcheck::report
