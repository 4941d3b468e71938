#include "core/id.hpp"

#include <array>
#include <bit>
#include <cstdint>

namespace idleguard {
namespace {

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4,
// 4.2.2), by Newton's method. Computed, because 256 random bytes do not compress and every page
// loads them.
std::array<std::uint32_t, 64> round_constants() {
  std::array<std::uint32_t, 64> constants{};
  std::size_t found = 0;
  for (std::uint32_t n = 2; found < constants.size(); ++n) {
    std::uint32_t factor = 2;
    while (n % factor != 0) ++factor;
    if (factor != n) continue;
    double root = 7;
    for (int step = 0; step < 16; ++step) root -= (root - n / (root * root)) / 3;
    constants[found++] = static_cast<std::uint32_t>(static_cast<std::uint64_t>(root * 0x1p32));
  }
  return constants;
}

using State = std::array<std::uint32_t, 8>;

constexpr std::size_t kBlock = 64;

// `text` as it is hashed (5.1.1): a one bit behind it, zeros, and its length at the end of a block.
struct Message {
  std::string_view text;
  std::size_t size = (text.size() + 8) / kBlock * kBlock + kBlock;

  std::uint8_t operator[](std::size_t at) const {
    if (at < text.size()) return static_cast<std::uint8_t>(text[at]);
    if (at == text.size()) return 0x80;
    const std::size_t from_end = size - 1 - at;
    return from_end < 8 ? static_cast<std::uint8_t>(std::uint64_t{text.size()} * 8 >> 8 * from_end)
                        : 0;
  }
};

void absorb_block(State& state, const std::array<std::uint32_t, 64>& k, const Message& message,
                  std::size_t block) {
  std::array<std::uint32_t, 64> w{};
  for (std::size_t i = 0; i < kBlock; ++i) w[i / 4] = w[i / 4] << 8 | message[block + i];
  for (std::size_t i = 16; i < 64; ++i) {
    const std::uint32_t s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ w[i - 15] >> 3;
    const std::uint32_t s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (std::size_t i = 0; i < 64; ++i) {
    const std::uint32_t s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
    const std::uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + k[i] + w[i];
    const std::uint32_t s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
    const std::uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + t1;
    d = c, c = b, b = a, a = t1 + t2;
  }
  const State rounds = {a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < state.size(); ++i) state[i] += rounds[i];
}

}  // namespace

Id hash_id(std::string_view text) {
  State state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  const Message message{text};
  const auto constants = round_constants();
  for (std::size_t at = 0; at < message.size; at += kBlock) {
    absorb_block(state, constants, message, at);
  }
  const auto pair = [&](std::size_t i) { return std::uint64_t{state[i]} << 32 | state[i + 1]; };
  return {.high = pair(0), .low = pair(2)};
}

void append_id(std::string& out, const Id& id) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (const std::uint64_t half : {id.high, id.low}) {
    for (int shift = 60; shift >= 0; shift -= 4) out.push_back(kHex[half >> shift & 15]);
  }
}

std::optional<Id> read_id(std::string_view text) {
  if (text.size() != kIdLength) return std::nullopt;
  Id id;
  for (const char c : text) {
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && (c < 'a' || c > 'f')) return std::nullopt;
    id.high = id.high << 4 | id.low >> 60;
    id.low = id.low << 4 | static_cast<std::uint64_t>(is_digit ? c - '0' : c - 'a' + 10);
  }
  return id;
}

}  // namespace idleguard
