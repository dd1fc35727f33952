// SPDX-License-Identifier: GPL-2.0-only
#include "checker/property/built_in.hpp"

#include <array>

namespace walkcheck::property {
namespace {

// In the order of BuiltIn.
constexpr std::array<Property, 7> kBuiltIn = {{
    {"no_freed_table", "no CPU accesses a page table after it was freed, or uses something as a "
                       "page table that never was one"},
    {"no_double_free", "a page table is freed at most once, and nothing else is freed as one"},
    {"locks_balanced", "a CPU releases only locks that it holds, and finishes without locks, "
                       "outside of read-side sections and with preemption on"},
    {"no_sleep_in_atomic", "no CPU sleeps while its IRQs or preemption are off"},
    {"irqs_restored", "a CPU's IRQs are on when it has finished"},
    {"no_deadlock", "as long as a CPU has not finished, at least one such CPU can go on"},
    {"assertions",
     "every assertion of the specs holds, and none of their code has undefined behaviour"},
}};

} // namespace

std::span<const Property> built_in() {
  return kBuiltIn;
}

std::string name_of(BuiltIn property) {
  return std::string(kBuiltIn[static_cast<std::size_t>(property)].name);
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const Property& property : kBuiltIn)
    names.emplace_back(property.name);
  return names;
}

const Property* find(std::string_view name) {
  for (const Property& property : kBuiltIn)
    if (property.name == name) return &property;
  return nullptr;
}

std::string claim_of(const machine::Machine& machine, std::string_view name) {
  if (const Property* property = find(name)) return std::string(property->claim);
  for (const machine::InvariantSetup& invariant : machine.setup().invariants)
    if (invariant.name == name) return invariant.claim;
  return {};
}

} // namespace walkcheck::property
