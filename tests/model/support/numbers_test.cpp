// SPDX-License-Identifier: GPL-2.0-only
#include "catch.hpp"

#include "model/support/numbers.hpp"

using namespace walkcheck::support;

TEST_CASE("a number is all of a text, and has 64 bits") {
  CHECK(number_in("0") == 0U);
  CHECK(number_in("18446744073709551615") == UINT64_MAX);
  CHECK(number_in("ff", 16) == 255U);
  CHECK(hex_number_in("0xffffffffffffffff") == UINT64_MAX);
  for (const char* wrong : {"", "-1", "+1", " 1", "1 ", "1x", "18446744073709551616"}) {
    INFO(wrong);
    CHECK_FALSE(number_in(wrong));
  }
  for (const char* wrong : {"", "0x", "ff", "0xg", "0x10000000000000000", "0X1", "0x-1"}) {
    INFO(wrong);
    CHECK_FALSE(hex_number_in(wrong));
  }
}
