// SPDX-License-Identifier: GPL-2.0-only
// Gives an edited trace file the digests of its new contents, as somebody who edits it on purpose
// might.
#pragma once

#include <filesystem>

void reseal(const std::filesystem::path& trace);
