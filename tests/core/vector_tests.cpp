// The test vectors of section 17 that are about policy and time, as a table: a policy, what
// happens, and when the prompt and the end come. The rest have tests of their own: V5, V34
// policy_document_tests, V7, V8 decision_tests, V13 to V15 decision_tests, V16 to V21 token_tests.
#include <string>

#include "tests/core/support/catch.hpp"
#include "tests/core/support/world.hpp"

using namespace idleguard;
using namespace idleguard::test;

namespace {

struct Vector {
  const char* name;
  AppClass app;
  Policy policy;
  Millis prompt;  // zero: none
  Millis out;
};

// Runs until just before a moment, and then into it.
void run_to(World& world, Millis moment) { world.run(moment - world.elapsed()); }

Policy share_point() {
  return only(Source::share_point, share_point_section(minutes(45), hours(1)));
}

Policy both(Policy policy, Source source, const Section& section) {
  policy[source] = section;
  return policy;
}

}  // namespace

TEST_CASE("the prompt and the end come when the vectors say (V1 to V4, V6, V9)", "[vectors]") {
  const auto within = [](Millis timeout) {
    return only(Source::m365, m365_section(timeout, PromptMode::within_limit));
  };
  const std::array vectors = {
      Vector{"V1", AppClass::home, m365_at_limit(hours(1)), minutes(60), minutes(61)},
      Vector{"V2", AppClass::home, within(hours(1)), minutes(58), minutes(60)},
      Vector{"V3", AppClass::home, within(minutes(5)), minutes(4), minutes(5)},
      Vector{"V4 (R111)", AppClass::share_point, share_point(), minutes(45), minutes(60)},
      Vector{
          "V6 (R112)", AppClass::outlook, only(Source::outlook, outlook_section()), {}, hours(6)},
      Vector{"V9", AppClass::outlook,
             both(m365_at_limit(hours(1)), Source::outlook, outlook_section(minutes(10))),
             minutes(60), minutes(61)},
  };
  for (const auto& [name, app, policy, prompt, out] : vectors) {
    CAPTURE(name);
    World world;
    Tab& tab = world.open({.app = app, .policy = policy});
    if (prompt.count > 0) {
      run_to(world, prompt - Millis{1});
      CHECK_FALSE(tab.shows_prompt());
      run_to(world, prompt);
      CHECK(tab.prompt_left() == out - prompt);
    }
    run_to(world, out - Millis{1});
    CHECK_FALSE(tab.is_covered());
    CHECK(tab.shows_prompt() == (prompt.count > 0));
    run_to(world, out);
    CHECK(tab.is_covered());
    world.run(seconds(5));
    CHECK(world.sign_out_requests == 1);
  }
}

TEST_CASE(
    "V10: m365 off, typing in Outlook does not keep SharePoint, whose end is everybody's "
    "(R36, R38)",
    "[vectors]") {
  World world;
  const Policy policy = both(share_point(), Source::outlook, outlook_section());
  Tab& mail = world.open({.app = AppClass::outlook, .policy = policy});
  Tab& files = world.open({.app = AppClass::one_drive, .policy = policy});
  Tab& portal =
      world.open({.app = AppClass::azure_portal,
                  .policy = both(policy, Source::azure_portal, portal_section(hours(24)))});
  while (world.elapsed() < hours(1)) {
    CHECK_FALSE(mail.is_covered());
    mail.act();
    world.run(minutes(1));
  }
  CHECK(files.is_covered());
  world.run(seconds(1));
  CHECK(mail.is_covered());
  CHECK(mail.count("announce end") == 1);
  CHECK_FALSE(portal.is_covered());
}

TEST_CASE(
    "whichever app asks for the sign-out of a SharePoint end, it is asked for once (R125, R38)",
    "[vectors]") {
  World world;
  const Policy policy = both(share_point(), Source::outlook, outlook_section());
  Tab& mail = world.open({.app = AppClass::outlook, .policy = policy});
  Tab& files = world.open({.app = AppClass::share_point, .policy = policy});
  files.hook_hangs = true;  // so that Outlook is first
  run_to(world, hours(1) + minutes(2));
  CHECK(mail.count("sign out") == 1);
  CHECK(files.is_at_signed_out_page());
  CHECK(world.sign_out_requests == 1);
}

TEST_CASE("V11: m365 on, typing in Outlook keeps SharePoint alive (R37)", "[vectors]") {
  World world;
  Tab& mail = world.open({.app = AppClass::outlook, .policy = m365_at_limit(hours(1))});
  Tab& files = world.open({.app = AppClass::share_point, .policy = m365_at_limit(hours(1))});
  while (world.elapsed() < hours(3)) {
    mail.act();
    world.run(minutes(1));
    REQUIRE_FALSE(files.shows_prompt());
    REQUIRE_FALSE(files.is_covered());
  }
}

TEST_CASE("V12: typing in the portal alone does not keep Microsoft 365 alive (R36, R39)",
          "[vectors]") {
  World world;
  Tab& mail = world.open({.app = AppClass::outlook, .policy = m365_at_limit(hours(1))});
  Tab& portal = world.open({.app = AppClass::azure_portal, .policy = m365_at_limit(hours(1))});
  while (world.elapsed() < minutes(62)) {
    portal.act();
    world.run(seconds(30));
  }
  CHECK(mail.is_covered());
  CHECK_FALSE(portal.is_covered());
  CHECK(portal.state() == State::active);
}

