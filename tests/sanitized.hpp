// SPDX-License-Identifier: GPL-2.0-only
// Whether this is a build with sanitizers: there the code is run to see what it does to memory, many
// times slower, and comparing results again for thousands of inputs says nothing more of that.
#pragma once

#ifdef __SANITIZE_ADDRESS__
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
