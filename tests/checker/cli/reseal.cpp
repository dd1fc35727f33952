// SPDX-License-Identifier: GPL-2.0-only
#include "reseal.hpp"

#include "checker/trace/digests.hpp"

#include <nlohmann/json.hpp>

#include <fstream>

void reseal(const std::filesystem::path& trace) {
  nlohmann::json document = nlohmann::json::parse(std::ifstream(trace));
  document["digests"] = walkcheck::trace::digests_of(document);
  std::ofstream(trace) << document.dump();
}
