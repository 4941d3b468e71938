// One machine's two clocks, and all that can be wrong with them. Its own time counts the
// milliseconds in which programs could run; sleep is a moment without length in it.
#pragma once

#include <algorithm>

#include "core/time.hpp"

namespace idleguard::simulation {

class Machine {
 public:
  static constexpr std::int64_t kEpoch = 1'700'000'000'000;

  std::int64_t now() const { return now_; }
  WallTime wall() const { return {kEpoch + wall_}; }
  std::int64_t mono() const { return mono_; }

  /// The most that can have passed by any measure of time (R92): no session time is ahead of it.
  std::int64_t fastest() const { return kEpoch + fastest_; }
  /// When the clocks last did not go together; timers may be late after it.
  std::int64_t disturbed_at() const {
    return drift_ != 0 ? now_ : std::max(disturbed_at_, std::min(stalled_until_, now_));
  }
  /// Whether session times of tabs may differ by what they need not tell each other (rule 4).
  bool was_behind() const { return was_behind_; }

  /// Both clocks have been wrong the same way, which nobody can see (protocol.md, what stays
  /// impossible).
  bool is_lost() const { return was_behind_ && stalled_until_ > 0; }

  /// Until then the monotonic clock alone says when something was asked for.
  bool has_stalled() const { return stalled_until_ > 0; }

  /// Set back, and changed otherwise, too: what one tab has seen of it, another learns at a look.
  bool was_changed_often() const { return was_behind_ && changes_ > 1; }

  void run_to(std::int64_t time) {
    if (time <= now_) return;
    const std::int64_t passed = time - now_;
    const std::int64_t until_stall_ends =
        std::clamp(stalled_until_ - now_, std::int64_t{0}, passed);
    const std::int64_t gained = (passed + rest_) * drift_ / 1000;
    rest_ = drift_ == 0 ? 0 : (passed + rest_) - gained * 1000 / drift_;
    advance(passed + gained, passed - until_stall_ends);
    now_ = time;
  }
  void sleep(std::int64_t time, bool counts) {
    advance(time, counts ? time : 0);
    disturb();
  }
  void step_wall(std::int64_t by) {
    advance(by, 0);
    disturb();
  }
  /// Milliseconds that the wall clock gains in each second; lost when negative.
  void drift(std::int64_t per_second) {
    drift_ = per_second;
    rest_ = 0;
    disturb();
  }
  void stall(std::int64_t time) {
    stalled_until_ = now_ + time;
    disturb();
  }

 private:
  void advance(std::int64_t wall, std::int64_t mono) {
    wall_ += wall;
    mono_ += mono;
    fastest_ += std::max({wall, mono, std::int64_t{0}});
    if (wall < mono) was_behind_ = true;
  }
  void disturb() {
    disturbed_at_ = now_;
    ++changes_;
  }

  std::int64_t now_ = 0;
  std::int64_t wall_ = 0;
  std::int64_t mono_ = 0;
  std::int64_t fastest_ = 0;
  std::int64_t drift_ = 0;
  std::int64_t rest_ = 0;  // not yet enough for a millisecond of drift
  std::int64_t stalled_until_ = 0;
  std::int64_t disturbed_at_ = -1'000'000'000;
  bool was_behind_ = false;
  int changes_ = 0;
};

}  // namespace idleguard::simulation
