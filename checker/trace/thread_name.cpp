// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/thread_name.hpp"

#include <fmt/format.h>

namespace walkcheck::trace {

std::string name_of(const machine::Machine& machine, machine::ThreadId thread) {
  const auto& cpus = machine.setup().cpus;
  const std::string& cpu = cpus[machine.cpu_of(thread)].name;
  if (!machine.by_itself(thread)) return cpu;
  const auto sender = machine.sender_of(thread);
  return sender ? fmt::format("IPI of {} on {}", cpus[*sender].name, cpu)
                : fmt::format("RCU of {}", cpu);
}

} // namespace walkcheck::trace
