// SPDX-License-Identifier: GPL-2.0-only
#include "catch.hpp"

#include "model/word/level.hpp"

using namespace walkcheck::word;

TEST_CASE("sizes and indices are the architecture's") {
  CHECK(bytes(Level::k4K) == 0x1000);
  CHECK(bytes(Level::k2M) == 0x200000);
  CHECK(bytes(Level::k1G) == 0x40000000);
  CHECK(bytes(Level::k512G) == 0x8000000000);
  CHECK(bytes(Level::k256T) == 0x1000000000000);
  // An address made of the indices 0x0fe, 0x1c7, 0x0d5, 0x12b, 0x003 and an offset in the page.
  const std::uint64_t address =
      0x0feULL << 48 | 0x1c7ULL << 39 | 0x0d5ULL << 30 | 0x12bULL << 21 | 0x003ULL << 12 | 0xabc;
  CHECK(index(address, Level::k256T) == 0x0fe);
  CHECK(index(address, Level::k512G) == 0x1c7);
  CHECK(index(address, Level::k1G) == 0x0d5);
  CHECK(index(address, Level::k2M) == 0x12b);
  CHECK(index(address, Level::k4K) == 0x003);
}

TEST_CASE("an address is canonical if the untranslated bits are copies of the highest one") {
  CHECK(is_canonical(0x00007fffffffffff, Paging::k4));
  CHECK_FALSE(is_canonical(0x0000800000000000, Paging::k4));
  CHECK(is_canonical(0xffff800000000000, Paging::k4));
  CHECK_FALSE(is_canonical(0xffff7fffffffffff, Paging::k4));
  CHECK(is_canonical(0x0000800000000000, Paging::k5));
  CHECK(is_canonical(0x00ffffffffffffff, Paging::k5));
  CHECK_FALSE(is_canonical(0x0100000000000000, Paging::k5));
  CHECK(is_canonical(0xff00000000000000, Paging::k5));
}

TEST_CASE("levels are named as the kernel names them") {
  for (const Level level :
       {Level::None, Level::k4K, Level::k2M, Level::k1G, Level::k512G, Level::k256T})
    CHECK(find_level(name(level)) == level);
  CHECK_FALSE(find_level("4k").has_value());
  CHECK(table_name(Level::k4K, Paging::k4) == "PTE");
  CHECK(table_name(Level::k512G, Paging::k4) == "PGD");
  CHECK(table_name(Level::k512G, Paging::k5) == "P4D");
  CHECK(table_name(Level::k256T, Paging::k5) == "PGD");
}
