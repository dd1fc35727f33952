// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/html.hpp"

#include "checker/report/html_page.hpp"
#include "checker/report/racing.hpp"
#include "checker/report/remarks.hpp"
#include "checker/report/step_text.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>

namespace walkcheck::report {
namespace {

using nlohmann::ordered_json;

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
    case '&': safe += "&amp;"; break;
    case '<': safe += "&lt;"; break;
    case '>': safe += "&gt;"; break;
    case '"': safe += "&quot;"; break;
    default: safe += c;
    }
  }
  return safe;
}

std::string element(const char* tag, const char* css, std::string_view text) {
  if (text.empty()) return "";
  return fmt::format("<{0} class=\"{1}\">{2}</{0}>", tag, css, escaped(text));
}

bool is_in_table(std::uint64_t address) {
  return address < program::kFrameEnd;
}

// The group of the step's word: "PMD[0] of hva" is in "PMD of hva", and the words of a variable
// form one group.
std::string group_of(const Names& names, const trace::Step& step) {
  const std::uint64_t address = step.object.address;
  return is_in_table(address) ? names.frame(address >> program::kPageShift) : "variables";
}

// Numbers the words in the order of their addresses, as numbers in JSON are too small for
// addresses.
std::map<std::uint64_t, std::size_t> order_of_words(const trace::Trace& trace) {
  std::map<std::uint64_t, std::size_t> order;
  for (const trace::Step& step : trace.steps)
    if (step.before) order.try_emplace(step.object.address, 0);
  std::size_t next = 0;
  for (auto& [address, index] : order)
    index = next++;
  return order;
}

ordered_json word_of(const Names& names, const trace::Step& step, std::size_t order) {
  const std::uint64_t address = step.object.address;
  return {
      {"key", fmt::format("{:#x}", address)},
      {"order", order},
      {"name", names.object(step)},
      {"group", group_of(names, step)},
      {"frame", is_in_table(address) ? fmt::format("{:#x}", address >> program::kPageShift) : ""},
      {"before", names.decoded(step.object, step.level, *step.before)},
      {"after", names.decoded(step.object, step.level, *step.after)}};
}

std::string chain_of(const trace::Step& step) {
  std::string chain;
  for (const program::SourceLocation& at : step.where.chain)
    chain += fmt::format("{}{}() {}:{}", chain.empty() ? "" : ", called in ", at.function, at.file,
                         at.line);
  return chain;
}

ordered_json step_of(const trace::Trace& trace, const Names& names, const trace::Step& step,
                     const std::map<std::uint64_t, std::size_t>& order) {
  ordered_json json = {{"cpu", trace.cpus[step.choice.cpu]},
                       {"effect", effect(names, step)},
                       {"where", chain_of(step)}};
  if (step.before && step.after) json["word"] = word_of(names, step, order.at(step.object.address));
  for (const std::uint64_t frame : step.freed)
    json["frees"].push_back(fmt::format("{:#x}", frame));
  if (step.kind == machine::StepKind::AllocTable)
    json["allocates"] = fmt::format("{:#x}", step.object.address >> program::kPageShift);
  return json;
}

// Data for a script element: nothing in it may end the element.
std::string data_of(const trace::Trace& trace) {
  const auto order = order_of_words(trace);
  const Names names(trace);
  ordered_json steps = ordered_json::array();
  for (const trace::Step& step : trace.steps)
    steps.push_back(step_of(trace, names, step, order));
  const ordered_json data = {{"steps", std::move(steps)}};
  std::string text = data.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at))
    text.replace(at, 1, "\\u003c");
  return text;
}

class Lanes {
public:
  explicit Lanes(const trace::Trace& trace)
      : trace_(trace), names_(trace), cpus_(trace::active_cpus(trace)), racing_(racing(trace)) {}

