// SPDX-License-Identifier: GPL-2.0-only
#include "catch.hpp"

#include "model/support/utf8.hpp"

using namespace walkcheck::support;

namespace {

constexpr const char* kBad = "\xef\xbf\xbd"; // U+FFFD

} // namespace

TEST_CASE("what is no character is replaced, byte by byte") {
  CHECK(repaired("a\xc3\xa4") == "a\xc3\xa4");
  CHECK(repaired("caf\xe9;") == std::string("caf") + kBad + ";");
  CHECK(repaired("\xff\xfe") == std::string(kBad) + kBad);
  CHECK(repaired("\xc3") == kBad);                            // cut short
  CHECK(repaired("\xc0\xaf").find('/') == std::string::npos); // a slash in more bytes than needed
  CHECK(repaired("").empty());
}

TEST_CASE("width is counted in columns") {
  CHECK(width_of("abc") == 3);
  CHECK(width_of("\xc3\xa4\xe2\x86\x92x") == 3);
  CHECK(width_of("\xe6\xbc\xa2") == 2); // a wide character
  CHECK(width_of("e\xcc\x81") == 1);    // with a combining accent
  CHECK(width_of("\xff") == 1);
}

TEST_CASE("no character is cut in two, and one always fits") {
  CHECK(bytes_that_fit("\xc3\xa4\xc3\xb6", 1) == 2);
  CHECK(bytes_that_fit("\xe6\xbc\xa2x", 1) == 3);
  CHECK(bytes_that_fit("e\xcc\x81x", 1) == 3);
  CHECK(bytes_that_fit("abc", 9) == 3);
  CHECK(bytes_that_fit("", 3) == 0);
}
