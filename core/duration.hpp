// Text of lengths of time, as the policy documents write it: .NET TimeSpan (R18, R23).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace idleguard {

/// Reads `[d.]hh:mm:ss[.f]` (hours below 24, minutes and seconds below 60, up to seven digits of
/// fraction, cut to milliseconds). Nothing for everything else: bare numbers (which .NET reads as
/// days), signs, white space and overflowing fields (R23).
std::optional<Millis> parse_duration(std::string_view text);

/// Writes the shortest form that `parse_duration` reads back to the same value, for example
/// `01:00:00` or `1.00:00:00`. `length` must not be negative.
std::string format_duration(Millis length);

}  // namespace idleguard
