// The portal: its own entry or the default, and the user's own limit (R29 to R34).
#include "core/decision.hpp"
#include "tests/core/support/catch.hpp"
#include "tests/core/support/world.hpp"

using namespace idleguard;
using test::only;

namespace {

const Policy kM365 = only(Source::m365, m365_section(hours(1)));
const Policy kPortal = only(Source::azure_portal, portal_section(minutes(15)));

Policy both(Policy policy, const Policy& portal) {
  policy[Source::azure_portal] = portal[Source::azure_portal];
  return policy;
}

}  // namespace

TEST_CASE("the portal without a section of its own takes the duration of m365 (R29, R113)",
          "[decision]") {
  const Decision portal = decide(kM365, AppClass::azure_portal, Signals(Signal::keep_me_signed_in));
  CHECK(portal.stance == Stance::enforced);
  CHECK(portal.source == Source::m365);
  CHECK(portal.limits->sign_out_after == hours(1));
  CHECK(portal.limits->warn_after == minutes(58));
}

TEST_CASE("the portal's own entry goes before the default, and may be longer (R29, R30, V13)",
          "[decision]") {
  CHECK(decide(both(kM365, kPortal), AppClass::azure_portal, {}).limits->sign_out_after ==
        minutes(15));
  const Policy longer = both(kM365, only(Source::azure_portal, portal_section(hours(8))));
  CHECK(decide(longer, AppClass::azure_portal, {}).limits->sign_out_after == hours(8));
  CHECK(decide(longer, AppClass::azure_portal, {}).source == Source::azure_portal);
}

TEST_CASE("under a directory's limit only a shorter preference counts (R31, V14)", "[decision]") {
  const auto portal = [](const Preference& preference) {
    return decide(kPortal, AppClass::azure_portal, {}, preference);
  };
  CHECK(portal(minutes(20)).limits->sign_out_after == minutes(15));
  CHECK(portal(minutes(20)).is_preference_unused);
  CHECK(portal(minutes(15)).limits->sign_out_after == minutes(15));
  CHECK(portal(minutes(15)).is_preference_unused);
  CHECK(portal(minutes(10)).limits->sign_out_after == minutes(10));
  CHECK_FALSE(portal(minutes(10)).is_preference_unused);
  CHECK(portal(kNeverIdle).limits->sign_out_after == minutes(15));
}

TEST_CASE("a preference that a lower limit overtook comes back when the limit rises (R32)",
          "[decision]") {
  const Preference preference = minutes(30);
  for (const auto& [limit, effective] :
       {std::pair(hours(1), minutes(30)), std::pair(minutes(15), minutes(15)),
        std::pair(hours(1), minutes(30))}) {
    const Policy policy = only(Source::azure_portal, portal_section(limit));
    const Decision decision = decide(policy, AppClass::azure_portal, {}, preference);
    CHECK(decision.limits->sign_out_after == effective);
  }
}

TEST_CASE("a directory's limit that is switched off is where the user starts (R33, V15)",
          "[decision]") {
  Section section = portal_section(minutes(15));
  section.only_proposes = true;
  const auto portal = [&](const Preference& preference) {
    return decide(only(Source::azure_portal, section), AppClass::azure_portal, {}, preference);
  };
  CHECK(portal({}).limits->sign_out_after == minutes(15));
  CHECK(portal(minutes(40)).limits->sign_out_after == minutes(40));
  CHECK(portal(kNeverIdle).stance == Stance::disabled);
  // Without any directory's limit the choice is the user's.
  CHECK(decide({}, AppClass::azure_portal, {}).stance == Stance::disabled);
  CHECK(decide({}, AppClass::azure_portal, {}, minutes(10)).limits->sign_out_after == minutes(10));
  // Switched off, the portal takes the default again (R29).
  const Policy with_default = both(kM365, only(Source::azure_portal, section));
  CHECK(decide(with_default, AppClass::azure_portal, {}).limits->sign_out_after == hours(1));
}

TEST_CASE("only the portal has a preference of the user's (R34)", "[decision]") {
  Policy policy = kM365;
  policy[Source::custom] = custom_section({}, hours(2));
  for (const AppClass app : {AppClass::outlook, AppClass::custom}) {
    const Decision decision = decide(policy, app, {}, minutes(5));
    CHECK(decision.limits->sign_out_after >= hours(1));
    CHECK(decision.is_preference_unused);
  }
}
