// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/json.hpp"

#include "checker/report/executions.hpp"
#include "checker/report/remarks.hpp"
#include "checker/report/verdict.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace walkcheck::report {

using nlohmann::ordered_json;

namespace {

ordered_json text_or_null(const std::string& text) {
  return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

ordered_json number_or_null(std::uint32_t number) {
  return number == 0 ? ordered_json(nullptr) : ordered_json(number);
}

std::string kind_name(verdict::Note::Kind kind) {
  switch (kind) {
  case verdict::Note::Kind::ClaimNotReached: return "claim_not_reached";
  case verdict::Note::Kind::WalkNotReached: return "walk_not_reached";
  case verdict::Note::Kind::ClaimCannotFail: return "claim_cannot_fail";
  }
  return "";
}

// Fixed inputs form one class with one member, which is not listed.
ordered_json classes_of(const verdict::Result& result) {
  if (!result.classes) return nullptr;
  ordered_json classes = ordered_json::array();
  for (const verdict::ClassResult& each : *result.classes)
    classes.push_back({{"words", each.words},
                       {"smallest", each.representative},
                       {"executions", each.executions},
                       {"cut", each.cut},
                       {"violated", text_or_null(each.violated.value_or(""))},
                       {"no_memory", text_or_null(each.no_memory)}});
  return classes;
}

ordered_json notes_of(const verdict::Result& result) {
  ordered_json notes = ordered_json::array();
  for (const verdict::Note& note : result.notes)
    notes.push_back({{"kind", kind_name(note.kind)},
                     {"of", note.of},
                     {"place", note.place},
                     {"variable", text_or_null(note.variable)},
                     {"text", in_words(note)}});
  return notes;
}

ordered_json opaque_of(const verdict::Result& result) {
  ordered_json functions = ordered_json::array();
  for (const verdict::OpaqueFunction& function : result.opaque)
    functions.push_back({{"name", function.name}, {"spec", function.spec}});
  return functions;
}

ordered_json run_of(const trace::ListedExecution::Run& run) {
  return {{"cpu", run.cpu},
          {"steps", run.steps},
          {"file", run.last ? text_or_null(run.last->file) : ordered_json(nullptr)},
          {"line", run.last ? number_or_null(run.last->line) : ordered_json(nullptr)}};
}

ordered_json listed_of(const verdict::Result& result) {
  if (result.listed.empty()) return nullptr;
  ordered_json listed = ordered_json::array();
  for (const trace::ListedExecution& execution : result.listed) {
    ordered_json runs = ordered_json::array();
    for (const trace::ListedExecution::Run& run : execution.runs)
      runs.push_back(run_of(run));
    const auto number = execution.input_class;
    listed.push_back({{"class", number ? ordered_json(*number) : ordered_json(nullptr)},
                      {"cut", execution.is_cut},
                      {"runs", std::move(runs)},
                      {"ends", ends_of(execution)}});
  }
  return listed;
}

ordered_json errors_of(const verdict::Result& result) {
  ordered_json errors = ordered_json::array();
  for (const Diagnostic& error : result.diagnostics)
    errors.push_back({{"file", error.file},
                      {"line", number_or_null(error.line)},
                      {"column", number_or_null(error.column)},
                      {"cause", error.cause},
                      {"remedy", text_or_null(error.remedy)}});
  return errors;
}

// The counterexample that is shown; its steps are in the trace file.
ordered_json counterexample_of(const verdict::Result& result) {
  if (!result.counterexample) return nullptr;
  const trace::Trace& trace = *result.counterexample;
  return {{"property", trace.violation.property},
          {"steps", trace.length.steps},
          {"switches", trace.length.switches},
          {"shortest", trace.length.least}};
}

} // namespace

ordered_json to_json(const verdict::Result& result, const std::optional<std::string>& trace_file) {
  ordered_json properties = ordered_json::array();
  for (const verdict::PropertyResult& property : result.properties)
    properties.push_back({{"name", property.name},
                          {"status", status_name(property.status)},
                          {"reason", property.reason},
                          {"claim", property.claim}});
  ordered_json covers = ordered_json::array();
  for (const verdict::CoverResult& cover : result.covers)
    covers.push_back({{"name", cover.name}, {"reached", cover.reached}});
  return {{"scenario", result.scenario},
          {"title", result.title},
          {"verdict", verdict_name(result.verdict)},
          {"executions", result.executions},
          {"cut", result.cut},
          {"blocked", result.blocked},
          {"steps", result.steps},
          {"states", result.states},
          {"alone", result.alone},
          {"classes", classes_of(result)},
          {"classes_complete", result.classes_complete},
          {"properties", std::move(properties)},
          {"covers", std::move(covers)},
          {"reasons", result.reasons},
          {"notes", notes_of(result)},
          {"opaque", opaque_of(result)},
          {"errors", errors_of(result)},
          {"listed", listed_of(result)},
          {"counterexample", counterexample_of(result)},
          {"trace", trace_file ? ordered_json(*trace_file) : ordered_json(nullptr)}};
}

} // namespace walkcheck::report
