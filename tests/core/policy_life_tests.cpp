// When a policy applies (section 4 of the semantics): what a running session keeps, what it takes
// over, and what holds when the policy cannot be had.
#include "core/snapshot.hpp"
#include "tests/core/support/catch.hpp"
#include "tests/core/support/world.hpp"

using namespace idleguard;
using namespace idleguard::test;

namespace {

Policy share_point(Millis sign_out) {
  return only(Source::share_point, share_point_section(sign_out - minutes(5), sign_out));
}
Policy portal(Millis timeout) { return only(Source::azure_portal, portal_section(timeout)); }

TabOptions files_options(const Policy& policy) {
  return {.app = AppClass::share_point, .policy = policy};
}
TabOptions mail_options(const Policy& policy) {
  return {.app = AppClass::outlook, .policy = policy};
}

}  // namespace

TEST_CASE("SharePoint and the portal keep the policy with which the session began (R41)",
          "[policy-life]") {
  for (const bool is_portal : {false, true}) {
    World world;
    const AppClass app = is_portal ? AppClass::azure_portal : AppClass::share_point;
    const Policy first = is_portal ? portal(hours(1)) : share_point(hours(1));
    const Policy changed = is_portal ? portal(minutes(10)) : share_point(minutes(10));
    Tab& old = world.open({.app = app, .policy = first});
    world.run(minutes(1));
    old.adopt(changed);
    CHECK(old.decision().limits->sign_out_after == hours(1));
    // Opening another tab of a live session is not a new session (R46).
    Tab& later = world.open({.app = app, .policy = changed});
    CHECK(later.decision().limits->sign_out_after == hours(1));
    // The next sign-in gets the new one.
    Tab& next = world.open({.app = app, .policy = changed, .session = "sign-in-2"});
    CHECK(next.decision().limits->sign_out_after == minutes(10));
  }
}

TEST_CASE("a tab that lives on into a new sign-in does not bring its old policy along (R41, R51)",
          "[policy-life]") {
  World world;
  Tab& old = world.open(files_options(share_point(hours(1))));
  world.run(minutes(5));
  TabOptions renewed = files_options(share_point(minutes(20)));
  renewed.session = "sign-in-2";
  Tab& next = world.open(renewed);
  old.look();
  world.run(seconds(2));
  next.look();
  CHECK(next.decision().limits->sign_out_after == minutes(20));
  CHECK(old.decision().limits->sign_out_after == minutes(20));
}

TEST_CASE("a limit that is switched off, or on, waits for the next session (R41)",
          "[policy-life]") {
  World world;
  Tab& tab = world.open(files_options(share_point(hours(1))));
  world.run(minutes(1));
  tab.adopt(Policy{});
  CHECK(tab.state() == State::active);
  World other;
  Tab& off = other.open(files_options(Policy{}));
  other.run(minutes(1));
  off.adopt(share_point(hours(1)));
  CHECK(off.state() == State::disabled);
}

TEST_CASE("a portal that takes the default keeps that, too (R29, R41)", "[policy-life]") {
  World world;
  Tab& tab = world.open({.app = AppClass::azure_portal, .policy = m365_at_limit(hours(1))});
  world.run(minutes(1));
  tab.adopt(m365_at_limit(minutes(10)));
  CHECK(tab.decision().limits->sign_out_after == hours(1));
  CHECK(tab.decision().source == Source::m365);
}

TEST_CASE("what one tab adopts of m365 holds in all, without being told again (R42)",
          "[policy-life]") {
  World world;
  Tab& a = world.open(mail_options(m365_at_limit(hours(1))));
  Tab& b = world.open(mail_options(m365_at_limit(hours(1))));
  world.run(minutes(2));
  a.adopt(m365_at_limit(minutes(10)));
  CHECK(b.decision().limits->sign_out_after == minutes(11));
  world.run(minutes(8));
  CHECK(b.shows_prompt());
  // A tab that comes with the old document, from a cache, does not bring it back.
  world.messages_lost = true;
  Tab& c = world.open(mail_options(m365_at_limit(minutes(10))));
  CHECK(c.shows_prompt());
}

