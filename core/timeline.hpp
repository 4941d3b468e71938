// Clock readings to session time. This file alone holds the clock rules (R91, R92; rule 4 of the
// record's protocol). A jump forward counts as elapsed, because sleep and a changed clock cannot be
// told apart; a jump back buys nothing, because the monotonic clock went on; a stamp from the
// future raises the clock and is never clamped. What no rule can see: sleep together with an equal
// step back of the wall clock.
#pragma once

#include "core/time.hpp"

namespace idleguard {

class Timeline {
 public:
  /// Takes a reading of the present: `now = max(wall + correction, now + monotonic progress)`.
  /// The first one starts the line. A monotonic clock that went back counts as no progress.
  void observe(ClockReading reading);

  /// The session time of a reading taken since the last `observe`, or shortly before it; does not
  /// move the line. Calling it before the first `observe` is a bug.
  SessionTime at(ClockReading reading) const;

  SessionTime now() const { return now_; }

  /// A stamp that some tab of the session has written: the clock is at least there.
  void raise(SessionTime stamp);

  /// The shared clock correction: larger wins (merged by maximum). Never lowers.
  void adopt_correction(Millis correction);

  /// What must be shared so that others need not find it out: the correction that explains `now`.
  /// Unchanged while session time is within 2 s of the corrected wall clock.
  Millis correction_to_share() const;

  /// Milliseconds by which the last `observe` moved the line beyond the monotonic progress: sleep,
  /// or a wall clock set forward.
  Millis last_jump() const { return last_jump_; }

  /// Where the present machine's wall and monotonic clocks will read when the line is at `t`.
  WallTime to_wall(SessionTime t) const { return last_.wall + (t - now_); }
  MonoTime to_mono(SessionTime t) const { return last_.mono + (t - now_); }

 private:
  bool started_ = false;
  ClockReading last_;
  SessionTime now_;
  Millis correction_;
  Millis last_jump_;
};

}  // namespace idleguard
