#include "tests/core/support/catch.hpp"
#include "tests/core/support/world.hpp"

using namespace idleguard;
using namespace idleguard::test;

TEST_CASE("m365 60 min at the limit: prompt at 60:00, out at 61:00 (R109, R110, V1)", "[prompt]") {
  World world;
  Tab& tab = world.open({.app = AppClass::outlook, .policy = m365_at_limit(hours(1))});
  world.run(hours(1) - Millis{1});
  CHECK_FALSE(tab.shows_prompt());
  world.run(Millis{1});
  CHECK(tab.shows_prompt());
  CHECK(tab.prompt_left() == minutes(1));
  CHECK(tab.state() == State::warning);
  world.run(minutes(1) - Millis{1});
  CHECK_FALSE(tab.is_covered());
  world.run(Millis{1});
  CHECK(tab.is_covered());
  world.run(seconds(5));
  CHECK(world.sign_out_requests == 1);
}

TEST_CASE("m365 within the limit: prompt at 58:00, out at 60:00 (R110, V2)", "[prompt]") {
  World world;
  const Section section = m365_section(hours(1), PromptMode::within_limit);
  Tab& tab = world.open({.app = AppClass::home, .policy = only(Source::m365, section)});
  world.run(minutes(58) - Millis{1});
  CHECK_FALSE(tab.shows_prompt());
  world.run(Millis{1});
  CHECK(tab.prompt_left() == minutes(2));
  world.run(minutes(2));
  CHECK(tab.is_covered());
}

TEST_CASE("a policy without a prompt ends without one", "[prompt]") {
  World world;
  Tab& tab = world.open({.policy = custom_policy({}, minutes(15))});
  world.run(minutes(15));
  CHECK(tab.is_covered());
  CHECK(tab.count("show prompt") == 0);
}

TEST_CASE("the prompt appears in every tab at the same moment, hidden ones too (R118)",
          "[prompt]") {
  World world;
  Tab& a = world.open();
  Tab& b = world.open({.visible = false});
  Tab& c = world.open({.visible = false});
  world.run(minutes(13));
  for (const Tab* tab : {&a, &b, &c}) CHECK(tab->prompt_left() == minutes(2));
}

TEST_CASE("staying in one tab closes the prompt in all, and the limit starts anew (R116, V25)",
          "[prompt]") {
  World world;
  Tab& a = world.open({.app = AppClass::outlook, .policy = m365_at_limit(hours(1))});
  Tab& b =
      world.open({.app = AppClass::outlook, .policy = m365_at_limit(hours(1)), .visible = false});
  world.run(hours(1) + seconds(30));
  REQUIRE(b.shows_prompt());
  a.press_stay();
  CHECK_FALSE(a.shows_prompt());
  CHECK_FALSE(b.shows_prompt());
  CHECK(b.count("announce stay") == 1);
  world.run(hours(1) - Millis{1});
  CHECK_FALSE(b.shows_prompt());
  world.run(Millis{1});
  CHECK(a.shows_prompt());
  CHECK(b.shows_prompt());
}

TEST_CASE("staying can be repeated without limit (R116, R153)", "[prompt]") {
  World world;
  Tab& tab = world.open();
  for (int i = 0; i < 20; ++i) {
    world.run(minutes(14));
    REQUIRE(tab.shows_prompt());
    tab.press_stay();
    REQUIRE_FALSE(tab.shows_prompt());
  }
  CHECK(tab.state() == State::active);
}

TEST_CASE("an answer at exactly the end comes too late, one before it counts (R117, V27)",
          "[prompt]") {
  const auto too_late = GENERATE(false, true);
  World world;
  Tab& tab = world.open({.app = AppClass::outlook, .policy = m365_at_limit(hours(1))});
  // A second tab that is frozen, so that this one's own timer has not run when the answer comes.
  world.run(minutes(61) - Millis{1});
  tab.freeze();
  world.run(Millis{too_late ? 1 : 0});
  tab.resume();
  tab.press_stay();
  world.run(seconds(10));
  CHECK(tab.is_covered() == too_late);
  CHECK(world.sign_out_requests == (too_late ? 1 : 0));
}

TEST_CASE("sign out in one tab beats stay in another (R117, V26)", "[prompt]") {
  const auto stay_first = GENERATE(false, true);
  World world;
  Tab& a = world.open();
  Tab& b = world.open();
  world.run(minutes(14));
  world.messages_lost = true;  // neither hears of the other but through the record
  if (stay_first) a.press_stay();
  b.press_sign_out();
  if (!stay_first) a.press_stay();
  world.messages_lost = false;
  world.run(seconds(40));
  for (const Tab* tab : {&a, &b}) CHECK(tab->status().reason == Reason::user);
  CHECK(world.sign_out_requests == 1);
}

