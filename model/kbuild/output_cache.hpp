// SPDX-License-Identifier: GPL-2.0-only
// What tools made, kept under all that it was made from: in memory for this process, and in the
// cache's folder for the next. Entry points: OutputCache::get(), OutputCache::in_memory(). Both may
// be called by several threads at once.
//
// Nothing depends on it: what cannot be written is made anew the next time, and so is what somebody
// damaged.
#pragma once

#include "model/kbuild/cache.hpp"
#include "model/support/made_once.hpp"

#include <functional>
#include <string>

namespace walkcheck::kbuild {

class OutputCache {
public:
  using Make = std::function<std::string()>;

  explicit OutputCache(Cache cache) : cache_(std::move(cache)) {}

  // The output for this key. `kind` is a part of its folder's name. What `make` throws is thrown,
  // and nothing is kept.
  std::string get(const std::string& kind, const std::string& key, const Make& make) const;

  // The same for a key that is only good within this process, as it names files by their path.
  // What `make` throws is thrown to each that asks.
  std::string in_memory(const std::string& key, const Make& make);

private:
  Cache cache_;
  support::MadeOnce<std::string> made_; // by the key's hash
};

} // namespace walkcheck::kbuild
