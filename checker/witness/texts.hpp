// SPDX-License-Identifier: GPL-2.0-only
// The parts that are the same in every witness, made from runtime/.
#pragma once

#include <string_view>

namespace walkcheck::witness {

extern const std::string_view kPrelude;
extern const std::string_view kRecorded;
extern const std::string_view kRuntime;

} // namespace walkcheck::witness
