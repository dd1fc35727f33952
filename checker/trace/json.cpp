// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/json.hpp"

#include "checker/trace/digests.hpp"
#include "checker/trace/json_archive.hpp"
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
using machine::FrameState;
using nlohmann::ordered_json;

constexpr std::uint64_t kMax32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kMaxActor = kMax32 / 2;
constexpr const char* kFormat = "walkcheck trace";

// --- Names of enumerators in files -------------------------------------------------------------

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

constexpr std::array<std::pair<FrameState, std::string_view>, 4> kPages{{
    {FrameState::NeverAllocated, "never_allocated"},
    {FrameState::LiveTable, "live_table"},
    {FrameState::FreedTable, "freed_table"},
    {FrameState::Data, "data"},
}};

template <const auto& table> std::string_view name_in(decltype(table[0].first) value) {
  return std::ranges::find(table, value, [](const auto& row) { return row.first; })->second;
}

template <const auto& table> auto find_in(std::string_view name) {
  const auto* row = std::ranges::find(table, name, [](const auto& each) { return each.second; });
  using Found = std::optional<std::remove_const_t<decltype(row->first)>>;
  return row == table.end() ? Found() : Found(row->first);
}

std::string_view name_of_kind(machine::StepKind kind) {
  return machine::info(kind).name;
}

constexpr std::string_view kPrefix = "__wc_";

std::string_view name_of_primitive(program::Primitive primitive) {
  return program::info(primitive).c_name.substr(kPrefix.size());
}

std::optional<program::Primitive> find_primitive(const std::string& name) {
  return program::find_primitive(std::string(kPrefix) + name);
}

// --- The fields of each structure, once --------------------------------------------------------

constexpr auto kLocation = [](auto& archive, auto& at) {
  archive.plain("file", at.file);
  archive.number("line", at.line, kMax32);
  archive.number("column", at.column, kMax32);
  archive.plain("function", at.function);
};

constexpr auto kWhere = [](auto& archive, auto& where) {
  archive.list("chain", where.chain, kLocation);
  const std::uint64_t last = where.chain.empty() ? 0 : where.chain.size() - 1;
  archive.number("shown", where.shown, last);
  archive.plain("source", where.source);
};

constexpr auto kNamed = [](auto& archive, auto& object) {
  archive.word("address", object.address);
  archive.plain("name", object.name);
};

constexpr auto kFrame = [](auto& archive, auto& page) {
  archive.word("number", page.number);
  archive.plain("name", page.name);
  archive.named("level", page.level, word::name, word::find_level);
  archive.plain("owner", page.owner);
  archive.plain("is_table", page.is_table);
};

struct StepFields {
  std::uint64_t last_cpu;

  void operator()(auto& archive, auto& step) const {
    archive.number("cpu", step.choice.cpu, last_cpu);
    archive.number("alternative", step.choice.alternative, kMax32);
    archive.number("actor", step.choice.actor, kMaxActor);
    archive.named("kind", step.kind, name_of_kind, machine::find_kind);
    archive.optional_named("primitive", step.primitive, name_of_primitive, find_primitive);
    archive.object("where", step.where, kWhere);
    archive.plain("receiver", step.receiver);
    archive.object("object", step.object, kNamed);
    archive.optional_word("before", step.before);
    archive.optional_word("after", step.after);
    archive.named("level", step.level, word::name, word::find_level);
    archive.optional_named("page", step.page, name_in<kPages>, find_in<kPages>);
    archive.words("values", step.values);
    archive.plain("event", step.event);
    archive.numbers("waits_for", step.waits_for, last_cpu);
    archive.list("waited", step.waited, kNamed);
    archive.words("freed", step.freed);
  }
};

struct WaitingFields {
  std::uint64_t last_cpu;

  void operator()(auto& archive, auto& waiting) const {
    archive.number("cpu", waiting.cpu, last_cpu);
    archive.object("where", waiting.where, kWhere);
    archive.optional_object("lock", waiting.lock, kNamed);
    archive.numbers("cpus", waiting.cpus, last_cpu);
    archive.numbers("behind", waiting.behind, last_cpu);
    archive.optional_list("changes", waiting.changes, kNamed);
  }
};

