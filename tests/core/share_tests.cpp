#include "tests/core/support/catch.hpp"
#include "tests/core/support/world.hpp"

using namespace idleguard;
using namespace idleguard::test;

namespace {

const Id kSession = id_of_session("sign-in-1");

// As whoever can write into the record would do it.
void forge_extension(World& world, Millis ahead, Group group = Group::custom) {
  world.record[{FactKind::grace_end, kSession, group}] = {.stamp = (world.wall() + ahead).ms};
}

}  // namespace

TEST_CASE("activity in one tab keeps all of them alive (R100)", "[share]") {
  World world;
  Tab& a = world.open();
  Tab& b = world.open({.visible = false});
  for (int i = 0; i < 120; ++i) {
    world.run(seconds(30));
    a.act();
  }
  CHECK(a.state() == State::active);
  CHECK(b.state() == State::active);
  CHECK(b.count("show prompt") == 0);
}

TEST_CASE("activity elsewhere wakes nobody: no message, and no wake-up but at the old deadline",
          "[share]") {
  World world;
  Tab& a = world.open();
  Tab& b = world.open({.visible = false});
  world.run(seconds(30));
  const int handled = b.handled();
  const int messages = world.messages;
  for (int i = 0; i < 600; ++i) {
    a.act();
    world.run(seconds(1));
  }
  CHECK(world.messages == messages);
  CHECK(b.handled() == handled);
}

TEST_CASE("shared writes are one an interval, however much happens (R89)", "[share]") {
  World world;
  Tab& tab = world.open({.policy = custom_policy(seconds(50), minutes(1))});
  world.open({.policy = custom_policy(seconds(50), minutes(1))});
  world.run(seconds(10));
  const int before = world.record_writes;
  for (int i = 0; i < 2000; ++i) {
    tab.act();
    world.run(Millis{10});
  }
  CHECK(world.record_writes - before <= 21);
  CHECK(world.record_writes - before >= 19);
}

TEST_CASE("the interval is a sixtieth of the limit, from 1 s to 15 s (R89)", "[share]") {
  CHECK(Publisher::interval_for(seconds(10)) == seconds(1));
  CHECK(Publisher::interval_for(minutes(5)) == seconds(5));
  CHECK(Publisher::interval_for(hours(6)) == seconds(15));
}

TEST_CASE("what a crash can lose is one interval of activity (R89)", "[share]") {
  World world;
  Tab& a = world.open();
  Tab& b = world.open();
  for (int i = 0; i < 100; ++i) {
    a.act();
    world.run(seconds(1));
  }
  a.crash();
  world.run(minutes(13) - seconds(17));
  CHECK_FALSE(b.shows_prompt());
}

TEST_CASE("a page that is hidden or left publishes at once what it has (R89)", "[share]") {
  const auto leave = GENERATE(false, true);
  World world;
  Tab& tab = world.open();
  world.run(seconds(20));
  tab.act();
  world.run(seconds(2));
  tab.act();
  tab.happen(leave ? Event{PageLeft{}} : Event{PageHidden{}});
  const FactKey key{FactKind::activity, kSession, Group::custom};
  CHECK(world.record.at(key).stamp == kEpoch + seconds(22).count);
}

TEST_CASE("lost and doubled messages change nothing, for the record decides (R102)", "[share]") {
  World world;
  Tab& a = world.open();
  Tab& b = world.open();
  world.messages_lost = true;
  world.run(minutes(13) + seconds(30));
  a.press_stay();
  world.run(minutes(2));
  CHECK(b.state() == State::active);
  CHECK_FALSE(b.is_covered());
}

TEST_CASE(
    "a record that cannot be read leaves each tab to itself, and enforcement goes on "
    "(R105, V32)",
    "[share]") {
  World world;
  world.record_readable = false;
  Tab& tab = world.open({.app = AppClass::outlook, .policy = m365_at_limit(hours(1))});
  CHECK_FALSE(tab.status().shared);
  world.run(hours(1));
  CHECK(tab.prompt_left() == minutes(1));
  world.run(minutes(1));
  CHECK(tab.is_covered());
  world.run(seconds(5));
  CHECK(world.sign_out_requests == 1);
}

TEST_CASE("without a record, tabs that can hear each other still keep each other alive (R105)",
          "[share]") {
  World world;
  world.record_readable = false;
  Tab& a = world.open();
  Tab& b = world.open();
  for (int i = 0; i < 60; ++i) {
    world.run(minutes(1));
    a.act();
  }
  CHECK(b.state() == State::active);
}

TEST_CASE(
    "a record that stops keeping what is written is noticed, and the channel takes over (R105)",
    "[share]") {
  World world;
  Tab& a = world.open();
  Tab& b = world.open();
  world.run(minutes(1));
  world.record_writable = false;
  for (int i = 0; i < 60; ++i) {
    world.run(minutes(1));
    a.act();
  }
  CHECK_FALSE(a.status().shared);
  CHECK(b.state() == State::active);
  world.record_writable = true;
  world.run(minutes(1));
  a.act();
  world.run(minutes(1));
  CHECK(a.status().shared);
}

TEST_CASE("a record that keeps nothing does not keep the tabs busy (R105)", "[share]") {
  World world;
  world.record_writable = false;
  Tab& tab = world.open({.policy = custom_policy({}, hours(10)), .visible = false});
  world.run(hours(9));
  CHECK(tab.wakes() < 15);
}

