// SPDX-License-Identifier: GPL-2.0-only
#include "model/kbuild/output_cache.hpp"

#include "model/program/diagnostic.hpp"
#include "model/support/content_hash.hpp"
#include "model/support/process.hpp"

#include <exception>
#include <optional>

namespace walkcheck::kbuild {
namespace fs = std::filesystem;
namespace {

constexpr const char* kOutput = "output";
constexpr std::uintmax_t kBytes = 4 << 20;

} // namespace

std::string OutputCache::get(const std::string& kind, const std::string& key,
                             const Make& make) const {
  std::optional<std::string> made;
  bool failed = false; // to make it, which is not the cache's fault
  Recipe recipe;
  recipe.kind = kind;
  recipe.key = key;
  recipe.bytes = kBytes;
  recipe.is_read_whole = [](const std::string&) { return true; };
  recipe.inputs = [](const fs::path&) { return std::vector<fs::path>(); };
  recipe.make = [&](const fs::path& folder) {
    failed = true;
    made = make();
    failed = false;
    support::write_file(folder / kOutput, *made);
  };
  try {
    const fs::path folder = cache_.folder(recipe);
    return made ? *made : support::read_file(folder / kOutput);
  } catch (const std::exception&) {
    if (failed) throw;
    return made ? *made : make();
  }
}

std::string OutputCache::in_memory(const std::string& key, const Make& make) {
  return made_.get(support::sha256(key), make);
}

} // namespace walkcheck::kbuild
