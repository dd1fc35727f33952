// SPDX-License-Identifier: GPL-2.0-only
// The bits of an x86-64 page-table word and the predicates over them, as pure functions of the
// word. Where 6.1 and 6.12 differ (pud_leaf of a word that is not present) this is 6.1.
// Source: arch/x86/include/asm/pgtable_types.h and pgtable.h, Linux 6.1.
#pragma once

#include <cstdint>

namespace walkcheck::word {

inline constexpr std::uint64_t kPresent = 1ULL << 0;
inline constexpr std::uint64_t kWritable = 1ULL << 1;
inline constexpr std::uint64_t kUser = 1ULL << 2;
inline constexpr std::uint64_t kAccessed = 1ULL << 5;
inline constexpr std::uint64_t kDirty = 1ULL << 6;
inline constexpr std::uint64_t kPse = 1ULL << 7;      // a leaf, at the PMD and PUD levels
inline constexpr std::uint64_t kProtNone = 1ULL << 8; // where P is clear; else global
inline constexpr std::uint64_t kPfnMask = ((1ULL << 52) - 1) & ~0xfffULL;

// Bits that Knights Landing may set in a word that is not present.
inline constexpr std::uint64_t kErratumBits = kAccessed | kDirty;

constexpr bool is_none(std::uint64_t word) {
  return (word & ~kErratumBits) == 0;
}

constexpr bool pte_present(std::uint64_t word) {
  return (word & (kPresent | kProtNone)) != 0;
}
// PSE counts, so that a huge PMD that is being split never looks like a swap entry.
constexpr bool pmd_present(std::uint64_t word) {
  return (word & (kPresent | kProtNone | kPse)) != 0;
}
constexpr bool pud_present(std::uint64_t word) {
  return (word & kPresent) != 0;
}
constexpr bool p4d_present(std::uint64_t word) {
  return (word & kPresent) != 0;
}

constexpr bool pmd_leaf(std::uint64_t word) {
  return (word & kPse) != 0;
}
constexpr bool pud_leaf(std::uint64_t word) {
  return (word & (kPresent | kPse)) == (kPresent | kPse);
}

// A word that is not present keeps its PFN field inverted, against L1TF; zero never is.
constexpr bool is_inverted(std::uint64_t word) {
  return word != 0 && (word & kPresent) == 0;
}

constexpr std::uint64_t pfn_field(std::uint64_t word) {
  return ((is_inverted(word) ? ~word : word) & kPfnMask) >> 12;
}

} // namespace walkcheck::word
