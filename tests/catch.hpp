// SPDX-License-Identifier: GPL-2.0-only
// Catch2 under the name that its installed version gives it: 2.13 (Debian 12) or 3.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