TEST_CASE("nonsense in the record is dropped with one diagnostic and harms nothing (R106)",
          "[share]") {
  World world;
  world.garbage = 3;
  Tab& tab = world.open();
  CHECK(tab.reported("record-entry-dropped"));
  const auto reports = tab.count("report");
  world.run(minutes(13));
  CHECK(tab.count("report") == reports);
  CHECK(tab.shows_prompt());
}

TEST_CASE("a forged extension far ahead does not keep a session open; a real one counts (R106)",
          "[share]") {
  for (const bool is_forged : {true, false}) {
    World world;
    Tab& tab = world.open();
    world.run(minutes(1));
    forge_extension(world, is_forged ? hours(1) : minutes(15));
    tab.look();
    CHECK(tab.reported("record-entry-dropped") == is_forged);
    world.run(minutes(14));
    CHECK(tab.is_covered() == is_forged);
    world.run(minutes(1));
    CHECK(tab.is_covered());
  }
}

TEST_CASE("an extension that is forged while nothing is enforced does not count later (R63, R106)",
          "[share]") {
  World world;
  Tab& tab = world.open({.app = AppClass::home,
                         .policy = m365_at_limit(minutes(14)),
                         .signals = Signals(Signal::keep_me_signed_in)});
  forge_extension(world, hours(1), Group::suite);
  tab.look();
  Signals denied;
  denied.set(Signal::keep_me_signed_in, false);
  tab.know(denied);
  CHECK(tab.state() == State::active);
  world.run(minutes(15));
  CHECK(tab.is_covered());
}

TEST_CASE("an extension is forged, too, if a shorter limit makes it so; else it counts (R42, R106)",
          "[share]") {
  for (const bool is_forged : {true, false}) {
    World world;
    Tab& tab = world.open({.app = AppClass::home, .policy = m365_at_limit(hours(2))});
    world.run(minutes(5));
    forge_extension(world, is_forged ? hours(2) : minutes(10), Group::suite);
    tab.look();
    tab.adopt(m365_at_limit(minutes(10)));
    world.run(minutes(6));
    CHECK(tab.is_covered() == is_forged);
    world.run(minutes(4));
    CHECK(tab.is_covered());
  }
}

TEST_CASE("a page that loads past the deadline signs out instead of renewing (R107)", "[share]") {
  World world;
  world.open().crash();
  world.run(minutes(16));
  Tab& tab = world.open();
  CHECK(tab.is_covered());
  world.run(seconds(5));
  CHECK(world.sign_out_requests == 1);
  CHECK(tab.count("show prompt") == 0);
}

TEST_CASE("a page that loads before the deadline goes on where the others were (R46, R107)",
          "[share]") {
  World world;
  world.open().crash();
  world.run(minutes(10));
  Tab& tab = world.open();
  world.run(minutes(3));
  CHECK(tab.shows_prompt());
}

TEST_CASE("a sign-out reaches a tab whose own policy is off (R12, R38)", "[share]") {
  World world;
  const Policy policy = only(Source::share_point, share_point_section(minutes(45), hours(1)));
  Tab& a = world.open({.app = AppClass::share_point, .policy = policy});
  Tab& off = world.open({.app = AppClass::office, .policy = policy});
  CHECK(off.state() == State::disabled);
  CHECK_FALSE(off.output().input_from.has_value());
  a.press_sign_out();
  CHECK(off.is_covered());
}

TEST_CASE("a policy that is off sets no timer and wants no input (R12)", "[share]") {
  World world;
  Tab& off = world.open({.policy = Policy{}});
  CHECK_FALSE(off.output().wake_at.has_value());
  CHECK_FALSE(off.output().input_from.has_value());
}

TEST_CASE("a tab that loads and is left alone wakes for nothing but its deadline", "[share]") {
  World world;
  Tab& tab = world.open({.visible = false});
  world.run(seconds(5));  // what it wrote is looked at again (rule 3)
  const int wakes = tab.wakes();
  world.run(minutes(12));
  CHECK(tab.wakes() == wakes);
}

TEST_CASE("the heartbeat follows real activity, at most once a minute, and never a timer (R161)",
          "[share]") {
  World world;
  Tab& tab = world.open({.heartbeat = true});
  CHECK(tab.count("heartbeat") == 0);
  world.run(minutes(5));
  CHECK(tab.count("heartbeat") == 0);
  for (int i = 0; i < 600; ++i) {
    tab.act();
    world.run(seconds(1));
  }
  CHECK(tab.count("heartbeat") >= 9);
  CHECK(tab.count("heartbeat") <= 11);
  const auto beats = tab.count("heartbeat");
  world.run(minutes(12));
  CHECK(tab.count("heartbeat") == beats);
}

TEST_CASE("two active tabs send one heartbeat a minute between them (R161)", "[share]") {
  World world;
  Tab& a = world.open({.heartbeat = true});
  Tab& b = world.open({.heartbeat = true});
  for (int i = 0; i < 300; ++i) {
    a.act();
    world.run(Millis{500});
    b.act();
    world.run(Millis{500});
  }
  CHECK(a.count("heartbeat") + b.count("heartbeat") <= 6);
}