TEST_CASE("an Outlook timeout ends Outlook alone, a portal timeout the portal (R39)", "[vectors]") {
  World world;
  Policy policy = both(share_point(), Source::outlook, outlook_section(minutes(10)));
  policy[Source::azure_portal] = portal_section(minutes(20));
  Tab& mail = world.open({.app = AppClass::outlook, .policy = policy});
  Tab& files = world.open({.app = AppClass::share_point, .policy = policy});
  Tab& portal = world.open({.app = AppClass::azure_portal, .policy = policy});
  world.run(minutes(11));
  CHECK(mail.is_covered());
  CHECK_FALSE(files.is_covered());
  CHECK_FALSE(portal.is_covered());
  world.run(minutes(10));
  CHECK(portal.is_covered());
  CHECK_FALSE(files.is_covered());
}

TEST_CASE("V23: asleep until 60:50, the prompt has 20 s, and out at 61:10 (R119)", "[vectors]") {
  World world;
  Tab& tab = world.open({.app = AppClass::home, .policy = m365_at_limit(hours(1))});
  world.run(minutes(10));
  world.sleep(minutes(50) + seconds(50));
  tab.happen(PageShown{});
  CHECK(tab.prompt_left() == seconds(20));
  world.run(seconds(20));
  CHECK(tab.is_covered());
}

TEST_CASE("V24: the wall clock set back by 30 min at 40:00 delays nothing (R92)", "[vectors]") {
  World world;
  Tab& tab = world.open({.app = AppClass::home, .policy = m365_at_limit(hours(1))});
  world.run(minutes(40));
  world.step_wall_clock(Millis{0} - minutes(30));
  world.run(minutes(21));
  CHECK(tab.is_covered());
}

TEST_CASE(
    "V25, V27: stay at 60:30 closes the prompt everywhere; at 61:00.000 it is too late "
    "(R116, R117)",
    "[vectors]") {
  World world;
  Tab& a = world.open({.app = AppClass::home, .policy = m365_at_limit(hours(1))});
  Tab& b = world.open({.app = AppClass::office, .policy = m365_at_limit(hours(1))});
  run_to(world, minutes(60) + seconds(30));
  a.press_stay();
  CHECK_FALSE(b.shows_prompt());
  run_to(world, minutes(120) + seconds(30) - Millis{1});
  CHECK_FALSE(b.shows_prompt());
  run_to(world, minutes(120) + seconds(30));
  CHECK(b.shows_prompt());
  run_to(world, minutes(121) + seconds(30));
  b.press_stay();
  CHECK(b.is_covered());
}

TEST_CASE("V26: stay in one tab and sign out in the other within 50 ms: out (R117)", "[vectors]") {
  for (const bool stay_first : {true, false}) {
    World world;
    Tab& a = world.open({.app = AppClass::home, .policy = m365_at_limit(hours(1))});
    Tab& b = world.open({.app = AppClass::home, .policy = m365_at_limit(hours(1))});
    run_to(world, minutes(60) + seconds(10));
    stay_first ? a.press_stay() : b.press_sign_out();
    world.run(Millis{50});
    stay_first ? b.press_sign_out() : a.press_stay();
    CHECK(a.is_covered());
    CHECK(b.is_covered());
  }
}

TEST_CASE("V32: with storage that throws, V1 holds in the tab (R105)", "[vectors]") {
  World world;
  world.record_readable = world.record_writable = false;
  Tab& tab = world.open({.app = AppClass::home, .policy = m365_at_limit(hours(1))});
  CHECK_FALSE(tab.status().shared);
  run_to(world, minutes(60));
  CHECK(tab.prompt_left() == minutes(1));
  run_to(world, minutes(61));
  CHECK(tab.is_covered());
}

TEST_CASE("V35: m365 with third-party storage needed and blocked is suspended (R122, R147)",
          "[vectors]") {
  World world;
  Tab& tab = world.open({.app = AppClass::home,
                         .policy = m365_at_limit(hours(1)),
                         .signals = Signals(Signal::third_party_blocked)});
  CHECK(tab.state() == State::suspended);
  world.run(hours(5));
  CHECK_FALSE(tab.shows_prompt());
  CHECK_FALSE(tab.is_covered());
}

TEST_CASE("V37: the portal with focus that nobody touches lives; blurred it ends T later (R81)",
          "[vectors]") {
  World world;
  Section section = portal_section(minutes(15));
  section.activity = ActivityRule::focus;
  Tab& tab =
      world.open({.app = AppClass::azure_portal, .policy = only(Source::azure_portal, section)});
  while (world.elapsed() < hours(10)) {  // the page looks every 30 s, and has the focus each time
    tab.act();
    world.run(seconds(30));
    REQUIRE_FALSE(tab.shows_prompt());
  }
  tab.act();
  world.run(minutes(15) - Millis{1});
  CHECK_FALSE(tab.is_covered());
  world.run(Millis{1});
  CHECK(tab.is_covered());
}
