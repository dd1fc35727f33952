// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/json_fields.hpp"

#include "model/program/diagnostic.hpp"
#include "model/support/numbers.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace walkcheck::trace {
namespace {

constexpr const char* kRemedy =
    "the trace file was damaged or edited: run `walkcheck verify` again with --trace-dir";

std::optional<std::uint64_t> word_in(const nlohmann::json& field) {
  if (!field.is_string()) return std::nullopt;
  return support::hex_number_in(field.get_ref<const std::string&>());
}

std::optional<std::uint64_t> number_in(const nlohmann::json& field, std::uint64_t limit) {
  if (!field.is_number_unsigned() || field.get<std::uint64_t>() > limit) return std::nullopt;
  return field.get<std::uint64_t>();
}

} // namespace

JsonFields::JsonFields(const nlohmann::json& object, std::string file, std::string path)
    : object_(object), file_(std::move(file)), path_(std::move(path)) {
  if (!object_.is_object())
    throw InputError(Diagnostic{
        file_, 0, 0, fmt::format("{} is not an object", path_.empty() ? "the document" : path_),
        kRemedy});
}

std::string JsonFields::path_of(const std::string& key) const {
  return path_.empty() ? key : path_ + "." + key;
}

void JsonFields::fail(const std::string& key, const std::string& cause) const {
  throw InputError(
      Diagnostic{file_, 0, 0, fmt::format("field {}: {}", path_of(key), cause), kRemedy});
}

const nlohmann::json& JsonFields::value(const std::string& key) {
  const auto found = object_.find(key);
  if (found == object_.end()) fail(key, "is missing");
  seen_.insert(key);
  return *found;
}

std::string JsonFields::text(const std::string& key) {
  const nlohmann::json& field = value(key);
  if (!field.is_string()) fail(key, "is not a string");
  return field.get<std::string>();
}

bool JsonFields::truth(const std::string& key) {
  const nlohmann::json& field = value(key);
  if (!field.is_boolean()) fail(key, "is neither true nor false");
  return field.get<bool>();
}

std::uint64_t JsonFields::number(const std::string& key, std::uint64_t limit) {
  const auto number = number_in(value(key), limit);
  if (!number) fail(key, fmt::format("is not a whole number from 0 to {}", limit));
  return *number;
}

std::uint64_t JsonFields::word(const std::string& key) {
  const auto word = word_in(value(key));
  if (!word) fail(key, "is not a 64-bit number in hex, such as \"0x1f\"");
  return *word;
}

std::optional<std::uint64_t> JsonFields::optional_word(const std::string& key) {
  if (value(key).is_null()) return std::nullopt;
  return word(key);
}

std::vector<std::uint64_t> JsonFields::words(const std::string& key) {
  std::vector<std::uint64_t> words;
  for (const nlohmann::json& element : list(key)) {
    const auto word = word_in(element);
    if (!word) fail(key, "is not a list of 64-bit numbers in hex, such as \"0x1f\"");
    words.push_back(*word);
  }
  return words;
}

std::vector<std::uint64_t> JsonFields::numbers(const std::string& key, std::uint64_t limit) {
  std::vector<std::uint64_t> numbers;
  for (const nlohmann::json& element : list(key)) {
    const auto number = number_in(element, limit);
    if (!number) fail(key, fmt::format("is not a list of whole numbers from 0 to {}", limit));
    numbers.push_back(*number);
  }
  return numbers;
}

std::vector<std::string> JsonFields::texts(const std::string& key) {
  std::vector<std::string> texts;
  for (const nlohmann::json& element : list(key)) {
    if (!element.is_string()) fail(key, "is not a list of strings");
    texts.push_back(element.get<std::string>());
  }
  return texts;
}

bool JsonFields::is_null(const std::string& key) {
  return value(key).is_null();
}

std::optional<std::uint64_t> JsonFields::optional_number(const std::string& key,
                                                         std::uint64_t limit) {
  if (value(key).is_null()) return std::nullopt;
  return number(key, limit);
}

const nlohmann::json& JsonFields::list(const std::string& key) {
  const nlohmann::json& field = value(key);
  if (!field.is_array()) fail(key, "is not a list");
  return field;
}

JsonFields JsonFields::object(const std::string& key) {
  return {value(key), file_, path_of(key)};
}

JsonFields JsonFields::element(const std::string& key, std::size_t index) {
  return {list(key).at(index), file_, fmt::format("{}[{}]", path_of(key), index)};
}

void JsonFields::finish() const {
  for (const auto& [key, field] : object_.items())
    if (!seen_.contains(key)) fail(key, "is unknown");
}

nlohmann::json parse_json(std::string_view text, const std::string& file) {
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    const std::size_t at = std::min<std::size_t>(error.byte == 0 ? 0 : error.byte - 1, text.size());
    const std::string_view before = text.substr(0, at);
    const auto line = static_cast<std::uint32_t>(1 + std::ranges::count(before, '\n'));
    const std::size_t line_start = before.rfind('\n');
    const std::size_t column = line_start == std::string_view::npos ? at + 1 : at - line_start;
    throw InputError(
        Diagnostic{file, line, static_cast<std::uint32_t>(column), "this is not JSON", kRemedy});
  }
}

} // namespace walkcheck::trace
