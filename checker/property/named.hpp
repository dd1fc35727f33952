// SPDX-License-Identifier: GPL-2.0-only
// How a reason names an address.
#pragma once

#include "model/machine/machine.hpp"

#include <cstdint>
#include <string>

namespace walkcheck::property {

// "PTE of hva (address 0x1003000)"
std::string named(const machine::Machine& machine, std::uint64_t address);

// "mmu_lock", "the lock of PTE of hva"
std::string lock_named(const machine::Machine& machine, std::uint64_t address);

} // namespace walkcheck::property