TEST_CASE("the document that the server vouched for later holds, whoever hears of it first (R42)",
          "[policy-life]") {
  World world;
  world.open(mail_options(m365_at_limit(hours(1))));
  world.run(minutes(1));
  Tab& newer = world.open(mail_options(m365_at_limit(minutes(30))));
  CHECK(newer.decision().limits->sign_out_after == minutes(31));
  Facts known;
  const Id id = id_of_session("sign-in-1");
  const Section an_hour = m365_section(hours(1));
  const Section half = m365_section(minutes(30));
  known.merge(section_fact(id, Source::m365, half, {2000}));
  known.merge(section_fact(id, Source::m365, an_hour, {1000}));
  CHECK(section_of(known, id, Source::m365).section == half);
  known.merge(section_fact(id, Source::azure_portal, half, {2000}));
  known.merge(section_fact(id, Source::azure_portal, an_hour, {1000}));
  CHECK(section_of(known, id, Source::azure_portal).section == an_hour);
}

TEST_CASE("a page that loads with a shorter m365 policy warns first (R43)", "[policy-life]") {
  World world;
  Tab& old = world.open(mail_options(m365_at_limit(hours(1))));
  world.run(minutes(30));
  old.crash();
  Tab& tab = world.open(mail_options(m365_at_limit(minutes(5))));
  CHECK(tab.prompt_left() == minutes(1));
  world.run(minutes(1) + seconds(1));
  CHECK(tab.is_covered());
}

TEST_CASE("a deadline that had passed under the old policy, too, is a deadline (R43)",
          "[policy-life]") {
  World world;
  Tab& old = world.open(mail_options(m365_at_limit(hours(1))));
  old.crash();
  world.run(hours(3));
  Tab& tab = world.open(mail_options(m365_at_limit(minutes(5))));
  CHECK_FALSE(tab.shows_prompt());
  CHECK(tab.is_covered());
}

TEST_CASE("m365 that is switched on moves a running session into its group (R42, R35)",
          "[policy-life]") {
  World world;
  Tab& tab = world.open(mail_options(only(Source::outlook, outlook_section())));
  CHECK(tab.decision().group == Group::outlook);
  world.run(minutes(20));
  tab.adopt(m365_at_limit(hours(1)));
  CHECK(tab.decision().group == Group::suite);
  CHECK(tab.status().last_activity == WallTime{kEpoch});
  world.run(minutes(40));
  CHECK(tab.shows_prompt());
}

TEST_CASE("what has ended stays ended, whatever becomes of the policy (R101, R42)",
          "[policy-life]") {
  World world;
  Tab& tab = world.open(mail_options(m365_at_limit(hours(1))));
  tab.hook_hangs = true;
  tab.press_sign_out();
  REQUIRE(tab.is_covered());
  tab.adopt(only(Source::outlook, outlook_section()));
  CHECK(tab.is_covered());
  tab.adopt(Policy{});
  CHECK(tab.is_covered());
}

TEST_CASE("a group begins with its first tab, not with the sign-in (R36, R46)", "[policy-life]") {
  World world;
  Policy policy = share_point(minutes(15));
  policy[Source::outlook] = outlook_section();
  Tab& mail = world.open(mail_options(policy));
  world.run(minutes(20));
  Tab& files = world.open(files_options(policy));
  CHECK(files.state() == State::active);
  world.run(minutes(9));
  // Its twin: the second tab of the group finds when the first one came (R107).
  Tab& second = world.open(files_options(policy));
  world.run(minutes(1));
  CHECK(second.shows_prompt());
  world.run(minutes(5) + seconds(1));
  CHECK(second.is_covered());
  CHECK(mail.is_covered());  // R38
}

TEST_CASE("without its policy a page goes on with the session's own (R45)", "[policy-life]") {
  World world;
  world.open(files_options(share_point(hours(1)))).crash();
  Tab& tab = world.open({.app = AppClass::share_point, .policy = {}});
  CHECK(tab.state() == State::active);
  CHECK(tab.decision().limits->sign_out_after == hours(1));
}

