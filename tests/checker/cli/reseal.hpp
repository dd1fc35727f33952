// SPDX-License-Identifier: GPL-2.0-only
// A trace file that was edited, as whoever wrote it might have: with the digests of what is there.
#pragma once

#include <filesystem>

void reseal(const std::filesystem::path& trace);
