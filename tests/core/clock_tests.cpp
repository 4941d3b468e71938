#include "tests/core/support/catch.hpp"
#include "tests/core/support/world.hpp"

using namespace idleguard;
using namespace idleguard::test;

TEST_CASE("a machine that sleeps through the limit is signed out when it wakes (R91)", "[clock]") {
  World world;
  Tab& tab = world.open();
  world.sleep(minutes(15));
  tab.look();
  CHECK(tab.is_covered());
  world.run(seconds(2));
  CHECK(world.sign_out_requests == 1);
}

TEST_CASE("nobody need do anything: 30 s after waking a visible tab looks by itself (R94, R97)",
          "[clock]") {
  World world;
  Tab& tab = world.open();
  world.run(minutes(1));
  world.sleep(hours(1));
  world.run(seconds(30));
  CHECK(tab.is_covered());
}

TEST_CASE("setting the clock back does not extend a session (R92, V24)", "[clock]") {
  World world;
  Tab& tab = world.open({.app = AppClass::outlook, .policy = m365_at_limit(hours(1))});
  world.run(minutes(40));
  world.step_wall_clock(minutes(0) - minutes(30));
  world.run(minutes(20));
  CHECK(tab.prompt_left() == minutes(1));
  world.run(minutes(1));
  CHECK(tab.is_covered());
}

TEST_CASE(
    "a tab that opens after the clock was set back agrees with the ones that saw it "
    "(R92, protocol rule 4)",
    "[clock]") {
  World world;
  Tab& old = world.open();
  world.run(minutes(10));
  world.step_wall_clock(minutes(0) - minutes(30));
  world.run(minutes(1));
  Tab& fresh = world.open();
  world.run(minutes(2));
  CHECK(old.prompt_left() == minutes(2));
  CHECK(fresh.prompt_left() == minutes(2));
}

TEST_CASE("a page that opens is no activity when its clocks disagree by a millisecond (R46)",
          "[clock]") {
  World world;
  Tab& tab = world.open();
  world.run(Millis{100});
  world.step_wall_clock(Millis{1});
  tab.look();
  world.step_wall_clock(Millis{-1});
  world.run(Millis{500});
  tab.look();
  CHECK(tab.status().sign_out_at == WallTime{kEpoch + minutes(15).count - 1});
}

TEST_CASE("a clock set forward counts as idle, and is said (R92)", "[clock]") {
  World world;
  Tab& tab = world.open();
  world.run(minutes(1));
  world.step_wall_clock(minutes(13));
  tab.look();
  CHECK(tab.shows_prompt());
  CHECK(tab.reported("clock-jump"));
}

TEST_CASE("an activity stamp from the future buys one limit and no more (R92, protocol rule 4)",
          "[clock]") {
  World world;
  Tab& tab = world.open();
  world.run(seconds(10));
  const Id id = id_of_session("sign-in-1");
  world.record[{FactKind::activity, id, Group::custom}] = {.stamp = kEpoch + minutes(30).count};
  tab.look();
  world.run(minutes(15));
  CHECK(tab.is_covered());
}

TEST_CASE(
    "a stamp that is absurdly far ahead is dropped, with a diagnostic (R106, protocol rule 4)",
    "[clock]") {
  World world;
  Tab& tab = world.open();
  world.run(seconds(10));
  const Id id = id_of_session("sign-in-1");
  world.record[{FactKind::activity, id, Group::custom}] = {.stamp = kEpoch + hours(24 * 400).count};
  tab.look();
  CHECK(tab.reported("record-entry-dropped"));
  CHECK(tab.status().sign_out_at == WallTime{kEpoch + minutes(15).count});
}

TEST_CASE("what a hidden tab missed while its timers were slow changes nothing (R93)", "[clock]") {
  World world;
  Tab& a = world.open();
  Tab& b = world.open({.visible = false});
  b.freeze();
  for (int i = 0; i < 20; ++i) {
    world.run(minutes(1));
    a.act();
  }
  b.resume();
  world.run(seconds(5));
  CHECK_FALSE(b.is_covered());
  CHECK(b.state() == State::active);
}

TEST_CASE("early and repeated wake-ups do nothing (R93)", "[clock]") {
  World world;
  Tab& tab = world.open();
  world.run(seconds(10));
  const auto effects = tab.log().size();
  for (int i = 0; i < 100; ++i) tab.happen(Woke{});
  CHECK(tab.log().size() == effects);
  world.run(minutes(13) - seconds(10));
  CHECK(tab.shows_prompt());
}

TEST_CASE("the next wake-up is the next boundary, in a hidden tab and for however long it is (R95)",
          "[clock]") {
  World world;
  Tab& tab = world.open({.policy = custom_policy({}, hours(24 * 60)), .visible = false});
  world.run(seconds(20));
  REQUIRE(tab.output().wake_at.has_value());
  CHECK(tab.output().wake_at->ms == hours(24 * 60).count);
}

TEST_CASE("in a quiet minute a hidden tab never wakes and a visible one twice at most (R94)",
          "[clock]") {
  World world;
  Tab& visible = world.open();
  Tab& hidden = world.open({.visible = false});
  world.run(minutes(1));
  const int visible_before = visible.wakes();
  const int hidden_before = hidden.wakes();
  world.run(minutes(1));
  CHECK(visible.wakes() - visible_before <= 2);
  CHECK(hidden.wakes() == hidden_before);
}

TEST_CASE(
    "at exactly the limit the session is over, and the input of that moment does not revive it "
    "(R96)",
    "[clock]") {
  World world;
  Tab& tab = world.open({.policy = custom_policy({}, minutes(15))});
  world.run(minutes(15) - Millis{1});
  tab.freeze();
  world.run(Millis{1});
  tab.resume();
  tab.act();
  CHECK(tab.is_covered());
  world.run(seconds(5));
  CHECK(world.sign_out_requests == 1);
}

TEST_CASE("the same inputs always give the same outputs", "[clock]") {
  const auto play = [] {
    World world;
    Tab& a = world.open();
    Tab& b = world.open({.visible = false});
    for (int i = 0; i < 30; ++i) {
      world.run(seconds(37));
      a.act();
    }
    world.run(minutes(14));
    b.press_stay();
    world.run(minutes(20));
    auto log = a.log();
    log.insert(log.end(), b.log().begin(), b.log().end());
    return log;
  };
  CHECK(play() == play());
}
