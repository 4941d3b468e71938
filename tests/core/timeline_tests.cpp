#include "core/timeline.hpp"

#include "tests/core/support/catch.hpp"

using namespace idleguard;

namespace {

constexpr std::int64_t kEpoch = 1'700'000'000'000;

ClockReading at(Millis wall, Millis mono) { return {{kEpoch + wall.count}, {mono.count}}; }
SessionTime session_time(Millis since_epoch) { return {kEpoch + since_epoch.count}; }

Timeline started() {
  Timeline timeline;
  timeline.observe(at({}, {}));
  return timeline;
}

}  // namespace

TEST_CASE("time passes with both clocks", "[clock]") {
  Timeline timeline = started();
  timeline.observe(at(seconds(5), seconds(5)));
  CHECK(timeline.now() == session_time(seconds(5)));
  CHECK(timeline.last_jump() == Millis{0});
}

TEST_CASE("the time that a machine slept has passed, though the monotonic clock stood still (R91)",
          "[clock]") {
  Timeline timeline = started();
  timeline.observe(at(hours(2), seconds(1)));
  CHECK(timeline.now() == session_time(hours(2)));
  CHECK(timeline.last_jump() == hours(2) - seconds(1));
}

TEST_CASE("a clock that is set back buys nothing (R92, V24)", "[clock]") {
  Timeline timeline = started();
  timeline.observe(at(minutes(40) - minutes(30), minutes(40)));
  CHECK(timeline.now() == session_time(minutes(40)));
  timeline.observe(at(minutes(11), minutes(41)));
  CHECK(timeline.now() == session_time(minutes(41)));
}

TEST_CASE("the correction that explains a clock set back is offered to others (protocol rule 4)",
          "[clock]") {
  Timeline timeline = started();
  timeline.observe(at(minutes(10), minutes(40)));
  CHECK(timeline.correction_to_share() == minutes(30));

  Timeline other;
  other.adopt_correction(minutes(30));
  other.observe(at(minutes(10), seconds(0)));
  CHECK(other.now() == timeline.now());
}

TEST_CASE("the jitter of two clocks is no correction (protocol rule 4)", "[clock]") {
  Timeline timeline = started();
  timeline.observe(at(seconds(10), seconds(12)));
  CHECK(timeline.correction_to_share() == Millis{0});
  timeline.observe(at(seconds(10), seconds(12) + Millis{1}));
  CHECK(timeline.correction_to_share() == Millis{2001});
}

TEST_CASE("a smaller correction lowers nothing", "[clock]") {
  Timeline timeline;
  timeline.adopt_correction(minutes(30));
  timeline.adopt_correction(minutes(5));
  timeline.observe(at({}, {}));
  CHECK(timeline.now() == session_time(minutes(30)));
}

TEST_CASE("a stamp from the future raises the clock, and is not clamped (R92, protocol rule 4)",
          "[clock]") {
  Timeline timeline = started();
  timeline.raise(session_time(minutes(3)));
  CHECK(timeline.now() == session_time(minutes(3)));
  timeline.observe(at(seconds(1), seconds(1)));
  CHECK(timeline.now() == session_time(minutes(3) + seconds(1)));
  timeline.raise(session_time(minutes(2)));
  CHECK(timeline.now() == session_time(minutes(3) + seconds(1)));
}

TEST_CASE("a monotonic clock that goes back counts as standing still", "[clock]") {
  Timeline timeline = started();
  timeline.observe(at(seconds(5), seconds(5)));
  timeline.observe(at(seconds(5), seconds(3)));
  CHECK(timeline.now() == session_time(seconds(5)));
}

TEST_CASE("input before a sleep is not taken for input after it (R91)", "[clock]") {
  Timeline timeline = started();
  const SessionTime typed = timeline.at(at(seconds(3), seconds(3)));
  timeline.observe(at(hours(2), seconds(4)));
  CHECK(typed == session_time(seconds(3)));
  CHECK(timeline.now() == session_time(hours(2)));
}

TEST_CASE("input after a sleep is not taken for input before it (R92)", "[clock]") {
  const Timeline timeline = started();
  CHECK(timeline.at(at(hours(2), seconds(3))) == session_time(hours(2)));
}

TEST_CASE("input that is handed over late keeps its own time", "[clock]") {
  Timeline timeline = started();
  timeline.observe(at(seconds(10), seconds(10)));
  CHECK(timeline.at(at(seconds(9), seconds(9))) == session_time(seconds(9)));
}

TEST_CASE("a point in time is found on both clocks", "[clock]") {
  Timeline timeline = started();
  timeline.observe(at(minutes(10), minutes(40)));
  CHECK(timeline.to_mono(timeline.now() + seconds(5)).ms == (minutes(40) + seconds(5)).count);
  CHECK(timeline.to_wall(timeline.now() - seconds(5)).ms ==
        kEpoch + (minutes(10) - seconds(5)).count);
}
