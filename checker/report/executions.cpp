// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/executions.hpp"

#include "checker/report/step_text.hpp"
#include "checker/report/wrap.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

namespace walkcheck::report {
namespace {

std::string run_text(const trace::ListedExecution::Run& run) {
  if (run.steps == 0) return run.cpu; // it happens by itself: no CPU takes it
  std::string text = fmt::format("{} {}", run.cpu, run.steps);
  if (run.last) text += fmt::format(" to {}", place(&*run.last));
  return text;
}

std::string class_text(const trace::ListedExecution& execution) {
  return fmt::format("{}{}",
                     execution.input_class ? fmt::format("class {}: ", *execution.input_class) : "",
                     execution.is_cut ? "cut: " : "");
}

std::string dot_string(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

// Draws the runs that several executions begin with only once.
class Tree {
public:
  Tree(std::size_t scenario, const verdict::Result& result) : scenario_(scenario) {
    text_ = fmt::format("  subgraph cluster_{} {{\n    label={};\n", scenario,
                        dot_string(result.scenario));
    std::size_t number = 0;
    for (const trace::ListedExecution& execution : result.listed)
      add(execution, ++number);
  }
  std::string drawn() && { return std::move(text_) + "  }\n"; }

private:
  void add(const trace::ListedExecution& execution, std::size_t number) {
    std::string prefix = class_text(execution);
    std::size_t at = node(prefix);
    for (const trace::ListedExecution::Run& run : execution.runs) {
      const std::string label = run_text(run);
      prefix += '\n' + label;
      const std::size_t known = nodes_.size();
      const std::size_t next = node(prefix);
      if (next == known)
        text_ += fmt::format("    n{}_{} -> n{}_{} [label={}];\n", scenario_, at, scenario_, next,
                             dot_string(label));
      at = next;
    }
    text_ += fmt::format("    n{}_{} [shape=box, label={}];\n", scenario_, at,
                         dot_string(fmt::format("{}. {}{}", number, class_text(execution),
                                                fmt::join(ends_of(execution), ", "))));
  }

  std::size_t node(const std::string& prefix) {
    const auto [known, inserted] = nodes_.try_emplace(prefix, nodes_.size());
    if (inserted) text_ += fmt::format("    n{}_{} [shape=point];\n", scenario_, known->second);
    return known->second;
  }

  std::size_t scenario_;
  std::map<std::string, std::size_t> nodes_; // by the runs that lead to them
  std::string text_;
};

std::string end_text(const trace::ListedExecution::End& end) {
  if (end.status == machine::CpuStatus::Blocked) return "waits for ever";
  if (end.status != machine::CpuStatus::Finished) return standing(end.status);
  return end.returned ? fmt::format("returns {:#x}", *end.returned) : "";
}

} // namespace

std::vector<std::string> ends_of(const trace::ListedExecution& execution) {
  std::vector<std::string> ends;
  for (const trace::ListedExecution::End& end : execution.ends)
    if (const std::string text = end_text(end); !text.empty())
      ends.push_back(fmt::format("{} {}", end.cpu, text));
  return ends;
}

std::string executions(const verdict::Result& result, int width) {
  std::string text;
  std::size_t number = 0;
  for (const trace::ListedExecution& execution : result.listed) {
    std::vector<std::string> runs;
    for (const trace::ListedExecution::Run& run : execution.runs)
      runs.push_back(run_text(run));
    text += wrapped(fmt::format("{}. {}{}{}{}", ++number, class_text(execution),
                                fmt::join(runs, ", "), ends_of(execution).empty() ? "" : "; ",
                                fmt::join(ends_of(execution), ", ")),
                    static_cast<std::size_t>(width), 2, 5);
  }
  return text;
}

std::string executions_graph(const std::vector<verdict::Result>& results) {
  std::string text = "digraph executions {\n  rankdir=LR;\n  node [fontname=\"monospace\"];\n"
                     "  edge [fontname=\"monospace\"];\n";
  for (std::size_t i = 0; i < results.size(); ++i)
    text += Tree(i, results[i]).drawn();
  return text + "}\n";
}

} // namespace walkcheck::report
