// SPDX-License-Identifier: GPL-2.0-only
#include "catch.hpp"

#include "checker/report/wrap.hpp"

#include <random>

using namespace walkcheck::report;
using Lines = std::vector<std::string>;

TEST_CASE("lines break between words") {
  CHECK(wrap("one two three", 7) == Lines{"one two", "three"});
  CHECK(wrap("one two three", 9, 2, 4) == Lines{"  one two", "    three"});
  CHECK(wrap("", 10) == Lines{""});
}

TEST_CASE("a word that is too long is cut") {
  CHECK(wrap("abcdefgh", 3) == Lines{"abc", "def", "gh"});
  CHECK(wrap("a bcdefgh", 4, 0, 1) == Lines{"a", " bcd", " efg", " h"});
}

TEST_CASE("characters are counted, and none is cut in two") {
  CHECK(width_of("\xc3\xa4\xe2\x86\x92x") == 3);
  CHECK(wrap("\xc3\xa4\xc3\xb6\xc3\xbc", 2) == Lines{"\xc3\xa4\xc3\xb6", "\xc3\xbc"});
}

TEST_CASE("whatever the text and width: within the width, nothing lost") {
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    std::string text, letters;
    for (std::size_t i = random() % 60; i > 0; --i) {
      const bool space = random() % 4 == 0;
      text += space ? ' ' : static_cast<char>('a' + random() % 26);
      if (!space) letters += text.back();
    }
    const std::size_t width = 4 + random() % 20, indent = random() % 4, hanging = random() % 4;
    std::string seen;
    for (const std::string& line : wrap(text, width, indent, hanging)) {
      CHECK(width_of(line) <= width);
      for (const char c : line)
        if (c != ' ') seen += c;
    }
    CHECK(seen == letters);
  }
}
