// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/schemes.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace walkcheck::scenario {
namespace {

// Whether tlb_remove_table() gets a page for the batch that it gives to call_rcu().
enum class BatchPage : std::uint8_t { Always, MayFail, Never };

struct Scheme {
  std::string_view name;
  bool flush_ipi;      // a flush interrupts every CPU
  bool rcu_table_free; // CONFIG_MMU_GATHER_RCU_TABLE_FREE
  BatchPage batch_page;
  std::string_view environment = {}; // empty: no machine is known by it
};

// T4 frees by RCU even without a batch, so it is as if it always got one.
constexpr std::array kSchemes{
    Scheme{"T1", true, false, BatchPage::Always, "bare metal"},
    Scheme{"T2", false, true, BatchPage::MayFail, "paravirtual guest"},
    Scheme{"T3", false, false, BatchPage::Always, "flush without IPI"},
    Scheme{"T4", false, true, BatchPage::Always},
    Scheme{"T7", false, true, BatchPage::Never},
};

} // namespace

std::vector<std::string> scheme_names() {
  std::vector<std::string> names;
  for (const Scheme& each : kSchemes)
    names.emplace_back(each.name);
  return names;
}

std::vector<std::string> environment_names() {
  std::vector<std::string> names;
  for (const Scheme& each : kSchemes)
    if (!each.environment.empty()) names.emplace_back(each.environment);
  return names;
}

std::string scheme_of(std::string_view environment) {
  return std::string(std::ranges::find(kSchemes, environment, &Scheme::environment)->name);
}

std::map<std::string, std::string> scheme_defines(std::string_view scheme) {
  const Scheme& it = *std::ranges::find(kSchemes, scheme, &Scheme::name);
  const auto flag = [](bool is) { return std::string(is ? "1" : "0"); };
  return {{std::string(kFlushIpi), flag(it.flush_ipi)},
          {"WALKCHECK_RCU_TABLE_FREE", flag(it.rcu_table_free)},
          {"WALKCHECK_BATCH_PAGE_MAY_FAIL", flag(it.batch_page == BatchPage::MayFail)},
          {"WALKCHECK_BATCH_PAGE_FAILS", flag(it.batch_page == BatchPage::Never)}};
}

} // namespace walkcheck::scenario
