#include "core/id.hpp"

#include "tests/core/support/catch.hpp"

using namespace idleguard;

namespace {

std::string hex_of(const Id& id) {
  std::string text;
  append_id(text, id);
  return text;
}

}  // namespace

TEST_CASE("what an account is called is hashed with SHA-256, cut to 128 bits (R50)", "[id]") {
  // FIPS 180-4's examples, and the lengths around a block's end.
  CHECK(hex_of(hash_id("")) == "e3b0c44298fc1c149afbf4c8996fb924");
  CHECK(hex_of(hash_id("abc")) == "ba7816bf8f01cfea414140de5dae2223");
  CHECK(hex_of(hash_id("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039");
  CHECK(hex_of(hash_id(std::string(55, 'a'))) == "9f4390f8d30c2dd92ec9f095b65e2b9a");
  CHECK(hex_of(hash_id(std::string(56, 'a'))) == "b35439a4ac6f0948b6d6f9e3c6af0f5f");
  CHECK(hex_of(hash_id(std::string(64, 'a'))) == "ffe054fe7ae0cb6dc65c3af9b61d5209");
  CHECK(hex_of(hash_id(std::string(1'000'000, 'a'))) == "cdc76e5c9914fb9281a1c7e284d73e67");
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
