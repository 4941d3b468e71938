// Names of sessions and generations: 128 bits, hashed from what the host calls them or random.
// Never the host's own text, which may name a person (R50, R108).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace idleguard {

struct Id {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  /// None: the host named no session, or the fact belongs to none.
  bool is_none() const { return high == 0 && low == 0; }

  friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

inline constexpr std::size_t kIdLength = 32;

/// 32 lower-case hexadecimal digits.
void append_id(std::string& out, const Id& id);
/// The other way; nothing for any other text.
std::optional<Id> read_id(std::string_view text);

/// The first two lanes, 128 bits, of the SHA3-256 digest of `text` (FIPS 202). The browser's own
/// digests are asynchronous, and missing on pages without TLS; a page must be able to read its
/// record in its first task.
Id hash_id(std::string_view text);

}  // namespace idleguard
