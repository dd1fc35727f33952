// SPDX-License-Identifier: GPL-2.0-only
// Strict reading of a JSON object: each field is read by name and kind, and none may be left over.
// Errors name the field by its path ("steps[3].where[0].line").
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::trace {

class JsonFields {
public:
  // `path` is the object's own; empty for the whole file.
  JsonFields(const nlohmann::json& object, std::string file, std::string path);

  std::string text(const std::string& key);
  bool truth(const std::string& key);
  std::uint64_t number(const std::string& key, std::uint64_t limit);  // 0 .. limit
  std::uint64_t word(const std::string& key);                         // "0x1f"
  std::optional<std::uint64_t> optional_word(const std::string& key); // or null
  std::optional<std::uint64_t> optional_number(const std::string& key, std::uint64_t limit);
  std::vector<std::uint64_t> words(const std::string& key); // a list of them
  std::vector<std::uint64_t> numbers(const std::string& key, std::uint64_t limit);
  std::vector<std::string> texts(const std::string& key);
  bool is_null(const std::string& key);
  const nlohmann::json& list(const std::string& key);
  JsonFields object(const std::string& key);
  JsonFields element(const std::string& key, std::size_t index); // of a list of objects

  // Refuses a field that nobody asked for.
  void finish() const;

  [[noreturn]] void fail(const std::string& key, const std::string& cause) const;
  std::string path_of(const std::string& key) const;

private:
  const nlohmann::json& value(const std::string& key);

  const nlohmann::json& object_;
  std::string file_;
  std::string path_;
  std::set<std::string> seen_;
};

// The document, or an InputError with line and column.
nlohmann::json parse_json(std::string_view text, const std::string& file);

} // namespace walkcheck::trace
