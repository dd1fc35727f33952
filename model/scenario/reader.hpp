// SPDX-License-Identifier: GPL-2.0-only
// Typed access to a TOML document that collects every error, with its line and column, instead of
// stopping at the first. Internal to this folder.
#pragma once

#include "model/program/diagnostic.hpp"
#include "model/scenario/scenario.hpp"

#include <toml++/toml.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::scenario {

// Throws InputError if the text is no TOML. `file` names it in messages.
toml::table parse_scenario(const std::string& text, const std::string& file);

Place place_of(const toml::node& node);

// What kind of value a node is, for messages: "a string", "an integer", ...
std::string_view kind_of(const toml::node& node);

class Errors {
public:
  explicit Errors(std::string file) : file_(std::move(file)) {}

  void add(Place place, std::string cause, std::string remedy);
  void wrong_type(const toml::node& node, std::string_view what, std::string_view wanted);
  bool any() const { return !diagnostics_.empty(); }
  // Throws InputError with all of them, in the order of the file.
  void throw_if_any();

private:
  std::string file_;
  std::vector<Diagnostic> diagnostics_;
};

// The number in a string "0x...": TOML's integers are signed, so too small for some 64-bit values.
std::optional<std::uint64_t> hex_string(std::string_view text);

// A table of the scenario. The readers of keys report each error once, and return nothing then.
class Section {
public:
  // Reports the keys of `table` that are not in `known`. `name` is as the user sees it:
  // "[machine]".
  Section(Errors& errors, const toml::table& table, std::string name,
          std::vector<std::string> known);

  const toml::node* find(std::string_view key) const { return table_.get(key); }
  Place place() const { return place_of(table_); }
  Place place(std::string_view key) const;
  const std::string& name() const { return name_; }

  const toml::node* required(std::string_view key) const;
  std::optional<std::string> text(std::string_view key) const;
  std::optional<std::string> required_text(std::string_view key) const;
  std::optional<std::uint64_t> number(std::string_view key) const;
  std::optional<std::uint64_t> number_in(std::string_view key, std::uint64_t low,
                                         std::uint64_t high) const;
  // One of the given words.
  std::optional<std::string> choice(std::string_view key,
                                    const std::vector<std::string>& choices) const;
  const toml::table* table(std::string_view key) const;
  const toml::array* array(std::string_view key) const;
  // The strings of an array.
  std::vector<Named> names(std::string_view key) const;
  // A string, or a list of them.
  std::vector<Named> one_or_more(std::string_view key) const;

private:
  // Strings end up on terminals and in traces.
  std::optional<std::string> printable(const toml::node& node, const std::string& what) const;

  Errors& errors_;
  const toml::table& table_;
  std::string name_;
};

} // namespace walkcheck::scenario
