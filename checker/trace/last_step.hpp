// SPDX-License-Identifier: GPL-2.0-only
// What the machine says of its last step, and of CPUs that can never go on, as data for a trace: no
// sentences. Entry points: last_step(), deadlock().
#pragma once

#include "checker/trace/frames.hpp"
#include "checker/trace/source_text.hpp"
#include "checker/trace/trace.hpp"

#include <vector>

namespace walkcheck::trace {

// `frames` learns what the step links, and each page that the step is about.
Step last_step(const machine::Machine& machine, Frames& frames, const SourceText& text);

// What a blocked CPU waits for, and who keeps it waiting.
Waiting waiting(const machine::Machine& machine, machine::CpuId cpu, Frames& frames,
                const SourceText& text);

// The blocked CPUs, if no CPU can go on; else none.
std::vector<Waiting> deadlock(const machine::Machine& machine, Frames& frames,
                              const SourceText& text);

} // namespace walkcheck::trace
