// SPDX-License-Identifier: GPL-2.0-only
#include "catch.hpp"

#include "checker/trace/json.hpp"
#include "checker/trace/readable.hpp"
#include "model/program/diagnostic.hpp"
#include "tests/checker/trace/example_trace.hpp"

#include <nlohmann/json.hpp>

#include <functional>

using namespace walkcheck;
using nlohmann::json;

namespace {

std::string message_of(const std::string& text) {
  try {
    trace::from_json(text, "bad.json");
  } catch (const InputError& error) {
    REQUIRE_FALSE(error.diagnostics().empty());
    REQUIRE(error.diagnostics().front().file == "bad.json");
    REQUIRE_FALSE(error.diagnostics().front().remedy.empty());
    return error.what();
  }
  return "accepted";
}

// Visits each field of the document, as a pointer and under the name that an error gives it.
void for_each_field(const json& value, const json::json_pointer& at, const std::string& name,
                    const std::function<void(const json::json_pointer&, const std::string&)>& see) {
  if (value.is_object())
    for (const auto& [key, field] : value.items()) {
      const std::string path = name.empty() ? key : name + "." + key;
      see(at / key, path);
      for_each_field(field, at / key, path, see);
    }
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i)
      for_each_field(value[i], at / i, name + "[" + std::to_string(i) + "]", see);
}

void for_each_leaf(const json& value, const json::json_pointer& at, const std::string& name,
                   const std::function<void(const json::json_pointer&, const std::string&)>& see) {
  if (!value.is_structured()) return see(at, name);
  if (value.is_object())
    for (const auto& [key, field] : value.items())
      for_each_leaf(field, at / key, name.empty() ? key : name + "." + key, see);
  else
    for (std::size_t i = 0; i < value.size(); ++i)
      for_each_leaf(value[i], at / i, name + "[" + std::to_string(i) + "]", see);
}

// A trace with a waiting CPU and open inputs, which the race does not have.
trace::Trace full_trace() {
  trace::Trace trace = trace::example_trace();
  trace.chosen = {{"level", "4K"}};
  trace.values = {{"hva", 0x7f0000001000}};
  trace.holds_for = {"hva != 0"};
  trace.waiting = {{1,
                    {{{"mutators/munmap.c", 70, 2, "munmap"}}, 0, "spin_lock(ptl);"},
                    trace::Named{0x1003000, ""},
                    {0},
                    {0, 1},
                    {{{0x9000, "ready"}}}}};
  trace::Step& step = trace.steps[2];
  step.primitive = program::Primitive::FreeTable;
  step.values = {1, UINT64_MAX};
  step.event = "samples";
  step.waits_for = {0};
  step.waited = {{0x9000, "ready"}};
  step.freed = {0x1003};
  return trace;
}

json example() {
  return json::parse(trace::to_text(full_trace()));
}

} // namespace

TEST_CASE("a trace survives the way to a file and back") {
  const trace::Trace trace = full_trace();
  const std::string text = trace::to_text(trace);
  REQUIRE(trace::from_json(text, "t.json") == trace);
  REQUIRE(trace::to_text(trace::from_json(text, "t.json")) == text);
  REQUIRE(text.ends_with("}\n"));
}

TEST_CASE("values that JSON numbers would round survive") {
  trace::Trace trace = trace::example_trace();
  trace.steps[0].before = 0x8000000000000001;
  trace.steps[0].after = UINT64_MAX;
  trace.steps[0].object.address = 0xffffffff80000008;
  trace.violation.cpu.reset();
  trace.steps[1].where.source = "\"quoted\" \\ \xc3\xa4";
  REQUIRE(trace::from_json(trace::to_text(trace), "t.json") == trace);
}

TEST_CASE("each field that is missing is named") {
  std::size_t fields = 0;
  for_each_field(example(), json::json_pointer(), "",
                 [&](const json::json_pointer& at, const std::string& name) {
                   json damaged = example();
                   damaged[at.parent_pointer()].erase(at.back());
                   CAPTURE(name);
                   const std::string message = message_of(damaged.dump());
                   CHECK(message.find("field " + name + ": is missing") != std::string::npos);
                   ++fields;
                 });
  REQUIRE(fields > 80); // 4 steps of 13 fields, and their locations
}

TEST_CASE("each field of the wrong kind is named") {
  for_each_field(example(), json::json_pointer(), "",
                 [&](const json::json_pointer& at, const std::string& name) {
                   json damaged = example();
                   damaged[at] = damaged[at].is_boolean() ? json(1) : json(true);
                   CAPTURE(name);
                   CHECK(message_of(damaged.dump()).find(name) != std::string::npos);
                 });
}

// Another value of the same kind: only the digest tells it from the right one.
json another(const json& value) {
  if (value.is_boolean()) return !value.get<bool>();
  if (value.is_number())
    return value.get<std::uint64_t>() == 0 ? 1 : value.get<std::uint64_t>() - 1;
  if (value.is_null()) return "0x1";
  std::string text = value.get<std::string>();
  if (text.empty()) return "x";
  text.back() = text.back() == '1' ? '2' : '1';
  return text;
}

// The name in an error: the field; for a field of a step, the step.
std::string named(const std::string& name) {
  const std::string field = name.starts_with("digests.") ? name.substr(8) : name;
  return field.substr(0,
                      field.starts_with("steps") ? field.find(']') + 1 : field.find_first_of(".["));
}

