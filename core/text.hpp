// Numbers and names in text: what reading and writing of records, documents and messages share.
// Knows no format by itself.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace idleguard {

/// Takes 1 to `most` decimal digits (18 at most) from the front of `rest`; nothing when there is
/// none.
std::optional<std::int64_t> take_digits(std::string_view& rest, std::size_t most);

/// Appends `value`, with zeros in front up to `least` digits.
void append_integer(std::string& out, std::int64_t value, std::size_t least = 1);

/// Where `name` stands among `names`.
std::optional<std::size_t> index_of(std::span<const std::string_view> names, std::string_view name);

/// With A to Z as a to z; bytes above 127 as they are.
std::string lower_case(std::string_view text);
/// Without spaces, tabs and line ends at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace idleguard
