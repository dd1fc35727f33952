// SPDX-License-Identifier: GPL-2.0-only
// What the machine says of its last step, and of who can never go on, as a trace keeps it: data, no
// words. Entry points: last_step(), deadlock().
#pragma once

#include "checker/trace/frames.hpp"
#include "checker/trace/source_text.hpp"
#include "checker/trace/trace.hpp"

#include <vector>

namespace walkcheck::trace {

// What the step links is learnt by `frames`, and so is each page that it says something of.
Step last_step(const machine::Machine& machine, Frames& frames, const SourceText& text);

// What a blocked CPU waits for, and who keeps it.
Waiting waiting(const machine::Machine& machine, machine::CpuId cpu, Frames& frames,
                const SourceText& text);

// The blocked CPUs, if no CPU can go on.
std::vector<Waiting> deadlock(const machine::Machine& machine, Frames& frames,
                              const SourceText& text);

} // namespace walkcheck::trace