constexpr auto kChosen = [](auto& archive, auto& input) {
  archive.plain("name", input.name);
  archive.plain("choice", input.choice);
};

constexpr auto kValued = [](auto& archive, auto& input) {
  archive.plain("name", input.name);
  archive.word("value", input.value);
};

constexpr auto kHashed = [](auto& archive, auto& input) {
  archive.plain("name", input.name);
  archive.plain("sha256", input.sha256);
};

constexpr auto kCell = [](auto& archive, auto& written) {
  archive.named("kind", written.kind, name_in<kCellKinds>, find_in<kCellKinds>);
  archive.word("id", written.id);
};

struct ViolationFields {
  std::uint64_t last_cpu;

  void operator()(auto& archive, auto& violation) const {
    archive.plain("property", violation.property);
    archive.plain("claim", violation.claim);
    archive.plain("reason", violation.reason);
    archive.optional_number("cpu", violation.cpu, last_cpu);
  }
};

constexpr auto kLength = [](auto& archive, auto& of) {
  archive.number("switches", of.switches, kMax32);
  archive.number("steps", of.steps, kMax32);
  archive.number("executions", of.executions, std::numeric_limits<std::uint64_t>::max());
  archive.plain("least", of.least);
};

// The list of CPUs comes before the numbers that are checked against it.
constexpr auto kTrace = [](auto& archive, auto& trace, auto check_cpus) {
  archive.plain("scenario", trace.scenario);
  archive.list("chosen", trace.chosen, kChosen);
  archive.list("values", trace.values, kValued);
  archive.plain("holds_for", trace.holds_for);
  archive.list("inputs", trace.inputs, kHashed);
  archive.plain("cpus", trace.cpus);
  check_cpus();
  const std::uint64_t last_cpu = trace.cpus.empty() ? 0 : trace.cpus.size() - 1;
  archive.list("frames", trace.frames, kFrame);
  archive.list("written", trace.written, kCell);
  archive.list("steps", trace.steps, StepFields{last_cpu});
  archive.list("waiting", trace.waiting, WaitingFields{last_cpu});
  archive.object("violation", trace.violation, ViolationFields{last_cpu});
  archive.object("length", trace.length, kLength);
};

// --- Checks that need more than one field ------------------------------------------------------

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

bool is_sha256(const std::string& text) {
  return text.size() == 64 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

void check_form(const Trace& trace, const JsonFields& fields) {
  for (std::size_t i = 0; i < trace.inputs.size(); ++i)
    if (!is_sha256(trace.inputs[i].sha256))
      fields.fail(fmt::format("inputs[{}].sha256", i), "is not 64 lower-case hex digits");
  const auto is_before = [](const Frame& one, const Frame& next) {
    return one.number < next.number;
  };
  if (!std::ranges::is_sorted(trace.frames, is_before))
    fields.fail("frames", "is not sorted by number");
}

void check_length(const Trace& trace, const JsonFields& fields) {
  if (trace.length.steps != trace.steps.size() || trace.length.switches != switches(trace.steps))
    fields.fail("length", fmt::format("is not that of {} steps with {} context switches",
                                      trace.steps.size(), switches(trace.steps)));
}

} // namespace

ordered_json to_json(const Trace& trace) {
  ordered_json document;
  JsonWriter writer(document);
  writer.plain("format", kFormat);
  writer.plain("version", kTraceVersion);
  kTrace(writer, trace, [] {});
  document["digests"] = digests_of(nlohmann::json::parse(document.dump()));
  return document;
}

std::string to_text(const Trace& trace) {
  return to_json(trace).dump(2) + "\n";
}

Trace from_json(std::string_view text, const std::string& file) {
  const nlohmann::json document = parse_json(text, file);
  JsonReader reader(JsonFields(document, file, ""));
  JsonFields& fields = reader.fields();
  check_version(fields, file);
  Trace trace;
  kTrace(reader, trace, [&] {
    if (trace.cpus.empty() || trace.cpus.size() > machine::kMaxCpus)
      fields.fail("cpus", fmt::format("has not 1 to {} names", machine::kMaxCpus));
  });
  JsonFields digests = fields.object("digests");
  fields.finish();
  check_form(trace, fields);
  check_digests(std::move(digests), document);
  check_length(trace, fields);
  return trace;
}

} // namespace walkcheck::trace
