#include "core/id.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace idleguard {
namespace {

constexpr std::size_t kLanes = 25;
constexpr std::size_t kRate = 136;  // bytes a block of SHA3-256
using State = std::array<std::uint64_t, kLanes>;

// Not `std::rotl`, whose second parameter differs from library to library.
constexpr std::uint64_t rotate(std::uint64_t lane, int by) {
  return lane << (by & 63) | lane >> (-by & 63);
}

// Keccak-f[1600] (FIPS 202, 3.3). Offsets and constants are computed on the way, because tables
// of random bits do not compress and every page loads them.
void permute(State& a) {
  std::uint32_t lfsr = 1;
  for (int round = 0; round < 24; ++round) {
    std::array<std::uint64_t, 5> row;
    for (std::size_t x = 0; x < 5; ++x) {
      row[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    }
    for (std::size_t i = 0; i < kLanes; ++i) {
      a[i] ^= row[(i + 4) % 5] ^ rotate(row[(i + 1) % 5], 1);
    }
    std::uint64_t lane = a[1];
    std::size_t x = 1;
    std::size_t y = 0;
    for (int t = 1, offset = 1; t <= 24; offset += ++t) {
      const std::size_t next = (2 * x + 3 * y) % 5;
      x = y;
      y = next;
      lane = std::exchange(a[x + 5 * y], rotate(lane, offset));
    }
    for (std::size_t from = 0; from < kLanes; from += 5) {
      std::copy_n(&a[from], 5, row.begin());
      for (std::size_t i = 0; i < 5; ++i) {
        a[from + i] = row[i] ^ (~row[(i + 1) % 5] & row[(i + 2) % 5]);
      }
    }
    for (int bit = 1; bit <= 64; bit += bit) {
      a[0] ^= std::uint64_t{lfsr & 1} << (bit - 1);
      lfsr = lfsr << 1 ^ (lfsr >> 7) * 0x171;
    }
  }
}

}  // namespace

Id hash_id(std::string_view text) {
  State state{};
  std::size_t at = 0;
  const auto absorb = [&](std::size_t place, std::uint64_t byte) {
    state[place / 8] ^= byte << 8 * (place % 8);
  };
  for (const char c : text) {
    absorb(at++, static_cast<std::uint8_t>(c));
    if (at == kRate) {
      permute(state);
      at = 0;
    }
  }
  absorb(at, 0x06);
  absorb(kRate - 1, 0x80);
  permute(state);
  return {.high = state[0], .low = state[1]};
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
