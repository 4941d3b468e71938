#include "tests/core/support/catch.hpp"
#include "tests/core/support/world.hpp"

using namespace idleguard;
using namespace idleguard::test;

TEST_CASE("the end is counted from the very last activity, not from its publication (R75, R89)",
          "[activity]") {
  World world;
  Tab& tab = world.open();
  world.run(seconds(20));
  tab.act();
  world.run(seconds(7));
  tab.act();  // stored by the page; nothing is handed over yet
  world.run(seconds(30));
  CHECK(tab.status().last_activity == WallTime{kEpoch + seconds(27).count});
}

TEST_CASE("below the nearest boundary input is not handed over (R94)", "[activity]") {
  World world;
  Tab& tab = world.open();
  world.run(seconds(20));
  tab.act();
  const int handled = tab.handled();
  for (int i = 0; i < 100; ++i) tab.act();
  CHECK(tab.handled() == handled);
}

TEST_CASE("input is handed over at once when the next publication is due (R89, R94)",
          "[activity]") {
  World world;
  Tab& tab = world.open();
  world.run(minutes(5));
  const int handled = tab.handled();
  tab.act();
  CHECK(tab.handled() == handled + 1);
}

TEST_CASE("activity at or after the deadline does not count (R84, R96)", "[activity]") {
  World world;
  Tab& tab = world.open({.policy = custom_policy({}, minutes(15))});
  tab.freeze();
  world.run(minutes(15) + seconds(1));
  tab.resume();
  tab.act();
  tab.look();
  CHECK(tab.status().sign_out_at == WallTime{kEpoch + minutes(15).count});
  CHECK(tab.is_covered());
}

TEST_CASE("what was typed before the module had loaded counts", "[activity]") {
  // The script include records from its first moment; the first input of the core carries it.
  Session session({.app = AppClass::custom,
                   .terms = {.policy = custom_policy(minutes(13), minutes(15))},
                   .session = id_of_session("sign-in-1"),
                   .fresh_id = {1, 1},
                   .loaded_at = {0}});
  const ClockReading typed{{kEpoch + 300}, {300}};
  const Input input{.now = {{kEpoch + 900}, {900}},
                    .activity = typed,
                    .record = Reading{},
                    .message = {},
                    .event = Started{}};
  const Output output = session.handle(input);
  CHECK(output.status.last_activity == WallTime{kEpoch + 900});  // the session begins with the page

  World world;
  world.open().crash();
  world.run(minutes(12));
  Tab& second = world.open();
  second.act();
  second.look();
  world.run(minutes(5));
  CHECK_FALSE(second.shows_prompt());
}

TEST_CASE("opening, showing and leaving a page is no activity (R107)", "[activity]") {
  World world;
  Tab& tab = world.open();
  for (int i = 0; i < 12; ++i) {
    world.run(minutes(1));
    tab.happen(PageHidden{});
    tab.happen(PageShown{});
    world.open().crash();
  }
  CHECK(tab.status().last_activity == WallTime{kEpoch});
}

TEST_CASE("leaving an exemption starts a full limit and never signs out at once (R63)",
          "[activity]") {
  World world;
  Tab& tab = world.open({.app = AppClass::outlook,
                         .policy = m365_at_limit(hours(1)),
                         .signals = Signals(Signal::keep_me_signed_in)});
  world.run(hours(5));
  tab.know(Signals());
  CHECK(tab.state() == State::active);
  world.run(hours(1));
  CHECK(tab.prompt_left() == minutes(1));
}

TEST_CASE("gaining an exemption while the prompt is up closes it (R63)", "[activity]") {
  World world;
  Tab& tab = world.open({.app = AppClass::outlook, .policy = m365_at_limit(hours(1))});
  world.run(hours(1) + seconds(10));
  REQUIRE(tab.shows_prompt());
  tab.know(Signals(Signal::keep_me_signed_in));
  CHECK_FALSE(tab.shows_prompt());
  CHECK(tab.state() == State::exempt);
  world.run(hours(5));
  CHECK_FALSE(tab.is_covered());
}

TEST_CASE("a shorter policy that is adopted never signs out without warning (R42, R43)",
          "[activity]") {
  World world;
  Tab& tab = world.open({.app = AppClass::outlook, .policy = m365_at_limit(hours(1))});
  world.run(minutes(30));
  tab.adopt(m365_at_limit(minutes(5)));
  CHECK(tab.prompt_left() == minutes(1));
  world.run(minutes(1));
  CHECK(tab.is_covered());
}

TEST_CASE("a policy that is switched off releases the session (R42)", "[activity]") {
  World world;
  Tab& tab = world.open({.app = AppClass::outlook, .policy = m365_at_limit(hours(1))});
  world.run(hours(1) + seconds(5));
  tab.adopt(Policy{});
  CHECK(tab.state() == State::disabled);
  world.run(hours(5));
  CHECK_FALSE(tab.is_covered());
}

TEST_CASE("nobody is signed out for the age of the session, only for being idle (R164)",
          "[activity]") {
  World world;
  Tab& tab = world.open();
  for (int i = 0; i < 31 * 24 * 5; ++i) {
    world.run(minutes(12));
    tab.act();
  }
  CHECK(world.elapsed() == hours(31 * 24));
  CHECK(tab.state() == State::active);
  CHECK(tab.count("show prompt") == 0);
  world.run(minutes(15));
  CHECK(tab.is_covered());
}
