// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/config_uses.hpp"

#include "model/frontend/identifiers.hpp"
#include "model/frontend/source_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace walkcheck::frontend {
namespace {

constexpr std::string_view kSwitchPrefix = "CONFIG_";

void add_identifiers(const std::string& line, std::set<std::string>& into) {
  for (std::string& name : identifiers(line))
    into.insert(std::move(name));
}

// The part of one slice that counts. It grows while more of the slice's macros turn out to be used.
class UsedPart {
public:
  UsedPart(const SlicedFile& slice, const Unit& unit)
      : slice_(slice), used_(slice.wanted_lines()), macros_(slice.macros(unit.vocabulary)) {}

  // Returns whether the part grew. `names` are all names that any part uses; the new ones are
  // added.
  bool grow(std::set<std::string>& names) {
    const std::size_t before = names.size();
    for (const Definition& macro : macros_)
      if (names.contains(macro.name))
        std::fill(used_.begin() + macro.first_line - 1, used_.begin() + macro.last_line, true);
    for (std::size_t i = 0; i < used_.size(); ++i)
      if (used_[i]) add_identifiers(slice_.bare_lines()[i], names);
    return names.size() != before;
  }

  std::vector<ConfigUse> uses() const {
    std::vector<ConfigUse> found;
    const std::vector<bool> deciding = with_conditions();
    for (std::size_t i = 0; i < deciding.size(); ++i) {
      if (!deciding[i]) continue;
      for (const std::string& name : identifiers(slice_.bare_lines()[i]))
        if (name.starts_with(kSwitchPrefix) && name.size() > kSwitchPrefix.size())
          found.push_back({name, slice_.file(), static_cast<std::uint32_t>(i + 1)});
    }
    return found;
  }

private:
  std::vector<bool> with_conditions() const {
    std::vector<bool> result = used_;
    for (std::size_t i = 0; i < used_.size(); ++i)
      if (used_[i])
        for (const std::uint32_t line : slice_.conditions(static_cast<std::uint32_t>(i + 1)))
          result[line - 1] = true;
    return result;
  }

  const SlicedFile& slice_;
  std::vector<bool> used_; // by line
  std::vector<Definition> macros_;
};

bool is_known(const std::string& symbol, const Unit& unit) {
  return std::ranges::any_of(
      std::array{&unit.machine_config, &unit.given_config, &unit.spec_config, &unit.tree_config,
                 &unit.vocabulary_config},
      [&](const Configuration* configuration) { return configuration->knows(symbol); });
}

} // namespace

std::vector<ConfigUse> config_uses(const Unit& unit) {
  std::vector<UsedPart> parts;
  for (const SlicedFile& slice : unit.slices)
    parts.emplace_back(slice, unit);
  std::set<std::string> names;
  for (const std::string& line : split_lines(without_comments_and_strings(unit.spec)))
    add_identifiers(line, names);
  for (bool grew = true; grew;) {
    grew = false;
    for (UsedPart& part : parts)
      grew |= part.grow(names);
  }

  std::vector<ConfigUse> uses;
  std::set<std::string> seen;
  for (const UsedPart& part : parts)
    for (ConfigUse& use : part.uses())
      if (seen.insert(use.symbol).second) uses.push_back(std::move(use));
  return uses;
}

void require_known_configuration(const Unit& unit) {
  std::vector<Diagnostic> unknown;
  for (const ConfigUse& use : config_uses(unit))
    if (!is_known(use.symbol, unit))
      unknown.push_back(
          {use.file, use.line, 0,
           fmt::format("the text depends on {}, and nothing says whether it is set", use.symbol),
           fmt::format("give the CPU define = {{ {} = 1 }}, or 0 if it is not set, or name a "
                       "kernel folder that has been configured (.config); specs/kernel/config.h "
                       "has what every x86-64 kernel has",
                       use.symbol)});
  if (!unknown.empty()) throw InputError(std::move(unknown));
}

} // namespace walkcheck::frontend