TEST_CASE("a trace with any one field changed is refused, and the field named") {
  std::size_t leaves = 0;
  for_each_leaf(example(), json::json_pointer(), "",
                [&](const json::json_pointer& at, const std::string& name) {
                  json damaged = example();
                  damaged[at] = another(damaged[at]);
                  CAPTURE(name, damaged[at].dump());
                  const std::string message = message_of(damaged.dump());
                  CHECK(message != "accepted");
                  CHECK(message.find(named(name)) != std::string::npos);
                  ++leaves;
                });
  REQUIRE(leaves > 100);
  for (const char* list : {"/chosen", "/values", "/holds_for", "/inputs", "/cpus", "/frames",
                           "/written", "/steps", "/waiting", "/digests/steps"}) {
    json damaged = example();
    json& cut = damaged[json::json_pointer(list)];
    CAPTURE(list);
    REQUIRE_FALSE(cut.empty());
    cut.erase(cut.size() - 1);
    CHECK(message_of(damaged.dump()) != "accepted");
  }
}

TEST_CASE("a length that is not that of the steps is refused") {
  trace::Trace trace = full_trace();
  trace.length.switches = 1;
  CHECK(message_of(trace::to_text(trace)).find("field length") != std::string::npos);
  trace.length = {2, 5, 17, true};
  CHECK(message_of(trace::to_text(trace)).find("field length") != std::string::npos);
}

TEST_CASE("each object with an unknown field is refused by its name") {
  const auto refuses = [](const json::json_pointer& at, const std::string& name) {
    json damaged = example();
    damaged[at / "stranger"] = 1;
    CAPTURE(name);
    CHECK(message_of(damaged.dump()).find("stranger: is unknown") != std::string::npos);
  };
  refuses(json::json_pointer(), "the document");
  for (const char* object : {"/steps/0", "/steps/3/where/chain/0", "/violation", "/inputs/1",
                             "/written/0", "/waiting/0", "/waiting/0/where/chain/0", "/frames/0",
                             "/steps/0/object", "/steps/2/waited/0", "/waiting/0/lock"})
    refuses(json::json_pointer(object), object);
}

TEST_CASE("values out of range are refused by name") {
  const auto message = [](const char* at, const json& value) {
    json damaged = example();
    damaged[json::json_pointer(at)] = value;
    return message_of(damaged.dump());
  };
  CHECK(message("/steps/2/cpu", 2).find("steps[2].cpu") != std::string::npos);
  CHECK(message("/steps/2/cpu", -1).find("steps[2].cpu") != std::string::npos);
  CHECK(message("/violation/cpu", 2).find("violation.cpu") != std::string::npos);
  CHECK(message("/steps/0/object/address", "0x10000000000000000").find("object.address") !=
        std::string::npos);
  CHECK(message("/steps/0/object/address", "12").find("object.address") != std::string::npos);
  CHECK(message("/steps/0/kind", "chair").find("steps[0].kind") != std::string::npos);
  CHECK(message("/steps/2/primitive", "chair").find("steps[2].primitive") != std::string::npos);
  CHECK(message("/steps/0/level", "3M").find("steps[0].level") != std::string::npos);
  CHECK(message("/steps/0/page", "chair").find("steps[0].page") != std::string::npos);
  CHECK(message("/steps/2/waits_for", json::array({2})).find("waits_for") != std::string::npos);
  CHECK(message("/steps/0/after", "0x").find("after") != std::string::npos);
  CHECK(message("/steps/0/after", "0x1g").find("after") != std::string::npos);
  CHECK(message("/steps/0/where/chain/0/line", 4294967296).find("line") != std::string::npos);
  CHECK(message("/steps/0/where/shown", 2).find("steps[0].where.shown") != std::string::npos);
  CHECK(message("/inputs/0/sha256", "abc").find("inputs[0].sha256") != std::string::npos);
  CHECK(message("/written/0/kind", "chair").find("written[0].kind") != std::string::npos);
  CHECK(message("/cpus", json::array()).find("cpus") != std::string::npos);
  CHECK(message("/cpus", json(std::vector<std::string>(17, "c"))).find("cpus") !=
        std::string::npos);
  CHECK(message("/format", "lanes").find("format") != std::string::npos);
}

TEST_CASE("another version is refused with both numbers") {
  json newer = example();
  newer["version"] = 7;
  const std::string message = message_of(newer.dump());
  CHECK(message.find("version") != std::string::npos);
  CHECK(message.find("is 7") != std::string::npos);
  CHECK(message.find("reads version 6") != std::string::npos);
}

TEST_CASE("what is no JSON is refused with its line and column") {
  CHECK(
      message_of("{\n  \"format\": \"walkcheck trace\",\n  oops\n}").starts_with("bad.json:3:3:"));
  CHECK(message_of("").starts_with("bad.json:1:1:"));
  CHECK(message_of("[]").find("the document is not an object") != std::string::npos);
  CHECK(message_of("{\"format\": \"\xff\"}").starts_with("bad.json:1:"));
  const std::string whole = trace::to_text(trace::example_trace());
  for (const std::size_t kept : {std::size_t{1}, whole.size() / 3, whole.size() - 3})
    CHECK(message_of(whole.substr(0, kept)).find("this is not JSON") != std::string::npos);
}

TEST_CASE("a source line is made fit for JSON and a terminal") {
  CHECK(trace::readable("\t pud = *pudp;\t/* x */ \r") == "pud = *pudp; /* x */");
  CHECK(trace::readable("a\x1b[31mb") == "a [31mb");
  CHECK(trace::readable("caf\xe9;") == "caf\xef\xbf\xbd;");
  CHECK(trace::readable("").empty());
  CHECK(trace::readable("\xc3\xa4") == "\xc3\xa4");
}