TEST_CASE("a new sign-in without its policy takes the account's last good one (R45)",
          "[policy-life]") {
  World world;
  Tab& last = world.open(files_options(share_point(hours(1))));
  last.press_sign_out();
  world.run(seconds(10));
  Tab& tab = world.open({.app = AppClass::share_point, .policy = {}, .session = "sign-in-2"});
  CHECK(tab.state() == State::active);
  CHECK(tab.decision().limits->sign_out_after == hours(1));
}

TEST_CASE("a fallback holds only where no policy was ever had, and is told to nobody (R45)",
          "[policy-life]") {
  World world;
  TabOptions fallback = files_options(share_point(hours(2)));
  fallback.is_fallback = true;
  Tab& alone = world.open(fallback);
  CHECK(alone.decision().limits->sign_out_after == hours(2));
  Tab& real = world.open(files_options(share_point(hours(1))));
  CHECK(real.decision().limits->sign_out_after == hours(1));
  alone.look();
  CHECK(alone.decision().limits->sign_out_after == hours(1));
}

TEST_CASE("without policy, snapshot and fallback nothing is enforced, and the status says so (R45)",
          "[policy-life]") {
  World world;
  Tab& tab = world.open({.app = AppClass::share_point, .policy = {}});
  CHECK(tab.state() == State::policy_unavailable);
  world.run(hours(5));
  CHECK_FALSE(tab.is_covered());
  tab.adopt(share_point(hours(1)));  // it came at last: a full limit from now on
  CHECK(tab.state() == State::active);
  world.run(minutes(54));
  CHECK(tab.state() == State::active);
  world.run(minutes(7));
  CHECK(tab.is_covered());
}

TEST_CASE("the record holds durations and switches of a policy, and survives nonsense (R106, R108)",
          "[policy-life]") {
  const Id id = id_of_session("sign-in-1");
  Section section = share_point_section(minutes(45), hours(1));
  section.holds_with_sso = false;
  Facts facts;
  facts.merge(section_fact(id, Source::share_point, section, {1000}));
  CHECK(section_of(facts, id, Source::share_point).section == section);
  Facts off;
  off.merge(section_fact(id, Source::share_point, std::nullopt, {1000}));
  CHECK(section_of(off, id, Source::share_point).is_known);
  CHECK_FALSE(section_of(off, id, Source::share_point).section.has_value());
  for (const Id numbers : {Id{0, 0}, Id{5, 5}, Id{~0ULL, 1}, Id{1, ~0ULL >> 1}, Id{0, 1000}}) {
    Fact forged = section_fact(id, Source::share_point, section, {1000});
    forged.value.id = numbers;
    Facts record;
    record.merge(forged);
    CHECK_FALSE(section_of(record, id, Source::share_point).is_known);
  }
}

TEST_CASE("who loses the exemption with the next page is not signed out at once (R63)",
          "[policy-life]") {
  World world;
  TabOptions exempt = mail_options(m365_at_limit(hours(1)));
  exempt.signals = Signals(Signal::keep_me_signed_in);
  Tab& first = world.open(exempt);
  world.run(hours(10));
  first.happen(PageLeft{});
  first.crash();
  Tab& second = world.open(mail_options(m365_at_limit(hours(1))));
  CHECK(second.state() == State::active);
  world.run(hours(1));
  CHECK(second.shows_prompt());
}

TEST_CASE("what holds can be asked for at any time, and only new terms change it (R40)",
          "[policy-life]") {
  World world;
  Tab& tab = world.open(mail_options(m365_at_limit(hours(1))));
  const auto holds = [&](Condition condition, bool is_limited) {
    const Decision& decision = tab.decision();
    CHECK(decision.source == Source::m365);
    CHECK(decision.condition == condition);
    REQUIRE(decision.limits.has_value() == is_limited);
    if (!is_limited) return;
    CHECK(decision.limits->warn_after == hours(1));
    CHECK(decision.limits->sign_out_after == minutes(61));
  };
  holds(Condition::c7, true);
  for (int i = 0; i < 3; ++i) {
    world.run(minutes(45));
    tab.act();
    holds(Condition::c7, true);
  }
  world.run(hours(1));
  REQUIRE(tab.shows_prompt());
  holds(Condition::c7, true);
  tab.know(Signals(Signal::keep_me_signed_in));
  holds(Condition::c3, false);
  world.run(hours(2));
  holds(Condition::c3, false);
}
