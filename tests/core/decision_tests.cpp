#include "core/decision.hpp"

#include "tests/core/support/catch.hpp"
#include "tests/core/support/world.hpp"

using namespace idleguard;
using test::only;

namespace {

constexpr std::array kSuiteApps = {
    AppClass::outlook,      AppClass::share_point, AppClass::one_drive,
    AppClass::fabric,       AppClass::home,        AppClass::office,
    AppClass::admin_center, AppClass::defender,    AppClass::purview};

const Policy kM365 = only(Source::m365, m365_section(hours(1)));
const Policy kSharePoint = only(Source::share_point, share_point_section(minutes(45), hours(1)));
const Policy kOutlook = only(Source::outlook, outlook_section());
const Policy kPortal = only(Source::azure_portal, portal_section(minutes(15)));

Policy both(const Policy& a, const Policy& b) {
  Policy policy = a;
  for (std::size_t i = 0; i < kSourceCount; ++i) {
    const auto source = static_cast<Source>(i);
    if (b[source]) policy[source] = b[source];
  }
  return policy;
}

Limits limits_for(Millis timeout, PromptMode mode) {
  return *decide(only(Source::m365, m365_section(timeout, mode)), AppClass::home, {}).limits;
}

Decision m365(Signals signals) { return decide(kM365, AppClass::outlook, signals); }

GroupSet groups(std::initializer_list<Group> all) {
  GroupSet set;
  for (const Group each : all) set.insert(each);
  return set;
}

}  // namespace

TEST_CASE("at the limit the grace comes on top (R110, V1)", "[decision]") {
  const Limits limits = limits_for(hours(1), PromptMode::at_limit);
  CHECK(limits.warn_after == hours(1));
  CHECK(limits.sign_out_after == minutes(61));
}

TEST_CASE("within the limit the prompt takes a fifth, from 20 s to 2 min (R110, R165, V2, V3)",
          "[decision]") {
  const auto lead = [](Millis timeout) {
    const Limits limits = limits_for(timeout, PromptMode::within_limit);
    CHECK(limits.sign_out_after == timeout);
    return limits.sign_out_after - *limits.warn_after;
  };
  CHECK(lead(hours(1)) == minutes(2));
  CHECK(lead(minutes(5)) == minutes(1));
  CHECK(lead(minutes(1)) == seconds(20));
}

TEST_CASE("a missing section is off (R1, R28)", "[decision]") {
  for (const AppClass app : {AppClass::custom, AppClass::outlook, AppClass::azure_portal}) {
    const Decision decision = decide({}, app, {});
    CHECK(decision.stance == Stance::disabled);
    CHECK(decision.condition == Condition::c1);
    CHECK_FALSE(decision.limits.has_value());
    CHECK_FALSE(decision.source.has_value());
  }
}

TEST_CASE("the policy of an app of one's own is no business of the others, nor theirs of it",
          "[decision]") {
  const Policy custom = only(Source::custom, custom_section({}, minutes(15)));
  CHECK(decide(custom, AppClass::custom, {}).stance == Stance::enforced);
  CHECK(decide(custom, AppClass::outlook, {}).stance == Stance::disabled);
  CHECK(decide(kM365, AppClass::custom, {}).stance == Stance::disabled);
}

TEST_CASE("every app of Microsoft 365 is in one group, the portal is not (R25, R26, R35, R37)",
          "[decision]") {
  for (const AppClass app : kSuiteApps) {
    CHECK(decide(kM365, app, {}).group == Group::suite);
    CHECK(decide(kM365, app, {}).source == Source::m365);
  }
  CHECK(decide(kM365, AppClass::azure_portal, {}).group == Group::azure_portal);
}

TEST_CASE("with m365 on, shorter policies of Outlook and SharePoint are ignored (R27, V9)",
          "[decision]") {
  const Policy shorter =
      both(only(Source::outlook, outlook_section(minutes(10))),
           only(Source::share_point, share_point_section(seconds(30), minutes(1))));
  const Policy all = both(shorter, kM365);
  for (const AppClass app : {AppClass::outlook, AppClass::share_point, AppClass::one_drive}) {
    CHECK(decide(all, app, {}).source == Source::m365);
    CHECK(decide(all, app, {}).limits->sign_out_after == minutes(61));
  }
  // With it off they come back.
  CHECK(decide(shorter, AppClass::outlook, {}).limits->sign_out_after == minutes(10));
  CHECK(decide(shorter, AppClass::one_drive, {}).limits->sign_out_after == minutes(1));
}

