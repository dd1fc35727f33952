// SPDX-License-Identifier: GPL-2.0-only
// Names for the pages, words and CPUs of a trace: which table a word is an entry of, and what it
// means at its level. Entry point: Names.
#pragma once

#include "checker/trace/trace.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace walkcheck::report {

// The trace must outlive this object.
class Names {
public:
  explicit Names(const trace::Trace& trace);

  // The object of a step: "PMD[0] of hva", "lock of PTE of hva", "mmu_lock"; empty if the step has
  // none.
  std::string object(const trace::Step& step) const;

  // A word whose level is known: "PMD[0] of hva", "mmu_lock", "frame 0x0 + 0x8".
  std::string word(const trace::Named& at, word::Level level) const;

  // A lock: "mmu_lock", "lock of PTE of hva".
  std::string lock(const trace::Named& at) const;

  // A word or lock that a loop looks at: "kvm.mmu_seq", "PMD of hva[3]".
  std::string place(const trace::Named& at) const;

  // A page: "PMD of hva", "4K page of hva", "frame 0x0".
  std::string frame(std::uint64_t number) const;

  // A value of the word: "none", "table (PTE of hva)", "2M leaf (2M page of hva)", "17".
  std::string decoded(const trace::Named& at, word::Level level, std::uint64_t value) const;

  // A list of CPUs: "vCPU, munmap".
  std::string cpus(const std::vector<machine::CpuId>& cpus) const;

private:
  const trace::Frame* find(std::uint64_t number) const;

  const trace::Trace& trace_;
  word::Paging paging_;
};

} // namespace walkcheck::report