TEST_CASE("ordinary activity does not close the prompt (R85)", "[prompt]") {
  World world;
  Tab& tab = world.open();
  world.run(minutes(13) + seconds(1));
  for (int i = 0; i < 50; ++i) {
    tab.act();
    world.run(seconds(1));
  }
  CHECK(tab.prompt_left() == minutes(2) - seconds(51));
  world.run(minutes(2));
  CHECK(tab.is_covered());
}

TEST_CASE("input just before the prompt counts, even when it is handed over after it (R84, R85)",
          "[prompt]") {
  World world;
  Tab& tab = world.open();
  tab.act();
  tab.freeze();  // the page is busy: input waits with everything else
  world.run(minutes(13) - Millis{5});
  tab.resume();
  tab.act();
  world.run(minutes(1));
  CHECK_FALSE(tab.shows_prompt());
}

TEST_CASE("a new tab and a reload during the prompt show what is left (R118, R107)", "[prompt]") {
  World world;
  Tab& first = world.open();
  world.run(minutes(13) + seconds(50));
  first.crash();
  Tab& reloaded = world.open({.returned = true});
  CHECK(reloaded.prompt_left() == seconds(70));
  Tab& second = world.open();
  CHECK(second.prompt_left() == seconds(70));
}

TEST_CASE(
    "waking into the prompt with little time left extends it to 20 s, once, at the limit only "
    "(R119, V23)",
    "[prompt]") {
  World world;
  Tab& tab = world.open({.app = AppClass::outlook, .policy = m365_at_limit(hours(1))});
  world.run(minutes(10));
  world.sleep(minutes(50) + seconds(50));
  tab.look();
  CHECK(tab.prompt_left() == seconds(20));
  world.run(seconds(5));
  world.sleep(seconds(4));
  tab.look();
  CHECK(tab.prompt_left() == seconds(11));
  world.run(seconds(12));
  CHECK(tab.is_covered());
}

TEST_CASE(
    "a tab that warns by a look at old storage looks again before the user has read it (R100)",
    "[prompt]") {
  World world;
  world.messages_lost = true;
  Tab& active = world.open();
  Tab& other = world.open();
  other.keep_seeing_old_record();
  world.run(minutes(13) - Millis{100});
  active.act();
  active.happen(PageHidden{});
  world.run(Millis{200});
  REQUIRE(other.shows_prompt());
  other.see_record_again();
  world.run(Millis{600});
  CHECK_FALSE(other.shows_prompt());
}

TEST_CASE("a prompt within the limit is never extended (R119)", "[prompt]") {
  World world;
  Tab& tab = world.open();
  world.run(minutes(1));
  world.sleep(minutes(14) - seconds(10));
  tab.look();
  CHECK(tab.prompt_left() == seconds(10));
}

TEST_CASE("an extension by one tab holds for all (R119)", "[prompt]") {
  World world;
  Tab& a = world.open({.app = AppClass::outlook, .policy = m365_at_limit(hours(1))});
  Tab& b = world.open({.app = AppClass::outlook, .policy = m365_at_limit(hours(1))});
  world.sleep(minutes(60) + seconds(55));
  a.look();
  b.look();
  CHECK(a.prompt_left() == seconds(20));
  CHECK(b.prompt_left() == seconds(20));
}

TEST_CASE("waking after the end shows no prompt (R120, V22)", "[prompt]") {
  World world;
  Tab& tab = world.open({.app = AppClass::outlook, .policy = m365_at_limit(hours(1))});
  world.run(minutes(10));
  world.sleep(minutes(110));
  tab.look();
  CHECK(tab.is_covered());
  world.run(seconds(10));
  CHECK(tab.count("show prompt") == 0);
  CHECK(world.sign_out_requests == 1);
}

TEST_CASE("an exempt session sees no prompt at all (R122)", "[prompt]") {
  World world;
  Tab& tab = world.open({.app = AppClass::outlook,
                         .policy = m365_at_limit(hours(1)),
                         .signals = Signals(Signal::keep_me_signed_in)});
  world.run(hours(30));
  CHECK(tab.state() == State::exempt);
  CHECK(tab.count("show prompt") == 0);
  CHECK(tab.wakes() == 0);
}
