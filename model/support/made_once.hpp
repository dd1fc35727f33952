// SPDX-License-Identifier: GPL-2.0-only
// Values that take long to make, each made once for all threads that ask for it. Entry point:
// get().
#pragma once

#include <future>
#include <map>
#include <mutex>
#include <string>

namespace walkcheck::support {

template <class Value> class MadeOnce {
public:
  // The value of this key. Who asks first makes it; what `make` throws is thrown to each that asks.
  template <class Make> Value get(const std::string& key, const Make& make) {
    std::promise<Value> mine;
    std::unique_lock lock(mutex_);
    const auto [known, is_new] = made_.try_emplace(key);
    if (is_new) known->second = mine.get_future().share();
    const std::shared_future<Value> value = known->second;
    lock.unlock();
    if (is_new) {
      try {
        mine.set_value(make());
      } catch (...) {
        mine.set_exception(std::current_exception());
      }
    }
    return value.get();
  }

private:
  std::mutex mutex_;
  std::map<std::string, std::shared_future<Value>> made_;
};

} // namespace walkcheck::support
