#include "core/timeline.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace idleguard {
namespace {

// Below this a difference is the jitter of two clocks, not a correction worth telling others.
constexpr Millis kCorrectionTolerance = seconds(2);

}  // namespace

void Timeline::observe(ClockReading reading) {
  const SessionTime by_wall{reading.wall.ms + correction_.count};
  if (!started_) {
    started_ = true;
    now_ = std::max(now_, by_wall);
    last_jump_ = {};
  } else {
    const Millis progress = std::max(reading.mono - last_.mono, Millis{0});
    const SessionTime by_mono = now_ + progress;
    now_ = std::max(by_wall, by_mono);
    last_jump_ = now_ - by_mono;
  }
  last_ = reading;
}

SessionTime Timeline::at(ClockReading reading) const {
  IDLEGUARD_CHECK(started_);
  const SessionTime by_mono = now_ + (reading.mono - last_.mono);
  if (reading.mono < last_.mono) return by_mono;  // handled late: older than the last observation
  return std::max(by_mono, SessionTime{reading.wall.ms + correction_.count});
}

void Timeline::raise(SessionTime stamp) { now_ = std::max(now_, stamp); }

void Timeline::adopt_correction(Millis correction) {
  correction_ = std::max(correction_, correction);
}

Millis Timeline::correction_to_share() const {
  const Millis needed{now_.ms - last_.wall.ms};
  return needed - correction_ > kCorrectionTolerance ? needed : correction_;
}

}  // namespace idleguard
