// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/json.hpp"

#include "checker/trace/digests.hpp"
#include "checker/trace/json_fields.hpp"
#include "model/program/diagnostic.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>

namespace walkcheck::trace {
namespace {

using machine::Cell;
using nlohmann::ordered_json;

constexpr std::uint64_t kMax32 = std::numeric_limits<std::uint32_t>::max();
constexpr const char* kFormat = "walkcheck trace";

std::string hex(std::uint64_t value) {
  return fmt::format("{:#x}", value);
}

ordered_json hex_or_null(const std::optional<std::uint64_t>& value) {
  return value ? ordered_json(hex(*value)) : ordered_json(nullptr);
}

ordered_json written(const program::SourceLocation& where) {
  return {{"file", where.file},
          {"line", where.line},
          {"column", where.column},
          {"function", where.function}};
}

ordered_json written(const std::vector<program::SourceLocation>& chain) {
  ordered_json where = ordered_json::array();
  for (const program::SourceLocation& location : chain)
    where.push_back(written(location));
  return where;
}

ordered_json written(const Step& step) {
  ordered_json freed = ordered_json::array();
  for (const std::uint64_t frame : step.freed)
    freed.push_back(hex(frame));
  return {{"cpu", step.choice.cpu},
          {"alternative", step.choice.alternative},
          {"actor", step.choice.actor},
          {"operation", step.operation},
          {"where", written(step.where)},
          {"source", step.source},
          {"receiver", step.receiver},
          {"address", hex(step.address)},
          {"object", step.object},
          {"before", hex_or_null(step.before)},
          {"after", hex_or_null(step.after)},
          {"before_text", step.before_text},
          {"after_text", step.after_text},
          {"note", step.note},
          {"freed", std::move(freed)}};
}

ordered_json written(const Waiting& waiting) {
  return {{"cpu", waiting.cpu},
          {"where", written(waiting.where)},
          {"source", waiting.source},
          {"what", waiting.what}};
}

constexpr std::array<std::pair<Cell::Kind, std::string_view>, 12> kCellKinds{{
    {Cell::Kind::Word, "word"},
    {Cell::Kind::Frame, "frame"},
    {Cell::Kind::Irq, "irq"},
    {Cell::Kind::Rcu, "rcu"},
    {Cell::Kind::Lock, "lock"},
    {Cell::Kind::Grace, "grace"},
    {Cell::Kind::Ghost, "ghost"},
    {Cell::Kind::Queue, "queue"},
    {Cell::Kind::Sent, "sent"},
    {Cell::Kind::Acked, "acked"},
    {Cell::Kind::Ended, "ended"},
    {Cell::Kind::Page, "page"},
}};

ordered_json written(const Cell& cell) {
  const auto* kind =
      std::ranges::find(kCellKinds, cell.kind, [](const auto& k) { return k.first; });
  return {{"kind", kind->second}, {"id", hex(cell.id)}};
}

ordered_json written(const Violation& violation) {
  return {{"property", violation.property},
          {"claim", violation.claim},
          {"reason", violation.reason},
          {"cpu", violation.cpu ? ordered_json(*violation.cpu) : ordered_json(nullptr)}};
}

ordered_json written(const Length& length) {
  return {{"switches", length.switches},
          {"steps", length.steps},
          {"executions", length.executions},
          {"least", length.least}};
}

program::SourceLocation location_of(JsonFields fields) {
  program::SourceLocation where;
  where.file = fields.text("file");
  where.line = static_cast<std::uint32_t>(fields.number("line", kMax32));
  where.column = static_cast<std::uint32_t>(fields.number("column", kMax32));
  where.function = fields.text("function");
  fields.finish();
  return where;
}

std::vector<program::SourceLocation> chain_of(JsonFields& fields) {
  std::vector<program::SourceLocation> chain;
  for (std::size_t i = 0; i < fields.list("where").size(); ++i)
    chain.push_back(location_of(fields.element("where", i)));
  return chain;
}

Step step_of(JsonFields fields, std::size_t cpus) {
  Step step;
  step.choice.cpu = static_cast<machine::CpuId>(fields.number("cpu", cpus - 1));
  step.choice.alternative = static_cast<std::uint32_t>(fields.number("alternative", kMax32));
  step.choice.actor = static_cast<std::uint32_t>(fields.number("actor", kMax32 / 2));
  step.operation = fields.text("operation");
  step.where = chain_of(fields);
  step.source = fields.text("source");
  step.receiver = fields.text("receiver");
  step.address = fields.word("address");
  step.object = fields.text("object");
  step.before = fields.optional_word("before");
  step.after = fields.optional_word("after");
  step.before_text = fields.text("before_text");
  step.after_text = fields.text("after_text");
  step.note = fields.text("note");
  step.freed = fields.words("freed");
  fields.finish();
  return step;
}

Waiting waiting_of(JsonFields fields, std::size_t cpus) {
  Waiting waiting;
  waiting.cpu = static_cast<machine::CpuId>(fields.number("cpu", cpus - 1));
  waiting.where = chain_of(fields);
  waiting.source = fields.text("source");
  waiting.what = fields.text("what");
  fields.finish();
  return waiting;
}

FileHash input_of(JsonFields fields) {
  FileHash input;
  input.name = fields.text("name");
  input.sha256 = fields.text("sha256");
  const bool digest = input.sha256.size() == 64 && std::ranges::all_of(input.sha256, [](char c) {
                        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                      });
  if (!digest) fields.fail("sha256", "is not 64 lower-case hex digits");
  fields.finish();
  return input;
}

InputChoice choice_of(JsonFields fields) {
  InputChoice input;
  input.name = fields.text("name");
  input.choice = fields.text("choice");
  fields.finish();
  return input;
}

InputValue value_of(JsonFields fields) {
  InputValue input;
  input.name = fields.text("name");
  input.value = fields.word("value");
  fields.finish();
  return input;
}

Cell cell_of(JsonFields fields) {
  const std::string name = fields.text("kind");
  const auto* kind = std::ranges::find(kCellKinds, name, [](const auto& k) { return k.second; });
  if (kind == kCellKinds.end()) fields.fail("kind", "is no kind of cell");
  const Cell cell{kind->first, fields.word("id")};
  fields.finish();
  return cell;
}

Violation violation_of(JsonFields fields, std::size_t cpus) {
  Violation violation;
  violation.property = fields.text("property");
  violation.claim = fields.text("claim");
  violation.reason = fields.text("reason");
  if (const auto cpu = fields.optional_number("cpu", cpus - 1))
    violation.cpu = static_cast<machine::CpuId>(*cpu);
  fields.finish();
  return violation;
}

Length length_of(JsonFields fields) {
  Length length;
  length.switches = fields.number("switches", kMax32);
  length.steps = fields.number("steps", kMax32);
  length.executions = fields.number("executions", std::numeric_limits<std::uint64_t>::max());
  length.least = fields.truth("least");
  fields.finish();
  return length;
}

void check_version(JsonFields& fields, const std::string& file) {
  if (fields.text("format") != kFormat)
    fields.fail("format", fmt::format("is not \"{}\"", kFormat));
  const std::uint64_t version = fields.number("version", kMax32);
  if (version != kTraceVersion)
    throw InputError(
        Diagnostic{file, 0, 0,
                   fmt::format("field version: is {}, and this program reads version {}", version,
                               kTraceVersion),
                   "write the trace again with this program's `walkcheck verify --trace-dir`"});
}

} // namespace

ordered_json to_json(const Trace& trace) {
  ordered_json inputs = ordered_json::array();
  for (const FileHash& input : trace.inputs)
    inputs.push_back({{"name", input.name}, {"sha256", input.sha256}});
  ordered_json chosen = ordered_json::array();
  for (const InputChoice& input : trace.chosen)
    chosen.push_back({{"name", input.name}, {"choice", input.choice}});
  ordered_json values = ordered_json::array();
  for (const InputValue& input : trace.values)
    values.push_back({{"name", input.name}, {"value", hex(input.value)}});
  ordered_json cells = ordered_json::array();
  for (const Cell& cell : trace.written)
    cells.push_back(written(cell));
  ordered_json steps = ordered_json::array();
  for (const Step& step : trace.steps)
    steps.push_back(written(step));
  ordered_json waiting = ordered_json::array();
  for (const Waiting& each : trace.waiting)
    waiting.push_back(written(each));
  ordered_json document{{"format", kFormat},
                        {"version", kTraceVersion},
                        {"scenario", trace.scenario},
                        {"chosen", std::move(chosen)},
                        {"values", std::move(values)},
                        {"holds_for", trace.holds_for},
                        {"inputs", std::move(inputs)},
                        {"cpus", trace.cpus},
                        {"written", std::move(cells)},
                        {"steps", std::move(steps)},
                        {"waiting", std::move(waiting)},
                        {"violation", written(trace.violation)},
                        {"length", written(trace.length)}};
  document["digests"] = digests_of(nlohmann::json::parse(document.dump()));
  return document;
}

std::string to_text(const Trace& trace) {
  return to_json(trace).dump(2) + "\n";
}

Trace from_json(std::string_view text, const std::string& file) {
  const nlohmann::json document = parse_json(text, file);
  JsonFields fields(document, file, "");
  check_version(fields, file);
  Trace trace;
  trace.scenario = fields.text("scenario");
  for (std::size_t i = 0; i < fields.list("chosen").size(); ++i)
    trace.chosen.push_back(choice_of(fields.element("chosen", i)));
  for (std::size_t i = 0; i < fields.list("values").size(); ++i)
    trace.values.push_back(value_of(fields.element("values", i)));
  for (const nlohmann::json& words : fields.list("holds_for")) {
    if (!words.is_string()) fields.fail("holds_for", "is not a list of strings");
    trace.holds_for.push_back(words.get<std::string>());
  }
  for (std::size_t i = 0; i < fields.list("inputs").size(); ++i)
    trace.inputs.push_back(input_of(fields.element("inputs", i)));
  for (const nlohmann::json& name : fields.list("cpus")) {
    if (!name.is_string()) fields.fail("cpus", "is not a list of names");
    trace.cpus.push_back(name.get<std::string>());
  }
  if (trace.cpus.empty() || trace.cpus.size() > machine::kMaxCpus)
    fields.fail("cpus", fmt::format("has not 1 to {} names", machine::kMaxCpus));
  for (std::size_t i = 0; i < fields.list("written").size(); ++i)
    trace.written.push_back(cell_of(fields.element("written", i)));
  for (std::size_t i = 0; i < fields.list("steps").size(); ++i)
    trace.steps.push_back(step_of(fields.element("steps", i), trace.cpus.size()));
  for (std::size_t i = 0; i < fields.list("waiting").size(); ++i)
    trace.waiting.push_back(waiting_of(fields.element("waiting", i), trace.cpus.size()));
  trace.violation = violation_of(fields.object("violation"), trace.cpus.size());
  trace.length = length_of(fields.object("length"));
  JsonFields digests = fields.object("digests");
  fields.finish();
  check_digests(std::move(digests), document);
  if (trace.length.steps != trace.steps.size() || trace.length.switches != switches(trace.steps))
    fields.fail("length", fmt::format("is not that of {} steps with {} context switches",
                                      trace.steps.size(), switches(trace.steps)));
  return trace;
}

} // namespace walkcheck::trace
