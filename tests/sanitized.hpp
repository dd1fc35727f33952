// SPDX-License-Identifier: GPL-2.0-only
// Whether this is a build with sanitizers. Such a build shows what the code does to memory, and is
// many times slower; comparing the results for thousands of inputs again would add nothing.
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#else
inline constexpr bool kSanitized = false;
#endif
