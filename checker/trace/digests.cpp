// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/digests.hpp"

#include "model/support/content_hash.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace walkcheck::trace {
namespace {

constexpr std::size_t kDigits = 16;
constexpr const char* kDigests = "digests";
constexpr const char* kInParts = "steps";

std::string digest_of(const nlohmann::json& value) {
  return support::sha256(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace))
      .substr(0, kDigits);
}

void check(JsonFields& digests, const std::string& key, const nlohmann::json& value,
           const std::string& name) {
  if (digests.text(key) != digest_of(value))
    digests.fail(key, fmt::format("does not match {}: one of the two was changed", name));
}

} // namespace

nlohmann::ordered_json digests_of(const nlohmann::json& document) {
  nlohmann::ordered_json digests;
  for (const auto& [key, value] : document.items()) {
    if (key == kDigests) continue;
    if (key != kInParts) {
      digests[key] = digest_of(value);
      continue;
    }
    nlohmann::ordered_json& parts = digests[key] = nlohmann::ordered_json::array();
    for (const nlohmann::json& part : value)
      parts.push_back(digest_of(part));
  }
  return digests;
}

void check_digests(JsonFields digests, const nlohmann::json& document) {
  for (const auto& [key, value] : document.items()) {
    if (key == kDigests) continue;
    if (key != kInParts) {
      check(digests, key, value, fmt::format("field {}", key));
      continue;
    }
    const nlohmann::json& parts = digests.list(key);
    if (parts.size() != value.size())
      digests.fail(key, fmt::format("has {} digests for {} steps", parts.size(), value.size()));
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (parts[i] != digest_of(value[i]))
        digests.fail(
            fmt::format("{}[{}]", key, i),
            fmt::format("does not match field {}[{}]: one of the two was changed", key, i));
  }
  digests.finish();
}

} // namespace walkcheck::trace
