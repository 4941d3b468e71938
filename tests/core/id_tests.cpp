#include "core/id.hpp"

#include "tests/core/support/catch.hpp"

using namespace idleguard;

namespace {

std::string hex_of(const Id& id) {
  std::string text;
  append_id(text, id);
  return text;
}

// Lanes are little-endian; digests are written byte by byte.
std::string digest_of(std::string_view text) {
  Id id = hash_id(text);
  for (std::uint64_t* lane : {&id.high, &id.low}) {
    std::uint64_t turned = 0;
    for (int i = 0; i < 8; ++i, *lane >>= 8) turned = turned << 8 | (*lane & 0xff);
    *lane = turned;
  }
  return hex_of(id);
}

}  // namespace

TEST_CASE("what an account is called is hashed with SHA3-256, cut to 128 bits (R50)", "[id]") {
  // FIPS 202's examples, and the lengths around a block's end.
  CHECK(digest_of("") == "a7ffc6f8bf1ed76651c14756a061d662");
  CHECK(digest_of("abc") == "3a985da74fe225b2045c172d6bd390bd");
  CHECK(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "41c0dba2a9d6240849100376a8235e2c");
  CHECK(digest_of(std::string(135, 'a')) == "8094bb53c44cfb1e67b7c30447f9a1c3");
  CHECK(digest_of(std::string(136, 'a')) == "3fc5559f14db8e453a0a3091edbd2bc2");
  CHECK(digest_of(std::string(137, 'a')) == "f8d6846cedd2ccfadf15c5879ef95af7");
  CHECK(digest_of(std::string(272, 'a')) == "a490357b9b3fb39d0a89a117734e5b02");
  CHECK(digest_of(std::string(100'000, 'a')) == "7c772c3f1ef6bb4320c0bf1597c3ddbd");
}

TEST_CASE("an id is written and read as 32 hexadecimal digits, and nothing else is one", "[id]") {
  const Id id{0x0123456789abcdef, 0xfedcba9876543210};
  CHECK(hex_of(id) == "0123456789abcdeffedcba9876543210");
  CHECK(read_id(hex_of(id)) == id);
  for (const auto* text :
       {"", "0123456789abcdeffedcba987654321", "0123456789ABCDEFfedcba9876543210",
        "0123456789abcdeffedcba98765432100", "g123456789abcdeffedcba9876543210"}) {
    CAPTURE(text);
    CHECK_FALSE(read_id(text).has_value());
  }
}