TEST_CASE("with m365 off each app has its own policy, and most have none (R28, R35)",
          "[decision]") {
  const Policy policy = both(both(kSharePoint, kOutlook), kPortal);
  CHECK(decide(policy, AppClass::outlook, {}).source == Source::outlook);
  CHECK(decide(policy, AppClass::outlook, {}).group == Group::outlook);
  CHECK(decide(policy, AppClass::share_point, {}).source == Source::share_point);
  CHECK(decide(policy, AppClass::one_drive, {}).group == Group::share_point);
  CHECK(decide(policy, AppClass::azure_portal, {}).group == Group::azure_portal);
  for (const AppClass app : {AppClass::fabric, AppClass::home, AppClass::office,
                             AppClass::admin_center, AppClass::defender, AppClass::purview}) {
    CHECK(decide(policy, app, {}).stance == Stance::disabled);
    CHECK(decide(policy, app, {}).group == Group::suite);
  }
}

TEST_CASE(
    "a SharePoint timeout ends all of Microsoft 365; the others end their own group (R38, R39)",
    "[decision]") {
  CHECK(decide(kSharePoint, AppClass::one_drive, {}).ends ==
        groups({Group::suite, Group::share_point, Group::outlook}));
  CHECK(decide(kOutlook, AppClass::outlook, {}).ends == groups({Group::outlook}));
  CHECK(decide(kPortal, AppClass::azure_portal, {}).ends == groups({Group::azure_portal}));
  CHECK(m365({}).ends == groups({Group::suite}));
}

TEST_CASE("the condition matrix, cell by cell (R53 to R58, C1 to C7)", "[decision]") {
  struct Row {
    Signals signals;
    Condition row;                  // that decides where it lets go
    std::array<Stance, 4> stances;  // m365, SharePoint, Outlook, portal
  };
  constexpr auto kHeld = Stance::enforced;
  const std::array rows = {
      Row{Signals(Signal::third_party_blocked),
          Condition::c2,
          {Stance::suspended, kHeld, kHeld, kHeld}},
      // R53, and R54 for the portal.
      Row{Signals(Signal::keep_me_signed_in),
          Condition::c3,
          {Stance::exempt, Stance::exempt, Stance::exempt, kHeld}},
      Row{Signals(Signal::device_sso),
          Condition::c4,
          {Stance::exempt, kHeld, kHeld, kHeld}},  // R55
      // R56, R57, R58: compliant or domain-joined.
      Row{Signals(Signal::device_compliant, Signal::app_enforced_restrictions),
          Condition::c5,
          {Stance::exempt, Stance::exempt, kHeld, kHeld}},
      Row{Signals(Signal::device_domain_joined, Signal::app_enforced_restrictions),
          Condition::c5,
          {Stance::exempt, Stance::exempt, kHeld, kHeld}},
      Row{Signals(Signal::device_compliant), Condition::c6, {kHeld, Stance::exempt, kHeld, kHeld}},
      Row{Signals(Signal::device_domain_joined),
          Condition::c6,
          {kHeld, Stance::exempt, kHeld, kHeld}},
      Row{Signals(Signal::app_enforced_restrictions), Condition::c7, {kHeld, kHeld, kHeld, kHeld}},
      // A row that enforces does not stop the search.
      Row{Signals(Signal::device_sso, Signal::device_compliant),
          Condition::c6,
          {Stance::exempt, Stance::exempt, kHeld, kHeld}},
      Row{Signals(), Condition::c7, {kHeld, kHeld, kHeld, kHeld}},
  };
  const std::array columns = {
      std::pair(kM365, AppClass::home), std::pair(kSharePoint, AppClass::share_point),
      std::pair(kOutlook, AppClass::outlook), std::pair(kPortal, AppClass::azure_portal)};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
      CAPTURE(i, j);
      const Decision decision = decide(columns[j].first, columns[j].second, rows[i].signals);
      CHECK(decision.stance == rows[i].stances[j]);
      const bool is_held = decision.stance == kHeld;
      const bool by_sso = i == 8 && j == 0;
      CHECK(decision.condition == (is_held ? Condition::c7 : by_sso ? Condition::c4 : rows[i].row));
      CHECK(decision.limits.has_value() == is_held);
      CHECK(decide({}, columns[j].second, rows[i].signals).condition == Condition::c1);
    }
  }
}