  std::string table() {
    std::string text = "<table class=\"lanes\">\n<thead><tr><th>step</th>";
    for (const machine::CpuId cpu : cpus_)
      text += fmt::format("<th scope=\"col\">{}</th>", escaped(trace_.cpus[cpu]));
    text += "</tr></thead>\n<tbody>\n";
    for (std::size_t i = 0; i < trace_.steps.size(); ++i)
      text += row(i);
    for (const trace::Waiting& waiting : trace_.waiting)
      text += cells("<tr>", "", waiting.cpu,
                    said(waiting.cpu, true, waiting.where, what_for(names_, waiting)));
    return text + "</tbody>\n</table>\n";
  }

private:
  std::string row(std::size_t index) {
    const trace::Step& step = trace_.steps[index];
    const bool last = index + 1 == trace_.steps.size();
    std::string what = said(step.choice.cpu, racing_[index], step.where, effect(names_, step));
    if (last && trace_.violation.cpu == step.choice.cpu)
      what += element("div", "bad", "\xe2\x9c\x97 " + trace_.violation.property);
    const std::string open =
        fmt::format("<tr data-step=\"{}\"{}>", index + 1, racing_[index] ? "" : " class=\"quiet\"");
    return cells(open, fmt::format("{}", index + 1), step.choice.cpu, what);
  }

  std::string cells(const std::string& open, const std::string& number, machine::CpuId cpu,
                    const std::string& what) const {
    std::string text = open + "<td>" + number + "</td>";
    for (const machine::CpuId each : cpus_)
      text += "<td>" + (each == cpu ? what : std::string()) + "</td>";
    return text + "</tr>\n";
  }

  // The function's name is shown above its first row, both when all rows are shown and when only
  // some are.
  std::string said(machine::CpuId cpu, bool shown, const trace::Where& where,
                   const std::string& what) {
    const program::SourceLocation* at = where.at();
    std::string text;
    if (at != nullptr) {
      const bool first = functions_[cpu] != at->function;
      const bool first_shown = shown && shown_functions_[cpu] != at->function;
      if (first || first_shown)
        text += element("div", first ? "fn" : "fn again", at->function + "()");
      functions_[cpu] = at->function;
      if (shown) shown_functions_[cpu] = at->function;
    }
    text += element("div", "src", where.source);
    const std::string here = place(where.at());
    return text + element("div", "eff", here.empty() ? what : here + ": " + what);
  }

  const trace::Trace& trace_;
  Names names_;
  std::vector<machine::CpuId> cpus_;
  std::vector<bool> racing_;
  std::map<machine::CpuId, std::string> functions_, shown_functions_;
};

constexpr std::string_view kPage = R"html(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p><span class="bad">&#10007; {property}</span>: {claim}</p>
<p>{reason}</p>
{remarks}</header>
<div class="bar">
<button id="back" type="button" aria-label="one step back">&#9664;</button>
<input id="slider" type="range" min="0" value="0" aria-label="step">
<button id="forth" type="button" aria-label="one step on">&#9654;</button>
<label><input id="all" type="checkbox"> all steps</label>
<span><kbd>&larr;</kbd> <kbd>&rarr;</kbd> <kbd>Home</kbd> <kbd>End</kbd></span>
</div>
<main>
<section aria-label="the steps">
{lanes}</section>
<aside aria-live="polite">
<h2 id="now"></h2>
<p><code id="where"></code></p>
<p id="verdict" class="bad" hidden>&#10007; {property}: {reason}</p>
<h2>Page tables</h2>
<div id="tables"></div>
<h2>Variables</h2>
<div id="variables"></div>
</aside>
</main>
<script type="application/json" id="trace">{data}</script>
<script>{script}</script>
</body>
</html>
)html";

} // namespace

std::string html(const trace::Trace& trace) {
  std::string remarks;
  for (const std::string& remark : {inputs_of(trace), why_shortest(trace)})
    if (!remark.empty()) remarks += fmt::format("<p>{}</p>\n", escaped(remark));
  using namespace fmt::literals;
  return fmt::format(
      kPage, "title"_a = escaped(trace.scenario), "style"_a = kHtmlStyle,
      "property"_a = escaped(trace.violation.property), "claim"_a = escaped(trace.violation.claim),
      "reason"_a = escaped(trace.violation.reason), "remarks"_a = remarks,
      "lanes"_a = Lanes(trace).table(), "data"_a = data_of(trace), "script"_a = kHtmlScript);
}

} // namespace walkcheck::report
