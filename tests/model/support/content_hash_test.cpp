// SPDX-License-Identifier: GPL-2.0-only
#include "catch.hpp"

#include "model/support/content_hash.hpp"

using walkcheck::support::sha256;

// FIPS 180-2, appendix B.1 and B.2, and the hash of nothing.
TEST_CASE("SHA-256 of the standard's examples") {
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256(std::string_view("a\0b", 3)) != sha256("a"));
}
