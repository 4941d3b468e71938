// The three time lines and the only arithmetic between them that makes sense. The core never asks
// for the time: every value here was read by the host and handed over. Conversion from clock
// readings to session time is the business of `timeline.hpp` alone.
#pragma once

#include <compare>
#include <cstdint>

namespace idleguard {

/// A length of time, in milliseconds.
struct Millis {
  std::int64_t count = 0;

  friend constexpr auto operator<=>(Millis, Millis) = default;
  friend constexpr Millis operator+(Millis a, Millis b) { return {a.count + b.count}; }
  friend constexpr Millis operator-(Millis a, Millis b) { return {a.count - b.count}; }
  friend constexpr Millis operator*(Millis a, std::int64_t n) { return {a.count * n}; }
  friend constexpr Millis operator/(Millis a, std::int64_t n) { return {a.count / n}; }
};

constexpr Millis seconds(std::int64_t n) { return {n * 1000}; }
constexpr Millis minutes(std::int64_t n) { return seconds(n * 60); }
constexpr Millis hours(std::int64_t n) { return minutes(n * 60); }

/// A point on one time line, in milliseconds from that line's origin. Points on different lines
/// do not compare and do not subtract.
template <class Line>
struct Instant {
  std::int64_t ms = 0;

  friend constexpr auto operator<=>(Instant, Instant) = default;
  friend constexpr Instant operator+(Instant t, Millis d) { return {t.ms + d.count}; }
  friend constexpr Instant operator-(Instant t, Millis d) { return {t.ms - d.count}; }
  friend constexpr Millis operator-(Instant a, Instant b) { return {a.ms - b.ms}; }
};

/// The machine's calendar clock, since 1970. It may jump either way.
using WallTime = Instant<struct WallLine>;
/// A clock that never goes back, and may stand still while the machine sleeps.
using MonoTime = Instant<struct MonoLine>;
/// What all tabs of a session agree on; close to wall time, never goes back (R92).
using SessionTime = Instant<struct SessionLine>;

/// The time of what has not happened, or is not going to: earlier than all that has, so that joins
/// by maximum need no case for it.
inline constexpr SessionTime kNever{};

/// Both clocks, read at the same moment.
struct ClockReading {
  WallTime wall;
  MonoTime mono;
};

}  // namespace idleguard
