// SPDX-License-Identifier: GPL-2.0-only
// The address space that all CPUs of a scenario share. It is flat, and __va() is the identity, so
// the kernel's own arithmetic works on it: a page-table word's PFN field times 4096 is the address
// of the next table.
//
//   [0, kFrameEnd)                frames: page tables, data pages, and what was never allocated
//   [kPerCpuBase + cpu * size)    each CPU's instances of per-CPU variables
//   [kPrivateBase + cpu * size)   locals whose address was taken; one region per CPU
//   [kPagesBase, ...)             the struct pages of frames, for a kernel's own files
//   [kGlobalBase, ...)            variables with static storage, linked by name over all CPUs
//   [kFunctionBase, ...)          one address per function of a program, for indirect calls
#pragma once

#include <cstdint>

namespace walkcheck::program {

inline constexpr std::uint64_t kPageShift = 12;
inline constexpr std::uint64_t kPageBytes = 1ULL << kPageShift;

// 52 physical address bits: whatever a word's PFN field can say is the address of a frame.
inline constexpr std::uint64_t kFrameEnd = 1ULL << 52;

inline constexpr std::uint64_t kPerCpuBase = 0xffff888000000000;
inline constexpr std::uint64_t kPerCpuBytes = 1ULL << 32;

inline constexpr std::uint64_t kPrivateBase = 0xffffc90000000000;
inline constexpr std::uint64_t kPrivateBytes = 1ULL << 32;
inline constexpr std::uint64_t kPagesBase = 0xffffea0000000000;

// Masks and limits that a kernel computes with are no addresses of these.
inline constexpr std::uint64_t kGlobalBase = 0xffffffff81000000;
inline constexpr std::uint64_t kFunctionBase = 0xffffffffc1000000;
inline constexpr std::uint64_t kFunctionBytes = 16;

// Tables are this many frames apart: beyond one is none, so that an index past its end is wild.
inline constexpr std::uint64_t kFrameStride = 2;

// The top-level table of the one mm, known to specs/kernel/ as WALKCHECK_PGD.
inline constexpr std::uint64_t kPgdFrame = 0x1000;
inline constexpr std::uint64_t kPgdAddress = kPgdFrame << kPageShift;

// What is to be added to the address of a per-CPU variable for that of the CPU's instance.
constexpr std::uint64_t per_cpu_offset(std::uint64_t cpu) {
  return kPerCpuBase + cpu * kPerCpuBytes - kGlobalBase;
}

} // namespace walkcheck::program