TEST_CASE("Outlook's two switches make four policies (R9, R11, V7, V8)", "[decision]") {
  for (const bool without : {true, false}) {
    for (const bool with : {true, false}) {
      Section section = outlook_section();
      section.holds_without_sso = without;
      section.holds_with_sso = with;
      const Policy policy = only(Source::outlook, section);
      Signals no_sso;
      no_sso.set(Signal::sso_session, false);
      const auto is_on = [&](Signals signals) {
        return decide(policy, AppClass::outlook, signals).stance == Stance::enforced;
      };
      CHECK(is_on(Signals()) == without);
      CHECK(is_on(no_sso) == without);
      CHECK(is_on(Signals(Signal::sso_session)) == with);
      CHECK(is_on(Signals(Signal::device_sso)) == with);
    }
  }
}

TEST_CASE("what counts as activity follows the section (R76, R79, R81)", "[decision]") {
  CHECK(m365({}).activity == ActivityRule::input);
  CHECK(m365({}).pointer_motion);
  Section still = m365_section(hours(1));
  still.pointer_motion = false;
  CHECK_FALSE(decide(only(Source::m365, still), AppClass::home, {}).pointer_motion);
  const Decision files = decide(kSharePoint, AppClass::share_point, {});
  CHECK(files.activity == ActivityRule::request);
  CHECK_FALSE(files.pointer_motion);
  Section focused = portal_section(minutes(15));
  focused.activity = ActivityRule::focus;
  const Policy portal = only(Source::azure_portal, focused);
  CHECK(decide(portal, AppClass::azure_portal, {}).activity == ActivityRule::focus);
  CHECK(decide(kPortal, AppClass::azure_portal, {}).activity == ActivityRule::input);
}

TEST_CASE("Outlook has no prompt unless one is asked for (R112, V6)", "[decision]") {
  const Limits limits = *decide(kOutlook, AppClass::outlook, {}).limits;
  CHECK_FALSE(limits.warn_after.has_value());
  CHECK(limits.sign_out_after == hours(6));
  Section prompting = outlook_section(hours(1));
  prompting.prompt = PromptMode::within_limit;
  CHECK(decide(only(Source::outlook, prompting), AppClass::outlook, {}).limits->warn_after ==
        minutes(58));
}

TEST_CASE("what is unknown or false exempts nobody (R61)", "[decision]") {
  Signals denied(Signal::app_enforced_restrictions);
  for (const Signal signal : {Signal::keep_me_signed_in, Signal::device_sso,
                              Signal::device_compliant, Signal::device_domain_joined}) {
    denied.set(signal, false);
  }
  CHECK(m365(denied).stance == Stance::enforced);
}

TEST_CASE("an app's own policy exempts only what it lists", "[decision]") {
  Section section = custom_section({}, minutes(15));
  const auto stance = [&](Signals signals) {
    return decide(only(Source::custom, section), AppClass::custom, signals).stance;
  };
  CHECK(stance(Signals(Signal::keep_me_signed_in, Signal::device_sso, Signal::device_compliant)) ==
        Stance::enforced);
  section.releases.insert(Condition::c5);
  section.releases.insert(Condition::c6);
  CHECK(stance(Signals(Signal::device_compliant)) == Stance::exempt);
  CHECK(stance(Signals(Signal::device_sso)) == Stance::enforced);
  section.releases.insert(Condition::c4);
  CHECK(stance(Signals(Signal::device_sso)) == Stance::exempt);
  CHECK(stance(Signals(Signal::keep_me_signed_in)) == Stance::enforced);
  section.releases.insert(Condition::c3);
  CHECK(stance(Signals(Signal::keep_me_signed_in)) == Stance::exempt);
}
