// SPDX-License-Identifier: GPL-2.0-only
// A structure's fields are listed once, both for writing it to JSON and for reading it back: a
// function `fields(archive, value)` names each field, and is called with a JsonWriter and a
// constant value, or with a JsonReader and a value to fill. Addresses and words are texts in hex,
// as JSON's numbers are too short for them.
#pragma once

#include "checker/trace/json_fields.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace walkcheck::trace {

class JsonWriter {
public:
  explicit JsonWriter(nlohmann::ordered_json& object) : object_(object) {
    object_ = nlohmann::ordered_json::object();
  }

  template <class T> void plain(const char* key, const T& value) { object_[key] = value; }
  template <class T> void number(const char* key, const T& value, std::uint64_t) {
    object_[key] = value;
  }
  template <class T> void numbers(const char* key, const std::vector<T>& values, std::uint64_t) {
    object_[key] = values;
  }
  template <class T>
  void optional_number(const char* key, const std::optional<T>& value, std::uint64_t) {
    object_[key] = value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
  }
  void word(const char* key, std::uint64_t value) { object_[key] = hex(value); }
  void optional_word(const char* key, const std::optional<std::uint64_t>& value) {
    object_[key] = value ? nlohmann::ordered_json(hex(*value)) : nlohmann::ordered_json(nullptr);
  }
  void words(const char* key, const std::vector<std::uint64_t>& values) {
    auto& list = object_[key] = nlohmann::ordered_json::array();
    for (const std::uint64_t value : values)
      list.push_back(hex(value));
  }
  // `name_of` gives an enumerator's name, `find` the enumerator of a name, if there is one.
  template <class Enum, class NameOf, class Find>
  void named(const char* key, const Enum& value, NameOf name_of, Find) {
    object_[key] = name_of(value);
  }
  template <class Enum, class NameOf, class Find>
  void optional_named(const char* key, const std::optional<Enum>& value, NameOf name_of, Find) {
    object_[key] =
        value ? nlohmann::ordered_json(name_of(*value)) : nlohmann::ordered_json(nullptr);
  }
  template <class T, class Fields> void object(const char* key, const T& value, Fields fields) {
    JsonWriter inner(object_[key]);
    fields(inner, value);
  }
  template <class T, class Fields>
  void optional_object(const char* key, const std::optional<T>& value, Fields fields) {
    object_[key] = nullptr;
    if (value) object(key, *value, fields);
  }
  template <class T, class Fields>
  void list(const char* key, const std::vector<T>& values, Fields fields) {
    auto& list = object_[key] = nlohmann::ordered_json::array();
    for (const T& value : values) {
      JsonWriter inner(list.emplace_back());
      fields(inner, value);
    }
  }
  template <class T, class Fields>
  void optional_list(const char* key, const std::optional<std::vector<T>>& values, Fields fields) {
    object_[key] = nullptr;
    if (values) list(key, *values, fields);
  }

private:
  static std::string hex(std::uint64_t value) { return fmt::format("{:#x}", value); }

  nlohmann::ordered_json& object_;
};

// Throws InputError where a field is missing, of another kind, out of range or unknown.
class JsonReader {
public:
  explicit JsonReader(JsonFields fields) : fields_(std::move(fields)) {}
  // To be called last, for a whole object: refuses a field that nobody asked for.
  void finish() const { fields_.finish(); }
  JsonFields& fields() { return fields_; }

  void plain(const char* key, std::string& value) { value = fields_.text(key); }
  void plain(const char* key, bool& value) { value = fields_.truth(key); }
  void plain(const char* key, std::vector<std::string>& values) { values = fields_.texts(key); }
  template <class T> void number(const char* key, T& value, std::uint64_t limit) {
    value = static_cast<T>(fields_.number(key, limit));
  }
  template <class T> void numbers(const char* key, std::vector<T>& values, std::uint64_t limit) {
    values.clear();
    for (const std::uint64_t value : fields_.numbers(key, limit))
      values.push_back(static_cast<T>(value));
  }
  template <class T>
  void optional_number(const char* key, std::optional<T>& value, std::uint64_t limit) {
    value.reset();
    if (const auto read = fields_.optional_number(key, limit)) value = static_cast<T>(*read);
  }
  void word(const char* key, std::uint64_t& value) { value = fields_.word(key); }
  void optional_word(const char* key, std::optional<std::uint64_t>& value) {
    value = fields_.optional_word(key);
  }
  void words(const char* key, std::vector<std::uint64_t>& values) { values = fields_.words(key); }
  template <class Enum, class NameOf, class Find>
  void named(const char* key, Enum& value, NameOf, Find find) {
    const auto found = find(fields_.text(key));
    if (!found) fields_.fail(key, "is not a known name");
    value = *found;
  }
  template <class Enum, class NameOf, class Find>
  void optional_named(const char* key, std::optional<Enum>& value, NameOf name_of, Find find) {
    value.reset();
    if (!fields_.is_null(key)) named(key, value.emplace(), name_of, find);
  }
  template <class T, class Fields> void object(const char* key, T& value, Fields fields) {
    read(fields_.object(key), value, fields);
  }
  template <class T, class Fields>
  void optional_object(const char* key, std::optional<T>& value, Fields fields) {
    value.reset();
    if (!fields_.is_null(key)) object(key, value.emplace(), fields);
  }
  template <class T, class Fields>
  void list(const char* key, std::vector<T>& values, Fields fields) {
    values.clear();
    for (std::size_t i = 0; i < fields_.list(key).size(); ++i)
      read(fields_.element(key, i), values.emplace_back(), fields);
  }
  template <class T, class Fields>
  void optional_list(const char* key, std::optional<std::vector<T>>& values, Fields fields) {
    values.reset();
    if (!fields_.is_null(key)) list(key, values.emplace(), fields);
  }

private:
  template <class T, class Fields> static void read(JsonFields from, T& value, Fields fields) {
    JsonReader inner(std::move(from));
    fields(inner, value);
    inner.finish();
  }

  JsonFields fields_;
};

} // namespace walkcheck::trace
