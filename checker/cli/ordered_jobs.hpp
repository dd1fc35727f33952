// SPDX-License-Identifier: GPL-2.0-only
// A thread pool whose results come out in the order of the jobs, whichever finishes first. Entry
// point: run_ordered().
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace walkcheck::cli {

// Runs job(0) .. job(count - 1) on up to `threads` threads. Calls emit(i, result) on the calling
// thread, in order, each as soon as possible. A job must not throw.
template <class Result>
void run_ordered(std::size_t count, std::size_t threads,
                 const std::function<Result(std::size_t)>& job,
                 const std::function<void(std::size_t, Result)>& emit) {
  std::mutex mutex;
  std::condition_variable done;
  std::vector<std::optional<Result>> results(count);
  std::size_t next = 0;
  const auto work = [&] {
    for (;;) {
      std::unique_lock lock(mutex);
      if (next == count) return;
      const std::size_t mine = next++;
      lock.unlock();
      Result result = job(mine);
      lock.lock();
      results[mine] = std::move(result);
      done.notify_one();
    }
  };
  std::vector<std::jthread> pool;
  for (std::size_t i = 0; i < threads && i < count; ++i)
    pool.emplace_back(work);
  for (std::size_t i = 0; i < count; ++i) {
    std::unique_lock lock(mutex);
    done.wait(lock, [&] { return results[i].has_value(); });
    Result result = std::move(*results[i]);
    lock.unlock();
    emit(i, std::move(result));
  }
}

} // namespace walkcheck::cli
